"""Reviews of an office that does not exist: each year with its published numbers, and open ones up to today.

Everything is drawn from the same seed as the complaints they are about. Durations of a year are moved by whole working
days until their mean is the published one.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from complaints.models import Category, Complaint
from pcc.models import Force, User
from pcc.reporting.demo.force import SEED
from pcc.working_days import WorkingCalendar
from reviews.choices import Channel, Finding, Kind, Outcome, Reply, Stage, WhyInvalid, WhyWithdrawn
from reviews.importing import PastAdvice, PastReview


@dataclass(frozen=True)
class Year:
    """A financial year: valid reviews completed, how many of them upheld, their mean, and what was counted apart."""

    start: int
    completed: int
    upheld: int
    mean: int
    invalid: int
    forwarded: int
    withdrawn: int


YEARS = (
    Year(2021, 77, 11, 31, 12, 4, 3),
    Year(2022, 98, 12, 29, 13, 5, 4),
    Year(2023, 104, 20, 26, 14, 6, 5),
    Year(2024, 112, 23, 24, 15, 5, 4),
    Year(2025, 118, 22, 25, 13, 6, 5),
)
"""2023-24 has the published numbers: 104 completed in 26 working days on average, 20 upheld; 12 the year before."""

A_MONTH = Year(0, 10, 2, 25, 1, 0, 0)
"""What a month of the year that is not over brings."""

GROUNDS = (
    "They did not speak to the person who saw it.",
    "The letter does not answer what I complained about.",
    "Nobody explained why it took so long.",
    "They only looked at one side of it.",
    "The recording was not watched to the end.",
    "I was told that I would be called, and nobody called.",
)
REASONS = {
    Outcome.UPHELD: "The enquiry left out a line that was open, so the outcome was not reasonable and proportionate.",
    Outcome.NOT_UPHELD: "The enquiry was enough for how serious it was, and the letter answers what was asked.",
}
ADVICE = {
    "OTHERWISE": ((Kind.INVESTIGATE, "Investigate the complaint."), (Kind.REMEDY, "Apologise in writing and explain.")),
    "LOCAL": ((Kind.REINVESTIGATE, "Investigate again and ask the witness."), (Kind.REMEDY, "Apologise in writing.")),
}
LEARNING = (
    "Tell people at the start how long it is likely to take.",
    "Write down in the log why a line of enquiry was left.",
)
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Juniper", "Larch", "Maple", "Oak")


class Invented:
    """The reviews of one force, drawn from a seed, about complaints that the force finalised."""

    def __init__(
        self,
        force: Force,
        *,
        calendar: WorkingCalendar,
        officer: User,
        second: User,
        until: date,
        seed: int = SEED,
    ) -> None:
        self.force, self.calendar, self.officer, self.second, self.until = force, calendar, officer, second, until
        self.chance = np.random.default_rng([seed, 7])
        first = calendar.first
        whole = range((calendar.last - first).days + 1)
        self.working = [day for day in (first + timedelta(days=n) for n in whole) if calendar.is_working(day)]
        finalised = Complaint.objects.filter(
            force=force, handling__in=["OTHERWISE", "LOCAL"], finalised_on__isnull=False
        )
        self.complaints = list(
            finalised.counted().filter(finalised_on__gte=date(2020, 6, 1)).order_by("finalised_on", "pk")
        )
        self.finalised = [complaint.finalised_on or date.min for complaint in self.complaints]
        self.taken: set[int] = set()
        self.themes = {each.name.casefold(): each for each in Category.objects.in_force(until).filter(parent=None)}

    def reviews(self) -> Iterator[PastReview]:
        """Every review up to the day the demonstration is loaded, oldest year first."""
        for year in YEARS:
            yield from self.of_year(year, date(year.start, 4, 1), date(year.start + 1, 3, 31))
        yield from self.of_this_year()
        yield from self.open_ones()

    def of_this_year(self) -> Iterator[PastReview]:
        """The year that is not over: whole months of it, each with what a month brings."""
        start = self.until.year - (self.until.month < 4)
        if start <= YEARS[-1].start:
            return
        first = date(start, 4, 1)
        last = self.until.replace(day=1) - timedelta(days=1)
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months < 1:
            return
        of = Year(
            start, A_MONTH.completed * months, A_MONTH.upheld * months, A_MONTH.mean, A_MONTH.invalid * months, 3, 2
        )
        yield from self.of_year(of, first, last)

    def of_year(self, year: Year, first: date, last: date) -> Iterator[PastReview]:
        if last >= self.until:
            return
        durations = spread(year.completed, year.mean, self.chance)
        upheld = set(self.chance.choice(year.completed, year.upheld, replace=False).tolist())
        begin, end = bisect_left(self.working, first), bisect_left(self.working, last + timedelta(days=1)) - 1
        for number, days in enumerate(durations):
            place = begin + (end - begin) * number // max(1, year.completed - 1)
            yield self.completed(place, int(days), upheld=number in upheld)
        apart = [Stage.INVALID] * year.invalid + [Stage.FORWARDED] * year.forwarded + [Stage.WITHDRAWN] * year.withdrawn
        for stage in apart:
            yield self.apart(int(self.chance.integers(begin + 10, end)), stage)

    def complaint_before(self, received: date) -> Complaint | None:
        """A complaint whose outcome letter can have come within the four weeks before, and that has no review yet."""
        place = bisect_left(self.finalised, received - timedelta(days=24))
        while place < len(self.complaints) and self.finalised[place] <= received - timedelta(days=3):
            complaint = self.complaints[place]
            place += 1
            if complaint.pk not in self.taken:
                self.taken.add(complaint.pk)
                return complaint
        return None

    def about(self, received: date) -> dict[str, object]:
        complaint = self.complaint_before(received)
        number = int(self.chance.integers(len(GROUNDS)))
        stated = complaint.finalised_on + timedelta(days=1) if complaint and complaint.finalised_on else None
        theme = self.themes.get(complaint.categories[0].casefold()) if complaint and complaint.categories else None
        return {
            "force": self.force,
            "received_on": received,
            "channel": (Channel.WEB_FORM, Channel.EMAIL, Channel.POST, Channel.PHONE)[number % 4],
            "force_reference": complaint.reference if complaint else "",
            "complaint": complaint,
            "theme": theme,
            "grounds": GROUNDS[number],
            "applicant_name": f"{NAMES[int(self.chance.integers(len(NAMES)))]} Demo",
            "outcome_stated_on": stated or received - timedelta(days=9),
        }

    def completed(self, place: int, days: int, *, upheld: bool) -> PastReview:
        """A valid review whose decision was told on the working day at that place, after that many working days."""
        told, received = self.working[place], self.working[place - days]
        facts = self.about(received)
        complaint = facts["complaint"]
        handling = complaint.handling if isinstance(complaint, Complaint) else "OTHERWISE"
        accepted = self.working[place - days + min(2, days)]
        asked = self.working[place - days + min(3, days)]
        wait = int(self.chance.integers(3, 11))
        arrived = self.working[place - max(2, days - 3 - wait)] if days > wait + 6 else asked
        outcome = Outcome.UPHELD if upheld else Outcome.NOT_UPHELD
        findings = [Finding.REASONABLE] * int(self.chance.integers(1, 4))
        if upheld:
            findings[0] = Finding.NOT_REASONABLE
        advice = tuple(self.advice(handling, told)) if upheld else ()
        closed = max((each.implemented_on or each.replied_on or told for each in advice), default=told)
        still_open = any(not (each.implemented_on or each.reply == Reply.REJECTED) for each in advice)
        return PastReview(
            **facts,  # type: ignore[arg-type]
            stage=Stage.RECS_OPEN if still_open else Stage.CLOSED,
            handling=handling,
            acknowledged_on=self.working[place - days + min(2, days)],
            accepted_on=accepted,
            allocated_to=self.officer,
            asked_on=asked,
            arrived_on=min(arrived, told),
            findings=tuple(findings),
            outcome=outcome,
            reasons=REASONS[outcome],
            decided_on=self.working[place - min(1, days)],
            checked_by=self.second if upheld else None,
            notified_on=told,
            closed_on=None if still_open else closed,
            advice=advice,
            learning=(LEARNING[place % 2],) if place % 6 == 0 else (),
        )

    def advice(self, handling: str, told: date) -> Iterator[PastAdvice]:
        """One or two recommendations: most accepted and done, some refused, the newest not answered yet."""
        for kind, text in ADVICE.get(handling, ADVICE["OTHERWISE"])[: 1 + int(self.chance.random() < 0.45)]:
            replied = told + timedelta(days=int(self.chance.integers(12, 34)))
            done = replied + timedelta(days=int(self.chance.integers(14, 60)))
            due = told + timedelta(days=28)
            if replied > self.until:
                yield PastAdvice(kind=kind, text=text, made_on=told, due_on=due)
            elif self.chance.random() < 0.18:
                words = "Not proportionate: the officer has left the force."
                yield PastAdvice(
                    kind=kind,
                    text=text,
                    made_on=told,
                    due_on=due,
                    reply=Reply.REJECTED,
                    replied_on=replied,
                    reply_words=words,
                )
            else:
                reply = Reply.PART_ACCEPTED if self.chance.random() < 0.15 else Reply.ACCEPTED
                shown = done if done <= self.until else None
                yield PastAdvice(
                    kind=kind,
                    text=text,
                    made_on=told,
                    due_on=due,
                    reply=reply,
                    replied_on=replied,
                    reply_words="Agreed; it will be done within two months.",
                    implemented_on=shown,
                    evidence="A copy of the letter that went out." if shown else "",
                )

    def apart(self, place: int, stage: Stage) -> PastReview:
        """An application that never came to a decision."""
        received, ended = self.working[place - 8], self.working[place]
        kinds = (WhyInvalid.NO_OUTCOME, WhyInvalid.OUTSIDE_SCHEDULE_3, WhyInvalid.LATE, WhyInvalid.NOT_ELIGIBLE)
        why = kinds[place % len(kinds)] if stage == Stage.INVALID else ""
        facts = self.about(received)
        if why == WhyInvalid.LATE:
            facts["outcome_stated_on"] = received - timedelta(days=45)
        if why == WhyInvalid.NO_OUTCOME:
            facts["outcome_stated_on"] = None
        return PastReview(
            **facts,  # type: ignore[arg-type]
            stage=stage,
            acknowledged_on=self.working[place - 6],
            allocated_to=self.officer,
            ended_on=ended,
            why_invalid=why,
            why_withdrawn=WhyWithdrawn.SAID if stage == Stage.WITHDRAWN else "",
            end_reason="Told the applicant why, and where else to turn.",
            late_reason="No circumstance was given that makes it just." if why == WhyInvalid.LATE else "",
        )

    def open_ones(self) -> Iterator[PastReview]:
        """One or more at each stage on the day of loading; the oldest waits longest."""
        today = bisect_left(self.working, self.until + timedelta(days=1)) - 1
        for stage, ages in OPEN_ONES:
            for age in ages:
                yield self.open_one(stage, today, age)

    def open_one(self, stage: Stage, today: int, age: int) -> PastReview:
        reached = list(PATH).index(stage)

        def day(step: Stage, ahead: int) -> date | None:
            """The day of a step that this review has taken: so many working days after receipt, today at the latest."""
            return self.working[min(today, today - age + ahead)] if list(PATH).index(step) <= reached else None

        facts = self.about(self.working[today - age])
        if stage == Stage.LATE_PENDING:
            facts["outcome_stated_on"] = self.working[today - age] - timedelta(days=33)
            facts["complaint"] = None
        complaint = facts["complaint"]
        handling = complaint.handling if isinstance(complaint, Complaint) else "OTHERWISE"
        decided = day(Stage.CHECKING, age - 2)
        told = day(Stage.NOTIFIED, age - 1)
        kind, text = ADVICE.get(handling, ADVICE["OTHERWISE"])[0]
        made = told if stage == Stage.RECS_OPEN else None
        return PastReview(
            **facts,  # type: ignore[arg-type]
            stage=stage,
            handling=handling,
            acknowledged_on=self.working[min(today, today - age + 2)] if age > 2 else None,
            accepted_on=day(Stage.ACCEPTED, 3),
            allocated_to=self.officer if reached >= list(PATH).index(Stage.FILE_RECEIVED) else None,
            asked_on=day(Stage.FILE_REQUESTED, 4),
            arrived_on=day(Stage.FILE_RECEIVED, 10),
            findings=(Finding.NOT_REASONABLE,) if decided or stage == Stage.IN_ASSESSMENT else (),
            outcome=Outcome.UPHELD if decided else "",
            reasons=REASONS[Outcome.UPHELD] if decided else "The log shows no call to the witness.",
            decided_on=decided,
            checked_by=self.second if decided else None,
            notified_on=told,
            advice=(PastAdvice(kind=kind, text=text, made_on=made),) if decided else (),
        )


PATH = (
    Stage.RECEIVED,
    Stage.LATE_PENDING,
    Stage.ACCEPTED,
    Stage.FILE_REQUESTED,
    Stage.FILE_RECEIVED,
    Stage.IN_ASSESSMENT,
    Stage.CHECKING,
    Stage.DECIDED,
    Stage.NOTIFIED,
    Stage.RECS_OPEN,
)
"""The stages in the order in which a review reaches them."""

OPEN_ONES: Sequence[tuple[Stage, tuple[int, ...]]] = (
    (Stage.RECEIVED, (1, 4)),
    (Stage.LATE_PENDING, (6,)),
    (Stage.ACCEPTED, (7,)),
    (Stage.FILE_REQUESTED, (9, 15, 22)),
    (Stage.FILE_RECEIVED, (14,)),
    (Stage.IN_ASSESSMENT, (18, 31)),
    (Stage.CHECKING, (24,)),
    (Stage.DECIDED, (27,)),
    (Stage.NOTIFIED, (26,)),
    (Stage.RECS_OPEN, (29,)),
)
"""How many are open at each stage, by their working days since receipt."""


def spread(count: int, mean: int, chance: np.random.Generator) -> list[int]:
    """So many working-day durations, skewed as such things are, whose mean is exactly the one wanted."""
    days = np.clip(np.rint(chance.lognormal(np.log(mean) - 0.08, 0.4, count)), 8, 90).astype(int)
    short = mean * count - int(days.sum())
    step = 1 if short > 0 else -1
    places = chance.permutation(count)
    turn = 0
    while short:
        place = int(places[turn % count])
        if 8 <= days[place] + step <= 110:
            days[place] += step
            short -= step
        turn += 1
    return [int(each) for each in days]
