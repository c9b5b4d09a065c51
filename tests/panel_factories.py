"""Builders of panels and of what they work on, with dull defaults."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from pcc.models import Force, User
from pcc.roles import Role
from reviews.dip_sampling.choices import Exclusion, HitKind, KnownAs, PaperSource, Part, Place, Section, Strata
from reviews.dip_sampling.models import DrawnFile, Extract, Finding, Panel, QuestionSet, Sample, Seat, Session
from reviews.dip_sampling.rules.questions import STANDING, AskedQuestion
from reviews.dip_sampling.stats.populations import Filters
from reviews.dip_sampling.workflow import extracts, findings, panels, samples, sessions
from tests.factories import a_complaint, a_force, a_user

_numbers = itertools.count(1)

ON = date(2026, 11, 25)
"""The day on which these stories happen."""

AT = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
LAST_YEAR = Filters(since=date(2025, 1, 1), until=date(2025, 12, 31))


def a_coordinator(**fields: Any) -> User:
    return a_user(Role.PANEL_COORDINATOR, **fields)


def a_panel(*, by: User | None = None, **fields: Any) -> Panel:
    """A panel of 14 seats with members under 18, from September 2026 to August 2028."""
    facts = {
        "name": f"Panel {next(_numbers)}",
        "began_on": date(2026, 9, 1),
        "ends_on": date(2028, 8, 31),
        "seat_count": 14,
        "has_under_18s": True,
        "undertaking": "I keep what I read to myself.",
        "talk_to": "Sam",
        "talk_to_how": "In the room all evening",
    }
    return panels.start_panel(facts=facts | fields, by=by or a_coordinator())


def a_seat(panel: Panel, *, by: User | None = None, ready: bool = True, under_18: bool = True, **fields: Any) -> Seat:
    """A member's seat; a ``ready`` one is trained, has promised, and has a consent that counts."""
    by = by or panel.made_by
    facts: dict[str, Any] = {
        "alias": f"Member {next(_numbers)}",
        "under_18": under_18,
        "began_on": panel.began_on,
        "ends_on": panel.ends_on,
    }
    seat = panels.seat_member(panel, **facts | fields, by=by)
    if ready:
        days: dict[str, Any] = {
            "trained_on": panel.began_on,
            "undertaking_on": panel.began_on,
            "consent_on": panel.began_on,
            "consent_until": panel.ends_on,
        }
        seat = panels.record_about_seat(seat, changes=days, by=by)
    return seat


def closed_complaints(number: int, *, force: Force | None = None, **fields: Any) -> list[Complaint]:
    """So many complaints finalised in 2025, on different days, with references in order."""
    force = force or a_force()
    start = date(2025, 1, 2)
    return [
        a_complaint(
            force=force,
            reference=f"CO/{next(_numbers):05}/25",
            received_on=start - timedelta(days=60),
            finalised_on=start + timedelta(days=place % 360),
            **fields,
        )
        for place in range(number)
    ]


def a_sample(panel: Panel | None = None, *, by: User | None = None, of: int = 0, **fields: Any) -> Sample:
    """A sample of two files and two reserves from the complaints finalised in 2025; ``of`` makes so many first."""
    panel = panel or a_panel(by=by)
    if of:
        closed_complaints(of)
    facts: dict[str, Any] = {
        "title": "Autumn sample",
        "filters": LAST_YEAR,
        "exclude": (Exclusion.REFERRED, Exclusion.BLOCKED_TOPIC, Exclusion.SAMPLED_BEFORE),
        "strata": Strata.NONE,
        "size": 2,
        "reserves": 2,
        "seed": "25 November 2026, 417",
    }
    return samples.draw_sample(panel, **facts | fields, by=by or panel.made_by, on=ON)


def a_question_set(*, by: User | None = None, questions: tuple[AskedQuestion, ...] = STANDING) -> QuestionSet:
    """The four published measures, under a name of their own."""
    name = f"Questions {next(_numbers)}"
    return panels.write_questions(name, questions=questions, by=by or a_coordinator())


