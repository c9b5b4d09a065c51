"""Reviews through their pages, as an officer works: logged, checked, taken to a decision, and read back as figures."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.workflow import documents
from complaints.models import Category, ReviewBodyCheck
from pcc import exports
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.choices import Kind as RecommendationKind
from reviews.choices import Stage
from reviews.models import Recommendation, Review
from reviews.workflow import deciding, recommending
from tests.conftest import signed_in
from tests.factories import a_force, a_user
from tests.review_factories import a_review, a_reviewable_complaint, an_application


def days(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def do(client: Client, review: Review, act: str, **data: Any) -> None:
    """Post one act; it must be done."""
    response = client.post(reverse("reviews:act", args=[review.pk, act]), data)
    form = response.context["form"].errors if response.context and "form" in response.context else ""
    assert response.status_code == 302, (act, form, response.content.decode()[:2000])


def log(client: Client, complaint: Any, received: date, **data: Any) -> Review:
    given = {
        "channel": "EMAIL",
        "capacity": "COMPLAINANT",
        "force": complaint.force_id,
        "force_reference": complaint.reference,
        "applicant_name": "Tove Lindqvist",
        "grounds": "They did not ask the witness.",
        **days("received_on", received),
    }
    response = client.post(reverse("reviews:log"), given | data)
    assert response.status_code == 302, response.context["form"].errors
    return Review.objects.latest("pk")


def test_three_applications_and_the_good_one_taken_to_its_figures(db: None) -> None:
    officer, checker = a_user(Role.COMPLAINTS_OFFICER), a_user(Role.COMPLAINTS_OFFICER)
    client, second = signed_in(officer), signed_in(checker)
    late_one = a_reviewable_complaint(by=officer)
    iopc = a_reviewable_complaint(by=officer, ours=False)
    good_one = a_reviewable_complaint(by=officer)

    late = log(client, late_one, date(2026, 4, 20))
    do(client, late, "declare", interest="NONE")
    do(client, late, "hold-as-late")
    do(client, late, "refuse-late", reason="No circumstance was given.", **days("day", date(2026, 4, 21)))

    misrouted = log(client, iopc, date(2026, 3, 16))
    do(client, misrouted, "declare", interest="NONE")
    do(
        client,
        misrouted,
        "forward",
        **days("day", date(2026, 3, 18)),
        **days("told_applicant_on", date(2026, 3, 18)),
    )

    good = log(client, good_one, date(2026, 3, 16))
    do(client, good, "declare", interest="NONE")
    do(client, good, "acknowledge", **days("day", date(2026, 3, 17)))
    do(client, good, "accept", **days("day", date(2026, 3, 17)))
    do(client, good, "request-file", papers=["REPORT"], **days("day", date(2026, 3, 18)))
    do(client, good, "record-arrival", papers=["REPORT"], complete="True", **days("day", date(2026, 3, 27)))
    do(client, good, "allocate", to=officer.pk, **days("day", date(2026, 3, 27)))
    assert client.post(reverse("reviews:take-allegation", args=[good.pk]), {"number": "1"}).status_code == 302
    finding = reverse("reviews:finding", args=[good.pk, 1])
    assert client.post(finding, {"view": "NOT_REASONABLE"}).status_code == 302
    assessed = {
        "version": "2",
        "finding": "NOT_REASONABLE",
        "service": "NO",
        "communication": "PARTLY",
        "learning": "NO",
        "reasons": "The witness was never asked.",
        "confidence": "SURE",
        "evidence": "Report, page 3.",
    }
    assert client.post(finding, assessed).status_code == 302
    do(client, good, "recommend", kind="REINVESTIGATE", text="Investigate again and ask the witness.")
    do(client, good, "recommend", kind="REMEDY", text="Apologise in writing.")
    do(client, good, "send-for-check", reasons="The witness was never asked.", **days("day", date(2026, 4, 1)))
    do(second, good, "declare", interest="NONE")
    do(second, good, "approve", **days("day", date(2026, 4, 2)))
    do(client, good, "notify", **days("day", date(2026, 4, 7)))
    do(client, good, "issue", **days("day", date(2026, 4, 7)))
    first, other = Recommendation.objects.filter(review=good).order_by("number")
    for advice, reply, words in ((first, "REJECTED", "Not proportionate."), (other, "ACCEPTED", "We will write.")):
        answer = {"reply": reply, "words": words, "time": "23:59", **days("day", date(2026, 5, 5))}
        response = client.post(reverse("reviews:follow-up", args=[advice.pk, "reply"]), answer)
        assert response.status_code == 302
    done = {"evidence": "A copy of the letter.", **days("day", date(2026, 5, 20))}
    assert client.post(reverse("reviews:follow-up", args=[other.pk, "done"]), done).status_code == 302

    assert [Review.objects.get(pk=each.pk).stage for each in (late, misrouted, good)] == [
        Stage.INVALID,
        Stage.FORWARDED,
        Stage.RECS_CLOSED,
    ]
    period = {"from": "2026-03-01", "to": "2026-05-31", "by": "month"}
    told = client.get(reverse("reviews:api-figures"), period).json()
    assert {name: told[name] for name in ("received", "completed", "upheld", "invalid", "forwarded")} == {
        "received": 3,
        "completed": 1,
        "upheld": 1,
        "invalid": 1,
        "forwarded": 1,
    }
    assert {name: told[name] for name in ("recommendations", "accepted", "refused", "implemented")} == {
        "recommendations": 2,
        "accepted": 1,
        "refused": 1,
        "implemented": 1,
    }
    page = client.get(reverse("reviews:figures"), period)
    assert page.context["report"].as_json() == told
    assert client.get(reverse("reviews:figures-csv"), period).content.decode() == page.context["report"].as_csv()


def test_check_answers_before_anything_is_saved(as_officer: Client, officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    an_application(by=officer, complaint=complaint)
    given = {
        "check": "1",
        "channel": "EMAIL",
        "capacity": "COMPLAINANT",
        "force": complaint.force_id,
        "force_reference": complaint.reference,
        **days("received_on", date(2026, 4, 20)),
    }
    answers = as_officer.post(reverse("reviews:log"), given).context["answers"]
    assert (answers["window"].in_time, answers["window"].days_late) == (False, 21)
    assert answers["body"] == "The local policing body"
    assert [each["text"].split(":")[0] for each in answers["alike"]] == ["REV/2026/0001"]
    assert Review.objects.count() == 1


def test_logged_twice_by_a_double_press_it_is_one_application(as_officer: Client, officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    given = {"channel": "EMAIL", "force": complaint.force_id, "capacity": "COMPLAINANT", "grounds": "Nobody listened."}
    address = reverse("reviews:log")
    key = as_officer.get(address).context["sending"]
    sent = given | days("received_on", date(2026, 3, 16)) | {"sending": key}
    first, second = (as_officer.post(address, sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == Review.objects.get().get_absolute_url()
    other = as_officer.get(address).context["sending"]
    as_officer.post(address, sent | {"sending": other})
    assert Review.objects.count() == 2


def test_what_was_typed_stays_when_dates_cannot_be(as_officer: Client, officer: User) -> None:
    complaint = a_reviewable_complaint(by=officer)
    given = {
        "channel": "EMAIL",
        "capacity": "COMPLAINANT",
        "force": complaint.force_id,
        "grounds": "Nobody listened.",
        **days("received_on", date(2026, 4, 20)),
        **days("outcome_stated_on", date(2026, 5, 1)),
    }
    response = as_officer.post(reverse("reviews:log"), given)
    assert response.status_code == 200
    assert "outcome_stated_on" in response.context["form"].errors
    assert "Nobody listened." in response.content.decode()
    assert not Review.objects.exists()


def test_before_the_declaration_only_names_are_shown(officer: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist", grounds="A secret of hers.")
    newcomer = a_user(Role.COMPLAINTS_OFFICER)
    client = signed_in(newcomer)
    for page in ("review", "application", "papers", "assessment", "record"):
        text = client.get(reverse(f"reviews:{page}", args=[review.pk])).content.decode()
        assert "Tove Lindqvist" in text
        assert "A secret of hers" not in text
    assert client.get(reverse("reviews:act", args=[review.pk, "accept"])).status_code == 302
    client.post(reverse("reviews:act", args=[review.pk, "declare"]), {"interest": "NONE"})
    assert "A secret of hers" in client.get(reverse("reviews:application", args=[review.pk])).content.decode()
    verbs = list(AuditEvent.objects.filter(by=newcomer, subject_id=str(review.pk)).values_list("verb", flat=True))
    assert verbs == ["review.names_seen"] * 5 + ["review.interest_declared", "review.viewed"]


def test_earlier_findings_on_the_theme_are_shown_after_the_first_view_alone(officer: User) -> None:
    theme = Category.objects.filter(code="A", parent=None).latest("valid_from")
    told = a_review(Stage.NOTIFIED, by=officer)
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    for each in (told, review):
        each.findings.update(theme=theme)
    review.findings.update(first_view="", first_view_at=None, finding="", reasons="")
    client, page = signed_in(officer), reverse("reviews:finding", args=[review.pk, 1])
    before = client.get(page)
    assert (before.context["earlier"], told.reference in before.content.decode()) == ([], False)
    client.post(page, {"view": "REASONABLE"})
    assert [row[0]["text"] for row in client.get(page).context["earlier"]] == [told.reference]


def test_the_applicants_own_time_is_no_deadline_of_the_office(officer: User) -> None:
    review = a_review(Stage.NOTIFIED, by=officer)
    claim = review.case.clocks.get(rule__code="judicial_review")
    client, today = signed_in(officer), timezone.localdate()
    for ends_on, shown in ((today + timedelta(days=30), [claim.rule.name]), (today - timedelta(days=1), [])):
        review.case.clocks.filter(pk=claim.pk).update(due_on=ends_on)
        page = client.get(review.get_absolute_url()).context
        assert ([each["name"] for each in page["clocks"]], page["due"]) == (shown, None)


def test_locked_steps_say_what_they_wait_for(officer: User) -> None:
    review = an_application(by=officer)
    client = signed_in(officer)
    client.post(reverse("reviews:act", args=[review.pk, "declare"]), {"interest": "NONE"})
    groups = client.get(review.get_absolute_url()).context["groups"]
    steps = {item.text: item for group in groups for item in group["items"]}
    assert steps["Accept it as valid"].status == "To do"
    locked = steps["Ask the force for its file"]
    assert (locked.status, locked.url) == ("Cannot start yet", "")
    assert locked.hint == "This cannot be done while it is received, being checked."


def test_who_decides_is_asked_until_the_applicant_was_told(officer: User) -> None:
    """A past review of a list has no answers to the six questions, and needs none any more."""
    client = signed_in(officer)
    for stage, status in ((Stage.IN_ASSESSMENT, "To do"), (Stage.NOTIFIED, "Not needed")):
        review = a_review(stage, by=officer)
        ReviewBodyCheck.objects.filter(complaint=review.complaint).delete()
        groups = client.get(review.get_absolute_url()).context["groups"]
        asked = next(item for group in groups for item in group["items"] if item.text == "Which body decides it?")
        assert (asked.status, bool(asked.url)) == (status, status == "To do")


def test_an_act_that_is_not_open_is_refused_in_words(as_officer: Client, officer: User) -> None:
    review = an_application(by=officer)
    as_officer.post(reverse("reviews:act", args=[review.pk, "declare"]), {"interest": "NONE"})
    response = as_officer.get(reverse("reviews:act", args=[review.pk, "notify"]))
    assert (response.status_code, "cannot be done while" in response.content.decode()) == (409, True)
    assert as_officer.get(reverse("reviews:act", args=[review.pk, "nonsense"])).status_code == 404


def test_each_tile_of_the_board_opens_the_rows_it_counts(as_officer: Client, officer: User) -> None:
    today = timezone.localdate()
    due = {"late": -1, "today": 0, "this week": 7, "later": 8}
    reviews = {name: a_review(Stage.FILE_REQUESTED, by=officer) for name in due}
    for name, days_left in due.items():
        running = reviews[name].case.clocks.filter(rule__code="review_duration", met_on=None)
        assert running.update(due_on=today + timedelta(days=days_left)) == 1
    an_application(by=officer)
    a_review(Stage.NOTIFIED, by=officer)
    shown = {}
    for tile in as_officer.get(reverse("reviews:board")).context["tiles"][:4]:
        opened = as_officer.get(tile["url"]).context
        shown[tile["label"]] = {row[0]["text"] for row in opened["rows"]}
        assert (tile["label"], opened["unknown"], opened["total"]) == (tile["label"], [], tile["value"])
    assert reviews["late"].reference in shown["Late by our standard"]
    assert shown["Due in seven days"] == {reviews["today"].reference, reviews["this week"].reference}


def test_load_by_person_is_for_those_who_answer_for_it(officer: User, manager: User) -> None:
    a_review(Stage.IN_ASSESSMENT, by=officer)
    assert signed_in(officer).get(reverse("reviews:board")).context["load"] is None
    assert [row[1]["text"] for row in signed_in(manager).get(reverse("reviews:board")).context["load"]] == [1]


@pytest.mark.parametrize("page", ["board", "list", "register", "pack", "api-list"])
def test_lists_cost_the_same_for_one_row_and_three(page: str, officer: User, as_officer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_officer.get(reverse(f"reviews:{page}")).status_code == 200
        return len(asked)

    a_review(Stage.RECS_OPEN, by=officer)
    a_review(Stage.FILE_REQUESTED, by=officer)
    queries()  # the first page of a session also reads what the rest remember
    one = queries()
    for _ in range(2):
        a_review(Stage.RECS_OPEN, by=officer)
        a_review(Stage.FILE_REQUESTED, by=officer)
    assert queries() == one


def test_a_force_more_to_choose_from_costs_the_list_no_statement(as_officer: Client) -> None:
    """Choices that nobody has been shown yet are drawn anew: from what was read to see that they are new."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_officer.get(reverse("reviews:list")).status_code == 200
        return len(asked)

    for _ in range(3):
        queries()
    known = queries()
    force = a_force()
    assert queries() == known
    assert force.name in as_officer.get(reverse("reviews:list")).content.decode()


