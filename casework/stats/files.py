"""The one timeline of a file: what happened on it and what was recorded, whoever keeps it.

A module that keeps something on files adds its own entries with ``tells``, from the ``ready`` of its app; the case file
knows none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

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
    recorded = dict(events_of(case).filter(verb="case.party_added").values_list("facts__party", "at"))
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
                recorded_at=recorded.get(party.pk),
                by=party.added_by,
                text=consent,
            )
        )
        if party.ended_on:
            entries.append(
                happened("People", f"{party.person} no longer {role}", on=party.ended_on, text=party.ended_because)
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
            entries.append(
                happened("Tasks", f"{ended}: {task.text}", on=task.done_on, by=task.done_by, text=task.outcome)
            )
    return entries


@tells
def clocks(case: Case, user: User) -> list[Entry]:
    entries = []
    for clock in CaseClock.objects.filter(case=case).for_explaining():
        name, why = clock.rule.name, "Why this date?"
        url = clock.get_absolute_url()
        if clock.started_on:
            due = f"Due {in_words(clock.due_on)}" if clock.due_on else ""
            entries.append(
                happened("Clocks", f"Clock started: {name}", on=clock.started_on, text=due, url=url, link_text=why)
            )
        for pause in clock.pauses.all():
            entries.append(happened("Clocks", f"Clock paused: {name}", on=pause.started_on, text=pause.reason))
            if pause.ended_on:
                entries.append(happened("Clocks", f"Clock runs again: {name}", on=pause.ended_on))
        if clock.met_on:
            how = clock.get_result_display().lower()
            entries.append(happened("Clocks", f"Clock finished {how}: {name}", on=clock.met_on, url=url, link_text=why))
    return entries


def linked(case: Case, user: User) -> list[tuple[CaseLink, Case]]:
    """The links of a file of which the person may see the other end, each with that other end."""
    links = CaseLink.objects.visible_to(user).of(case)
    return [(link, link.second if link.first_id == case.pk else link.first) for link in links]
