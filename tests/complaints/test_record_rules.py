"""Rules of a complaint's record: what may stand beside what, who reviews, what two people's edits become."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Action, Answer, Decision, Handling, Proceeding, ReviewBody, Sanction
from complaints.rules import (
    NAMES,
    NoticeDue,
    as_text,
    code_named,
    decisions_for,
    from_text,
    notices_due,
    objection_to_officer,
    objection_to_review,
    objection_to_sanction,
    objections_to_allegation,
    objections_to_record,
    relevant_review_body,
    suspended_working_days,
)
from pcc.models import BankHoliday, ClockRule

TODAY = date(2026, 4, 2)


def facts(**given: Any) -> dict[str, Any]:
    """A complaint received on 4 March 2024 of which nothing else is known."""
    empty = dict.fromkeys(NAMES)
    texts = ("handling", "complainant", "age_band", "referral", "referral_decision", "withdrawal_evidence")
    empty |= dict.fromkeys([*texts, "schedule_3_reason", "review_body_named", "area"], "")
    return empty | {"received_on": date(2024, 3, 4), "handling": Handling.LOCAL} | given


def test_a_record_of_which_little_is_known_has_nothing_wrong_with_it() -> None:
    assert objections_to_record(facts(), on=TODAY) == {}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"logged_on": date(2024, 3, 3)}, ["logged_on"]),
        ({"first_contact_on": date(2024, 3, 3)}, ["first_contact_on"]),
        ({"finalised_on": date(2024, 3, 3)}, ["finalised_on"]),
        ({"logged_on": date(2024, 3, 6), "finalised_on": date(2024, 3, 5)}, ["finalised_on"]),
        ({"received_on": date(1994, 12, 31)}, ["received_on"]),
        ({"finalised_on": date(2026, 4, 3)}, ["finalised_on"]),
        ({"withdrawn_on": date(2024, 3, 5)}, ["withdrawal_evidence"]),
        ({"withdrawal_evidence": "SIGNED"}, ["withdrawn_on"]),
        ({"referral": "VOLUNTARY"}, ["referred_on"]),
        ({"referred_on": date(2024, 3, 5)}, ["referral"]),
        ({"referral_decision": "LOCAL", "referral_decided_on": date(2024, 3, 5)}, ["referral_decision"]),
        (
            {
                "referral": "VOLUNTARY",
                "referred_on": date(2024, 3, 6),
                "referral_decision": "LOCAL",
                "referral_decided_on": date(2024, 3, 5),
            },
            ["referral_decided_on"],
        ),
        (
            {"outcome_stated_on": date(2024, 4, 2), "outcome_sent_on": date(2024, 4, 1)},
            ["outcome_sent_on"],
        ),
        (
            {"outcome_sent_on": date(2024, 4, 2), "outcome_provided_on": date(2024, 4, 1)},
            ["outcome_provided_on"],
        ),
        ({"handling": Handling.OUTSIDE, "schedule_3_on": date(2024, 3, 5)}, ["schedule_3_on"]),
        ({"handling": Handling.OTHERWISE, "special_requirements": True}, ["special_requirements"]),
        ({"handling": Handling.DIRECTED, "review_body_named": "IOPC"}, ["review_body_named"]),
        ({"age_band": "FROM_14", "young_person": False}, ["young_person"]),
    ],
)
def test_what_cannot_stand_in_a_record_is_told_at_its_field(given: dict[str, Any], wrong: list[str]) -> None:
    assert list(objections_to_record(facts(**given), on=TODAY)) == wrong


def test_the_first_day_and_today_can_stand() -> None:
    days = {"received_on": date(1995, 1, 1), "logged_on": date(1995, 1, 1), "finalised_on": TODAY}
    assert objections_to_record(facts(**days), on=TODAY) == {}


@pytest.mark.parametrize("yes", range(6))
def test_one_yes_of_six_means_the_iopc(yes: int) -> None:
    answers = [Answer.NOT_SAID] * 6
    answers[yes] = Answer.YES
    assert relevant_review_body(answers) == ReviewBody.IOPC


@given(st.lists(st.sampled_from(list(Answer)), min_size=6, max_size=6))
def test_the_local_policing_body_reviews_only_if_all_six_are_no(answers: list[Answer]) -> None:
    ours = relevant_review_body(answers) == ReviewBody.LOCAL_POLICING_BODY
    assert ours == (answers == [Answer.NO] * 6)


@pytest.mark.parametrize("unsaid", range(6))
def test_while_the_force_has_not_said_the_review_body_is_open(unsaid: int) -> None:
    answers = [Answer.NO] * 6
    answers[unsaid] = Answer.NOT_SAID
    assert relevant_review_body(answers) == ""


@pytest.mark.parametrize("handling", Handling)
def test_a_review_needs_schedule_3_the_right_route_and_an_outcome(handling: Handling) -> None:
    possible = objection_to_review(handling=handling, outcome_on=date(2024, 5, 1)) == ""
    assert possible == (handling in {Handling.OTHERWISE, Handling.LOCAL})
    assert objection_to_review(handling=handling, outcome_on=None)


def test_upheld_is_a_word_of_reviews_and_no_decision_on_a_complaint_says_it() -> None:
    said = [str(label) for label in [*Decision.labels, *Decision.values, *Action.labels, *Action.values]]
    assert [words for words in said if "upheld" in words.lower() or "uphold" in words.lower()] == []


@pytest.mark.parametrize(
    ("handling", "special", "decision", "fits"),
    [
        (Handling.OUTSIDE, None, Decision.RESOLVED, True),
        (Handling.OUTSIDE, None, Decision.ACCEPTABLE, False),
        (Handling.OTHERWISE, None, Decision.ACCEPTABLE, True),
        (Handling.OTHERWISE, None, Decision.MISCONDUCT, False),
        (Handling.LOCAL, False, Decision.NOT_ACCEPTABLE, True),
        (Handling.LOCAL, False, Decision.NO_CASE, False),
        (Handling.LOCAL, True, Decision.NO_CASE, True),
        (Handling.LOCAL, True, Decision.NOT_ACCEPTABLE, False),
        (Handling.LOCAL, None, Decision.NO_CASE, True),
        (Handling.LOCAL, None, Decision.ACCEPTABLE, True),
        (Handling.LOCAL, None, Decision.RESOLVED, False),
        (Handling.NOT_STATED, None, Decision.RESOLVED, True),
    ],
)
def test_decisions_fit_the_route(handling: Handling, special: bool | None, decision: Decision, fits: bool) -> None:
    assert (decision in decisions_for(handling, special=special)) == fits
    wrong = objections_to_allegation(
        decision=decision, handling=handling, special=special, finalised_on=date(2024, 5, 1)
    )
    assert (wrong == {}) == fits


def test_a_decision_comes_only_with_the_outcome() -> None:
    asked = {"decision": Decision.RESOLVED, "handling": Handling.OUTSIDE, "special": None, "finalised_on": None}
    assert list(objections_to_allegation(**asked)) == ["decision_code"]


@dataclass
class Code:
    code: str
    name: str
    parent_id: int | None = None
    valid_from: date = date(2020, 2, 1)
    valid_to: date | None = None


CODES = [
    Code("B", "Police powers, policies and procedures"),
    Code("B4", "Use of force", 1),
    Code("C", "Handling of or damage to property/premises"),
    Code("C1", "Handling of or damage to property/premises", 3),
    Code("F10", "Other", 5),
    Code("L1", "Other", 6),
    Code("S", "Other neglect or failure in duty", None, date(1995, 1, 1), date(2020, 1, 31)),
]


@pytest.mark.parametrize(
    ("text", "on", "code"),
    [
        ("Use of force", date(2024, 1, 1), "B4"),
        ("  use  OF force ", date(2024, 1, 1), "B4"),
        ("B4 Use of force", date(2024, 1, 1), "B4"),
        ("Use of forces", date(2024, 1, 1), None),
        ("Use of force", date(2019, 1, 1), None),
        ("Handling of or damage to property / premises", date(2024, 1, 1), "C"),
        ("Other", date(2024, 1, 1), None),
        ("Other neglect or failure in duty", date(2019, 1, 1), "S"),
        ("Other neglect or failure in duty", date(2024, 1, 1), None),
    ],
)
def test_a_code_is_named_by_exactly_its_words_in_its_time(text: str, on: date, code: str | None) -> None:
    found = code_named(text, CODES, on=on)
    assert (found.code if found else None) == code


@pytest.mark.django_db
def test_suspended_days_of_the_worked_example_are_72_of_167() -> None:
    calendar = BankHoliday.objects.as_calendar()
    received, finalised = date(2023, 10, 2), date(2024, 5, 31)
    period = (date(2023, 12, 1), date(2024, 3, 15))
    assert calendar.between(received, finalised) == 167
    assert suspended_working_days([period], since=received, until=finalised, calendar=calendar) == 72


@pytest.mark.django_db
def test_a_day_suspended_twice_counts_once_and_an_open_suspension_lasts_to_the_end() -> None:
    calendar = BankHoliday.objects.as_calendar()
    received, finalised = date(2024, 3, 4), date(2024, 3, 28)
    periods = [(date(2024, 3, 11), date(2024, 3, 15)), (date(2024, 3, 13), None)]
    whole = calendar.between(date(2024, 3, 11), finalised)
    assert suspended_working_days(periods, since=received, until=finalised, calendar=calendar) == whole


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("handling", "received", "finalised", "as_at", "due"),
    [
        (
            Handling.LOCAL,
            date(2024, 2, 29),
            None,
            date(2025, 9, 1),
            [(1, date(2025, 2, 28)), (2, date(2025, 8, 31)), (3, date(2026, 2, 28))],
        ),
        (Handling.LOCAL, date(2024, 2, 29), None, date(2025, 2, 28), [(1, date(2025, 2, 28))]),
        (Handling.LOCAL, date(2024, 2, 29), None, date(2024, 5, 1), [(1, date(2025, 2, 28))]),
        (Handling.LOCAL, date(2024, 2, 29), date(2025, 2, 28), date(2026, 1, 1), []),
        (Handling.LOCAL, date(2024, 2, 29), date(2025, 3, 1), date(2026, 1, 1), [(1, date(2025, 2, 28))]),
        (Handling.OTHERWISE, date(2024, 2, 29), None, date(2025, 9, 1), []),
        (Handling.LOCAL, date(2020, 1, 31), None, date(2025, 9, 1), []),
    ],
)
def test_notices_fall_due_at_twelve_months_and_each_six_after(
    handling: Handling, received: date, finalised: date | None, as_at: date, due: list[tuple[int, date]]
) -> None:
    rule = ClockRule.objects.for_start("twelve_month_notice", on=None).as_rule()
    found = notices_due(
        rule,
        handling=handling,
        received_on=received,
        finalised_on=finalised,
        as_at=as_at,
        calendar=BankHoliday.objects.as_calendar(),
    )
    assert found == [NoticeDue(number, day) for number, day in due]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("received_on", date(2024, 3, 4), "2024-03-04"),
        ("finalised_on", None, None),
        ("young_person", True, "true"),
        ("young_person", False, "false"),
        ("young_person", None, None),
        ("suspended_days", 12, "12"),
        ("area", "", ""),
        ("handling", "LOCAL", "LOCAL"),
    ],
)
def test_a_value_goes_to_text_and_back(name: str, value: Any, text: str | None) -> None:
    assert as_text(value) == text
    assert from_text(name, text) == value


@pytest.mark.parametrize("reference", ["M-2024-017", "PS12", "CM/00123/24", "A1"])
def test_a_pseudonym_is_letters_and_digits(reference: str) -> None:
    assert objection_to_officer(reference) == ""


@pytest.mark.parametrize("reference", ["", "Smith", "PC SMITH", "J SMITH 12", "SMITH-1", "m-2024-1", "M-2024-017 "])
def test_a_name_is_no_pseudonym(reference: str) -> None:
    assert objection_to_officer(reference)


@pytest.mark.parametrize("sanction", Sanction)
def test_only_a_hearing_dismisses_or_reduces(sanction: Sanction) -> None:
    needs = sanction in {Sanction.DISMISSED, Sanction.WOULD_HAVE_BEEN_DISMISSED, Sanction.REDUCED_IN_RANK}
    assert bool(objection_to_sanction(Proceeding.MEETING, sanction)) == needs
    assert objection_to_sanction(Proceeding.HEARING, sanction) == ""
