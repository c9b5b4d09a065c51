"""The declaration of interest comes first at every door to a review: pages, case file, letters, papers, clocks, API."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone

from casework import urls as casework_urls
from casework import workflow as casework
from casework.choices import FileLinkKind, MessageKind, Way
from casework.letters import Addressee
from casework.models import Case, CaseClock, Letter, LetterTemplate, Message
from casework.workflow import letters, templates
from complaints.models import Category
from pcc import exports
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews import urls as review_urls
from reviews.choices import Interest, Kind, Stage
from reviews.filters import NOT_DECLARED
from reviews.models import AllegationFinding, Declaration, LearningPoint, Recommendation, Review
from reviews.views.register import quarter_of
from reviews.workflow import intake
from tests.conftest import signed_in
from tests.factories import a_case, a_clock, a_document, a_user
from tests.review_factories import a_review, an_application
from tests.test_permissions import TABLE

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
    Message.objects.create(
        case=case, kind=MessageKind.EMAIL, arrived_at=timezone.now(), text=f"{SECRET} wrote back.", faults=[]
    )
    _for_the_meeting(review)
    return review


def _for_the_meeting(review: Review) -> None:
    """What the pack for the force holds of a quarter: a refusal, something accepted, a learning point."""
    told = quarter_of(timezone.localdate())[0]
    said: dict[str, Any] = {"text": f"Ask {SECRET}.", "reply_words": f"{SECRET} is known.", "replied_on": told}
    said |= {
        "kind": Kind.REMEDY,
        "made_on": review.notified_on,
        "due_on": told,
        "extended_because": f"{SECRET} is ill.",
    }
    for number, reply in enumerate(("REJECTED", "ACCEPTED", "PART_ACCEPTED"), start=2):
        Recommendation.objects.create(
            review=review, number=number, reply=reply, stage=reply, replied_at=timezone.now(), **said
        )
    LearningPoint.objects.create(review=review, number=1, text=f"{SECRET} could be asked sooner.", raised_on=told)


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
    letter, advice = Letter.objects.get(case=case), Recommendation.objects.filter(review=review).earliest("number")
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


def no_word_of_it(client: Client) -> Iterator[str]:
    """Every page and API that stands on no record of its own, looked at as this person may; each without the secret."""
    for name, (method, _) in TABLE.items():
        with suppress(NoReverseMatch):
            address = reverse(name)
            response = client.get(address) if method == "get" else None
            if response is not None and response.status_code == 200:
                assert SECRET not in (b"".join(response) if response.streaming else response.content).decode(), name
                yield name


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
        parts = (f"{SECRET}.pdf", f"{SECRET} rang", f"{SECRET} wrote", f"12 {SECRET}", LETTER)
        assert all(part not in found for part in parts), page
    Case.objects.filter(pk=review.case_id).update(title="")  # a title is what staff call a file, in lists as well
    listed = set(no_word_of_it(client))
    assert listed >= {"home", "casework:list", "casework:outbox"}
    if Role.MANAGER in roles:
        assert listed >= {"reviews:register", "reviews:pack", "reviews:board", "reviews:api-list", "casework:inbox"}


def test_a_register_says_what_was_made_of_all_and_the_words_of_those_declared_on(review: Review, officer: User) -> None:
    """The manager who prepares the meeting counts and chases all; the words come once she has declared on the names."""
    manager = a_user(Role.MANAGER)
    client: Client = signed_in(manager)
    register, pack = reverse("reviews:register"), reverse("reviews:pack")
    declare = client.get(pack).context["undeclared"]["url"]
    for page in (register, pack):
        context = client.get(page).context
        assert context["undeclared"]["count"] == 1
        assert "Remedy the complainant&#x27;s dissatisfaction. " + NOT_DECLARED in client.get(page).content.decode()
    assert [row[1:] for row in context["refused"]] == [[NOT_DECLARED, NOT_DECLARED]]
    assert context["points"][0][1] == NOT_DECLARED
    assert {*texts_of_export(manager)} == {NOT_DECLARED, ""}

    asked = client.get(declare)
    assert "Tove Lindqvist" in asked.content.decode() and SECRET not in asked.content.decode()
    assert AuditEvent.objects.filter(verb="review.names_seen", subject_id=str(review.pk), by=manager).exists()
    assert "Tick at least one review" in client.post(declare, {}).content.decode()
    other = an_application(by=officer, applicant_name="Somebody Else")
    assert client.post(declare, {"reviews": [other.pk]}).status_code == 200
    assert not Declaration.objects.filter(user=manager).exists(), "only those that were asked on"
    assert client.post(declare, {"reviews": [review.pk]}).headers["Location"] == pack
    assert Declaration.objects.get(user=manager).interest == Interest.NONE
    assert client.get(declare).headers["Location"] == client.post(declare, {}).headers["Location"] == pack

    shown = client.get(pack).content.decode()
    assert all(word in shown for word in (f"Ask {SECRET}.", f"{SECRET} is known.", f"{SECRET} could be asked sooner."))
    assert f"Write to {SECRET}." in client.get(register).content.decode()
    assert client.get(register).context["undeclared"] is client.get(pack).context["undeclared"] is None
    assert {f"Ask {SECRET}.", f"{SECRET} is known.", f"{SECRET} is ill."} <= {*texts_of_export(manager)}


def texts_of_export(person: User) -> Iterator[str]:
    """What the file of the register says in words."""
    listing = exports.listing_for("recommendations", person)
    assert listing is not None
    worded = ("Recommendation", "Time extended because", "The force's words", "What shows it")
    for row in listing.rows(person, QueryDict(), timezone.localdate()):
        yield from (str(column.value(row)) for column in listing.columns if column.heading in worded)


def test_who_may_not_see_a_review_is_not_asked_on_it_among_others(review: Review, officer: User) -> None:
    """Sealed, shut by a conflict or not there: none is named."""
    manager = a_user(Role.MANAGER)
    sealed = an_application(by=officer, applicant_name="Sofia Sealed")
    other = a_user(Role.MANAGER)
    casework.seal(sealed.case, reason="A colleague", named=[other], review_on=timezone.localdate(), by=other)
    own = an_application(by=officer, applicant_name="Olle Own")
    intake.declare(own, interest=Interest.KNOWS, note="A cousin", by=manager)
    asked = [
        *(f"review={each.pk}" for each in (review, sealed, own)),
        "review=999999",
        "review=x",
        "review=" + "9" * 40,
    ]
    page = (
        signed_in(manager).get(f"{reverse('reviews:declare-several')}?{'&'.join(asked)}&back=//evil").content.decode()
    )
    assert "Tove Lindqvist" in page and "Sofia" not in page and "Olle" not in page


def test_reasons_of_earlier_findings_wait_for_the_declaration(officer: User, review: Review) -> None:
    AllegationFinding.objects.update(theme=Category.objects.order_by("pk")[0], reasons=f"{SECRET} was there.")
    later = a_review(Stage.IN_ASSESSMENT, by=officer)
    later.findings.update(theme=Category.objects.order_by("pk")[0])
    colleague = a_user(Role.COMPLAINTS_OFFICER)
    intake.declare(later, interest=Interest.NONE, by=colleague)
    client: Client = signed_in(colleague)
    address = reverse("reviews:finding", args=[later.pk, 1])
    page = client.get(address)
    assert [row[0]["text"] for row in page.context["earlier"]] == [review.reference]
    assert NOT_DECLARED in page.content.decode() and SECRET not in page.content.decode()
    intake.declare(review, interest=Interest.NONE, by=colleague)
    assert f"{SECRET} was there." in client.get(address).content.decode()


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