def test_equality_answers_are_apart_and_each_look_is_an_event(as_officer: Client, officer: User) -> None:
    review = an_application(by=officer)
    address = reverse("reviews:equality", args=[review.pk])
    assert as_officer.get(address).headers["Location"] == review.get_absolute_url()
    do(as_officer, review, "declare", interest="NONE")
    assert as_officer.post(address, {"sex": "FEMALE"}).status_code == 302
    assert as_officer.get(address).context["form"].initial["sex"] == "FEMALE"
    assert AuditEvent.objects.filter(verb="equality.viewed", subject_id=str(review.pk)).exists()
    assert signed_in(a_user(Role.MANAGER)).get(address).status_code == 404


@pytest.mark.parametrize(
    ("kind", "page", "query", "rows"),
    [
        ("reviews", "list", "state=in-hand", 1),
        ("reviews", "list", "", 2),
        ("recommendations", "register", "show=waiting", 1),
        ("recommendations", "register", "show=overdue", 1),
        ("recommendations", "register", "show=accepted", 0),
    ],
)
def test_a_list_is_taken_away_as_it_is_seen(
    kind: str, page: str, query: str, rows: int, as_officer: Client, officer: User
) -> None:
    a_review(Stage.RECS_OPEN, by=officer, applicant_name="Tove Lindqvist")
    a_review(Stage.FILE_REQUESTED, by=officer)
    listing = exports.listing_for(kind, officer)
    assert listing is not None
    address = f"{reverse('reporting:export-new', args=[kind])}{f'?{query}' if query else ''}"
    assert address in as_officer.get(f"{reverse(f'reviews:{page}')}?{query}").content.decode()
    found = list(listing.rows(officer, QueryDict(query), timezone.localdate()))
    assert len(found) == rows
    columns = [*listing.columns, *listing.counted(timezone.localdate())]
    assert "Tove" not in str([[column.value(row) for column in columns] for row in found])
    assert exports.listing_for(kind, a_user(Role.CASEWORKER)) is None


