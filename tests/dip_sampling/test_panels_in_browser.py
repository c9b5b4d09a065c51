"""The coordinator from a new panel to published results, in a real browser, at a desk and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.dip_sampling.choices import AllocationStage, SessionStage
from reviews.dip_sampling.models import Answer, Extract, Highlight, Panel, Scorecard, Session
from reviews.dip_sampling.workflow import flags
from reviews.dip_sampling.workflow.prints import number_of
from tests.browser import Screen
from tests.factories import PASSWORD
from tests.panel_factories import a_coordinator, an_open_session, closed_complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _score(session: Session) -> None:
    """Every reader of the session hands in."""
    now = timezone.now()
    for number, allocation in enumerate(session.allocations.order_by("pk")):
        card = Scorecard.objects.create(allocation=allocation, started_at=now, submitted_at=now)
        type(allocation).objects.filter(pk=allocation.pk).update(stage=AllocationStage.DONE)
        for place, question in enumerate(session.question_set.questions.all()):
            value = ("YES", "MOSTLY", "NO", "CANT_TELL", "NOT_REALLY")[(number * 3 + place) % 5]
            Answer.objects.create(scorecard=card, question=question, value=value, answered_at=now, received_at=now)
    Highlight.objects.create(
        scorecard=card,
        section="LETTER",
        paragraph=2,
        sentence=1,
        tone="COLD",
        quote="Nobody said sorry.",
        marked_at=now,
    )


def test_from_a_panel_to_results(screen: Screen) -> None:
    by = a_coordinator(name="Coro Dinator")
    session = an_open_session(members=6, files=3, readers_per_file=5, allows_paper=True, by=by)
    closed_complaints(12)
    seat = session.panel.seats.first()
    assert seat is not None
    flags.raise_flag(seat, kind="TALK", words="Can you ring me?", by=seat.user)
    assert by.email
    screen.sign_in(by.email, PASSWORD)

    screen.go("/panels/")
    assert "asks for somebody" in screen.judged()
    screen.link("Start a panel")
    screen.judged()
    today = timezone.localdate()
    for name, day in (("began_on", today), ("ends_on", today + timedelta(days=400))):
        screen.fill(**{f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)})
    screen.fill(name="Young voices", talk_to="Sam", talk_to_how="In the room")
    screen.button("Start the panel")
    screen.judged()
    panel = Panel.objects.get(name="Young voices")
    screen.go(f"/panels/{panel.pk}/members/add/")
    screen.judged()
    screen.fill(alias="Ash")
    screen.button("Add the member")
    screen.judged()
    screen.link("Make a one-time code")
    screen.button("Make the code")
    assert "shown this once" in screen.judged()
    screen.go(f"/panels/{panel.pk}/")
    assert "Lacks training and promise" in screen.judged()

    screen.go("/panels/questions/write/")
    screen.judged()
    screen.fill(name="Standing")
    screen.button("Save as a new version")
    assert "This version never changes" in screen.judged()

    screen.go("/panels/samples/design/")
    screen.page.locator("main select[name=panel]").select_option(str(panel.pk))
    screen.fill(title="Spring sample", size="3", reserves="2", seed="4 May and 17", since_year="2025", since_month="1")
    screen.fill(since_day="1")
    screen.button("Count first")
    assert "could be drawn" in screen.judged()
    screen.button("Draw the sample")
    receipt = screen.judged()
    assert "4 May and 17" in receipt
    screen.button("Draw again and compare")
    assert "the same list" in screen.page.inner_text("body")

    screen.go("/panels/extracts/")
    screen.judged()
    screen.go(f"/panels/files/{session.sample.files.get(position=1).pk}/")
    screen.judged()
    extract = Extract.objects.order_by("pk").first()
    assert extract is not None
    screen.go(f"/panels/extracts/{extract.pk}/")
    screen.judged()
    screen.go(f"/panels/extracts/{extract.pk}/recall/")
    screen.fill(reason="A name in it")
    screen.button("Recall it now")
    assert "Recalled by" in screen.judged()
    screen.go(f"/panels/extracts/{extract.pk}/reopen/")
    screen.button("Write it again")
    screen.go(f"/panels/extracts/{extract.pk}/edit/")
    screen.judged()
    screen.fill(letter="PC Canary said no.")
    screen.button("Save")
    screen.button("Run the leak check")
    screen.button("Run the leak check")
    assert "stands on the list" in screen.judged()

    screen.go(f"/panels/sessions/{session.pk}/files/")
    screen.judged()
    on_paper = session.allocations.select_related("drawn_file", "seat").filter(drawn_file__position=2).first()
    assert on_paper is not None
    screen.go(f"/panels/allocations/{on_paper.pk}/print/")
    screen.button("Make the print")
    assert f"Print {number_of(on_paper)}" in screen.judged()
    screen.go(f"/panels/allocations/{on_paper.pk}/enter/")
    screen.judged()

    _score(session)
    screen.go(f"/panels/sessions/{session.pk}/")
    assert "15 finished" in screen.judged()
    screen.link("Close the session")
    screen.button("Close it")
    session.refresh_from_db()
    assert session.stage == SessionStage.CLOSED
    screen.link("Discussion")
    screen.judged()
    screen.link(str(session.sample.files.get(position=1)))
    screen.judged()
    screen.button("Save")
    screen.go(f"/panels/sessions/{session.pk}/")
    screen.link("Results")
    told = screen.judged()
    assert "of 15 readings" in told
    screen.link("Add a finding")
    screen.fill(text="Ada Canary should say sorry.")
    screen.button("Add it")
    assert "wait to be cleared" in screen.judged()
    screen.link("Change its words")
    assert "stands on the list" in screen.judged()
    screen.fill(text="Say sorry where it is due.")
    screen.button("Save")
    screen.link("Clear its words")
    screen.judged()
    screen.button("Clear them")
    screen.link("Sent to the force")
    due = today + timedelta(days=28)
    screen.fill(reply_due_on_day=str(due.day), reply_due_on_month=str(due.month), reply_due_on_year=str(due.year))
    screen.button("Save")
    screen.link("Record the force's reply")
    screen.judged()
    screen.fill(text="Every letter is read by a second person.")
    screen.button("Save")
    assert "wait to be cleared" in screen.judged()
    screen.go(f"/panels/sessions/{session.pk}/results/")
    screen.link("Readers' own words")
    screen.judged()
    screen.go(f"/panels/sessions/{session.pk}/")
    screen.link("Publish the results to members")
    screen.judged()
    screen.button("Publish them")
    screen.judged()
    screen.link("Report to hand out")
    told = screen.judged()
    assert "Say sorry where it is due." in told and "read by a second person" not in told

    screen.go("/panels/flags/")
    screen.link(f"{seat.alias}: I want to talk to someone")
    assert "Can you ring me?" in screen.judged()
    screen.link("I am on it")
    screen.button("I am on it")
    assert "Coro Dinator" in screen.judged()
