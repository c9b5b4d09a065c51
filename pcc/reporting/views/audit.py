"""The audit log for those who answer for it: who did what, and who looked at this record."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.audit import Change, Subject
from pcc.errors import RuleBroken
from pcc.filters import PAGING, selected, unknown
from pcc.models import AuditEvent, AuditEventQuerySet, User
from pcc.reporting import querysets
from pcc.reporting.filters import AuditFilter, PersonalFilter
from pcc.reporting.querysets import name_of
from pcc.reporting.rules import KINDS, kind_of, words
from pcc.reporting.views.audit_check import AUDITORS, LOG, moment, state
from pcc.roles import SEES_COMPLAINTS, STAFF, Role
from pcc.views import Page, count_up_to, keyset

SORTS = {"when": "at"}

COLUMNS = [
    {"label": "When", "sort": "when"},
    {"label": "Who"},
    {"label": "What"},
    {"label": "Record"},
    {"label": "More"},
]


class LogPage(Page):
    """A page that lists events of the log, filtered by the address."""

    filterset_class: type[PersonalFilter] = PersonalFilter

    def listed(self, events: AuditEventQuerySet, *, links: bool, without: str = "") -> dict[str, Any]:
        """The filter and one page of the events, newest first, for the template; ``without`` the column of that name,
        which would say the same in every row."""
        query = self.request.GET
        filterset = self.filterset_class(query, queryset=events, request=self.request)
        shown: dict[str, Any] = {"filter": filterset, "clear_url": self.request.path, "selected": []}
        try:
            refuse_unknown(filterset, query)
            if not filterset.is_valid():
                return shown | {"form": filterset.form}
            page = keyset(filterset.qs.select_related("by"), self.request, sorts=SORTS, default="-when", size=50)
        except RuleBroken as broken:
            return shown | {"refused": str(broken)}
        total, more = count_up_to(filterset.qs)
        return shown | {
            "page": page,
            "total": total,
            "at_least": more,
            "selected": selected(filterset, query),
            "columns": [column for column in COLUMNS if column["label"] != without],
            "rows": [_row(event, links=links, without=without) for event in page.rows],
        }


def refuse_unknown(filterset: PersonalFilter, query: QueryDict) -> None:
    if names := unknown(filterset, query):
        raise RuleBroken(f"There is no filter called {names[0]}. Filters: {', '.join(filterset.filters)}.")


def _row(event: AuditEvent, *, links: bool, without: str) -> list[Any]:
    """An event as a row; with ``links`` to the person's and the record's own trails, for auditors."""
    at = timezone.localtime(event.at)
    kind = kind_of(event.verb)
    cells = {
        "When": {"text": f"{at:%-d\u00a0%b\u00a0%Y}", "hint": f"{at:%H:%M:%S}"},
        "Who": _who(event.by, roles=event.roles, links=links),
        "What": {"text": kind.label, "tone": kind.tone, "hint": words(event.verb)},
        "Record": _record(event, links=links),
        "More": {"text": _more(event), "hint": f"From {event.address}" if event.address else ""},
    }
    return [cell for name, cell in cells.items() if name != without]


def _who(person: User | None, *, roles: str = "", links: bool) -> dict[str, Any]:
    if person is None:
        return {"text": "Nobody signed in, or the system"}
    url = reverse("reporting:audit-person", args=[person.key]) if links else ""
    return {
        "text": str(person),
        "url": url,
        "hint": _roles({Role(role) for role in roles.split() if role in set(Role)}),
    }


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(role.label for role in roles)).capitalize()


def _record(event: AuditEvent, *, links: bool) -> Any:
    if not event.subject_type:
        return "–"
    name = name_of(event.subject_type, event.subject_id)
    if not links or not event.subject_id.isdecimal():
        return name
    return {"text": name, "url": reverse("reporting:audit-record", args=[event.subject_type, event.subject_id])}


def _more(event: AuditEvent) -> str:
    """Reason and facts in a line: facts are ids, counts, codes and names of fields."""
    if sentence := event.facts.get("sentence"):  # the verdict of a check says it all
        return str(sentence)
    parts = [event.reason] if event.reason else []
    for name, value in event.facts.items():
        label = name.replace("_", " ").capitalize()
        if name == "shown":
            parts.append(f"{len(value)} shown" if value else "Nothing shown")
        elif value in ("", None, [], ["pk"]):
            continue
        elif isinstance(value, list):
            parts.append(f"{label}: {', '.join(map(str, value[:5]))}{' …' if len(value) > 5 else ''}")
        else:
            parts.append(f"{label}: {str(value)[:60]}")
    return ". ".join(parts) or "–"


class AuditLog(LogPage):
    """Every event: who did, saw, searched, took away or was refused what, and when."""

    roles = AUDITORS
    template_name = "reporting/audit_log.html"
    filterset_class = AuditFilter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = self.listed(AuditEvent.objects.visible_to(self.person), links=True)
        if "page" in listed:
            audit.record("audit.searched", LOG, by=self.person, **asked(listed["filter"]))
        kept = {name: value for name, value in self.request.GET.items() if name not in PAGING}
        export = reverse("reporting:audit-export")
        return (
            super().get_context_data(**kwargs)
            | listed
            | {
                "state": state(self.person),
                "check_url": reverse("reporting:audit-check"),
                "export_url": f"{export}?{urlencode(kept)}" if kept else export,
            }
        )


def asked(filterset: PersonalFilter) -> dict[str, Any]:
    """What a filter asks for, as facts: names of filters, and ids."""
    given = {name: value for name, value in filterset.form.cleaned_data.items() if value not in ("", None)}
    facts: dict[str, Any] = {"filters": sorted(given)}
    if isinstance(person := given.get("person"), User):
        facts["person"] = person.pk
    if record := given.get("record"):
        facts["records"] = [f"{subject.type} {subject.id}" for subject in record.subjects]
    return facts


class PersonTrail(LogPage):
    """What one person saw and did."""

    roles = AUDITORS
    template_name = "reporting/audit_person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.whom()
        events = AuditEvent.objects.visible_to(self.person).filter(by=person)
        listed = self.listed(events, links=Role.AUDITOR in self.person.roles, without="Who")
        audit.record("audit.viewed", person, by=self.person)
        return (
            super().get_context_data(**kwargs)
            | listed
            | {
                "whom": person,
                "own": person == self.person,
                "sees_log": Role.AUDITOR in self.person.roles,
                "tiles": _tiles(listed["filter"], self.request.path) if "page" in listed else [],
                "about": [
                    {
                        "key": "Roles",
                        "value": ", ".join(sorted(role.label for role in person.roles)).capitalize() or "None",
                    },
                    {"key": "May sign in", "value": "Yes" if person.is_active else "No"},
                    {"key": "Last signed in", "value": moment(person.last_login) if person.last_login else "Never"},
                ],
            }
        )

    def whom(self) -> User:
        return self.find(querysets.everybody(), key=self.kwargs["key"])


class OwnTrail(PersonTrail):
    """What the log holds of oneself."""

    roles = STAFF

    def whom(self) -> User:
        return self.person


def _tiles(filterset: PersonalFilter, path: str) -> list[dict[str, Any]]:
    """How often each kind of act, each tile leading to its events."""
    period = {name: filterset.data[name] for name in ("since", "until") if filterset.data.get(name)}
    tiles = []
    for kind in KINDS:
        number, more = count_up_to(querysets.of_kind(filterset.qs, kind.code))
        if number:
            url = f"{path}?{urlencode({**period, 'kind': kind.code})}"
            tiles.append({"label": kind.label, "value": f"{number:,}{'+' if more else ''}", "url": url})
    return tiles


class RecordTrail(LogPage):
    """Who looked at a record, and what was done to it.

    Auditors see ids, people and names of fields. Managers who see the record itself, and its owner, see values too.
    """

    roles = AUDITORS | SEES_COMPLAINTS
    template_name = "reporting/audit_record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject = Subject(self.kwargs["kind"], str(self.kwargs["pk"]))
        record = querysets.trail_owner_may_see(subject, self.person)
        if record is None and not self.may_read_ids_of(subject):
            audit.record("record.refused", Subject(subject.type[:80], subject.id), by=self.person)
            raise Http404
        is_auditor = Role.AUDITOR in self.person.roles
        listed = self.listed(querysets.trail_of(subject), links=is_auditor, without="Record")
        looked = querysets.who_looked(subject)
        changes = querysets.changes_of(subject)
        audit.record("audit.viewed", subject, by=self.person)
        return (
            super().get_context_data(**kwargs)
            | listed
            | {
                "name": name_of(subject.type, str(record) if record else subject.id),
                "record_url": record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
                "sees_log": is_auditor,
                "looked_columns": [
                    {"label": "Who"},
                    {"label": "Opened it", "numeric": True},
                    {"label": "Had it in a list", "numeric": True},
                    {"label": "First"},
                    {"label": "Last"},
                ],
                "looked": [
                    [
                        _who(one.person, links=is_auditor),
                        f"{one.opened:,}",
                        f"{one.listed:,}",
                        moment(one.first),
                        moment(one.last),
                    ]
                    for one in looked
                ],
                "values_shown": record is not None,
                "changes_columns": _change_columns(values=record is not None),
                "changes": [_change(change, record) for change in changes[:100]],
                "more_changes": len(changes) > 100,
            }
        )

    def may_read_ids_of(self, subject: Subject) -> bool:
        """An auditor may, of any record that the log knows, unless it is about themselves."""
        return (
            Role.AUDITOR in self.person.roles
            and not querysets.is_party_to(self.person, subject)
            and querysets.trail_of(subject).exists()
        )


def _change_columns(*, values: bool) -> list[dict[str, str]]:
    return [
        {"label": "When"},
        {"label": "Who"},
        {"label": "Field"},
        *([{"label": "From"}, {"label": "To"}] if values else []),
    ]


def _change(change: Change, record: Any) -> list[Any]:
    """A change as a row; its values only beside a record that the reader may see."""
    who = {"text": change.who, "tone": "orange"} if change.outside else change.who
    field = change.field.removesuffix("_id").replace("_", " ").capitalize() or "The record was removed"
    row = [moment(change.at), who, field]
    return [*row, _value(record, change.field, change.old), _value(record, change.field, change.new)] if record else row


def _value(record: Any, field: str, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "Nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "Nothing"
    choices = dict(record._meta.get_field(field).flatchoices or ()) if field else {}
    if value in choices:
        return str(choices[value])
    if hasattr(value, "hour"):
        return moment(value)
    return f"{value:%-d %B %Y}" if hasattr(value, "year") else str(value)
