"""The invented youth commissioners: thirty files, 150 readings, what they said, and a session that is open now.

Every name, place and number of a file is a word that nobody has, different for each file.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from pcc.models import Force, User
from reviews.dip_sampling import redaction
from reviews.dip_sampling.choices import (
    AnswerCode,
    Exclusion,
    HitKind,
    KnownAs,
    PaperSource,
    Part,
    Place,
    Position,
    Strata,
)
from reviews.dip_sampling.models import DrawnFile, Panel, QuestionSet, Sample, Session
from reviews.dip_sampling.rules.questions import STANDING
from reviews.dip_sampling.stats.populations import Filters
from reviews.dip_sampling.workflow import extracts, findings, jigsaw, panels, samples, sessions
from reviews.dip_sampling.workflow import prints as paper
from reviews.dip_sampling.workflow.prints import Print

NAME = "Youth commissioners (demonstration)"

ALIASES = "Ash Bo Cass Dee Eli Fia Gray Hal Indy Jules Kit Lou Max".split()  # noqa: SIM905 - thirteen short names

ON_SIDE = {"understood": 102, "fair": 121, "empathy": 75, "trust": 84}
"""Of 150 readings, those on the published side of each question: 68%, 81%, 50% and 56%."""

FILES, READERS = 30, 5

SYLLABLES = "bra dru fel gor hin jas kel lum mor nev osk pra qui rov sil tam ulf vek wim yor zan".split()  # noqa: SIM905

COMPLAINTS = (
    "On {date} PC {officer} came to {place} about a noise. {person} asked to explain and was told to be quiet.",
    "{person} rang three times about a stolen bicycle. Nobody rang back. PC {officer} then closed the case, {number}.",
    "{person} was stopped on {date} near {place}. PC {officer} did not say why, and searched the bag before others.",
)
POLICE = (
    "The force spoke to PC {officer} and looked at the log. It did not speak to {person}.",
    "The force watched the film of {date} and spoke to everybody who was there, {person} among them.",
    "The force looked at its rules. PC {officer} was reminded of them. Nobody went to {place}.",
)
LETTERS = (
    "Dear {person},\n\nYour complaint {number} has been dealt with. The service was acceptable. This is closed.",
    "Dear {person},\n\nThank you for telling us what happened at {place}. We are sorry that nobody explained it. "
    "PC {officer} has spoken about it with a sergeant.\n\nYou can ask for a review of what we decided.",
    "Dear {person},\n\nWe have looked into your complaint {number}. We understand that it hurt you. We found no error.",
)


def load(force: Force, *, coordinator: User, second: User, member: User, on: date, at: datetime) -> Session | None:
    """Everything that the panel did up to that day, and a session that opens at ``at``; the one with results.

    None when the panel is there already, or the force has too few closed files.
    """
    if Panel.objects.filter(name=NAME).exists():
        return None
    filters = Filters(since=on - timedelta(days=540), until=on - timedelta(days=45), force=force.code)
    if Complaint.objects.counted().finalised(since=filters.since, until=filters.until).count() < 4 * FILES:
        return None
    panel = the_panel(coordinator, member, on=on)
    asked = panels.write_questions("Standing questions", questions=STANDING, by=coordinator)
    closed_on = on - timedelta(days=7)
    drawn = draw(panel, "Closed complaints of the last year", filters, size=FILES, reserves=8, by=coordinator, on=on)
    prepare(drawn, by=coordinator, second=second, on=on)
    facts = {"readers_per_file": READERS, "files_per_reader": 11, "allows_paper": True}
    session = plan(panel, drawn, asked, f"Session of {closed_on:%B %Y}", day=closed_on, facts=facts, by=coordinator)
    sessions.deal(session, by=coordinator, on=on)
    session = sessions.open_session(session, by=coordinator, at=session.opens_at)
    paper.enter_prints(session, list(prints(session)), by=coordinator, at=session.closes_at)
    session = sessions.close_session(session, by=coordinator, at=session.closes_at)
    answer(session, by=coordinator, on=on)
    session = sessions.publish_results(session, by=coordinator, at=at)

    next_drawn = draw(panel, "Files for tonight", filters, size=4, reserves=4, by=coordinator, on=on)
    prepare(next_drawn, by=coordinator, second=second, on=on)
    tonight = plan(
        panel,
        next_drawn,
        asked,
        "Session that is open now",
        day=on,
        facts={"readers_per_file": 14, "files_per_reader": 4},
        by=coordinator,
    )
    sessions.deal(tonight, by=coordinator, on=on)
    sessions.open_session(tonight, by=coordinator, at=at)
    return session


def the_panel(by: User, member: User, *, on: date) -> Panel:
    """Fourteen seats, thirteen of them of members under 18; the last belongs to who can sign in to look."""
    facts = {
        "name": NAME,
        "began_on": on - timedelta(days=120),
        "ends_on": on + timedelta(days=600),
        "seat_count": 14,
        "has_under_18s": True,
        "undertaking": "I keep what I read to myself. I take no pictures. If I may know somebody, I give it back.",
        "talk_to": "Sam",
        "talk_to_how": "In the room, or by asking the person who runs the panel",
    }
    panel = panels.start_panel(facts=facts, by=by)
    term: dict[str, Any] = {"began_on": panel.began_on, "ends_on": panel.ends_on}
    for alias in ALIASES:
        seat = panels.seat_member(panel, alias=alias, under_18=True, **term, by=by)
        ready = dict.fromkeys(("trained_on", "undertaking_on", "consent_on"), panel.began_on)
        panels.record_about_seat(seat, changes={**ready, "consent_until": panel.ends_on}, by=by)
    seat = panels.seat_member(panel, alias=member.alias, under_18=False, **term, person=member, by=by)
    panels.record_about_seat(seat, changes={"trained_on": on, "undertaking_on": on}, by=by)
    return panel


def draw(panel: Panel, title: str, filters: Filters, *, size: int, reserves: int, by: User, on: date) -> Sample:
    exclude = (Exclusion.REFERRED, Exclusion.UNDER_REVIEW, Exclusion.BLOCKED_TOPIC, Exclusion.SAMPLED_BEFORE)
    return samples.draw_sample(
        panel,
        title=title,
        filters=filters,
        exclude=exclude,
        strata=Strata.HANDLING,
        size=size,
        reserves=reserves,
        seed=f"{on:%-d %B %Y} and 417",
        by=by,
        on=on,
    )


def plan(
    panel: Panel, sample: Sample, asked: QuestionSet, title: str, *, day: date, facts: Mapping[str, Any], by: User
) -> Session:
    """A session from five to nine in the evening of that day."""
    opens = datetime.combine(day, time(17), tzinfo=timezone.get_current_timezone())
    about = {
        "title": title,
        "place": Place.ROOM,
        "opens_at": opens,
        "closes_at": opens + timedelta(hours=4),
        "on_duty": panel.talk_to,
        "on_duty_how": panel.talk_to_how,
    }
    return sessions.plan_session(panel, sample=sample, question_set=asked, facts={**about, **facts}, by=by)


def prepare(sample: Sample, *, by: User, second: User, on: date) -> None:
    """Papers, list and a released extract for each file of a sample."""
    for file in sample.files.filter(stage="DRAWN").select_related("complaint__force"):
        names, listed = invented_words(file.pk, happened=file.complaint.received_on)
        for known_as, part, text in listed:
            samples.list_word(file, known_as=known_as, part=part, text=text, by=by)
        texts = {"COMPLAINT": COMPLAINTS, "POLICE": POLICE, "LETTER": LETTERS}
        lot = Random(file.pk)  # noqa: S311 - invented
        told = {section: lot.choice(choice).format(**names) for section, choice in texts.items()}
        for section, text in told.items():
            samples.add_paper(file, section=section, source=PaperSource.PASTED, text=text, by=by, on=on)
        release(file, told, by=by, second=second)


def release(file: DrawnFile, told: dict[str, str], *, by: User, second: User) -> None:
    """The extract of a file, written from its papers, signed by two, checked and released."""
    extract = extracts.start_extract(file, by=by)
    entries = extracts.entries_of(file)
    known = [entry.known for entry in entries]
    labels = extracts.labels_for(extract, entries)
    sections = {
        section: redaction.apply(text, redaction.suggestions(text, known, labels)) for section, text in told.items()
    }
    facts = {"about_what": "How somebody was treated", "about_where": "The west of the county", "minutes": 6}
    extract = extracts.edit_extract(extract, facts=facts, sections=sections, by=by)
    if any(found.because.startswith("fits only") for found in jigsaw.findings_of(extract)):
        extract = extracts.edit_extract(extract, facts={"age_band": ""}, by=by)
    for person in (by, second):
        extract = extracts.sign(extract, seen=extract.digest, by=person)
    for hit in extracts.run_check(extract, by=by).hits.filter(kind=HitKind.JIGSAW).order_by("pk"):
        extracts.dismiss(hit, reason="These files are invented, and their wording is one of three", by=by)
    extracts.release(extract, press_checked=True, by=by)


def invented_words(number: int, *, happened: date) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Names, a place and a number for a file, each a word that nobody has, another for each file."""
    lot = Random(f"canary {number}")  # noqa: S311 - invented

    def word() -> str:
        return "".join(lot.sample(SYLLABLES, 3)).capitalize() + f"{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"

    officer, person, place = (f"{word()} {word()}" for _ in range(3))
    reference = f"{lot.randint(100000, 999999)}"
    names = {
        "officer": officer,
        "person": person,
        "place": f"{place} Court",
        "number": reference,
        "date": f"{lot.randint(1, 28)} {happened:%B %Y}",
    }
    listed: list[tuple[str, str, str]] = [
        (KnownAs.PERSON, Part.OFFICER, officer),
        (KnownAs.PERSON, Part.COMPLAINANT, person),
        (KnownAs.PLACE, Part.PLACE, f"{place} Court"),
        (KnownAs.NUMBER, Part.REFERENCE, reference),
    ]
    return names, listed