@pytest.mark.parametrize("reviews", [1, 3])
def test_days_stand_in_the_file_as_in_the_list(
    reviews: int, as_officer: Client, officer: User, django_assert_num_queries: Any
) -> None:
    for _ in range(reviews):
        a_review(Stage.FILE_REQUESTED, by=officer)
    today = timezone.localdate()
    listing = exports.listing_for("reviews", officer)
    assert listing is not None
    shown = [row[5] for row in as_officer.get(reverse("reviews:list")).context["rows"]]
    with django_assert_num_queries(3):  # the calendar; the reviews; their requests to the force
        days, with_force = listing.counted(today)
        rows = list(listing.rows(officer, QueryDict(), today))
        told = [(days.value(row), with_force.value(row)) for row in rows]
    assert [
        {"text": f"{whole:,}", "hint": f"{force:,} with the force" if force else ""} for whole, force in told
    ] == shown
    assert all(0 < force <= whole for whole, force in told)


def test_a_query_that_cannot_be_is_refused_before_a_file_is_written(officer: User) -> None:
    listing = exports.listing_for("reviews", officer)
    assert listing is not None
    for query in ("colour=red", "stage=NOWHERE", "sort=colour"):
        with pytest.raises(RuleBroken):
            listing.rows(officer, QueryDict(query), timezone.localdate())


