"""What the figures of correspondence count, told on matters whose answer a person can work out by hand."""

from datetime import date

import pytest

from casework.stats.correspondence import GROUPINGS, Report, Span, report
from pcc import clocks
from pcc.errors import RuleBroken
from pcc.working_days import WorkingCalendar

CALENDAR = WorkingCalendar(
    "test", date(2024, 1, 1), date(2024, 12, 31), {date(2024, 5, 6): "Early May bank holiday"}, version="test"
)
AS_AT = date(2024, 6, 3)


def a_span(pk: int, received: date, **facts: object) -> Span:
    dull = {
        "acknowledged": None, "replied": None, "ended": None, "stage": "NEW", "channel": "EMAIL", "area": "",
        "theme": None, "acknowledge_by": None, "reply_by": None, "waits": (),
    }  # fmt: skip
    return Span(pk=pk, received=received, **dull | facts)  # type: ignore[arg-type]


SPANS = [
    # Replied on the last day that is in time: 10 working days, 4 of them while the force was asked.
    a_span(
        1, date(2024, 4, 2), acknowledged=date(2024, 4, 3), replied=date(2024, 4, 16), ended=date(2024, 4, 17),
        stage="CLOSED", theme=1, area="North", acknowledge_by=date(2024, 4, 9), reply_by=date(2024, 4, 16),
        waits=(clocks.Pause(start=date(2024, 4, 4), end=date(2024, 4, 10), reason="asked"),),
    ),
    # Replied a day late, over the bank holiday; never acknowledged, so the reply was the first word.
    a_span(
        2, date(2024, 4, 30), replied=date(2024, 5, 9), stage="REPLIED", theme=1, channel="LETTER",
        acknowledge_by=date(2024, 5, 8), reply_by=date(2024, 5, 8),
    ),
    # Overdue and not replied to: late, though nobody has closed it yet.
    a_span(
        3, date(2024, 5, 1), stage="WAITING_ON_FORCE", acknowledge_by=date(2024, 5, 9), reply_by=date(2024, 5, 30),
        waits=(clocks.Pause(start=date(2024, 5, 2), end=None, reason="asked"),),
    ),
    # Not due yet.
    a_span(4, date(2024, 5, 31), acknowledge_by=date(2024, 6, 7), reply_by=date(2024, 6, 28)),
    # Ended without a reply, as thanks do; joined; discarded.
    a_span(5, date(2024, 5, 2), acknowledged=date(2024, 5, 3), ended=date(2024, 5, 3), stage="CLOSED",
           acknowledge_by=date(2024, 5, 10), reply_by=date(2024, 5, 31)),
    a_span(6, date(2024, 5, 2), ended=date(2024, 5, 3), stage="MERGED"),
    a_span(7, date(2024, 5, 2), ended=date(2024, 5, 3), stage="DISCARDED"),
    # Of another period, and still open: in hand, and in no line.
    a_span(8, date(2024, 1, 3), stage="OPEN", reply_by=date(2024, 1, 31)),
]  # fmt: skip


def told(by: str = "all", *, spans: list[Span] = SPANS) -> Report:
    return report(
        spans, since=date(2024, 4, 1), until=date(2024, 5, 31), by=by, themes={1: "Noise"}, as_at=AS_AT,
        calendar=CALENDAR,
    )  # fmt: skip


def test_a_line_says_what_was_received_replied_to_in_time_and_is_open() -> None:
    line = told().total
    assert (line.received, line.replied, line.overdue, line.not_due, line.without_reply) == (5, 2, 1, 1, 1)
    assert line.received == line.replied + line.overdue + line.not_due + line.without_reply
    assert (line.joined, line.discarded, line.open) == (1, 1, 3)
    assert line.reply is not None
    assert (line.reply.k, line.reply.n) == (1, 3)
    assert line.acknowledgement is not None
    assert (line.acknowledgement.k, line.acknowledgement.n) == (2, 4)


def test_days_count_working_days_with_and_without_waiting() -> None:
    line = told().total
    assert line.working is not None
    assert line.without_waiting is not None
    assert (line.working.n, line.working.mean) == (2, (10 + 6) / 2)
    assert line.without_waiting.mean == (6 + 6) / 2


def test_what_is_open_is_counted_whenever_it_came() -> None:
    whole = told()
    assert whole.in_hand == 4
    assert dict(whole.waiting_on) == {"office": 3, "force": 1, "partner": 0, "person": 0}
    assert [each.count for each in whole.in_hand_by_age] == [1, 0, 0, 2, 1]
    assert sum(each.count for each in whole.in_hand_by_age) == whole.in_hand


@pytest.mark.parametrize("by", GROUPINGS[1:])
def test_the_parts_of_every_breakdown_make_the_whole(by: str) -> None:
    whole = told(by)
    for name in ("received", "replied", "overdue", "not_due", "without_reply", "open", "joined", "discarded"):
        assert sum(getattr(line, name) for line in whole.lines) == getattr(whole.total, name), name
    assert sum(line.reply.n for line in whole.lines if line.reply) == 3


def test_what_is_not_known_stands_last_under_its_own_name() -> None:
    assert [line.label for line in told("theme").lines] == ["Noise", "No theme yet"]
    assert [line.label for line in told("area").lines] == ["North", "No area known"]
    assert [line.key for line in told("fy").lines] == ["2024-25"]
    assert [line.key for line in told("waiting").lines] == ["office", "force", "nobody"]


def test_an_area_is_one_however_its_letters_are_written() -> None:
    spans = [a_span(1, date(2024, 5, 1), area="North End"), a_span(2, date(2024, 5, 2), area="NORTH END")]
    assert [(line.key, line.received) for line in told("area", spans=spans).lines] == [("North End", 2)]


def test_nothing_received_gives_noughts_and_no_rates() -> None:
    empty = told(spans=[]).as_json()
    assert (empty["received"], empty["rate"], empty["median"], empty["in_hand"]) == (0, None, None, 0)


def test_an_unknown_breakdown_is_refused_in_a_sentence() -> None:
    with pytest.raises(RuleBroken, match="cannot be broken down by ward"):
        told("ward")
