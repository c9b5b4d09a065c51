"""What people who do not exist wrote to an office that does not exist: years of it, and what lies there today.

Names are put together from words that nobody bears together, addresses are examples, phone numbers are of the range
kept for drama. The same seed tells the same years whatever the day of loading; what is open is counted back from it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils import timezone

from casework.choices import Channel, MailOutcome, MailStage, Recipient
from casework.models import Theme
from casework.workflow import correspondence as verbs
from casework.workflow import past
from casework.workflow.past import PastEnquiry, PastPiece
from pcc.models import User
from pcc.reporting.demo.force import AREAS, SEED
from pcc.reporting.demo.words import FIRST_NAMES, LAST_NAMES, LETTERS, Letter
from pcc.working_days import WorkingCalendar

YEARS = {2021: (212, 9), 2022: (238, 8), 2023: (257, 11), 2024: (281, 12), 2025: (294, 10), 2026: (300, 11)}
"""Pieces received in the financial year from April, and further ones discarded. 2023-24 has the published number."""

AHEAD = timedelta(days=200)
"""How far working days are known beyond the day of loading: what is not answered by then is not told."""

CHANNELS = {
    Channel.EMAIL: 0.58,
    Channel.FORM: 0.19,
    Channel.PHONE: 0.1,
    Channel.LETTER: 0.08,
    Channel.SOCIAL: 0.03,
    Channel.PERSON: 0.02,
}
ASKED = {
    Recipient.FORCE: ("The neighbourhood inspector", "Please say what was done, and when the person was told."),
    Recipient.PARTNER: ("Westmarch Council, community safety", "Please say who deals with this, and by when."),
    Recipient.PERSON: ("The person who wrote", "Please tell us when it happened and whether we may pass it on."),
}
WHOLE = "Force-wide"
ANSWER = "They have looked into it and will ring the person this week."


@dataclass(frozen=True)
class Open:
    """A matter that is open on the day of loading: which letter, how many working days old, and where it stands.

    ``asked`` is whose answer it waits for; ``late`` says that the answer is overdue and was chased.
    """

    letter: str
    age: int
    stage: MailStage
    asked: Recipient | None = None
    late: bool = False
    owned: bool = True
    channel: Channel = Channel.EMAIL


OPEN_ONES: Sequence[Open] = (
    Open("danger", 0, MailStage.NEW, owned=False),
    Open("abuse", 1, MailStage.NEW, owned=False),
    Open("review", 1, MailStage.NEW, owned=False),
    Open("foi", 2, MailStage.NEW, owned=False),
    Open("own-information", 1, MailStage.NEW, owned=False, channel=Channel.FORM),
    Open("chief-constable", 3, MailStage.NEW, owned=False, channel=Channel.LETTER),
    Open("commissioner", 2, MailStage.NEW, owned=False),
    Open("office-staff", 4, MailStage.NEW, owned=False, channel=Channel.PHONE),
    Open("bins", 2, MailStage.NEW, owned=False, channel=Channel.FORM),
    Open("member", 1, MailStage.NEW, owned=False),
    Open("thanks", 3, MailStage.NEW, owned=False, channel=Channel.SOCIAL),
    Open("speeding", 5, MailStage.NEW, owned=False, channel=Channel.FORM),
    Open("foi", 14, MailStage.TRIAGED),
    Open("conduct", 3, MailStage.TRIAGED),
    Open("parking", 4, MailStage.TRIAGED, owned=False),
    Open("no-update", 12, MailStage.OPEN),
    Open("noise", 24, MailStage.OPEN),
    Open("call-wait", 8, MailStage.ACKNOWLEDGED),
    Open("member", 9, MailStage.ACKNOWLEDGED),
    Open("member", 13, MailStage.ACKNOWLEDGED, channel=Channel.LETTER),
    Open("own-information", 11, MailStage.ACKNOWLEDGED),
    Open("no-update", 10, MailStage.WAITING_ON_FORCE, Recipient.FORCE),
    Open("property", 19, MailStage.WAITING_ON_FORCE, Recipient.FORCE, late=True),
    Open("licence", 31, MailStage.WAITING_ON_FORCE, Recipient.FORCE, late=True),
    Open("noise", 9, MailStage.WAITING_ON_PARTNER, Recipient.PARTNER),
    Open("parking", 26, MailStage.WAITING_ON_PARTNER, Recipient.PARTNER, late=True, channel=Channel.FORM),
    Open("conduct", 7, MailStage.WAITING_ON_PERSON, Recipient.PERSON),
    Open("victim", 15, MailStage.REPLIED),
    Open("plan", 6, MailStage.REPLIED, channel=Channel.FORM),
)
"""Every stage in which a matter can wait, danger and abuse among the new ones, enquiries in time and overdue."""

TO_DISCARD = Open("spam", 1, MailStage.NEW, owned=False)
TO_JOIN = Open("noise", 22, MailStage.OPEN)
"""Two that end on the day of loading by the verbs of the product: put aside, and joined to the same person's other."""


