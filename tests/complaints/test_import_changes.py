"""What an extract changes of known complaints: told before, put back after; what vanished; rows put right."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from complaints.choices import ImportState, LinkKind
from complaints.models import Allegation, ChangedMonth, Complaint, Correction, ImportBatch, ImportedChange, Vanishing
from complaints.rules import in_words
from complaints.workflow import extracts, fixes, records, undoing, vanished
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, Force, User
from tests.complaints.test_importing import DETROIT, a_standing_correction, account, bring_in, check, extract
from tests.complaints.test_importing import bring_detroit_in as bring_detroit
from tests.factories import a_force

LATER = date(2025, 1, 31)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def changes_of(batch: ImportBatch) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    rows = ImportedChange.objects.filter(batch=batch).order_by("reference")
    return [
        (row.reference, {name: value for name, value in row.before.items() if name != "last_batch_id"}, row.after)
        for row in rows
    ]


def everything() -> list[Any]:
    """All that is said of complaints, but for their versions, which only grow."""
    skipped = {"version"}
    return [
        [
            {name: value for name, value in row.items() if name not in skipped}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Complaint, Allegation, Correction, Vanishing)
    ]


TWO = extract("CO/1,01/03/2024,,OTBI,North,,,A,,", "CO/2,01/03/2024,05/03/2024,OTBI,North,,,A,,")


def test_a_check_tells_each_change_of_known_complaints_and_changes_nothing(db):
    force = a_force()
    bring_in(TWO, force=force)
    before = everything()

    batch = check(
        extract("CO/1,01/03/2024,02/04/2024,Inv,South,,,A,,", "CO/1,01/03/2024,02/04/2024,Inv,South,,,B,x,",
                "CO/3,01/03/2024,,,,,,,,"),
        force=force,
        taken_on=LATER,
    )  # fmt: skip

    assert changes_of(batch) == [
        (
            "CO/1",
            {
                "area": "North",
                "handling": "OTHERWISE",
                "finalised_on": None,
                "allegation_count": 1,
                "categories": ["A"],
            },
            {"area": "South", "handling": "LOCAL", "finalised_on": "2024-04-02"},
        ),
        ("CO/2", {"vanished_on": None}, {"vanished_on": "2025-01-31"}),
    ]
    first = ImportedChange.objects.get(batch=batch, reference="CO/1")
    assert [row["category"] for row in first.allegations_before] == ["A"]
    assert [(row["category"], row["decision"]) for row in first.allegations_after] == [("A", ""), ("B", "x")]
    assert everything() == before


def test_undoing_the_last_import_puts_everything_back(db, officer):
    force = a_force()
    bring_in(TWO, force=force)
    corrected = Complaint.objects.get(reference="CO/1")
    Complaint.objects.filter(pk=corrected.pk).update(area="East")
    a_standing_correction(corrected, "area", "East", "North")
    before, events = everything(), AuditEvent.objects.count()
    batch = bring_in(
        extract("CO/1,01/03/2024,02/04/2024,Inv,East,,yes,B,x,", "CO/3,01/03/2024,07/05/2024,,,,,A,,"),
        force=force,
        taken_on=LATER,
    )
    assert Correction.objects.get().settled == "AGREED"
    assert everything() != before
    ChangedMonth.objects.all().delete()

    undoing.undo(batch, by=officer)
    batch.refresh_from_db()
    assert jobs.run(batch.job_id) == "DONE"

    batch.refresh_from_db()
    assert (batch.state, batch.loaded_at) == (ImportState.UNDONE, None)
    assert everything() == before
    months = {date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1), None}
    assert set(ChangedMonth.objects.values_list("month", flat=True)) == months
    assert AuditEvent.objects.filter(verb="extract.undone", by=officer).exists()
    assert AuditEvent.objects.count() > events
    again = bring_in(TWO, force=force)
    assert (again.cases_same, again.cases_changed) == (2, 0)


def test_the_real_extract_with_changes_is_undone_row_by_row(db, officer):
    bring_detroit()
    before = everything()
    lines = DETROIT.read_bytes().split(b"\n")
    lines[1] = lines[1].replace(b"2016/01/25", b"2016/02/25")
    lines[2] = lines[2].replace(b"Procedure", b"Force")
    batch = bring_detroit(b"\n".join(lines[:9_000]), taken_on=date(2020, 6, 30))
    assert (batch.cases_changed > 1, batch.cases_vanished > 1_000) == (True, True)

    undoing.undo(batch, by=officer)
    batch.refresh_from_db()
    jobs.run(batch.job_id)

    assert everything() == before


def new_and_old(force: Force) -> ImportBatch:
    bring_in(TWO, force=force)
    return bring_in(
        extract("CO/1,01/03/2024,,OTBI,South,,,A,,", "CO/3,01/03/2024,,,,,,A,,"), force=force, taken_on=LATER
    )


def edited(reference: str, by: User) -> None:
    complaint = Complaint.objects.get(reference=reference)
    records.edit(
        complaint, changes={"channel": "Letter"}, seen=complaint.version, reason="It says so.", by=by,
        on=date(2025, 2, 1),
    )  # fmt: skip


def linked(by: User) -> None:
    one, other = Complaint.objects.get(reference="CO/3"), Complaint.objects.get(reference="CO/1")
    records.link(one, other=other, kind=LinkKind.RELATED, by=by)


def labelled(by: User) -> None:
    records.put_label(Complaint.objects.get(reference="CO/3"), name="x", by=by)


def settled(by: User) -> None:
    vanished.settle(Vanishing.objects.get(), how="GONE", reason="The force says so.", by=by, at=timezone.now())


def frozen(by: User, year: int, *, figure: str = "resolution-time", verb: str = "figures.frozen") -> None:
    until = date(year, 12, 31)
    named = {"since": f"{year}-01-01", "until": until.isoformat(), "as_at": until.isoformat()}
    audit.record(verb, by, by=by, figure=figure, digest="", **named)


FROZEN = (
    f"This import cannot be undone: the figure frozen on {in_words(timezone.localdate())} counts complaints that it "
    "brought or changed ({})."
)
WORKED_ON = "This import cannot be undone: complaints of it have been worked on since ({})."


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (lambda by: edited("CO/1", by), WORKED_ON.format("CO/1")),
        (lambda by: edited("CO/3", by), WORKED_ON.format("CO/3")),
        (linked, WORKED_ON.format("CO/3")),
        (labelled, WORKED_ON.format("CO/3")),
        (settled, WORKED_ON.format("CO/2")),
        (lambda by: frozen(by, 2024), FROZEN.format("CO/1, CO/2, CO/3")),
        (lambda by: frozen(by, 2024, verb="figures.revised"), FROZEN.format("CO/1, CO/2, CO/3")),
        (
            lambda by: bring_in(TWO, force=Force.objects.get(), taken_on=LATER + timedelta(days=1)),
            "Only the last import of a force can be undone, and this is not it.",
        ),
    ],
)  # fmt: skip
def test_an_import_on_which_something_depends_is_not_undone(db, officer, work, sentence):
    batch = new_and_old(a_force())
    work(officer)
    before = everything()

    with pytest.raises(RuleBroken) as refusal:
        undoing.undo(batch, by=officer)

    assert str(refusal.value) == sentence
    assert everything() == before


@pytest.mark.parametrize(("year", "figure"), [(2023, "resolution-time"), (2024, "upheld-rate")])
def test_a_frozen_figure_that_counts_nothing_of_an_import_does_not_stop_its_undoing(db, officer, year, figure):
    batch = new_and_old(a_force())
    frozen(officer, year, figure=figure)

    assert undoing.undo(batch, by=officer).state == ImportState.UNDOING


def test_a_frozen_figure_stops_undoing_by_what_a_complaint_was_before(db, officer):
    force = a_force()
    bring_in(extract("CO/1,01/03/2022,05/03/2022,OTBI,North,,,A,,"), force=force)
    batch = bring_in(extract("CO/1,01/03/2024,05/03/2024,OTBI,North,,,A,,"), force=force, taken_on=LATER)
    frozen(officer, 2022)

    with pytest.raises(RuleBroken, match="CO/1"):
        undoing.undo(batch, by=officer)


def test_work_done_while_the_undoing_waits_stops_it(db, officer):
    batch = undoing.undo(new_and_old(a_force()), by=officer)
    edited("CO/3", officer)

    jobs.run(batch.job_id)

    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (ImportState.LOADED, WORKED_ON.format("CO/3"))
    assert Complaint.objects.get(reference="CO/1").area == "South"


# Vanished


def test_a_vanished_complaint_is_listed_until_it_is_settled_or_back(db, officer):
    force = a_force()
    new_and_old(force)
    gone = Vanishing.objects.unsettled().get()
    assert (gone.complaint.reference, gone.noticed_on) == ("CO/2", LATER)
    with pytest.raises(RuleBroken, match="Say how you know"):
        vanished.settle(gone, how="STANDS", reason=" ", by=officer, at=timezone.now())

    vanished.settle(gone, how="STANDS", reason="The force forgot it.", by=officer, at=timezone.now())

    assert Complaint.objects.get(reference="CO/2").vanished_on is None
    with pytest.raises(RuleBroken, match="This is settled already"):
        vanished.settle(gone, how="GONE", reason="No.", by=officer, at=timezone.now())
    without = bring_in(extract("CO/1,01/03/2024,,,,,,,,"), force=force, taken_on=LATER + timedelta(days=1))
    assert (without.cases_vanished, Vanishing.objects.unsettled().get().complaint.reference) == (1, "CO/3")
    bring_in(TWO, force=force, taken_on=LATER + timedelta(days=2))
    assert {gone.complaint.reference: gone.settled for gone in Vanishing.objects.select_related("complaint")} == {
        "CO/2": "BACK",
        "CO/3": "",
    }


def test_one_that_the_force_removed_stays_out_of_the_counts(db, officer):
    new_and_old(a_force())

    vanished.settle(Vanishing.objects.get(), how="GONE", reason="Entered twice.", by=officer, at=timezone.now())

    assert not Complaint.objects.counted().filter(reference="CO/2").exists()
    assert not Vanishing.objects.unsettled().exists()


# Rows put right


FAULTY = extract("CO/1,31/02/2024,,,,,,,,", "CO/2,01/03/2024,29/02/2024,,,,,,,", "CO/3,01/03/2024,,,,,,,,", "CO/4,x")


def put_right(batch: ImportBatch, number: int, by: User, **values: str) -> int:
    return fixes.fix(batch, number=number, values=values, reason="The force's letter.", by=by, at=timezone.now())


def test_rows_are_put_right_beside_the_file_and_again_when_it_comes_again(db, officer, tmp_path):
    force = a_force()
    batch = bring_in(FAULTY, force=force)
    assert account(batch)["held"] == 3
    stored = (tmp_path / "extracts" / batch.file_key).read_bytes()

    assert put_right(batch, 2, officer, Received="01/02/2024", Area="") == 1
    assert put_right(batch, 3, officer, Closed="29/03/2024") == 1
    again = fixes.check_with_fixes(batch, by=officer, at=timezone.now())
    jobs.run(again.job_id)
    jobs.run(extracts.load(again, by=officer).job_id)

    again.refresh_from_db()
    assert (again.pk != batch.pk, again.loaded, again.held, again.cases_new) == (True, 3, 1, 2)
    assert (tmp_path / "extracts" / batch.file_key).read_bytes() == stored
    assert Complaint.objects.get(reference="CO/2").finalised_on == date(2024, 3, 29)
    event = AuditEvent.objects.filter(verb="extract.row_fixed").latest("pk")
    assert event.facts["columns"] == ["Closed"]
    assert "29/03/2024" not in str(event.facts)

    once_more = bring_in(FAULTY, force=force)
    assert (once_more.held, once_more.cases_same, once_more.fixes.count()) == (1, 3, 2)
    assert once_more.is_in_already


def test_a_fix_before_the_load_is_checked_in_the_same_extract(db, officer):
    batch = check(FAULTY, force=a_force())
    put_right(batch, 2, officer, Received="nonsense")
    put_right(batch, 2, officer, Received="01/02/2024")

    again = fixes.check_with_fixes(batch, by=officer, at=timezone.now())
    jobs.run(again.job_id)

    again.refresh_from_db()
    assert (again.pk, again.held, again.fixes.get().before) == (batch.pk, 2, "31/02/2024")
    assert put_right(again, 3, officer, Closed="29/02/2024") == 0


@pytest.mark.parametrize(
    ("number", "reason", "sentence"),
    [
        (2, "  ", "Say where the right value comes from."),
        (4, "x", "Nothing is wrong with this row."),
        (5, "x", "The cells of this row cannot be told apart: ask the force for the row again."),
        (99, "x", "Nothing is wrong with this row."),
    ],
)
def test_a_fix_that_cannot_be_is_refused(db, officer, number, reason, sentence):
    batch = check(FAULTY, force=a_force())
    with pytest.raises(RuleBroken) as refusal:
        fixes.fix(batch, number=number, values={"Received": "x"}, reason=reason, by=officer, at=timezone.now())
    assert str(refusal.value) == sentence


# What the force states


def test_a_number_that_the_force_states_is_held_against_ours(db, officer):
    batch = bring_in(FAULTY, force=a_force())
    at = datetime(2025, 1, 2, tzinfo=timezone.get_current_timezone())

    def ours(what: str, since: date | None = None, until: date | None = None) -> int:
        return fixes.state_count(batch, what=what, stated=4, since=since, until=until, by=officer, at=at).ours

    march = date(2024, 3, 1), date(2024, 3, 31)
    assert [ours("ROWS"), ours("COMPLAINTS"), ours("OPEN"), ours("RECEIVED", *march), ours("FINALISED", *march)] == [
        4, 4, 1, 1, 0
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="Give the first and the last day of the period"):
        ours("RECEIVED", march[1], march[0])
