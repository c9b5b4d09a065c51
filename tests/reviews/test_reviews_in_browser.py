"""An officer takes a review to an upheld decision and reads it in the figures; a member of the public applies."""

from datetime import date
from typing import Any

import pytest

from complaints.models import Complaint
from pcc.roles import Role
from reviews.choices import Stage
from reviews.models import Review
from tests.browser import Screen
from tests.factories import PASSWORD, a_force, a_user
from tests.review_factories import a_reviewable_complaint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaint() -> Complaint:
    force = a_force(code="ntm", name="Northmere Police")
    officer = a_user(Role.COMPLAINTS_OFFICER, name="Olwen Officer", email="olwen@opcc.example")
    a_user(Role.COMPLAINTS_OFFICER, name="Chidi Checker", email="chidi@opcc.example")
    a_reviewable_complaint(by=officer, force=force, reference="CO/00124/26")
    a_reviewable_complaint(by=officer, force=force, reference="CO/00125/26", ours=False)
    return a_reviewable_complaint(by=officer, force=force, reference="CO/00123/26")


def answer(screen: Screen, *, on: date | None = None, **answers: str) -> None:
    """Type into lines and boxes, choose from lists and round buttons; ``on`` is the form's own day."""
    for name, text in answers.items():
        field = screen.page.locator(f"main [name='{name}']").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            screen.page.locator(f"main [name='{name}'][value='{text}']").check()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)
    if on is not None:
        say_day(screen, "day", on)


def say_day(screen: Screen, name: str, day: date) -> None:
    screen.fill(**{f"{name}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")})


def step(screen: Screen, review: Review, link: str, button: str, *, on: date | None = None, **answers: str) -> None:
    """A step as the task list offers it: opened by its link, answered, sent."""
    screen.go(review.get_absolute_url())
    screen.link(link)
    screen.judged()
    answer(screen, on=on, **answers)
    screen.button(button)


def test_a_review_goes_from_its_application_to_the_figures(
    screen: Screen, open_screen: Any, complaint: Complaint
) -> None:
    screen.sign_in("olwen@opcc.example", PASSWORD)
    screen.go("/reviews/")
    assert "Nothing is in hand." in screen.judged()
    late_and_misrouted(screen)
    screen.go("/reviews/")
    screen.button("Log a review")
    answer(screen, channel="EMAIL", force="Northmere Police", force_reference="CO/00123/26", capacity="COMPLAINANT")
    answer(screen, applicant_name="Tove Lindqvist", grounds="They did not ask the witness.")
    say_day(screen, "received_on", date(2026, 3, 16))
    screen.page.locator("main [name='received_on_year']").press("Tab")
    screen.page.get_by_text("The local policing body").wait_for()  # the answers come by themselves
    screen.button("Check")
    assert "The local policing body" in screen.judged()
    screen.button("Log it")
    review = Review.objects.latest("pk")

    assert "Tove Lindqvist" in screen.judged()
    answer(screen, interest="NONE")
    screen.button("Declare it")
    screen.judged()
    step(screen, review, "Acknowledge the application", "Record it", on=date(2026, 3, 17))
    step(screen, review, "Accept it as valid", "Accept it", on=date(2026, 3, 17))
    step(screen, review, "Ask the force for its file", "Record the request", on=date(2026, 3, 18))
    screen.judged()
    screen.link("Record what arrived")
    answer(screen, papers="REPORT", complete="True", on=date(2026, 3, 27))
    screen.judged()
    screen.button("Record it")
    step(screen, review, "Allocate it", "Allocate it", on=date(2026, 3, 27), to="Olwen Officer: 0 in hand")

    screen.go(review.get_absolute_url())
    screen.link("Assess each allegation")
    screen.judged()
    screen.button("Assess it")
    screen.link("Allegation 1")
    screen.judged()
    answer(screen, view="NOT_REASONABLE")
    screen.button("Save first view")
    answer(screen, service="NO", communication="PARTLY", learning="NO", confidence="SURE")
    answer(screen, reasons="The witness was never asked.", evidence="Report, page 3.")
    screen.judged()
    screen.button("Save finding")
    assert "0 of 1 reasonable and proportionate" in screen.judged()
    for kind, text in (("REINVESTIGATE", "Ask the witness."), ("REMEDY", "Apologise in writing.")):
        step(screen, review, "Recommendations and learning points", "Save", kind=kind, text=text)
    screen.judged()
    drafting = "Draft the decision and send it for check"
    step(screen, review, drafting, "Send it for check", on=date(2026, 4, 1), reasons="The witness was never asked.")

    checker = open_screen(screen.width)
    checker.sign_in("chidi@opcc.example", PASSWORD)
    checker.go(review.get_absolute_url())
    answer(checker, interest="NONE")
    checker.button("Declare it")
    step(checker, review, "Second check", "Approve it", on=date(2026, 4, 2))

    step(screen, review, "Record that the applicant was told", "Record it", on=date(2026, 4, 7))
    step(screen, review, "Make the recommendations and follow them up", "Make them", on=date(2026, 4, 7))
    for number, reply, words in ((1, "REJECTED", "Not proportionate."), (2, "ACCEPTED", "We will write.")):
        advice = review.recommendations.get(number=number)
        screen.go(advice.get_absolute_url())
        screen.judged()
        screen.link("Record the force's reply")
        answer(screen, reply=reply, words=words, time="23:59", on=date(2026, 5, 5))
        screen.judged()
        screen.button("Save")
    screen.go(review.get_absolute_url())
    screen.judged()
    review.refresh_from_db()
    assert (review.stage, review.outcome) == (Stage.RECS_OPEN, "UPHELD")

    screen.go("/reviews/recommendations/")
    assert "Ask the witness." in screen.judged()
    screen.go("/reviews/figures/?from=2026-03-01&to=2026-05-31&by=month&handling=all")
    told = screen.judged()
    assert "1 of 1" in told and "Counted from the reviews just now" in told
    for key, value in (
        ("Not valid", "1"),
        ("Sent on to the IOPC", "1"),
        ("Recommendations made", "1"),
        ("Accepted", "1"),
        ("Refused", "1"),
    ):
        row = screen.page.locator(".govuk-summary-list__row").filter(has_text=key).first
        assert row.locator("dd").first.inner_text() == ("2" if key == "Recommendations made" else value)
    screen.link("2")
    assert review.reference in screen.judged()
    for page in ("application/", "file/", "recommendations/", "record/", "bundle/", "do/contact/"):
        screen.go(f"{review.get_absolute_url()}{page}")
        screen.judged()
    for page in ("", "all/?theme=Use of police vehicles", "pack/"):
        screen.go(f"/reviews/{page}")
        screen.judged()


