"""The one timeline of a file: what happened on it and what was recorded, whoever keeps it.

A module that keeps something on files adds its own entries with ``tells``, from the ``ready`` of its app; the case file
knows none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from casework.models import Case, CaseClock, CaseLink, Note, Party, Tag, Task
from casework.querysets import events_of
from pcc.models import AuditEvent, User
from pcc.working_days import in_words

MOST_EVENTS = 300


@dataclass(frozen=True)
class Entry:
    """One thing on a timeline.

    ``at`` is the moment it is sorted by: the beginning of the day on which it happened unless the time is known, which
    ``timed`` says. ``recorded_at`` and ``by`` say when it came on file and through whom; by ``kind`` people filter.
    """

    kind: str
    title: str
    at: datetime
    timed: bool = True
    recorded_at: datetime | None = None
    by: User | None = None
    text: str = ""
    url: str = ""
    link_text: str = ""
    new: bool = False

    @property
    def on(self) -> datetime:
        return timezone.localtime(self.at)


def happened(
    kind: str,
    title: str,
    *,
    on: date,
    recorded_at: datetime | None = None,
    by: User | None = None,
    text: str = "",
    url: str = "",
    link_text: str = "",
) -> Entry:
    """An entry of something that happened on a day: with its time when it was recorded that same day."""
    if recorded_at is not None and timezone.localtime(recorded_at).date() == on:
        at, timed = recorded_at, True
    else:
        at, timed = timezone.make_aware(datetime.combine(on, time())), False
    return Entry(kind, title, at, timed, recorded_at, by, text, url, link_text)


def of_event(kind: str, title: str, event: AuditEvent, *, url: str = "", link_text: str = "") -> Entry:
    """An entry of an event in the audit log, read with the person behind it."""
    return Entry(kind, title, event.at, True, event.at, event.by, event.reason, url, link_text)


def events_on(label: str, ids: Iterable[int], *verbs: str) -> list[AuditEvent]:
    """What the audit log has of these verbs on these rows of one model, oldest first, with the person behind it."""
    about = AuditEvent.objects.filter(subject_type=label, subject_id__in=[str(pk) for pk in ids], verb__in=verbs)
    return list(about.select_related("by").order_by("id"))


def noted(label: str, ids: Iterable[int], *verbs: str) -> dict[tuple[str, int], AuditEvent]:
    """The last event of each verb on each of these rows: when what a row dates by the day came on file."""
    return {(event.verb, int(event.subject_id)): event for event in events_on(label, ids, *verbs)}


def stamp(event: AuditEvent | None, *, of: date | None = None) -> dict[str, Any]:
    """When something came on file and through whom, for ``happened``; nothing where the log does not have it.

    ``of`` is the day of one of several, of which the log's last event is the last: it says nothing of another day.
    """
    if event is None or (of is not None and timezone.localtime(event.at).date() != of):
        return {}
    return {"recorded_at": event.at, "by": event.by}


Source = Callable[[Case, User], Iterable[Entry]]
_sources: list[Source] = []


def tells(source: Source) -> Source:
    """Add a source of entries: given a case that this person may see, it gives those that they may read."""
    if source not in _sources:
        _sources.append(source)
    return source


def timeline(case: Case, user: User, *, since: datetime | None = None) -> list[Entry]:
    """Everything on a file that this person may see, newest first; ``since`` marks what others recorded after it."""
    entries = [entry for source in _sources for entry in source(case, user)]
    entries.sort(key=lambda entry: (entry.at, entry.recorded_at or entry.at), reverse=True)
    if since is None:
        return entries
    return [replace(entry, new=True) if _is_new(entry, since, user) else entry for entry in entries]


def _is_new(entry: Entry, since: datetime, user: User) -> bool:
    return entry.recorded_at is not None and entry.recorded_at > since and entry.by != user


# What the case file itself tells


LIFE = {
    "case.opened": "File opened",
    "case.allocated": "Given",
    "case.closed": "File closed",
    "case.reopened": "File opened again",
    "case.sealed": "File sealed",
    "case.seal_reviewed": "Looked again at the seal, and kept it",
    "case.named_on_seal": "Somebody named on the seal",
    "case.taken_off_seal": "Somebody taken off the seal",
    "case.opened_in_emergency": "Opened in an emergency by somebody who is not named",
    "case.unsealed": "Seal lifted",
    "case.linked": "Linked",
    "case.unlinked": "Link taken away",
    "case.tagged": "Tagged",
    "case.untagged": "Tag taken off",
}
"""Events of a case as its timeline tells them; looks are left out, and so is who of the staff was shut out."""


@tells
def life(case: Case, user: User) -> list[Entry]:
    """Opened, given, closed, sealed, linked, tagged. A file that the reader may not see is not named."""
    events = list(events_of(case).filter(verb__in=LIFE)[:MOST_EVENTS])
    named = User.objects.in_bulk({event.facts.get("owner") for event in events} - {None})
    tags = Tag.objects.in_bulk({event.facts.get("tag") for event in events} - {None})
    others = Case.objects.visible_to(user).in_bulk({event.facts.get("other") for event in events} - {None})
    entries = []
    for event in events:
        title = LIFE[event.verb]
        url = link_text = ""
        if event.verb == "case.allocated":
            owner = named.get(event.facts.get("owner"))
            title = f"Given to {owner}" if owner else "Given to nobody yet"
            if "kind" in event.facts:  # the room above gave its matter, and the file followed
                title += f", with the {case.get_kind_display().lower()}"
        elif event.verb in ("case.linked", "case.unlinked"):
            if (other := others.get(event.facts["other"])) is None:
                continue
            title = f"{title}: {other.reference}"
            url, link_text = other.get_absolute_url(), f"Open {other.reference}"
        elif "tag" in event.facts and (tag := tags.get(event.facts["tag"])):
            title = f"{title}: {tag}"
        entries.append(of_event("File", title, event, url=url, link_text=link_text))
    return entries


@tells
def people(case: Case, user: User) -> list[Entry]:
    entries = []
    recorded = {event.facts["party"]: event for event in events_of(case).filter(verb="case.party_added")}
    ended = {pk: event for event in events_of(case).filter(verb="case.party_ended") for pk in event.facts["ended"]}
    for party in Party.objects.filter(case=case).select_related("person", "added_by", "represents__person"):
        role = party.get_role_display().lower()
        consent = ""
        if party.represents and party.consent_on:
            whom = party.represents.person
            consent = f"For {whom}. Written consent of {in_words(party.consent_on)}: {party.consent_evidence}."
        entries.append(
            happened(
                "People",
                f"{party.person} added as {role}",
                on=party.added_on,
                text=consent,
                **{"by": party.added_by} | stamp(recorded.get(party.pk)),
            )
        )
        if party.ended_on:
            entries.append(
                happened(
                    "People",
                    f"{party.person} no longer {role}",
                    on=party.ended_on,
                    text=party.ended_because,
                    **stamp(ended.get(party.pk)),
                )
            )
    return entries


@tells
def notes(case: Case, user: User) -> list[Entry]:
    entries = []
    for note in Note.objects.filter(case=case).select_related("written_by", "struck_by"):
        marks = ["releasable"] if note.is_releasable else []
        marks += ["struck out"] if note.struck_at else []
        title = note.get_kind_display() + (f" ({', '.join(marks)})" if marks else "")
        text = f"Struck out: {note.struck_because}" if note.struck_at else note.text
        entries.append(happened("Notes", title, on=note.on, recorded_at=note.written_at, by=note.written_by, text=text))
    return entries


@tells
def tasks(case: Case, user: User) -> list[Entry]:
    entries = []
    over = {
        event.facts["task"]: event
        for event in events_of(case).filter(verb__in=["case.task_finished", "case.task_dropped"])
    }
    for task in Task.objects.filter(case=case).select_related("asked_by", "done_by", "owner"):
        whose = f", for {task.owner}" if task.owner else ""
        entries.append(
            Entry(
                kind="Tasks",
                title=f"Task: {task.text}",
                at=task.asked_at,
                recorded_at=task.asked_at,
                by=task.asked_by,
                text=f"Due {in_words(task.due_on)}{whose}",
            )
        )
        if task.done_on:
            ended = "Done" if task.stage == "DONE" else "Not needed"
            known = {"by": task.done_by} | stamp(over.get(task.pk))
            entries.append(happened("Tasks", f"{ended}: {task.text}", on=task.done_on, text=task.outcome, **known))
    return entries


@tells
def clocks(case: Case, user: User) -> list[Entry]:
    entries = []
    rows = list(CaseClock.objects.filter(case=case).for_explaining())
    label, ids = CaseClock._meta.label_lower, [clock.pk for clock in rows]
    log = noted(label, ids, "clock.started", "clock.met", "clock.paused", "clock.resumed")
    for clock in rows:
        name, why = clock.rule.name, "Why this date?"
        url = clock.get_absolute_url()
        if clock.started_on:
            due = f"Due {in_words(clock.due_on)}" if clock.due_on else ""
            entries.append(
                happened(
                    "Clocks",
                    f"Clock started: {name}",
                    on=clock.started_on,
                    text=due,
                    url=url,
                    link_text=why,
                    **stamp(log.get(("clock.started", clock.pk))),
                )
            )
        for pause in clock.pauses.all():
            paused, again = log.get(("clock.paused", clock.pk)), log.get(("clock.resumed", clock.pk))
            title = f"Clock paused: {name}"
            entries.append(
                happened("Clocks", title, on=pause.started_on, text=pause.reason, **stamp(paused, of=pause.started_on))
            )
            if pause.ended_on:
                entries.append(
                    happened(
                        "Clocks", f"Clock runs again: {name}", on=pause.ended_on, **stamp(again, of=pause.ended_on)
                    )
                )
        if clock.met_on:
            how, met = clock.get_result_display().lower(), stamp(log.get(("clock.met", clock.pk)))
            title = f"Clock finished {how}: {name}"
            entries.append(happened("Clocks", title, on=clock.met_on, url=url, link_text=why, **met))
    return entries


def linked(case: Case, user: User) -> list[tuple[CaseLink, Case]]:
    """The links of a file of which the person may see the other end, each with that other end."""
    links = CaseLink.objects.visible_to(user).of(case)
    return [(link, link.second if link.first_id == case.pk else link.first) for link in links]
