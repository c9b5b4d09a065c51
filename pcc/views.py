"""The edges of pages: roles declared, rows found through visible_to, one action a view, keyset paging."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast
from urllib.parse import urlencode

import structlog
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView, View

from pcc import audit, sessions
from pcc.errors import FieldsRefused, RuleBroken
from pcc.locks import crossing
from pcc.models import User
from pcc.roles import ANSWERS_LETTERS, BRINGS_IN_EXTRACTS, READS_FIGURES, RUNS_JOBS, SEES_COMPLAINTS, SEES_REVIEWS, Role
from pcc.twice import sending

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Section:
    """A link of the staff navigation, and the roles it leads somewhere for."""

    text: str
    route: str
    roles: frozenset[Role]


NAVIGATION = [
    Section("My work", "home", frozenset(Role) - {Role.PANEL_MEMBER}),
    Section("My files", "reading:home", frozenset({Role.PANEL_MEMBER})),
    Section("Talk to someone", "reading:help", frozenset({Role.PANEL_MEMBER})),
    Section("Complaints", "complaints:list", SEES_COMPLAINTS),
    Section("Reviews", "reviews:board", SEES_REVIEWS),
    Section("Correspondence", "casework:inbox", ANSWERS_LETTERS),
    Section("Imports", "complaints:imports", BRINGS_IN_EXTRACTS | {Role.MANAGER}),
    Section("Panels", "panels:list", frozenset({Role.PANEL_COORDINATOR, Role.REVIEWS_MANAGER, Role.MANAGER})),
    Section("Members who ask", "panels:flags", frozenset({Role.SAFEGUARDING_LEAD})),
    Section("Reports", "reporting:overview", READS_FIGURES),
    Section("Jobs", "reporting:jobs", RUNS_JOBS),
    Section("Audit log", "reporting:audit", frozenset({Role.AUDITOR})),
]
"""The sections in the order of the page's head. Routes are named by string: the kernel knows no app."""

ACCOUNT_LINKS = [
    Section("Your sessions", "people:sessions", frozenset(Role)),
    Section("Your second factor", "mfa_index", frozenset(Role)),
    Section("People", "person:list", frozenset({Role.ADMINISTRATOR})),
    Section("Users and reference data", "admin:index", frozenset({Role.ADMINISTRATOR})),
]
"""What stands in the menu under the person's name."""