def test_two_officers_who_write_one_finding_see_both_versions_and_choose(as_officer: Client, officer: User) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    colleague = a_user(Role.COMPLAINTS_OFFICER, name="Cora Colleague")
    second = signed_in(colleague)
    do(second, review, "declare", interest="NONE")
    address = reverse("reviews:finding", args=[review.pk, 1])
    opened = as_officer.get(address).context["form"].initial
    theirs = opened | {"reasons": "The colleague's reasons.", "evidence": "", "confidence": "SURE"}
    mine = opened | {"reasons": "My own reasons.", "evidence": "Report, page 3.", "confidence": "SURE"}
    filled = {"service": "NO", "communication": "NO", "learning": "NO"}
    assert second.post(address, theirs | filled).status_code == 302
    page = as_officer.post(address, mine | filled)
    assert page.status_code == 409
    shown = page.content.decode()
    assert "Cora Colleague" in shown and "My own reasons." in shown and "The colleague&#x27;s reasons." in shown
    settled = mine | filled | {"version": page.context["form"].initial["version"], "clashing": "reasons"}
    assert as_officer.post(address, settled).status_code == 200, "which one is asked"
    assert as_officer.post(address, settled | {"take_reasons": "theirs"}).status_code == 302
    finding = review.findings.get()
    assert (finding.reasons, finding.evidence) == ("The colleague's reasons.", "Report, page 3.")


