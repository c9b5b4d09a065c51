"""The declaration of interest comes first at every door to a review: pages, case file, letters, papers, clocks, API."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from casework import urls as casework_urls
from casework import workflow as casework
from casework.choices import FileLinkKind, Way
from casework.letters import Addressee
from casework.models import Case, CaseClock, Letter, LetterTemplate
from casework.workflow import letters, templates
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews import urls as review_urls
from reviews.choices import Interest, Stage
from reviews.models import Declaration, Recommendation, Review
from reviews.workflow import intake
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_document, a_user
from tests.review_factories import a_review, an_application

SECRET = "Quince"
"""A word that stands in every part of the file, and in no name of a person."""

LETTER = "How your review is going"

NOT_OF_A_FILE = (
    "api/correspondence/",
    "correspondence/",
    "from-correspondence/",
    "hand-overs/",
    "letters/templates/",
    "people/",
    "sealed/openings/",
    "tags/",
    "teams/",
)
"""Addresses of records that stand on no review's case file."""


@pytest.fixture
def review(officer: User) -> Review:
    """A review with a part of every kind on its case file, each with the secret in it."""
    review = a_review(Stage.RECS_OPEN, by=officer, applicant_name="Tove Lindqvist", grounds=f"{SECRET} was not asked.")
    case = review.case
    Recommendation.objects.filter(review=review).update(text=f"Write to {SECRET}.")
    Case.objects.filter(pk=case.pk).update(title=f"Review about {SECRET}")
    a_document(case=case, by=officer, name=f"{SECRET}.pdf")
    templates.approve(LetterTemplate.objects.get(code="review_update"), by=a_user(Role.REVIEWS_MANAGER))
    letters.bring_in(
        case,
        code="review_update",
        addressee=Addressee("Tove Lindqvist", Way.POST, address=f"12 {SECRET} Street"),
        dated_on=review.received_on,
        by=officer,
        texts={"now": f"We asked {SECRET}."},
    )
    assert Letter.objects.get(case=case).subject == LETTER
    casework.add_note(case, text=f"{SECRET} rang.", on=case.opened_on, by=officer)
    return review


def doors(review: Review, officer: User) -> Iterator[tuple[str, str]]:
    """Every address of casework and of reviews that leads to this review, with its route."""
    case = review.case
    task = casework.add_task(case, text=f"Ring {SECRET}", due_on=date(2026, 4, 2), owner=officer, by=officer)
    link = casework.link_cases(case, other=a_case(), kind=FileLinkKind.RELATED, by=officer)
    tag = casework.add_tag("Custody", meaning="About custody", by=a_user(Role.MANAGER))
    casework.tag_case(case, tag=tag, by=officer)
    party = case.parties.first() or casework.add_party(
        case,
        person=casework.add_person({"name": "Tove Lindqvist"}, by=officer),
        role="COMPLAINANT",
        on=review.received_on,
        by=officer,
    )
    letter, advice = Letter.objects.get(case=case), Recommendation.objects.get(review=review)
    clock = CaseClock.objects.filter(case=case).earliest("pk")
    copy = letter.dispatches.get()
    parts: dict[str, Any] = {
        "note": case.notes.get().pk,
        "task": task.pk,
        "link": link.pk,
        "tag": tag.pk,
        "party": party.pk,
        "person": party.person_id,
        "copy": copy.pk,
        "name": 1,
        "connection": 1,
        "number": 1,
        "form": "pdf",
    }
    first = {
        "clocks": clock.pk,
        "api/clocks": clock.pk,
        "letters": letter.pk,
        "api/letters": letter.pk,
        "copies": copy.pk,
        "documents": case.documents.get().pk,
        "recommendations": advice.pk,
        "of-case": case.pk,
    }
    for space, urls, own in (("casework", casework_urls, case.pk), ("reviews", review_urls, review.pk)):
        for pattern in urls.urlpatterns:
            route = str(pattern.pattern).lstrip("^")
            if not isinstance(pattern, URLPattern) or "pk" not in route or route.startswith(NOT_OF_A_FILE):
                continue
            begin = route.partition("/<")[0].partition("/(?P")[0] if not route.startswith("<") else ""
            given = {name: parts[name] for name in pattern.pattern.regex.groupindex if name not in ("pk", "act")}
            given["pk"] = own if begin in ("", "api") else first[begin]
            acts = {"recommendations": ["chase"]}.get(begin, ["accept", "edit", "declare"])
            for act in acts if "act" in pattern.pattern.regex.groupindex else [None]:
                name = f"{space}:{pattern.name}"
                yield name, reverse(name, kwargs=given | ({"act": act} if act else {}))


GONE = {"show": "gone"}
SHOWS_NAMES = "You see nothing else of this review until you have said"


