"""The invented youth commissioners say what is published of real ones: 68%, 81%, 50% and 56%, with the base."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from pcc.reporting.demo import panels
from pcc.roles import Role
from reviews.dip_sampling.choices import ExtractStage, SessionStage
from reviews.dip_sampling.models import Extract, Hit, Paragraph, Session
from reviews.dip_sampling.workflow import samples
from tests.factories import a_force, a_user
from tests.panel_factories import AT, a_coordinator, closed_complaints

ON = date(2026, 2, 1)


@pytest.fixture
def held(db: None) -> Session:
    force = a_force()
    closed_complaints(160, force=force)
    people = {"coordinator": a_coordinator(), "second": a_user(Role.REVIEWS_MANAGER)}
    member = a_user(Role.PANEL_MEMBER, alias="Efe")
    session = panels.load(force, **people, member=member, on=ON, at=AT)
    assert session is not None
    assert panels.load(force, **people, member=member, on=ON, at=AT) is None
    return session


def test_the_demonstration_tells_the_published_percentages_with_their_base(held: Session) -> None:
    out = io.StringIO()
    call_command("figures", "panel", str(held.pk), "--format", "json", stdout=out)
    told = {question["code"]: question for question in json.loads(out.getvalue())["questions"]}
    assert {code: (row["on_side"], row["readings"]) for code, row in told.items()} == {
        "understood": (102, 150),
        "fair": (121, 150),
        "empathy": (75, 150),
        "trust": (84, 150),
    }
    assert [round(row["percent"]) for row in told.values()] == [68, 81, 50, 56]
    assert told["trust"]["measure"] == "did not inspire trust and confidence in policing"
    assert all(row["files"] == 30 and 0 < row["files_majority"] < 30 for row in told.values())
    assert all(row["percent_low"] < row["percent"] < row["percent_high"] for row in told.values())
    assert held.panel.seats.count() == 14

    assert held.stage == SessionStage.PUBLISHED
    assert Session.objects.filter(stage=SessionStage.OPEN).count() == 1
    assert samples.redraw(held.sample).same
    assert set(Extract.objects.values_list("stage", flat=True)) == {ExtractStage.RELEASED}
    assert not Hit.objects.filter(dismissed_at=None).exists()
    texts = " ".join(Paragraph.objects.values_list("text", flat=True)).casefold()
    for extract in Extract.objects.select_related("drawn_file"):
        for listed in extract.drawn_file.listed.all():
            for word in listed.text.casefold().split():
                assert word == "court" or word not in texts