def test_two_officers_who_correct_one_application_lose_nothing(as_officer: Client, officer: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist", grounds="They did not ask.")
    colleague = a_user(Role.COMPLAINTS_OFFICER, name="Cora Colleague")
    second = signed_in(colleague)
    for client in (as_officer, second):
        do(client, review, "declare", interest="NONE")
    address = reverse("reviews:edit", args=[review.pk])
    shown: dict[str, Any] = {}
    for name, value in as_officer.get(address).context["form"].initial.items():
        shown |= days(name, value) if isinstance(value, date) else {name: "" if value is None else value}
    theirs = shown | {"grounds": "They asked nobody.", "applicant_phone": "0121 496 0000", "reason": "She rang."}
    assert second.post(address, theirs).status_code == 302
    apart = shown | {"adjustments": "Large print", "reason": "It stands in her letter."}
    assert as_officer.post(address, apart).status_code == 302, "what only one of them changed is put together"
    review.refresh_from_db()
    assert (review.grounds, review.adjustments) == ("They asked nobody.", "Large print")
    page = as_officer.post(address, shown | {"grounds": "Nobody was asked.", "reason": "Misread."})
    assert page.status_code == 409
    both = page.content.decode()
    assert "They asked nobody." in both and "Nobody was asked." in both and "Cora Colleague" in both
    review.refresh_from_db()
    assert review.grounds == "They asked nobody."


def test_a_draft_recommendation_that_a_colleague_rewrote_is_not_overwritten_unseen(
    as_officer: Client, officer: User
) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    advice = review.recommendations.get()
    address = reverse("reviews:follow-up", args=[advice.pk, "change"])
    mine = {"kind": "REMEDY", "text": "My words.", "seen": as_officer.get(address).context["form"].initial["seen"]}
    recommending.change(advice, kind=RecommendationKind.REMEDY, text="A colleague's words.", by=officer)
    page = as_officer.post(address, mine)
    shown = page.content.decode()
    assert page.status_code == 200 and "My words." in shown and "A colleague&#x27;s words." in shown
    advice.refresh_from_db()
    assert advice.text == "A colleague's words."
    assert as_officer.post(address, mine | {"seen": page.context["form"]["seen"].value()}).status_code == 302
    advice.refresh_from_db()
    assert advice.text == "My words."


def test_a_checker_whose_page_shows_other_words_is_told_to_read_again(officer: User) -> None:
    review = a_review(Stage.CHECKING, by=officer)
    checker = signed_in(a_user(Role.COMPLAINTS_OFFICER))
    do(checker, review, "declare", interest="NONE")
    address = reverse("reviews:act", args=[review.pk, "approve"])
    seen = checker.get(address).context["form"].initial["seen"]
    deciding.take_back(review, reason="A slip.", by=officer)
    deciding.send_for_check(review, reasons="Other words.", on=date(2026, 4, 7), by=officer)
    sent = {"day_day": "7", "day_month": "4", "day_year": "2026"}
    page = checker.post(address, sent | {"seen": seen})
    assert "changed while you read it" in page.content.decode() and "Other words." in page.content.decode()
    review.refresh_from_db()
    assert review.stage == Stage.CHECKING
    assert checker.post(address, sent | {"seen": page.context["form"]["seen"].value()}).status_code == 302
    review.refresh_from_db()
    assert review.stage == Stage.DECIDED


def test_evidence_seen_elsewhere_stands_beside_the_finding(as_officer: Client, officer: User) -> None:
    review = a_review(Stage.IN_ASSESSMENT, by=officer)
    address = reverse("reviews:finding", args=[review.pk, 1])
    record = reverse("casework:record-evidence", args=[review.case_id])
    assert record in as_officer.get(address).content.decode()
    documents.record_evidence_seen(
        review.case, what="Body-worn video of the stop", where="Lloyd House", seen_on=date(2026, 4, 2), by=officer
    )
    assert "Body-worn video of the stop, at Lloyd House" in as_officer.get(address).content.decode()
