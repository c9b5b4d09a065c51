"""Drawing from the records: who is left out and why, cases opened, replacements, and proof by drawing again."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from complaints.choices import Handling, Referral
from pcc.errors import RuleBroken
from pcc.models import AuditEvent
from pcc.roles import Role
from reviews.dip_sampling.choices import Exclusion, FileStage, Replacement, Strata
from reviews.dip_sampling.models import Sample
from reviews.dip_sampling.stats import populations
from reviews.dip_sampling.workflow import extracts, samples
from tests.conftest import signed_in
from tests.factories import a_case, a_complaint, a_force, a_user
from tests.panel_factories import (
    LAST_YEAR,
    ON,
    a_coordinator,
    a_file_with_papers,
    a_panel,
    a_sample,
    a_signed_extract,
    closed_complaints,
)

pytestmark = pytest.mark.django_db


def test_each_file_left_out_is_counted_under_the_first_reason_that_fits() -> None:
    force = a_force()
    closed_complaints(3, force=force)
    sealed = closed_complaints(1, force=force, case=a_case())[0]
    manager = a_user(Role.MANAGER)
    casework.seal(sealed.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    closed_complaints(1, force=force, vanished_on=date(2026, 1, 1))
    closed_complaints(1, force=force, referral=Referral.MANDATORY, referred_on=date(2025, 1, 1))
    closed_complaints(1, force=force, handling=Handling.INDEPENDENT)
    closed_complaints(2, force=force, categories=["Sexual conduct"])
    a_complaint(force=force, received_on=date(2025, 3, 1))  # open: not among closed complaints at all

    found = populations.population(LAST_YEAR, exclude=(Exclusion.REFERRED, Exclusion.BLOCKED_TOPIC))

    counts = {row.reason: row.count for row in found.excluded}
    assert counts == {Exclusion.LIVE: 1, Exclusion.SEALED: 1, Exclusion.REFERRED: 2, Exclusion.BLOCKED_TOPIC: 2}
    assert (found.matched, len(found.units)) == (9, 3)


def test_a_panel_with_under_18s_never_draws_a_blocked_topic_whatever_is_asked() -> None:
    closed_complaints(2)
    closed_complaints(5, categories=["Domestic abuse"])
    sample = a_sample(exclude=())
    assert {"code": "BLOCKED_TOPIC", "count": 5} in sample.exclusions
    assert len(sample.population) == 2


def test_drawing_opens_a_case_for_each_file_drawn_and_none_for_reserves() -> None:
    sample = a_sample(of=8, size=3, reserves=2)
    files = list(sample.files.select_related("complaint__case"))
    assert [file.stage for file in files] == [FileStage.DRAWN] * 3 + [FileStage.RESERVE] * 2
    assert [file.complaint.case is not None for file in files] == [True] * 3 + [False] * 2
    assert len({file.nickname for file in files}) == 5
    assert AuditEvent.objects.filter(verb="sample.drawn", subject_id=str(sample.pk)).count() == 1


def test_a_replacement_comes_from_the_same_stratum_and_says_why() -> None:
    force = a_force()
    closed_complaints(6, force=force, area="North")
    closed_complaints(6, force=force, area="South")
    sample = a_sample(strata=Strata.AREA, size=4, reserves=4)
    file = sample.files.filter(stage=FileStage.DRAWN, stratum="South").first()
    assert file is not None
    spare = samples.replace_file(file, because=Replacement.UNSUITABLE, note="A death in it", by=sample.drawn_by, on=ON)
    file.refresh_from_db()
    assert (file.stage, spare.stage, spare.stratum, spare.replaces) == (
        FileStage.REPLACED,
        FileStage.DRAWN,
        "South",
        file,
    )
    spare.complaint.refresh_from_db()
    assert spare.complaint.case is not None
    with pytest.raises(RuleBroken, match="replaced"):
        samples.replace_file(file, because=Replacement.UNSUITABLE, by=sample.drawn_by, on=ON)


def test_without_a_reserve_nothing_is_replaced() -> None:
    sample = a_sample(of=3, size=3, reserves=0)
    file = sample.files.get(position=1)
    with pytest.raises(RuleBroken, match="No file is left in reserve"):
        samples.replace_file(file, because=Replacement.NO_PAPERS, by=sample.drawn_by, on=ON)
    file.refresh_from_db()
    assert file.stage == FileStage.DRAWN


def test_drawn_again_it_is_the_same_list_and_a_changed_population_is_shown() -> None:
    sample = a_sample(of=10, size=4, reserves=2)
    out = StringIO()
    call_command("redraw_sample", sample.reference, stdout=out)
    assert "The same list." in out.getvalue()
    assert "have changed" not in out.getvalue()

    gone = sample.files.get(position=2).complaint
    type(gone).objects.filter(pk=gone.pk).update(vanished_on=date(2026, 11, 1))
    closed_complaints(1, force=gone.force)
    out = StringIO()
    call_command("redraw_sample", str(sample.pk), stdout=out)
    assert "The same list." in out.getvalue()
    assert "1 came" in out.getvalue()
    assert f"1 went: {gone.force.code} {gone.reference}" in out.getvalue()


def test_an_earlier_sample_leaves_its_files_out_of_the_next_and_each_can_be_drawn_again() -> None:
    first = a_sample(of=6, size=3, reserves=0)
    second = a_sample(panel=first.panel, size=3, reserves=0)
    assert not {file.key for file in first.files.all()} & {file.key for file in second.files.all()}
    for sample in (first, second):
        again = samples.redraw(sample)
        assert (again.same, again.fingerprint_holds, bool(again.change)) == (True, True, False)


def test_a_draw_cannot_be_changed_afterwards() -> None:
    sample = a_sample(of=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).update(seed="another")


def test_a_draw_that_is_not_of_its_seed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = a_sample(of=6)
    sample.files.filter(position=1).update(key="somebody else's choice")
    with pytest.raises(CommandError, match="NOT the list"):
        call_command("redraw_sample", str(sample.pk), stdout=StringIO())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"size": 99}, "Only 4 files fit"),
        ({"size": 0}, "at least one"),
        ({"reserves": -1}, "below 0"),
        ({"title": "  "}, "title"),
        ({"filters": populations.Filters(date(2020, 1, 1), date(2020, 2, 1))}, "No closed complaint fits"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(fields: dict[str, object], sentence: str) -> None:
    closed_complaints(4)
    panel = a_panel()
    with pytest.raises(RuleBroken, match=sentence):
        a_sample(panel=panel, **fields)
    assert not Sample.objects.exists()


def test_nobody_else_draws() -> None:
    closed_complaints(4)
    panel = a_panel(by=a_coordinator())
    with pytest.raises(RuleBroken, match="role"):
        a_sample(panel=panel, by=a_user(Role.MANAGER))


def test_the_filter_that_took_most_is_named_when_nothing_matches() -> None:
    closed_complaints(3, area="North")
    closed_complaints(1, area="South", categories=["Custody"])
    asked = populations.Filters(LAST_YEAR.since, LAST_YEAR.until, area="East", category="Custody")
    assert not populations.population(asked, exclude=()).units
    assert populations.took_most(asked) == "area"


def test_papers_are_asked_for_chased_and_arrive_with_their_text() -> None:
    sample = a_sample(of=3)
    file, by = sample.files.get(position=1), sample.drawn_by
    file = samples.ask_for_papers(file, by=by, on=ON)
    assert file.due_on == date(2026, 12, 9)
    samples.chase(file, note="Rang", by=by, on=date(2026, 12, 10))
    samples.add_paper(file, section="LETTER", source="PASTED", text="Dear Ms Canary", by=by, on=date(2026, 12, 11))
    file.refresh_from_db()
    assert (file.stage, file.arrived_on) == (FileStage.ARRIVED, date(2026, 12, 11))
    with pytest.raises(RuleBroken, match="no text"):
        samples.add_paper(file, section="LETTER", source="PDF", text=" \n", by=by, on=ON)


def test_the_list_of_a_file_takes_each_name_once_with_its_other_forms() -> None:
    sample = a_sample(of=3)
    file, by = sample.files.get(position=1), sample.drawn_by
    entry = samples.list_word(file, known_as="PERSON", part="OFFICER", text=" Ada  Canary ", others=["Addie"], by=by)
    assert (entry.text, entry.others) == ("Ada Canary", ["Addie"])
    assert samples.add_forms(entry, others=["Ada Finch", "Addie"], by=by).others == ["Ada Finch", "Addie"]
    with pytest.raises(RuleBroken, match="already"):
        samples.list_word(file, known_as="PERSON", part="OFFICER", text="ada canary", by=by)
    with pytest.raises(RuleBroken, match="why"):
        samples.strike_word(entry, reason=" ", by=by)
    samples.strike_word(entry, reason="She is not in this file", by=by)
    assert not file.listed.exists()


def test_other_forms_are_added_to_an_entry_on_its_page_and_the_check_must_be_run_again() -> None:
    by, second = a_coordinator(), a_coordinator()
    extract = a_signed_extract(a_file_with_papers(a_sample(of=4, by=by)), by=by, second=second)
    file, desk = extract.drawn_file, signed_in(second)
    entry = file.listed.get(text="Ada Canary")
    page = desk.get(file.get_absolute_url()).content.decode()
    address = reverse("panels:listed-forms", args=[entry.pk])
    assert address in page and "Add forms of Ada Canary" in page
    assert "Ada Canary" in desk.get(address).content.decode()
    assert desk.post(address, {"others": "Addie\nThe Bird"}, follow=True).status_code == 200
    entry.refresh_from_db()
    assert entry.others == ["Addie", "The Bird"]
    with pytest.raises(RuleBroken, match="run it again"):
        extracts.release(extract, press_checked=True, by=by)
    for given, told in (("", "Write at least one"), ("Addie", "on the list already"), ("--", "no letter or digit")):
        refused = desk.post(address, {"others": given}).content.decode()
        assert told in refused and given in refused
    entry.refresh_from_db()
    assert entry.others == ["Addie", "The Bird"]
    assert AuditEvent.objects.filter(verb="drawn_file.forms_added").count() == 1
