"""A panel member in a real browser: from the link to a finished file, without signal, and out by the exit."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from reviews.dip_sampling.models import Answer, Flag, Highlight, LateAnswer, Scorecard, Session
from reviews.dip_sampling.workflow import panels, scoring, sessions
from tests.browser import Screen
from tests.panel_factories import a_finding, an_open_session
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITING = "Object.keys(localStorage).filter((name) => name.startsWith('pcc-waiting-'))"
SAVED = re.compile(r"^Saved \d")
STORED = "JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"


def come_in(screen: Screen, session: Session, place: int = 0) -> None:
    """Sign in by a one-time link, and open the first file."""
    seat = session.panel.seats.order_by("pk")[place]
    _, code = panels.make_door(seat, by=session.sample.drawn_by)
    screen.go(panels.address_of_door(code))
    screen.button("Come in")


def sent(screen: Screen) -> None:
    """Wait until nothing waits on the phone any more."""
    for _ in range(PATIENCE * 20):  # the content policy forbids what waits for a function in the page
        if not screen.page.evaluate(WAITING):
            return
        screen.page.wait_for_timeout(50)
    raise AssertionError("It still waits.")


def without_signal(screen: Screen) -> None:
    """Requests that failed for want of signal are no fault of the page."""
    screen.amiss[:] = [one for one in screen.amiss if "ERR_INTERNET_DISCONNECTED" not in one]


def begin(screen: Screen) -> None:
    screen.page.locator("main a.govuk-button").first.click()
    screen.button("I know nobody in it. Read it")


def choose(screen: Screen, answer: str) -> None:
    screen.page.get_by_label(answer, exact=True).locator("visible=true").check()


def press(screen: Screen, name: str) -> None:
    """Press a button or follow a link of the page that leads on without loading another."""
    main = screen.page.get_by_role("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).locator("visible=true").first.click()


SMALL = """() => [...document.querySelectorAll('.pcc-header summary, .govuk-back-link, main a:not(.pcc-word),'
  + ' main button, main summary')].map((one) => [one.innerText.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => box.height && (box.height < 44 || box.width < 44))
  .map(([words, box]) => `${words}: ${Math.round(box.width)} by ${Math.round(box.height)}`)"""
"""What a thumb would miss: everything to press below 44 pixels, except words of a sentence."""


def judged(screen: Screen) -> str:
    """The text of the page, where a thumb finds everything there is to press."""
    told = screen.judged()
    assert screen.page.evaluate(SMALL) == []
    return told


def words(screen: Screen) -> str:
    return screen.page.inner_text("main")


def test_from_the_link_to_a_finished_file_and_out(screen: Screen) -> None:
    session = an_open_session(members=1, files=2, readers_per_file=1)
    seat = session.panel.seats.get()
    _, code = panels.make_door(seat, by=session.sample.drawn_by)
    screen.go(panels.address_of_door(code))
    assert "It works once" in judged(screen)
    screen.button("Come in")
    assert "You have 2 files. 0 done." in judged(screen)
    screen.page.locator("main a.govuk-button").first.click()
    assert "Swearing" in judged(screen)
    screen.button("I know nobody in it. Read it")
    assert "What the police did" in judged(screen)
    screen.page.emulate_media(media="print")
    assert not screen.page.locator("main").is_visible(), "a file is not printed"
    screen.page.emulate_media(media="screen")

    screen.page.get_by_text("Nobody said sorry.").last.click()
    press(screen, "This felt cold")
    screen.page.locator(".pcc-word").first.click()
    assert "most police officers are constables" in screen.page.inner_text(".pcc-meaning")
    screen.picture()
    press(screen, "Large words")
    press(screen, "Answer the questions")
    press(screen, "Save and next")
    assert "Pick an answer" in judged(screen)
    for place in range(4):
        assert f"question {place + 1} of 4" in words(screen)
        if place == 2:
            press(screen, "Skip this question")
            continue
        choose(screen, "I can't tell" if place else "Not really")
        target = screen.page.locator(".govuk-radios__input:visible").first.bounding_box()
        assert target and min(target["height"], target["width"]) >= 44
        press(screen, "Save and next")
    assert "Skipped" in judged(screen)
    screen.page.go_back()
    assert "question 4 of 4" in judged(screen)
    screen.page.go_forward()
    screen.page.get_by_text(SAVED).wait_for()
    screen.button("Finish this file")
    assert "Thank you" in judged(screen)
    assert "pcc-reading--large" in screen.page.content()
    assert (Answer.objects.count(), Scorecard.objects.filter(submitted_at__isnull=False).count()) == (3, 1)
    assert Highlight.objects.get().quote == "Nobody said sorry."

    screen.button("Talk to someone")
    judged(screen)
    screen.page.get_by_label("I want to talk to someone").check()
    screen.button("Tell somebody")
    assert "Somebody has been told" in judged(screen)
    assert Flag.objects.get().seat == seat
    other = screen.page.context.new_page()
    other.goto("/reading/")
    screen.button("Leave now")
    assert "Type your code" in judged(screen)
    other.wait_for_url("**/reading/in/")
    screen.go("/reading/")
    assert "/account/login/" in screen.page.url


def test_a_whole_file_is_read_marked_and_scored_without_scripts(open_screen: Any) -> None:
    screen = open_screen(375, scripts=False)
    session = an_open_session(members=1, files=1, readers_per_file=1)
    come_in(screen, session)
    screen.picture()
    begin(screen)
    assert "Nobody said sorry." in words(screen) and "question 1 of 4" not in words(screen)
    screen.link("Mark a sentence that felt cold or kind")
    for choice in ("Nobody said sorry.", "This felt cold"):
        screen.page.get_by_label(choice, exact=True).check()
    screen.button("Save my mark")
    assert "this felt cold" in words(screen)
    screen.link("Answer the questions")
    screen.picture()
    screen.button("Save and next")
    assert "Pick an answer" in words(screen)
    for place in range(1, 5):
        assert f"question {place} of 4" in words(screen)
        if place == 3:
            screen.link("Skip this question")
            continue
        screen.page.get_by_label("Not really", exact=True).check()
        if place == 1:
            screen.page.locator("main form summary").click()
            screen.fill(why="They never asked")
        screen.button("Save and next")
    assert "Skipped" in words(screen) and "They never asked" in words(screen)
    screen.page.go_back()
    assert "question 4 of 4" in words(screen)
    screen.page.go_forward()
    screen.picture()
    screen.button("Finish this file")
    assert "Thank you" in words(screen)
    screen.button("Talk to someone")
    screen.page.get_by_label("This upset me").check()
    screen.button("Tell somebody")
    assert "Somebody has been told" in words(screen)
    screen.picture()
    screen.button("Leave now")
    assert "Type your code" in words(screen)
    assert list(Answer.objects.values_list("value", flat=True)) == ["NOT_REALLY"] * 3
    assert (Highlight.objects.get().tone, Scorecard.objects.filter(submitted_at__isnull=False).count()) == ("COLD", 1)


def test_answers_wait_while_there_is_no_signal_and_count_once(open_screen: Any) -> None:
    screen = open_screen(375)
    session = an_open_session(members=1, files=1, readers_per_file=1)
    come_in(screen, session)
    begin(screen)
    press(screen, "Answer the questions")
    screen.page.set_viewport_size({"width": 360, "height": 760})
    button = screen.page.get_by_role("button", name="Save and next").locator("visible=true").bounding_box()
    assert button and button["y"] + button["height"] <= 760  # every answer and the button without scrolling
    screen.picture()
    screen.page.context.set_offline(True)
    for answer in ("Not really", "No"):
        choose(screen, answer)
        press(screen, "Save and next")
    screen.page.get_by_text("2 answers waiting to send").wait_for()
    screen.picture()
    assert len(screen.page.evaluate(WAITING)) == 2
    stored = screen.page.evaluate(STORED)
    assert not re.search("NOT_REALLY|sorry|question|reading", stored, re.IGNORECASE)
    screen.page.context.set_offline(False)
    sent(screen)
    screen.page.locator("[data-phone]").wait_for(state="hidden")
    assert SAVED.search(screen.page.inner_text("[data-saved]"))
    assert list(Answer.objects.order_by("pk").values_list("value", "version")) == [("NOT_REALLY", 1), ("NO", 1)]
    without_signal(screen)


def test_answers_on_a_phone_wait_for_their_member_and_are_gone_for_the_next(open_screen: Any) -> None:
    screen = open_screen(375)
    session = an_open_session(members=2, files=1, readers_per_file=2)
    come_in(screen, session)
    begin(screen)
    file = screen.page.url
    for answer, place in (("No", 0), ("Yes", 1)):  # the same member comes back, and then another
        screen.go(f"{file}#question-1")
        screen.page.context.set_offline(True)
        choose(screen, answer)
        screen.page.get_by_text("1 answer waiting to send").wait_for()
        screen.page.close()
        screen.page = screen.page.context.new_page()
        screen.page.context.clear_cookies()
        screen.page.context.set_offline(False)
        come_in(screen, session, place)
        sent(screen)
        assert list(Answer.objects.values_list("value", "version")) == [("NO", 1)]
    without_signal(screen)


def test_an_answer_that_waited_past_the_close_is_kept_for_the_coordinator(open_screen: Any) -> None:
    screen = open_screen(375)
    session = an_open_session(members=1, files=1, readers_per_file=1)
    come_in(screen, session)
    begin(screen)
    press(screen, "Answer the questions")
    screen.page.context.set_offline(True)
    choose(screen, "No")
    screen.page.get_by_text("1 answer waiting to send").wait_for()
    sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())
    screen.page.context.set_offline(False)
    screen.page.get_by_text("The session has closed").wait_for()
    assert LateAnswer.objects.get().value == "NO"
    without_signal(screen)


def test_results_are_told_in_words_once_they_are_out(open_screen: Any) -> None:
    screen = open_screen(375)
    session = an_open_session(members=5, files=1, readers_per_file=5)
    by, clock = session.sample.drawn_by, {"at": timezone.now(), "on": timezone.localdate()}
    for row in session.allocations.select_related("seat__user", "session"):
        scoring.start(row, by=row.seat.user, **clock)
        for question in session.question_set.questions.all():
            scoring.answer(row, question=question, value="MOSTLY", key=uuid4(), by=row.seat.user, **clock)
        scoring.finish(row, by=row.seat.user, **clock)
    session = sessions.close_session(session, by=by, at=timezone.now())
    a_finding(session, "Say sorry when it went wrong.", by=by, reply="A second person reads it.")
    sessions.publish_results(session, by=by, at=timezone.now())
    come_in(screen, session)
    screen.link("What came of it")
    screen.judged()
    screen.link("What the panel said")
    assert "100% of the answers were “Yes” or “Mostly”: 5 of 5" in screen.judged()
    screen.page.go_back()
    screen.link("See my files and hours")
    assert "You read and scored 1 file" in screen.judged()
    with screen.page.expect_download() as download:
        screen.page.get_by_text("Get it as a PDF").click()
    assert download.value.suggested_filename == "certificate.pdf"


def test_leaving_without_signal_leaves_nothing_on_the_phone(open_screen: Any) -> None:
    screen = open_screen(375)
    session = an_open_session(members=1, files=1, readers_per_file=1)
    come_in(screen, session)
    begin(screen)
    press(screen, "Answer the questions")
    screen.page.context.set_offline(True)
    choose(screen, "No")
    screen.page.get_by_text("1 answer waiting to send").wait_for()
    press(screen, "Leave now")
    screen.page.get_by_text("You have left").wait_for()
    screen.picture()
    assert "1 answer was not sent" in words(screen) and "sorry" not in screen.page.content()
    assert screen.page.evaluate(WAITING) == []
    screen.page.context.set_offline(False)
    screen.page.wait_for_url("**/reading/in/")
    screen.go("/reading/")
    assert "/account/login/" in screen.page.url
    assert not Answer.objects.exists()
    without_signal(screen)
