"""How people want to hear: by which way, in which form, through whom; and the letter that tells of a plan."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import ContactBy, LetterForm, LetterStage, PartyRole, Way
from casework.letters import Addressee
from casework.models import ContactPlan, Letter, LetterTemplate, Party
from casework.workflow import letters, plans, templates
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_letter, a_party, a_person, a_plan, a_user


def a_represented_person(*, by: User, only: bool = True) -> tuple[Party, Party]:
    """Ann, who wants to hear through Rob only, and Rob with her written consent."""
    case = a_case()
    wish = ContactBy.REPRESENTATIVE if only else ContactBy.POST
    given = {"email": "ann@home.example", "address": "1 High Street", "contact_by": wish}
    ann = a_party(case, person=a_person(name="Ann Example", **given), by=by)
    consent: dict[str, Any] = {"represents": ann, "consent_on": case.opened_on, "consent_evidence": "Signed form"}
    helper = a_person(name="Rob Helper", email="rob@help.example", letter_form=LetterForm.LARGE)
    return ann, a_party(case, person=helper, role=PartyRole.REPRESENTATIVE, by=by, **consent)


def codes(letter: Letter, *, blocking: bool = True) -> list[str]:
    found = letters.findings(letter, on=timezone.localdate())
    return [finding.code for finding in found if finding.blocks == blocking]


@pytest.mark.parametrize(
    ("wants", "way", "pdf", "large"),
    [
        ({}, Way.EMAIL, False, False),
        ({"email": ""}, Way.POST, False, False),
        ({"contact_by": ContactBy.POST}, Way.POST, False, False),
        ({"contact_by": ContactBy.EMAIL, "letter_form": LetterForm.PDF}, Way.EMAIL, True, False),
        ({"contact_by": ContactBy.POST, "letter_form": LetterForm.LARGE}, Way.POST, False, True),
    ],
)
def test_a_letter_goes_as_the_person_wants_it(
    wants: dict[str, str], way: Way, pdf: bool, large: bool, caseworker: User
) -> None:
    given = {"email": "ann@home.example", "address": "1 High Street", "postcode": "AB1 2CD"}
    ann = a_party(person=a_person(name="Ann Example", **given | wants), by=caseworker)
    letter = a_letter(case=ann.case, by=caseworker, addressees=[])
    page = reverse("casework:address-letter", args=[letter.pk])
    client = signed_in(caseworker)
    if "contact_by" in wants:
        assert f"wants: {ann.person.get_contact_by_display().lower()}" in client.get(page).content.decode().lower()
    assert client.post(page, {"party": ann.pk, "way": ""}).status_code == 302
    copy = letter.dispatches.get()
    assert (copy.way, copy.attach_pdf, copy.large_print) == (way, pdf, large)
    assert copy.address == "1 High Street\nAB1 2CD"


def test_a_letter_to_somebody_who_hears_through_a_representative_only_is_held(caseworker: User) -> None:
    ann, rob = a_represented_person(by=caseworker)
    letter = a_letter(case=ann.case, by=caseworker, addressees=[letters.as_wished(ann)])
    assert f"not_through:{ann.pk}" in codes(letter)
    sentence = next(
        each.sentence for each in letters.findings(letter, on=timezone.localdate()) if "through" in each.code
    )
    assert "Send it to Rob Helper instead, or say why it goes to Ann Example all the same." in sentence
    with pytest.raises(RuleBroken, match="through their representative only"):
        letters.issue(letter, by=caseworker)
    for other in (Addressee("ANN EXAMPLE", way=Way.POST, address="x"), Addressee("A.", email="ANN@home.example")):
        assert f"not_through:{ann.pk}" in codes(letters.address(letter, [other], by=caseworker))
    letter = letters.address(letter, [letters.as_wished(rob)], by=caseworker)
    assert f"not_through:{ann.pk}" not in codes(letter) and letter.dispatches.get().large_print


def test_the_form_begins_with_who_is_to_get_it(caseworker: User) -> None:
    for only in (True, False):
        ann, rob = a_represented_person(by=caseworker, only=only)
        letter = a_letter(case=ann.case, by=caseworker, addressees=[])
        page = signed_in(caseworker).get(reverse("casework:address-letter", args=[letter.pk]))
        assert page.context["form"]["party"].value() == str(rob.pk if only else ann.pk)


def test_a_reason_lets_it_go_to_them_all_the_same_and_stands_beside_the_copy(caseworker: User) -> None:
    ann, _ = a_represented_person(by=caseworker)
    letter = a_letter(case=ann.case, by=caseworker, addressees=[])
    client = signed_in(caseworker)
    page = reverse("casework:address-letter", args=[letter.pk])
    client.post(page, {"party": ann.pk, "way": "", "because": "She rang and asked for it herself"})
    letter = Letter.objects.for_detail().get(pk=letter.pk)
    assert f"not_through:{ann.pk}" not in codes(letter)
    shown = client.get(letter.get_absolute_url()).content.decode()
    assert "to them all the same: She rang and asked for it herself" in shown
    before = letters.digest_of(letters.content_of(letter))
    letter.dispatches.update(deviates_because="Another reason")
    assert letters.digest_of(letters.content_of(letter)) != before


def test_without_a_representative_on_the_file_the_sentence_says_so(caseworker: User) -> None:
    ann, rob = a_represented_person(by=caseworker)
    workflow.end_party(rob, reason="Consent withdrawn", on=timezone.localdate(), by=caseworker)
    letter = a_letter(case=ann.case, by=caseworker, addressees=[letters.as_wished(ann)])
    sentences = " ".join(each.sentence for each in letters.findings(letter, on=timezone.localdate()))
    assert "Nobody speaks for them on this file: add who does" in sentences


def test_another_way_than_wanted_is_to_be_looked_at(caseworker: User) -> None:
    ann, _ = a_represented_person(by=caseworker, only=False)
    to = Addressee("Ann Example", way=Way.EMAIL, email="ann@home.example", party=ann.pk)
    letter = a_letter(case=ann.case, by=caseworker, addressees=[to])
    assert f"other_way:{ann.pk}" in codes(letter, blocking=False)
    assert f"other_way:{ann.pk}" not in codes(
        letters.address(letter, [letters.as_wished(ann)], by=caseworker), blocking=False
    )


# The letter of a plan


def a_plan_in_force(*, by: User, manager: User) -> tuple[Party, ContactPlan]:
    party, today = a_party(person=a_person(name="Ann Example", email="ann@home.example"), by=by), timezone.localdate()
    plan = a_plan(party.person, by=by)
    again = today + timedelta(days=90)
    return party, workflow.decide_plan(plan, agree=True, note="Agreed", review_on=again, on=today, by=manager)


def test_a_plan_is_told_in_a_letter_that_is_read_from_it(caseworker: User, manager: User) -> None:
    party, plan = a_plan_in_force(by=caseworker, manager=manager)
    address = reverse("casework:plan-letter", args=[party.person_id, plan.pk])
    client = signed_in(caseworker)
    assert "is approved yet" in client.post(address, {"party": party.pk}).content.decode()
    templates.approve(LetterTemplate.objects.get(code=plans.PLAN_LETTER, version=1), by=manager)
    assert "Choose a file" in client.post(address, {}).content.decode()
    done = client.post(address, {"party": party.pk})
    letter = Letter.objects.get()
    assert (done.status_code, done["Location"]) == (302, letter.get_absolute_url())
    sheet = letters.sheet_for(Letter.objects.for_detail().get(), letter.dispatches.get(), on=timezone.localdate())
    for words in (plan.subject, plan.terms, plan.reason, "An application for a statutory review".lower()):
        assert words in sheet.text.replace("\n", " ") or words in sheet.text.lower()
    assert letter.template.second_check == "REQUIRED"
    page = client.get(party.person.get_absolute_url()).content.decode()
    assert letter.get_absolute_url() in page and address not in page
    assert "There is a letter about this plan already." in client.post(address, {"party": party.pk}).content.decode()
    letters.cancel(letter, by=caseworker)
    assert Letter.objects.get().stage == LetterStage.CANCELLED
    assert plans.write_letter(ContactPlan.objects.get(), party=party, by=caseworker).pk != letter.pk


def test_a_letter_of_a_plan_stands_on_a_file_of_that_person(caseworker: User, manager: User) -> None:
    _, plan = a_plan_in_force(by=caseworker, manager=manager)
    with pytest.raises(RuleBroken, match="Choose a file on which this person is now"):
        plans.write_letter(plan, party=a_party(by=caseworker), by=caseworker)
    page = signed_in(caseworker).post(
        reverse("casework:plan-letter", args=[plan.person_id, plan.pk]), {"party": a_party(by=caseworker).pk}
    )
    assert page.status_code == 200 and not Letter.objects.exists()


# New letters


WORDS = {
    "name": "Visit arranged",
    "code": "visit_arranged",
    "purpose": "To somebody whom we visit",
    "kind": "",
    "subject": "Our visit",
    "second_check": "OFF",
    "clock": "",
    "new_1_need": "REQUIRED",
    "new_1_words": "Dear [[recipient_name]]",
    "new_2_need": "WRITE",
    "new_2_heading": "When we come",
    "new_2_words": "Say when we come.",
    "new_3_need": "",
    "new_3_words": "",
}


def test_a_new_letter_is_written_approved_by_another_and_used(caseworker: User, manager: User) -> None:
    client, address = signed_in(caseworker), reverse("casework:write-template")
    assert client.post(address, WORDS).status_code == 302
    made = LetterTemplate.objects.get(code="visit_arranged")
    assert [(part.code, part.need, part.text, part.prompt) for part in made.parts.all()] == [
        ("part_1", "REQUIRED", "Dear [[recipient_name]]", ""),
        ("when_we_come", "WRITE", "", "Say when we come."),
    ]
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Cass Worker" in page
    assert "You wrote these words, so somebody else approves them. These may read and approve them: Mo Manager." in page
    with pytest.raises(RuleBroken, match="is approved yet"):
        letters.draft(a_case(), code="visit_arranged", by=caseworker)
    assert made.get_absolute_url() in signed_in(manager).get(reverse("home")).content.decode()
    signed_in(manager).post(reverse("casework:approve-template", args=[made.pk]))
    assert "by Mo Manager" in client.get(made.get_absolute_url()).content.decode()
    assert letters.draft(a_case(), code="visit_arranged", by=caseworker).subject == "Our visit"


def test_nobody_approves_their_own_words(caseworker: User) -> None:
    boss = a_user(Role.REVIEWS_MANAGER)
    signed_in(boss).post(reverse("casework:write-template"), WORDS)
    made = LetterTemplate.objects.get(code="visit_arranged")
    page = signed_in(boss).post(reverse("casework:approve-template", args=[made.pk])).content.decode()
    assert "You wrote these words, so somebody else approves them." in page
    templates.approve(made, by=a_user(Role.REVIEWS_MANAGER))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "Visit Arranged"}, "Write the code in small letters"),
        ({"code": "full_reply"}, "There is a letter with the code full_reply already"),
        ({"name": ""}, "Give the letter a name."),
        ({"new_1_need": "", "new_1_words": "", "new_2_need": "", "new_2_words": ""}, "A letter has at least one part."),
        ({"new_1_words": "Dear [[Nobody Knows]]"}, "A field is written as [[name]]"),
        ({"new_1_words": ""}, "Write the words of part 1"),
        ({"new_2_words": "x" * 301}, "Say in 300 characters or fewer"),
        ({"new_3_words": "Left over"}, "Say what part 3 asks of the author."),
        ({"new_1_words": "By [[deadline]]"}, "choose the time limit that it comes from"),
    ],
)
def test_an_unsound_letter_is_refused_with_what_was_typed(
    changed: dict[str, str], sentence: str, caseworker: User
) -> None:
    page = signed_in(caseworker).post(reverse("casework:write-template"), WORDS | changed).content.decode()
    assert sentence in page and "To somebody whom we visit" in page
    assert not LetterTemplate.objects.filter(made_by=caseworker).exists()


def test_a_version_may_gain_and_lose_a_part(caseworker: User) -> None:
    sample = LetterTemplate.objects.get(code="holding_reply", version=1)
    client, address = signed_in(caseworker), reverse("casework:change-template", args=[sample.pk])
    form = client.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields if not name.startswith("out_")}
    new = {"new_1_need": "OPTIONAL", "new_1_heading": "Help", "new_1_words": "You can ring us.", "new_1_after": "sorry"}
    assert client.post(address, given | new | {"out_when": "on"}).status_code == 302
    codes = list(LetterTemplate.objects.get(code="holding_reply", version=2).parts.values_list("code", flat=True))
    assert codes == ["dear", "sorry", "help", "why", "sincerely"]