def office(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the office, the marking, the person, and the sections that open for them."""
    user = getattr(request, "user", None)
    roles = user.roles if user is not None and user.is_authenticated else frozenset()
    sections = list(open_to(roles, NAVIGATION))
    here = _section_of(request) or max((url for _, url in sections if _under(request.path, url)), key=len, default="")
    return {
        "office": settings.OFFICE,
        "marking": settings.MARKING,
        "demo": settings.MODE == "demo",
        "navigation": [
            {"text": section.text, "url": url, "current": here in (section.route, url)} for section, url in sections
        ],
        "session_limits": {
            "idle": int(sessions.IDLE.total_seconds()),
            "warned_before": int(sessions.WARNED_BEFORE.total_seconds()),
        },
        "account_links": [{"text": link.text, "url": url} for link, url in open_to(roles, ACCOUNT_LINKS)],
    }


class Leading(Protocol):
    """A link to a named route, and the roles it leads somewhere for."""

    @property
    def route(self) -> str: ...

    @property
    def roles(self) -> frozenset[Role]: ...


Link = TypeVar("Link", bound=Leading)


def open_to(roles: frozenset[Role], links: Iterable[Link]) -> Iterator[tuple[Link, str]]:
    """Those of the links that these roles may follow, with addresses. A process may serve some of the routes only."""
    for link in links:
        if link.roles & roles:
            with suppress(NoReverseMatch):
                yield link, reverse(link.route)


def _section_of(request: HttpRequest) -> str:
    """The route of the section that the page says it belongs to; nothing when its address tells."""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    return str(getattr(view, "section", ""))


def _under(path: str, section: str) -> bool:
    """Whether a page belongs to a section by its address; the home page is a section of itself alone."""
    return path == section if section == "/" else path.startswith(section)


class RolePage(View):
    """A page for declared roles. Anybody else signed in gets the 404 of a missing page, and an event.

    ``roles`` has no default: a page that forgets it answers nobody. ``confirms_who`` is for what takes data away or
    opens what was shut: the person shows again who they are, by the second factor where they have one, unless they
    did so a few minutes ago. ``section`` is the route of the section it belongs to, where its address does not tell.
    ``only_reads`` is for a page that changes nothing: it alone shows what somebody may read and must not touch.
    """

    roles: ClassVar[frozenset[Role]]
    confirms_who: ClassVar[bool] = False
    section: ClassVar[str] = ""
    only_reads: ClassVar[bool] = False
    refused_template: ClassVar[str] = "refused.html"

    @property
    def person(self) -> User:
        """The signed-in user: sign-in is required before any page of ours."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.roles & self.person.roles:
            audit.record("page.refused", by=self.person, route=request.resolver_match.view_name)
            raise Http404
        if self.confirms_who:
            raise_if_reauthentication_required(request, app="allauth.mfa")
        self.person.only_reads = self.only_reads and request.method in ("GET", "HEAD", "OPTIONS")
        try:
            return super().dispatch(request, *args, **kwargs)
        except RuleBroken as broken:
            return render(request, self.refused_template, {"refusal": str(broken)}, status=409)

    def find(self, rows: "QuerySet[Row]", **lookup: Any) -> "Row":
        """The one row of an already visible queryset, or the 404 of a missing id and an event."""
        return audit.find(rows, by=self.person, **lookup)


class Page(RolePage, TemplateView):
    """A page that finds what is visible and renders it."""

    http_method_names = ["get", "head", "options"]
    only_reads = True


class ActionView(RolePage, FormView):
    """A form that makes one domain call. A refusal is shown above the form, with everything typed still there.

    Sent twice within a moment, it makes its call once.
    """

    done = ""
    template_name = "components/action_page.html"

    def perform(self, form: Any) -> Any:
        """Make the one domain call; return where to go next: a model with a page, or an address."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        with sending(self.request) as page:
            address = page.went_to
            if not address:
                try:
                    with crossing():
                        target = self.perform(form)
                except FieldsRefused as refused:
                    for name, sentence in refused.by_field.items():
                        form.add_error(name if name in form.fields else None, sentence)
                    return self.form_invalid(form)
                except RuleBroken as broken:
                    form.add_error(None, str(broken))
                    return self.form_invalid(form)
                address = target if isinstance(target, str) else target.get_absolute_url()
                page.goes_to(address)
        if self.done:
            messages.success(self.request, self.done)
        return HttpResponseRedirect(address)


MOST_COUNTED = 1000


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """One page of a list, with the addresses of its neighbours, and the rows of all pages where they were counted."""

    rows: list[Row]
    sort: str
    first: str | None
    previous: str | None
    next: str | None
    total: int = 0
    at_least: bool = False


def keyset(
    rows: "QuerySet[Row]",
    request: HttpRequest,
    *,
    sorts: Mapping[str, Any],
    default: str,
    size: int = 25,
    counted: "QuerySet[Row] | None" = None,
) -> Rows[Row]:
    """One page of rows by keyset: neither repeats nor loses a row while data change, and costs the same at any depth.

    ``sorts`` names what people may sort by: a field, or an expression that is never null. ``?sort=-received`` is
    downwards. Ties are broken by id. RuleBroken when ``sort``, ``after`` or ``before`` is not one of ours.
    ``counted`` are the rows of all pages, to be counted in the same statement: ``total``, and whether there are more.
    """
    sort = request.GET.get("sort", default)
    name = sort.removeprefix("-")
    if name not in sorts:
        raise RuleBroken(f"This list cannot be sorted by {name}. It can be sorted by: {', '.join(sorts)}.")
    by = sorts[name]
    rows = rows.annotate(_key=models.F(by) if isinstance(by, str) else by)
    after, before = request.GET.get("after"), request.GET.get("before")
    backwards = before is not None
    down = sort.startswith("-") != backwards
    if token := before or after:
        rows = rows.filter(_beyond(rows, token, down=down))
    if counted is not None:
        rows = rows.annotate(_total=_Number(counted.order_by().values("pk")[: MOST_COUNTED + 1]))
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}_key", f"{sign}pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else after is not None
    has_next = True if backwards else more
    total, at_least = 0, False
    if counted is not None:
        if found:
            number = found[0]._total  # type: ignore[attr-defined]  # annotated above
            total, at_least = min(number, MOST_COUNTED), number > MOST_COUNTED
        elif token:  # past the last row, which has gone meanwhile
            total, at_least = count_up_to(counted)
    return Rows(
        rows=found,
        sort=sort,
        first=_address(request) if has_previous else None,
        previous=_address(request, before=_token(found[0])) if found and has_previous else None,
        next=_address(request, after=_token(found[-1])) if found and has_next else None,
        total=total,
        at_least=at_least,
    )


class _Number(models.Subquery):
    """How many rows a query has, beside each row of another; the database counts them once."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


def _token(row: models.Model) -> str:
    key = row._key  # type: ignore[attr-defined]  # annotated above
    value = key.isoformat() if hasattr(key, "isoformat") else key
    return base64.urlsafe_b64encode(json.dumps([value, row.pk]).encode()).decode()


def _beyond(rows: "QuerySet[Row]", token: str, *, down: bool) -> Q:
    """The rows past the one the token names. The first condition lets an index on the key find the place."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(token.encode()))
        value = rows.query.annotations["_key"].output_field.to_python(value)
        pk = rows.model._meta.pk.to_python(pk)
    except (ValueError, TypeError, OverflowError, ValidationError, RecursionError) as fault:
        raise RuleBroken("This link to a page of the list is broken. Start again from the first page.") from fault
    if value is None or pk is None or not 0 < int(pk) < 2**63:
        raise RuleBroken("This link to a page of the list is broken. Start again from the first page.")
    side = "lt" if down else "gt"
    return Q(**{f"_key__{side}e": value}) & (Q(**{f"_key__{side}": value}) | Q(**{f"pk__{side}": pk}))


def _address(request: HttpRequest, **change: str) -> str:
    kept = [(key, value) for key, value in request.GET.lists() if key not in {"after", "before"}]
    flat = [(key, value) for key, values in kept for value in values] + list(change.items())
    return f"{request.path}?{urlencode(flat)}" if flat else request.path


def count_up_to(rows: "QuerySet[Any]", most: int = MOST_COUNTED) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than ``most``: a count that never costs more than a page."""
    found = rows.order_by()[: most + 1].count()
    return min(found, most), found > most


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether this process and its database answer: ``{"ok": true}``, or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "does not answer"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"ok": True})


@login_not_required
@require_safe
def office_css(request: HttpRequest) -> HttpResponse:
    """The office's own colours, from settings, as a stylesheet that a strict content policy allows."""
    response = render(request, "office.css", content_type="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old. What was typed is shown again, so that nothing is lost."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours: nothing of it is shown but the number under which the log tells the rest. Asks no database."""
    reference = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    if request.resolver_match and hasattr(request.resolver_match.func, "cls"):  # as the API's views are marked
        problem = {"status": 500, "title": "A fault of ours", "detail": "Nothing was saved.", "reference": reference}
        return JsonResponse(problem, status=500, content_type="application/problem+json")
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)