class Invented:
    """The correspondence of one invented office, drawn from a seed."""

    def __init__(
        self, *, calendar: WorkingCalendar, caseworker: User, until: date, at: datetime, seed: int = SEED
    ) -> None:
        self.calendar, self.caseworker, self.until, self.at, self.seed = calendar, caseworker, until, at, seed
        self.themes = {theme.name: theme for theme in Theme.objects.filter(retired_at=None)}
        self.areas = list(AREAS)
        first = date(min(YEARS), 4, 1) - timedelta(days=120)
        last = min(until + AHEAD, calendar.last)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.working = [day for day in days if calendar.is_working(day)]

    def after(self, day: date, count: int) -> date:
        """So many working days after the day."""
        place = bisect_left(self.working, day + timedelta(days=1)) + count - 1
        return self.working[min(place, len(self.working) - 1)] if count > 0 else day

    def ended(self) -> Iterator[PastPiece]:
        """Every piece that has ended by the day of loading, the oldest first; what is open is told by ``OPEN_ONES``."""
        for year, (received, discarded) in YEARS.items():
            chance = np.random.default_rng([self.seed, 9, year])
            first = date(year, 4, 1)
            days = np.sort(chance.integers(0, (date(year + 1, 3, 31) - first).days + 1, received + discarded))
            put_aside = set(chance.choice(received + discarded, discarded, replace=False).tolist())
            for number, offset in enumerate(days.tolist()):
                day = first + timedelta(days=offset)
                if day > self.until:
                    break
                piece = self.discarded(day, chance) if number in put_aside else self.one(day, chance)
                if piece.last_day <= self.until:
                    yield piece

    def one(self, day: date, chance: np.random.Generator) -> PastPiece:
        """A piece received that day, answered after as long as such things take, or closed without a reply."""
        kinds = [letter for letter in LETTERS.values() if letter.share]
        shares = np.array([letter.share for letter in kinds])
        letter = kinds[int(chance.choice(len(kinds), p=shares / shares.sum()))]
        channel = list(CHANNELS)[int(chance.choice(len(CHANNELS), p=list(CHANNELS.values())))]
        acknowledged = self.after(day, int(chance.choice([1, 2, 3, 4, 6], p=[0.34, 0.3, 0.2, 0.1, 0.06])))
        wanted = 6 if letter.from_elected else 11
        took = max(2, min(35, round(float(chance.lognormal(np.log(wanted), 0.42)))))
        asks = letter.asks is not None and chance.random() < 0.6
        enquiries: tuple[PastEnquiry, ...] = ()
        if asks and letter.asks is not None:
            asked_on = self.after(day, 2)
            wait = int(chance.integers(3, 12))
            answered_on = self.after(asked_on, wait)
            took = max(took, 3 + wait)
            enquiries = (self.enquiry(letter.asks, asked_on, self.after(asked_on, 10), answered_on),)
        replied = self.after(day, took)
        silent = letter.outcome in (MailOutcome.NO_REPLY, MailOutcome.DUPLICATE)
        return PastPiece(
            **self.about(letter, day, chance, channel=channel),  # type: ignore[arg-type]
            stage=MailStage.CLOSED,
            route=letter.route,
            theme=self.themes.get(letter.theme),
            acknowledged_on=min(acknowledged, replied),
            replied_on=None if silent else replied,
            ended_on=self.after(replied, int(chance.integers(0, 4))),
            outcome=letter.outcome,
            owner=self.caseworker,
            enquiries=enquiries,
        )

    def discarded(self, day: date, chance: np.random.Generator) -> PastPiece:
        return PastPiece(
            **self.about(LETTERS["spam"], day, chance, channel=Channel.EMAIL),  # type: ignore[arg-type]
            stage=MailStage.DISCARDED,
            ended_on=self.after(day, 1),
        )

    def about(self, letter: Letter, day: date, chance: np.random.Generator, *, channel: Channel) -> dict[str, object]:
        """Who wrote, and what."""
        name = (
            f"{FIRST_NAMES[int(chance.integers(len(FIRST_NAMES)))]} {LAST_NAMES[int(chance.integers(len(LAST_NAMES)))]}"
        )
        area = self.areas[int(chance.choice(len(self.areas), p=np.array(list(AREAS.values())) / sum(AREAS.values())))]
        if letter.from_elected:
            name = f"Office of the member for {area if area != WHOLE else self.areas[0]}"
        minute = int(chance.integers(8 * 60, 19 * 60))
        written = channel in (Channel.EMAIL, Channel.FORM)
        return {
            "received_on": day,
            "received_at": self.moment(day, minute),
            "channel": channel,
            "subject": letter.subject.format(area=area),
            "text": letter.text.format(area=area, name=name),
            "sender_name": name,
            "sender_email": f"{name.lower().replace(' ', '.')}@example.org" if written else "",
            "sender_phone": "" if written else f"01632 960{int(chance.integers(100, 1000))}",
            "from_elected": letter.from_elected,
            "area": "" if chance.random() < 0.12 else area,
        }

    def moment(self, day: date, minute: int) -> datetime:
        """A moment of the day; on the day of loading never one that is still to come."""
        begins = timezone.make_aware(datetime.combine(day, time(0)))
        at = begins + timedelta(minutes=minute)
        return at if at <= self.at else max(begins, self.at - timedelta(minutes=25))

    def enquiry(
        self, of: Recipient, asked_on: date, due_on: date, ended_on: date | None, *, chased_on: tuple[date, ...] = ()
    ) -> PastEnquiry:
        recipient, question = ASKED[of]
        return PastEnquiry(
            asked_of=of,
            recipient=recipient,
            question=question,
            asked_on=asked_on,
            due_on=due_on,
            ended_on=ended_on,
            answer=ANSWER if ended_on else "",
            chased_on=chased_on,
        )

    def open(self, one: Open, number: int) -> PastPiece:
        """A matter that is open on the day of loading."""
        chance = np.random.default_rng([self.seed, 90, number])
        today = bisect_left(self.working, self.until + timedelta(days=1)) - 1
        day = self.working[today - one.age] if one.age else self.until
        letter = LETTERS[one.letter]
        sorted_yet = one.stage != MailStage.NEW
        told = one.stage not in (MailStage.NEW, MailStage.TRIAGED, MailStage.OPEN)
        enquiries: tuple[PastEnquiry, ...] = ()
        if one.asked is not None:
            asked_on = self.working[today - one.age + 2]
            chased = self.working[today - 4]
            due_on = self.working[today - 1] if one.late else max(self.after(self.until, 2), self.after(asked_on, 10))
            enquiries = (self.enquiry(one.asked, asked_on, due_on, None, chased_on=(chased,) if one.late else ()),)
        return PastPiece(
            **self.about(letter, day, chance, channel=one.channel),  # type: ignore[arg-type]
            stage=one.stage,
            route=letter.route if sorted_yet else "",
            theme=self.themes.get(letter.theme) if sorted_yet else None,
            acknowledged_on=self.working[today - one.age + 1] if told else None,
            replied_on=self.working[today - 1] if one.stage == MailStage.REPLIED else None,
            owner=self.caseworker if one.owned else None,
            enquiries=enquiries,
        )


def load(*, calendar: WorkingCalendar, caseworker: User, until: date, at: datetime, seed: int = SEED) -> int:
    """Bring in the years and what is open; put one aside and join one by the product's verbs. How many there are."""
    invented = Invented(calendar=calendar, caseworker=caseworker, until=until, at=at, seed=seed)
    open_ones = [invented.open(one, number) for number, one in enumerate(OPEN_ONES)]
    ending = [invented.open(one, len(OPEN_ONES) + number) for number, one in enumerate((TO_DISCARD, TO_JOIN))]
    made = past.load([*invented.ended(), *open_ones, *ending], by=caseworker, source="demonstration")
    spam, second = made[-2:]
    other = next(item for item, one in zip(made[-2 - len(OPEN_ONES) :], OPEN_ONES, strict=False) if one.age == 24)
    verbs.discard(spam, because="Advertising that nobody asked for", on=until, by=caseworker)
    verbs.merge(second, into=other, on=until, by=caseworker)
    return len(made)