def prints(session: Session) -> Iterator[Print]:
    """A filled-in print for each reading, with the totals of ON_SIDE."""
    lot = Random(68)  # noqa: S311 - invented
    allocations = list(session.allocations.order_by("drawn_file__position", "seat"))
    files = sorted({row.drawn_file_id for row in allocations})
    questions = list(session.question_set.questions.all())
    sides = {
        (question.pk, file): set(lot.sample(range(READERS), count))
        for question in questions
        for file, count in zip(files, on_side_by_file(ON_SIDE[question.code], len(files), lot), strict=True)
    }
    turn = dict.fromkeys(files, 0)
    for number, row in enumerate(allocations, start=1):
        place, turn[row.drawn_file_id] = turn[row.drawn_file_id], turn[row.drawn_file_id] + 1
        values = {}
        for question in questions:
            is_on_side = place in sides[question.pk, row.drawn_file_id]
            values[question.pk] = an_answer(is_on_side, question.reported == "YES", lot)
        yield Print(f"P-{number:03}", row.pk, values)


def an_answer(is_on_side: bool, yes_is_published: bool, lot: Random) -> str:
    """An answer on a side of the question; now and then somebody on the other side cannot tell."""
    if not is_on_side and lot.random() < 0.15:
        return AnswerCode.CANT_TELL
    if is_on_side == yes_is_published:
        return lot.choice([AnswerCode.YES, AnswerCode.MOSTLY])
    return lot.choice([AnswerCode.NO, AnswerCode.NOT_REALLY])


