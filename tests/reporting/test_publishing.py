"""Publishing: one proposes, another signs, small numbers are hidden, both the first and the corrected stay readable."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from casework.choices import Channel, MailStage
from casework.workflow import past
from casework.workflow.past import PastPiece
from complaints.choices import Handling
from complaints.models import Complaint
from complaints.stats import Asked
from pcc.errors import RuleBroken
from pcc.figures import CONFIDENTIAL, Figure
from pcc.models import AuditEvent, BankHoliday, Force, User
from pcc.reporting import stats, workflow
from pcc.reporting.models import Publication
from pcc.reporting.stats import figure
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_complaint, a_force, a_misconduct_outcome, a_publication, a_user

PERIOD = {"from": "2024-01-01", "to": "2024-12-31"}


@pytest.fixture
def year_2024(db: None) -> None:
    """30 complaints finalised locally, 20 outside Schedule 3, and 3 handled otherwise."""
    force = a_force()
    for handling, count in ((Handling.LOCAL, 30), (Handling.OUTSIDE, 20), (Handling.OTHERWISE, 3)):
        for number in range(count):
            a_complaint(
                force=force,
                received_on=date(2024, 1, 8),
                finalised_on=date(2024, 2 + number % 10, 12),
                handling=handling,
            )


@pytest.fixture
def signer(db: None) -> User:
    return a_user(Role.REVIEWS_MANAGER, name="Sid Signer")


def publish(signer: User, **asked: Any) -> Publication:
    return workflow.sign(a_publication(**asked), findings_accepted=True, by=signer)


def test_a_figure_goes_from_the_report_to_the_public_through_two_people(
    year_2024: None, as_manager: Client, manager: User, signer: User, client: Client
) -> None:
    report = as_manager.get("/reports/timeliness/", PERIOD | {"by": "handling"})
    preview = as_manager.get(report.context["publish_url"])
    assert CONFIDENTIAL in preview.content.decode()

    to_sign = as_manager.post(
        report.context["publish_url"], {"title": "Resolution times 2024", "note": "Read with care."}, follow=True
    )
    row = Publication.objects.get()
    public = row.get_public_url()
    assert "You proposed this figure, so somebody else has to sign it." in to_sign.content.decode()
    assert client.get(public).status_code == 404

    signed = signed_in(signer)
    refused = signed.post(f"/reports/publishing/{row.pk}/sign/", {})
    assert "Read what the disclosure check found" in refused.content.decode()
    signed.post(f"/reports/publishing/{row.pk}/sign/", {"findings_accepted": "on"})

    page = client.get(public)
    text = page.content.decode()
    assert (page.status_code, "Read with care." in text, "Resolution times 2024" in text) == (200, True, True)
    assert client.get(f"/published/{row.slug}/").status_code == 200
    assert row.slug in client.get("/published/").content.decode()
    verbs = AuditEvent.objects.filter(verb__startswith="publication.").order_by("pk")
    assert list(verbs.values_list("verb", "by")) == [
        ("publication.proposed", manager.pk),
        ("publication.signed", signer.pk),
    ]


def test_the_proposer_never_signs(year_2024: None) -> None:
    row = a_publication()
    with pytest.raises(RuleBroken, match="somebody else"):
        workflow.sign(row, findings_accepted=True, by=row.proposed_by)
    with pytest.raises(RuleBroken, match="role"):
        workflow.sign(row, findings_accepted=True, by=a_user(Role.COMMISSIONER))
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(
            stage="PUBLISHED", decided_by=row.proposed_by, decided_at=row.proposed_at
        )


def test_what_is_shown_can_never_be_changed_or_removed(year_2024: None, signer: User) -> None:
    row = publish(signer)
    for change in ({"table": {}}, {"slug": "other"}, {"note": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_publication")


def test_a_correction_is_a_named_revision_and_both_stay_readable(
    year_2024: None, as_manager: Client, manager: User, signer: User, client: Client
) -> None:
    first = publish(signer, by="handling")
    Complaint.objects.filter(handling=Handling.LOCAL).update(received_on=date(2024, 1, 2))
    assert " then, " in as_manager.get(f"/reports/publishing/{first.pk}/revise/").content.decode()
    as_manager.post(
        f"/reports/publishing/{first.pk}/revise/", {"name": "Revised March 2025", "reason": "The force sent new dates."}
    )
    second = Publication.objects.exclude(pk=first.pk).get()
    with pytest.raises(RuleBroken, match="waiting"):
        workflow.propose_revision(first, figure_now(second), name="Again", reason="Once more, please.", by=manager)
    workflow.sign(second, findings_accepted=True, by=signer)

    newest, old = client.get(f"/published/{first.slug}/"), client.get(first.get_public_url())
    assert "The force sent new dates." in newest.content.decode()
    assert "There is a revision of this figure" in old.content.decode()
    assert second.get_public_url() in old.content.decode()
    assert first.get_public_url() in newest.content.decode()
    means = [page.context["foot"][2] for page in (newest, old)]
    assert means[0] != means[1]


def figure_now(row: Publication) -> Figure:
    """The same question, answered from the complaints as they are."""
    asked = Asked(since=row.snapshot.since, until=row.snapshot.until, **row.snapshot.asked)
    return figure(asked, calendar=BankHoliday.objects.as_calendar(), on=row.snapshot.until)


def test_a_figure_that_tells_too_much_is_taken_down_at_once_and_says_so(
    year_2024: None, manager: User, signer: User, client: Client
) -> None:
    row = publish(signer)
    with pytest.raises(RuleBroken, match="Say why"):
        workflow.take_down(row, reason="", by=manager)
    workflow.take_down(row, reason="It could tell who complained.", by=manager)
    page = client.get(row.get_public_url())
    assert (page.status_code, "It could tell who complained." in page.content.decode()) == (410, True)
    assert client.get(f"{row.get_public_url()}table.csv").status_code == 410
    assert row.slug not in client.get("/published/").content.decode()


def test_a_proposal_can_be_withdrawn_and_is_then_not_signed(year_2024: None, manager: User, signer: User) -> None:
    row = workflow.withdraw(a_publication(), reason="The period is the wrong one.", by=manager)
    with pytest.raises(RuleBroken, match="withdrawn"):
        workflow.sign(row, findings_accepted=True, by=signer)


def test_no_count_of_a_few_is_anywhere_in_what_is_public(year_2024: None, signer: User, client: Client) -> None:
    row = publish(signer, by="handling")
    rows = facts(client, row)
    numbers = {one["group"]: (one["value"], one["mark"]) for one in rows if one["measure"] == "number"}
    assert numbers["OTHERWISE"] == ("", CONFIDENTIAL)
    assert sorted(mark for _, mark in numbers.values()) == ["", CONFIDENTIAL, CONFIDENTIAL]
    assert {one["mark"] for one in rows if one["group"] == "OTHERWISE" and one["measure"] not in ("open",)} == {
        CONFIDENTIAL
    }


def test_what_is_left_out_tells_no_count_of_a_few_either(year_2024: None, signer: User, client: Client) -> None:
    for number, handling in ((2, Handling.OTHERWISE), (9, Handling.LOCAL)):
        for _ in range(number):
            a_complaint(received_on=date(2024, 5, 1), handling=handling, force=Force.objects.get())
    waits = "received in the period and still waiting"
    told = {"otherwise": "a number not shown", "local": "9", "all": "11"}
    for handling, number in told.items():
        row = publish(signer, by="all", handling=handling, basis="received")
        assert f"{number}: {waits}" in client.get(row.get_public_url()).content.decode()
    rounded = workflow.sign(
        a_publication(by="all", handling="otherwise", basis="received", small="round"),
        findings_accepted=True,
        by=signer,
    )
    assert f"0: {waits}" in client.get(rounded.get_public_url()).content.decode()


def facts(client: Client, row: Publication) -> list[dict[str, str]]:
    text = client.get(f"{row.get_public_url()}table.csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_files_hold_what_the_page_shows_and_are_described(year_2024: None, signer: User, client: Client) -> None:
    row = publish(signer, by="month")
    rows = facts(client, row)
    meta = client.get(f"{row.get_public_url()}metadata.json").json()
    package = client.get(f"{row.get_public_url()}datapackage.json").json()
    names = [column["name"] for column in meta["tableSchema"]["columns"]]
    assert names == list(rows[0]) == [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    key = meta["tableSchema"]["primaryKey"]
    assert len({tuple(one[name] for name in key) for one in rows}) == len(rows)
    assert {bool(one["value"]) != bool(one["mark"]) for one in rows} == {True}
    assert "Open Government Licence" in meta["dc:rights"]

    ods = zipfile.ZipFile(io.BytesIO(client.get(f"{row.get_public_url()}table.ods").content))
    content = ods.read("content.xml").decode()
    assert [content.index(f'table:name="{name}"') for name in ("Cover", "Table", "Notes")] == sorted(
        content.index(f'table:name="{name}"') for name in ("Cover", "Table", "Notes")
    )
    shown = client.get(row.get_public_url()).context["rows"]
    assert all(cells[0] in content for cells in shown)


def test_a_release_that_differs_by_a_few_from_one_before_must_be_weighed(year_2024: None, signer: User) -> None:
    publish(signer)
    a_complaint(received_on=date(2024, 1, 8), finalised_on=date(2024, 2, 12))
    row = a_publication()
    assert any("The difference is about 1 case." in finding for finding in row.findings)
    with pytest.raises(RuleBroken, match="weighed"):
        workflow.sign(row, findings_accepted=False, by=signer)


def test_all_less_schedule_3_tells_what_is_outside_it(year_2024: None, signer: User) -> None:
    """Three more complaints than a public table of one way of handling: then there are three of the others."""
    Complaint.objects.filter(handling=Handling.OUTSIDE).delete()
    publish(signer, handling="local")
    row = a_publication()
    assert any("anybody can work out" in finding and finding.endswith(": 3.") for finding in row.findings)


@pytest.mark.parametrize("basis", ["finalised", "received"])
def test_what_is_open_beside_what_is_open_of_schedule_3_is_worked_out_too(
    year_2024: None, signer: User, basis: str
) -> None:
    for number, handling in ((2, Handling.OUTSIDE), (9, Handling.LOCAL)):
        for _ in range(number):
            a_complaint(received_on=date(2024, 5, 1), handling=handling, force=Force.objects.get())
    publish(signer, handling="schedule-3", basis=basis)
    told = [finding for finding in a_publication(basis=basis).findings if "how many are still open" in finding]
    assert told and all(finding.endswith(": 2.") for finding in told)


@pytest.mark.parametrize(
    ("published", "until", "proposed"),
    [
        ({"handling": "local"}, date(2024, 12, 31), {"suspension": "without"}),
        ({"handling": "local"}, date(2024, 12, 31), {"figure": "in-out-open"}),
        ({"figure": "in-out-open", "handling": "local"}, date(2024, 12, 31), {"figure": "in-out-open"}),
        ({"figure": "open-by-age", "handling": "local"}, date(2024, 1, 31), {"figure": "open-by-age"}),
    ],
    ids=["with and without suspended time", "finalised", "received", "open on a day"],
)
def test_tables_that_count_the_same_complaints_are_compared_under_whatever_name(
    year_2024: None,
    manager: User,
    signer: User,
    published: dict[str, str],
    until: date,
    proposed: dict[str, str],
) -> None:
    Complaint.objects.filter(handling=Handling.OUTSIDE).delete()

    def propose(asked: dict[str, str]) -> Publication:
        made = stats.count(asked, since=date(2024, 1, 1), until=until, on=until)
        return workflow.propose(made, title="A figure", note="", by=manager)

    workflow.sign(propose(published), findings_accepted=True, by=signer)
    findings = propose(proposed).findings
    assert any("anybody can work out" in finding and finding.endswith(": 3.") for finding in findings), findings


def test_every_count_can_be_rounded_instead(year_2024: None, as_manager: Client, signer: User, client: Client) -> None:
    report = as_manager.get("/reports/timeliness/", PERIOD | {"by": "handling"})
    address = f"{report.context['publish_url']}&small=round"
    text = as_manager.get(address).content.decode()
    assert "Every count is rounded to the nearest 5" in text
    as_manager.post(address, {"title": "Rounded", "note": ""})
    row = Publication.objects.get()
    workflow.sign(row, findings_accepted=True, by=signer)
    counts = {one["group"]: one["value"] for one in facts(client, row) if one["measure"] == "number"}
    assert counts == {"OTHERWISE": "5", "OUTSIDE": "20", "LOCAL": "30"}
    assert "rounded to the nearest 5" in client.get(row.get_public_url()).content.decode()
    assert as_manager.get(f"{report.context['publish_url']}&small=none").status_code == 409


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("/reports/counted-in/?handling=all", "share"),
        ("/reports/counted-in/?handling=all", "waiting"),
        ("/reports/counted-in/?handling=all", "flow"),
        ("/reviews/figures/?from=2024-01-01&to=2024-12-31&by=quarter&handling=all", ""),
        ("/complaints/misconduct/figures/", ""),
        ("/reports/counted-in/?handling=all&area=North", "flow"),
        ("/reports/months/?measure=median&handling=all&months=60", ""),
        ("/reports/months/?measure=received&handling=all&months=60&area=North", ""),
        ("/reports/correspondence/?from=2024-01-01&to=2024-12-31&by=month", ""),
        ("/reports/correspondence/?from=2024-01-01&to=2024-12-31&by=month", "ages"),
    ],
)
def test_every_figure_of_the_reports_can_be_published_and_revised(
    year_2024: None, as_manager: Client, signer: User, client: Client, page: str, name: str
) -> None:
    for day in range(1, 21):
        a_complaint(force=Force.objects.get(), received_on=date(2024, 3, day))
    for year in (2022, 2023, 2023):
        a_misconduct_outcome(by=signer, force=Force.objects.get(), decided_on=date(year, 5, 1))
    past.load(
        [PastPiece(date(2024, 3, 1), Channel.EMAIL, MailStage.OPEN, owner=signer, text="Hello")] * 12,
        by=signer,
        source="test",
    )
    context = as_manager.get(page).context
    pictures = {picture["id"]: picture for picture in context.get("pictures", ())}
    address = (pictures.get(name) or context[name] if name else context)["publish_url"]

    shown = as_manager.get(address)
    assert shown.status_code == 200 and len(shown.context["rows"]) >= 1
    if "months=60" in page:
        assert as_manager.get(shown.context["back_url"]).context["filters"] == context["filters"]
    as_manager.post(address, {"title": "A figure", "note": ""})
    row = Publication.objects.get()
    workflow.sign(row, findings_accepted=True, by=signer)
    public = client.get(row.get_public_url())
    assert public.context["rows"] == shown.context["rows"]
    assert {one["measure"] for one in facts(client, row)} == {column["code"] for column in row.table["columns"]}
    for file in ("table.ods", "metadata.json", "datapackage.json"):
        assert client.get(f"{row.get_public_url()}{file}").status_code == 200
    assert as_manager.get(f"/reports/briefs/{row.snapshot_id}/").status_code == 200
    brief = as_manager.get(f"/reports/briefs/{row.snapshot_id}.pdf").content
    assert len(pikepdf.open(io.BytesIO(brief)).pages) == 1
    again = as_manager.post(
        f"/reports/publishing/{row.pk}/revise/", {"name": "Again", "reason": "To see whether anything differs."}
    )
    assert "Nothing differs from what is frozen" in again.content.decode()


def test_a_narrowed_figure_is_published_as_narrowed_and_says_so(
    year_2024: None, as_manager: Client, client: Client, signer: User
) -> None:
    """From what is still open in one area: the address, the numbers, the words, the brief and the way back."""
    for number in range(31):
        a_complaint(force=Force.objects.get(), received_on=date(2024, 4, 9), area="North" if number < 11 else "South")
    report = as_manager.get("/reports/counted-in/?handling=all&area=North")
    assert "11 complaints are open" in report.content.decode()
    for name, numbers in (("waiting", "11"), ("flow", "11")):
        address = report.context[name]["publish_url"]
        shown = as_manager.get(address)
        assert shown.context["foot"][-1] == numbers
        assert {"key": "Of", "value": "All complaints; area North"} in shown.context["about"]
        assert "area=North" in shown.context["back_url"]
    as_manager.post(report.context["waiting"]["publish_url"], {"title": "North", "note": ""})
    row = workflow.sign(Publication.objects.get(), findings_accepted=True, by=signer)
    assert "area North" in client.get(row.get_public_url()).content.decode()
    assert "area North" in as_manager.get(f"/reports/briefs/{row.snapshot_id}/").content.decode()


def test_a_table_of_one_area_is_told_from_one_of_all(year_2024: None, signer: User) -> None:
    """29 of one area beside all 53: what is left is no few, and the 29 are not taken for all."""
    Complaint.objects.filter(pk__in=Complaint.objects.filter(handling=Handling.LOCAL)[:29]).update(area="North")
    publish(signer, by="all")
    assert not [finding for finding in a_publication(area="North").findings if "work out" in finding]
    publish(signer, by="area")
    again = a_publication(area="North", by="handling").findings
    assert not [finding for finding in again if "work out" in finding and "North" not in finding]


@pytest.mark.parametrize("measure", ["median", "finalised"])
def test_limits_are_not_told_where_a_month_is_of_a_few(db: None, as_manager: Client, measure: str) -> None:
    """Limits are made of every month, so that they would tell of the one that is hidden."""
    query = {"figure": "months", "measure": measure, "handling": "all", "from": "2023-01-01", "to": "2024-12-31"}
    force = a_force()
    for number in range(24 * 8):
        day = date(2023 + number // 96, 1 + number // 8 % 12, 20)
        a_complaint(force=force, received_on=date(2022, 12, 1 + number % 9), finalised_on=day)
    whole = as_manager.get("/reports/publishing/new/", query)
    assert len(whole.context["rows"]) == 24
    assert not any("[" in cell for row in whole.context["rows"] for cell in row)
    Complaint.objects.filter(pk__in=Complaint.objects.filter(finalised_on=date(2024, 5, 20))[:5]).delete()
    rows = as_manager.get("/reports/publishing/new/", query).context["rows"]
    assert all(row[-1] in ("[z]", "[c]") for row in rows)
    assert next(row for row in rows if row[0] == "May 2024")[1] == CONFIDENTIAL
    assert rows[0][1] == "8"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("figure=correspondence&colour=red", "There is no filter called colour here."),
        ("figure=months&measure=mode", "There is no measure called mode."),
        ("figure=panel&session=1", "from the page of its results"),
        ("figure=open-by-age&force=None", "There is no force called None"),
        ("figure=correspondence&by=colour", "cannot be broken down by colour"),
    ],
)
def test_what_cannot_be_published_gets_a_sentence(as_manager: Client, query: str, says: str) -> None:
    page = as_manager.get(f"/reports/publishing/new/?{query}&from=2024-01-01&to=2024-12-31")
    assert page.status_code == 409
    assert says in page.content.decode()


def test_a_figure_that_is_none_gets_a_sentence(as_manager: Client) -> None:
    for query in ("figure=none&from=2024-01-01&to=2024-12-31", "figure=reviews&from=soon&to=2024-12-31"):
        page = as_manager.get(f"/reports/publishing/new/?{query}")
        assert page.status_code == 409


@pytest.mark.parametrize("address", ["/published/none/", "/published/none/0/", "/published/none/0/table.csv"])
def test_what_was_never_public_is_missing(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_public_reads_without_signing_in_what_is_public_and_nothing_else(
    year_2024: None, client: Client, signer: User
) -> None:
    row = publish(signer)
    assert client.get("/published/definitions/").status_code == 200
    page = client.get(row.get_public_url()).content.decode()
    assert "OFFICIAL" not in page
    assert "/complaints/" not in page
    for name in ("Sid Signer", str(row.proposed_by)):
        assert name not in page
    assert client.get(row.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("by", ["month", "handling", "all"])
def test_the_brief_is_one_tagged_page_about_the_frozen_figure(year_2024: None, as_manager: Client, by: str) -> None:
    row = a_publication(by=by)
    page = as_manager.get(f"/reports/briefs/{row.snapshot_id}/")
    assert "Half of the 53 complaints" in page.content.decode()
    assert "Resolution time, in working days" in page.content.decode()
    pdf = pikepdf.open(io.BytesIO(as_manager.get(f"/reports/briefs/{row.snapshot_id}.pdf").content))
    assert len(pdf.pages) == 1
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en-GB"
    assert "pdfuaid" in bytes(pdf.Root.Metadata.read_bytes()).decode()


def test_a_title_is_words_and_no_markup_in_any_form(year_2024: None, manager: User, as_manager: Client) -> None:
    made = figure_now(a_publication())
    row = workflow.propose(made, title='#panic() <b>"x"</b> = $y$', note="<script>", by=manager)
    assert as_manager.get(f"/reports/briefs/{row.snapshot_id}.pdf").status_code == 200
    assert "<b>" not in as_manager.get(row.get_absolute_url()).content.decode().replace("&lt;b&gt;", "")