def a_file_with_papers(sample: Sample, *, position: int = 1, by: User | None = None) -> DrawnFile:
    """A drawn file whose papers are here and whose list names an officer and a young person."""
    by = by or sample.drawn_by
    file = sample.files.get(position=position)
    for section in Section.values:
        text = "PC Ada Canary came to Bea Finchley on 14 March 2025.\n\nNobody said sorry."
        samples.add_paper(file, section=section, source=PaperSource.PASTED, text=text, by=by, on=ON)
    samples.list_word(file, known_as=KnownAs.PERSON, part=Part.OFFICER, text="Ada Canary", by=by)
    samples.list_word(file, known_as=KnownAs.PERSON, part=Part.COMPLAINANT, text="Bea Finchley", by=by)
    return sample.files.get(position=position)


def a_signed_extract(file: DrawnFile, *, by: User, second: User) -> Extract:
    """An extract filled from the papers, signed by two people and checked."""
    extract = extracts.start_extract(file, by=by)
    facts = {"about_where": "the north", "about_what": "A visit", "content_notes": ["SWEARING"]}
    extract = extracts.edit_extract(extract, facts=facts, by=by)
    for section in Section.values:
        extract = extracts.suggest_section(extract, section=section, by=by)
    extract = extracts.sign(extract, seen=extract.digest, by=by)
    extract = extracts.sign(extract, seen=extract.digest, by=second)
    check = extracts.run_check(extract, by=by)
    for hit in check.hits.filter(kind=HitKind.JIGSAW):
        extracts.dismiss(hit, reason="Every file of these stories is about the same two people", by=by)
    return extract


def a_released_extract(file: DrawnFile, *, by: User, second: User | None = None) -> Extract:
    """An extract that readers have."""
    signed = a_signed_extract(file, by=by, second=second or a_coordinator())
    return extracts.release(signed, press_checked=True, by=by)


def a_session(
    sample: Sample, *, by: User | None = None, question_set: QuestionSet | None = None, **fields: Any
) -> Session:
    """A session in a room on the evening of ON, two readers a file."""
    by = by or sample.drawn_by
    facts: dict[str, Any] = {
        "title": "Autumn session",
        "place": Place.ROOM,
        "opens_at": AT,
        "closes_at": AT + timedelta(hours=4),
        "readers_per_file": 2,
        "files_per_reader": 10,
        "on_duty": "Sam",
        "on_duty_how": "In the room",
    }
    questions = question_set or a_question_set(by=by)
    return sessions.plan_session(sample.panel, sample=sample, question_set=questions, facts=facts | fields, by=by)


def a_finding(session: Session, text: str = "Say sorry", *, by: User | None = None, reply: str = "") -> Finding:
    """A finding whose words are cleared; with a ``reply`` of the force to it, cleared as well."""
    by, today = by or session.sample.drawn_by, timezone.localdate()
    finding = cleared(findings.add_finding(session, text=text, by=by, on=today), by=by)
    if reply:
        findings.send(finding, reply_due_on=today, by=by, on=today)
        findings.reply(finding, position="ACCEPTED", text=reply, by=by, on=today)
        finding = cleared(finding, by=by)
    return finding


def cleared(finding: Finding, *, by: User) -> Finding:
    """The finding once somebody has read all its words."""
    return findings.clear(finding, seen=findings.seen_of(Finding.objects.for_list().get(pk=finding.pk)), by=by)


def an_open_session(*, members: int = 3, files: int = 2, by: User | None = None, **fields: Any) -> Session:
    """An open session with adults in the room: so many ready members, so many released files, dealt out."""
    by = by or a_coordinator()
    panel = a_panel(by=by, began_on=date(2026, 9, 1))
    closed_complaints(files + 2)
    sample = a_sample(panel, size=files, reserves=1, by=by)
    second = a_coordinator()
    for place in range(1, files + 1):
        a_released_extract(a_file_with_papers(sample, position=place), by=by, second=second)
    for _ in range(members):
        a_seat(panel, by=by)
    session = a_session(sample, by=by, **fields)
    today = max(ON, timezone.localdate())
    sessions.deal(session, by=by, on=today)
    session = sessions.open_session(session, by=by, at=timezone.now())
    now = timezone.now()
    return sessions.adults_in_room(session, until=now + timedelta(hours=4), by=by, at=now)
