"""A panel member from the one-time link to a finished file and out again, in a real browser."""

import pytest

from reviews.dip_sampling.models import Answer, Flag, Scorecard
from reviews.dip_sampling.workflow import panels
from tests.browser import Screen
from tests.panel_factories import an_open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_link_to_a_finished_file_and_out(screen: Screen) -> None:
    session = an_open_session(members=1, files=2, readers_per_file=1)
    seat = session.panel.seats.get()
    _, code = panels.make_door(seat, by=session.sample.drawn_by)
    screen.go(panels.address_of_door(code))
    assert "It works once" in screen.judged()
    screen.button("Come in")
    assert "You have 2 files. 0 done." in screen.judged()

    screen.page.locator("main a.govuk-button").first.click()
    assert "Swearing" in screen.judged()
    screen.button("I know nobody in it. Read it")
    assert "What the police did" in screen.judged()
    screen.button("Answer the questions")
    screen.button("Save and next")
    assert "Pick an answer" in screen.judged()
    for place in range(4):
        assert f"question {place + 1} of 4" in screen.page.inner_text("main")
        screen.page.get_by_label("I can't tell" if place else "Not really").check()
        if place == 0:
            target = screen.page.locator(".govuk-radios__input").first.bounding_box()
            assert target and min(target["height"], target["width"]) >= 44
            screen.judged()
        screen.button("Save and next")
    assert "You cannot change them after this" in screen.judged()
    screen.button("Finish this file")
    assert "Thank you" in screen.judged()
    assert (Answer.objects.count(), Scorecard.objects.filter(submitted_at__isnull=False).count()) == (4, 1)

    screen.button("Talk to someone")
    screen.judged()
    screen.page.get_by_label("I want to talk to someone").check()
    screen.button("Tell somebody")
    assert "Somebody has been told" in screen.judged()
    assert Flag.objects.get().seat == seat
    screen.button("Leave now")
    assert "Type your code" in screen.judged()
    screen.go("/reading/")
    assert "/account/login/" in screen.page.url