def on_side_by_file(total: int, files: int, lot: Random) -> Sequence[int]:
    """How many of the five readers of each file are on the published side, adding up to the total."""
    share = total / (files * READERS)
    found = [min(READERS, round(READERS * lot.betavariate(4 * share, 4 * (1 - share)))) for _ in range(files)]
    while (missing := total - sum(found)) != 0:
        place = lot.randrange(files)
        step = 1 if missing > 0 else -1
        if 0 <= found[place] + step <= READERS:
            found[place] += step
    return found


def answer(session: Session, *, by: User, on: date) -> None:
    """What the panel found, and what the force says to it."""
    sorry = findings.add_finding(
        session, text="Say sorry where something went wrong, and say what will change.", by=by, on=on
    )
    findings.clear(sorry, seen=findings.seen_of(sorry), by=by)
    findings.send(sorry, reply_due_on=on + timedelta(days=28), by=by, on=on)
    findings.reply(
        sorry,
        position=Position.ACCEPTED,
        text="Every letter is now read by a second person before it is sent.",
        by=by,
        on=on,
    )
    sorry = findings.record_change(
        sorry, what_changed="A line in the template asks the writer to say sorry.", by=by, on=on
    )
    findings.clear(sorry, seen=findings.seen_of(sorry), by=by)
    plain = findings.add_finding(session, text="Write so that a 14-year-old understands the letter.", by=by, on=on)
    findings.clear(plain, seen=findings.seen_of(plain), by=by)
    findings.send(plain, reply_due_on=on + timedelta(days=28), by=by, on=on)
