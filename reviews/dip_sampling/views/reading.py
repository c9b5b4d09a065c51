"""Pages of panel members, first for a phone: coming in by a one-time code, own files, help, and the way out."""

from typing import Any, cast

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View

from pcc import audit
from pcc.errors import RuleBroken
from pcc.roles import Role
from pcc.views import ActionView, Page, RolePage
from reviews.dip_sampling.choices import AllocationStage, ContentNote, SessionStage
from reviews.dip_sampling.forms.members import DoorCodeForm, HelpForm
from reviews.dip_sampling.models import Allocation, DrawnFile, Seat, Session
from reviews.dip_sampling.rules.reading import HELPLINES, objection_to_reading
from reviews.dip_sampling.workflow import flags, panels

MEMBERS = frozenset({Role.PANEL_MEMBER})

NOT_A_WAY_IN = "This code does not open anything now. Ask the person who runs the panel for a new one."
"""The one sentence for a code that was used, is too old, was ended or never was."""


class Door(View):
    """Spends a code and signs its member in. Too many codes that open nothing, and the address has to wait."""

    def come_in(self, code: str) -> HttpResponse:
        failure = ratelimit.consume(self.request, app="allauth.account", action="door_failed")
        if failure is None:
            audit.record("door.slowed", by=None)
            return render(self.request, "429.html", status=429)
        person = panels.spend_door(code, at=timezone.now())
        if person is None:
            return render(self.request, "dip_sampling/reading/refused_door.html", {"refusal": NOT_A_WAY_IN}, status=404)
        failure.rollback()
        login(self.request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(reverse("reading:home"))


@method_decorator(login_not_required, name="dispatch")
class ComeIn(Door):
    """The page that a link or QR opens: a button alone, because what scans e-mail opens links too."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return render(request, "dip_sampling/reading/door.html")

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.come_in(code)


@method_decorator(login_not_required, name="dispatch")
class TypeCode(Door, FormView):
    """A code typed by hand."""

    form_class = DoorCodeForm
    template_name = "dip_sampling/reading/code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return self.come_in(form.cleaned_data["code"])


@method_decorator(login_not_required, name="dispatch")
class Leave(View):
    """Leave now: signed out with one press, whatever the page."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return HttpResponseRedirect(reverse("reading:code"))


class MyFiles(Page):
    """The member's own files of sessions that are open, and how far they are with each."""

    roles = MEMBERS
    template_name = "dip_sampling/reading/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, today = timezone.now(), timezone.localdate()
        seats = {seat.panel_id: seat for seat in own_seats(self.person)}
        sessions = Session.objects.for_member(self.person).filter(panel__in=seats)
        coming = sessions.filter(stage=SessionStage.PLANNED).order_by("opens_at").first()
        rows = Allocation.objects.readable_by(self.person, on=today).for_list().order_by("session", "position")
        files: dict[int, list[Allocation]] = {}
        for row in rows:
            files.setdefault(row.session_id, []).append(row)
        return super().get_context_data(**kwargs) | {
            "sessions": [
                _progress(session, files.get(session.pk, []))
                | {"objection": objection_to_reading(seats[session.panel_id], session, at=now, on=today)}
                for session in sessions.filter(stage=SessionStage.OPEN).order_by("closes_at")
            ],
            "promises": [seat for seat in seats.values() if seat.undertaking_on is None],
            "coming": coming,
            "has_seat": bool(seats),
        }


def own_seats(person: Any) -> Any:
    """The member's live seats with their panels."""
    return (
        Seat.objects.visible_to(person)
        .filter(user=person)
        .live(on=timezone.localdate())
        .select_related("panel")
        .order_by("pk")
    )


def _progress(session: Session, files: list[Allocation]) -> dict[str, Any]:
    """A session on the member's page: its files as cards, and how far they are."""
    return {
        "session": session,
        "done": sum(1 for row in files if row.stage == AllocationStage.DONE),
        "files": [
            {
                "row": row,
                "name": row.drawn_file.nickname,
                "minutes": row.drawn_file.extract.minutes,
                "notes": notes_of(row),
                "url": way_on(row),
                "label": "Carry on" if row.stage == AllocationStage.STARTED else "Open",
                "done": row.stage == AllocationStage.DONE,
                "started": row.stage == AllocationStage.STARTED,
            }
            for row in files
        ],
    }


def notes_of(row: Allocation) -> list[str]:
    """What kind of thing is in a file, in the words of its notes."""
    return [ContentNote(code).label for code in row.drawn_file.extract.content_notes]


def way_on(row: Allocation) -> str:
    """The page at which the member goes on with a file."""
    pages = {AllocationStage.STARTED: "reading:read", AllocationStage.DONE: "reading:done"}
    return reverse(pages.get(AllocationStage(row.stage), "reading:file"), args=[row.pk])


class Promise(RolePage):
    """The member makes the promise of confidentiality."""

    roles = MEMBERS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seat = self.find(own_seats(self.person), pk=self.kwargs["pk"])
        panels.give_undertaking(seat, by=self.person, on=timezone.localdate())
        return HttpResponseRedirect(reverse("reading:home"))


class Help(ActionView):
    """Who is there for the member, and a way to ask for somebody. The page says nothing of the file that was open
    (``?file=``); the person who comes is told which it was."""

    roles = MEMBERS
    form_class = HelpForm
    template_name = "dip_sampling/reading/help.html"

    @cached_property
    def seat(self) -> Seat | None:
        return cast("Seat | None", own_seats(self.person).first())

    @cached_property
    def session(self) -> Session | None:
        found = Session.objects.for_member(self.person).filter(stage=SessionStage.OPEN).order_by("closes_at").first()
        return cast("Session | None", found)

    @cached_property
    def file(self) -> Allocation | None:
        """The member's own file from which they came, if they came from one."""
        number = self.request.GET.get("file", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return None
        mine = Allocation.objects.for_member(self.person, on=timezone.localdate()).filter(pk=int(number))
        return cast("Allocation | None", mine.select_related("seat__panel", "session", "drawn_file").first())

    def perform(self, form: Any) -> str:
        if self.file is not None:
            return self.told(self.file.seat, self.file.session, form, drawn_file=self.file.drawn_file)
        if self.seat is None:
            raise RuleBroken("Ring one of the numbers on this page, or ask the person who runs the panel.")
        session = self.session if self.session and self.session.panel_id == self.seat.panel_id else None
        return self.told(self.seat, session, form)

    def told(self, seat: Seat, session: Session | None, form: Any, *, drawn_file: DrawnFile | None = None) -> str:
        flag = flags.raise_flag(seat, session=session, drawn_file=drawn_file, by=self.person, **form.cleaned_data)
        if flag.told_at:
            messages.success(self.request, "Somebody has been told. They will come to you. You need not read on.")
        else:
            messages.warning(self.request, NOT_TOLD_YET)
        return reverse("reading:help")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "seat": self.seat,
            "session": self.session,
            "helplines": HELPLINES,
        }


NOT_TOLD_YET = (
    "We have saved this, and go on trying to reach somebody. Do not wait: tell a grown-up near you, or ring one of the "
    "numbers on this page. You need not read on."
)
"""What a member is told when no message could be sent: never that somebody comes."""

SIZES = (("usual", "Usual words"), ("large", "Large words"), ("largest", "Largest words"))
"""How large the words of a file can be, from the smallest."""


class Size(RolePage):
    """How large the words are, for the pages of this sign-in."""

    roles = MEMBERS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        size = request.POST.get("size", "")
        if size in dict(SIZES):
            request.session["reading_size"] = size
        back = request.POST.get("back", "")
        ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(reverse("reading:home"))
        return HttpResponseRedirect(back if ours else reverse("reading:home"))