def log(screen: Screen, reference: str, received: date) -> Review:
    """An application logged and its names declared on."""
    screen.go("/reviews/log/")
    answer(screen, channel="EMAIL", force="Northmere Police", force_reference=reference, capacity="COMPLAINANT")
    answer(screen, applicant_name="Tove Lindqvist", grounds="They did not ask the witness.")
    say_day(screen, "received_on", received)
    screen.button("Log it")
    answer(screen, interest="NONE")
    screen.button("Declare it")
    return Review.objects.latest("pk")


def late_and_misrouted(screen: Screen) -> None:
    """Two applications that become no review: one late and refused, one for the IOPC."""
    late = log(screen, "CO/00124/26", date(2026, 4, 20))
    step(screen, late, "Was it made in time?", "Hold it")
    screen.go(late.get_absolute_url())
    screen.page.get_by_text("More").first.click()
    screen.judged()
    screen.link("Refuse it as late")
    answer(screen, reason="No circumstance was given.", on=date(2026, 4, 21))
    screen.button("Refuse it")
    assert "Tell people how it ended" in screen.judged()
    iopc = log(screen, "CO/00125/26", date(2026, 3, 16))
    step(screen, iopc, "Send it on to the IOPC", "Record it", on=date(2026, 3, 18))
    assert "Tell people that it was sent on" in screen.judged()
    late.refresh_from_db()
    iopc.refresh_from_db()
    assert (late.stage, iopc.stage) == (Stage.INVALID, Stage.FORWARDED)


def test_anybody_applies_at_a_desk_or_on_a_phone(screen: Screen, complaint: Complaint) -> None:
    screen.go("/apply/")
    screen.judged()
    answer(screen, capacity="COMPLAINANT", applicant_name="Tove Lindqvist", applicant_email="tove@example.org")
    answer(screen, force="Northmere Police", grounds="Nobody asked the witness.")
    say_day(screen, "outcome_given_on", date(2026, 1, 5))
    screen.button("Show the last day")
    assert "Monday 2 February 2026" in screen.judged()
    answer(screen, grounds="Nobody asked the witness at all.")
    screen.page.get_by_text("Kept in this browser at").wait_for()
    screen.go("/apply/")
    assert screen.page.locator("[name='grounds']").input_value() == "Nobody asked the witness at all."
    answer(screen, grounds="Nobody asked the witness.")
    screen.button("Keep it for an hour")
    screen.judged()
    assert screen.page.locator("[name='grounds']").input_value() == "Nobody asked the witness."
    screen.button("Send")
    assert Review.objects.get().reference in screen.judged()
    screen.link("Answer some questions about yourself")
    screen.judged()
    answer(screen, sex="Female")
    screen.button("Send the answers")
    screen.judged()
    assert Review.objects.get().equality.sex == "FEMALE"