@pytest.mark.parametrize(
    "roles",
    [(Role.CASEWORKER,), (Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER, Role.MANAGER)],
    ids=["staff", "officer"],
)
def test_every_door_asks_first(roles: tuple[Role, ...], review: Review, officer: User) -> None:
    every = list(doors(review, officer))
    assert len(every) > 80
    newcomer = a_user(*roles)
    client: Client = signed_in(newcomer)
    asks = {review.get_absolute_url(), review.case.get_absolute_url(), reverse("reviews:declare", args=[review.pk])}
    before = AuditEvent.objects.count()
    opened = []
    for name, address in every:
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            text = response.content.decode() if response.status_code != 302 else ""
            assert SECRET not in text, (name, method)
            if response.status_code == 302:
                assert response.headers["Location"] in asks, (name, method)
            elif response.status_code == 200:
                assert SHOWS_NAMES in text or address.endswith("/do/declare/"), (name, method)
                opened.append(name)
            else:
                assert response.status_code in (404, 405), (name, method)
    quiet = ("review.names_seen", "record.refused", "page.refused")
    done = AuditEvent.objects.order_by("pk")[before:]
    assert {event.verb for event in done} <= set(quiet)
    assert "reviews:declare" in opened
    lists = (("search", {"q": SECRET}), ("search", {"q": LETTER}), ("casework:outbox", GONE))
    for page, words in lists:
        rows = client.get(reverse(page), words).context
        found = str(rows["rows"]) if page == "casework:outbox" else str(rows.get("groups"))
        assert all(part not in found for part in (f"{SECRET}.pdf", f"{SECRET} rang", f"12 {SECRET}", LETTER)), page


def test_after_the_declaration_the_doors_of_ones_roles_open(review: Review) -> None:
    worker = a_user(Role.CASEWORKER)
    client: Client = signed_in(worker)
    letter = Letter.objects.get(case=review.case)
    declare = reverse("reviews:declare", args=[review.pk])
    assert client.get(letter.get_absolute_url()).headers["Location"] == declare
    page = client.get(declare).content.decode()
    assert "Tove Lindqvist" in page and SECRET not in page
    assert "Choose" in client.post(declare, {}).content.decode()
    answered = client.post(declare, {"interest": Interest.NONE})
    assert answered.headers["Location"] == review.case.get_absolute_url()
    clock = CaseClock.objects.filter(case=review.case).earliest("pk")
    for address in (
        review.case.get_absolute_url(),
        letter.get_absolute_url(),
        reverse("casework:letter-copy", args=[letter.pk, "pdf"]),
        review.case.documents.get().get_absolute_url(),
        clock.get_absolute_url(),
        reverse("casework:api-why", args=[clock.pk]),
        reverse("casework:api-notes", args=[review.case_id]),
    ):
        assert client.get(address).status_code == 200, address
    assert f"{SECRET} rang" in client.get(reverse("search"), {"q": SECRET}).content.decode()
    assert f"12 {SECRET} Street" in client.get(reverse("casework:outbox"), GONE).content.decode()
    assert client.get(review.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("interest", [Interest.KNOWS, Interest.NAMED])
def test_who_declares_an_interest_is_shut_out_at_once(interest: Interest, officer: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    client: Client = signed_in(a_user(Role.CASEWORKER))
    declare = reverse("reviews:declare", args=[review.pk])
    answered = client.post(declare, {"interest": interest, "note": "A cousin"})
    assert answered.headers["Location"] == reverse("casework:list")
    for address in (declare, review.case.get_absolute_url(), a_clock_of(review).get_absolute_url()):
        assert client.get(address).status_code == 404
    assert client.post(declare, {"interest": Interest.NONE}).status_code == 404
    assert Declaration.objects.get().interest == interest


def a_clock_of(review: Review) -> CaseClock:
    return CaseClock.objects.filter(case=review.case).earliest("pk")


def test_who_opens_a_sealed_review_in_an_emergency_is_asked_too(officer: User, manager: User) -> None:
    review = an_application(by=officer, applicant_name="Tove Lindqvist")
    casework.seal(review.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    lead = a_user(Role.SAFEGUARDING_LEAD)
    client: Client = signed_in(lead)
    declare = reverse("reviews:declare", args=[review.pk])
    assert client.get(declare).status_code == 404
    casework.open_sealed(review.case.reference, reason="A threat to the person was rung in just now", by=lead)
    assert client.get(review.case.get_absolute_url()).headers["Location"] == declare
    assert client.post(declare, {"interest": Interest.NONE}).headers["Location"] == review.case.get_absolute_url()
    assert client.get(review.case.get_absolute_url()).status_code == 200


def test_files_of_other_kinds_ask_nothing(db: None) -> None:
    caseworker = a_user(Role.CASEWORKER)
    clock = a_clock(by=caseworker)
    client: Client = signed_in(caseworker)
    assert [client.get(each.get_absolute_url()).status_code for each in (clock, clock.case)] == [200, 200]


def test_an_earlier_declaration_of_no_interest_can_be_followed_by_one(officer: User) -> None:
    """Who learns of a connection later says so, and is shut out from then on."""
    review = an_application(by=officer)
    intake.declare(review, interest=Interest.NONE, by=officer)
    client: Client = signed_in(officer)
    client.post(reverse("reviews:act", args=[review.pk, "declare"]), {"interest": "KNOWS", "note": "A neighbour"})
    assert client.get(review.get_absolute_url()).status_code == 404
