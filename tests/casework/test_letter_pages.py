"""The pages of letters: written beside their preview, refused in sentences, issued after a second look."""

import io
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import workflow as cases
from casework.choices import DispatchStage, LetterStage, TemplateStage
from casework.models import Letter, LetterTemplate
from casework.workflow import letters, outbox
from pcc.models import User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_case, a_letter, a_party, a_person, a_user


def page_of(letter: Letter, route: str) -> str:
    return reverse(f"casework:{route}", args=[letter.pk])


def post(client: Client, page: str, /, **given: Any) -> str:
    response = client.post(page, given, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_letter_from_template_to_outbox(as_officer: Client, officer: User) -> None:
    chief = a_user(Role.REVIEWS_MANAGER)
    LetterTemplate.objects.filter(code="full_reply").update(second_check="OFF")  # or one in five waits for a check
    sample = LetterTemplate.objects.get(code="full_reply", version=1)
    case = a_case(owner=officer)
    ann = a_party(case, person=a_person(name="Ann Example", email="ann@home.example"), by=officer)

    choose = reverse("casework:write-letter", args=[case.pk])
    assert "is approved yet" in as_officer.get(choose).content.decode()
    assert f"These may read and approve them: {chief}" in as_officer.get(sample.get_absolute_url()).content.decode()
    assert "Approved." in post(signed_in(chief), reverse("casework:approve-template", args=[sample.pk]))
    assert "Choose which letter" in post(as_officer, choose)
    post(as_officer, choose, code="full_reply")
    letter = Letter.objects.get(case=case)

    page = as_officer.get(letter.get_absolute_url()).content.decode()
    assert "Must be put right" in page and "Nobody yet." in page
    post(
        as_officer,
        page_of(letter, "edit-letter"),
        value_received_date="2 March 2026",
        value_officer_name="Olwen Officer",
        text_answer="<script>alert(1)</script> {{ 7*7 }}\n\n- one\n- two",
    )
    page = post(as_officer, page_of(letter, "address-letter"), way="EMAIL")
    assert "Choose who gets the letter" in page
    post(as_officer, page_of(letter, "address-letter"), party=str(ann.pk), way="EMAIL")

    page = as_officer.get(letter.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    assert "<li>one</li>" in page
    assert "ann@home.example" in page

    issue = page_of(letter, "issue-letter")
    page = as_officer.get(issue).content.decode()
    assert case.reference in page and "Ann Example" in page and "ann@home.example" in page
    assert "say that you have" in post(as_officer, issue)
    ticks = dict.fromkeys(("seen_0", "seen_1", "seen_2", "seen_3"), "on")
    assert "held for two minutes" in post(as_officer, issue, **ticks)
    assert Letter.objects.get().stage == LetterStage.ISSUED
    box = as_officer.get(reverse("casework:outbox")).content.decode()
    assert "Our reply to you" in box and "Waiting to be sent" in box
    assert "Nobody got it" in post(as_officer, page_of(letter, "recall-letter"))
    assert Letter.objects.get().stage == LetterStage.DRAFT


def test_a_team_of_three_can_approve_what_its_only_manager_wrote(as_officer: Client) -> None:
    chief = a_user(Role.REVIEWS_MANAGER)
    sample = LetterTemplate.objects.get(code="acknowledgement", version=1)

    def change(client: Client, template: LetterTemplate) -> LetterTemplate:
        page = reverse("casework:change-template", args=[template.pk])
        form = client.get(page).context["form"]
        typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
        post(client, page, **typed | {"name": f"{template.name} again"})
        return LetterTemplate.objects.get(code=template.code, version=template.version + 1)

    at_chief = signed_in(chief)
    own = change(at_chief, sample)
    page = at_chief.get(own.get_absolute_url()).content.decode()
    assert "nobody but their author may approve these words. Let a colleague open" in page
    assert "Approve</a>" not in page
    taken_on = change(as_officer, own)
    assert "Approved." in post(at_chief, reverse("casework:approve-template", args=[taken_on.pk]))
    assert LetterTemplate.objects.get(code="acknowledgement", stage="APPROVED").pk == taken_on.pk


def test_a_refused_form_keeps_what_was_typed_and_changes_nothing(as_officer: Client) -> None:
    letter = a_letter()
    typed = "word " * 5_000
    page = post(as_officer, page_of(letter, "edit-letter"), text_answer=typed, value_received_date="2 March 2026")
    assert "20000 characters" in page or "20,000" in page
    assert typed.strip()[:200] in page and "2 March 2026" in page
    assert Letter.objects.get().texts == {}


def test_recipients_are_added_and_left_out(as_officer: Client) -> None:
    letter = a_letter()
    address = page_of(letter, "address-letter")
    post(as_officer, address, name="Force Liaison", way="POST", address="1 High Street\nAnytown", large_print="on")
    assert sorted(letter.dispatches.values_list("name", flat=True)) == ["Ann Example", "Force Liaison"]
    assert "twice in the same way" in post(
        as_officer, address, name="Force Liaison", way="POST", address="1 High Street Anytown"
    )
    gone = letter.dispatches.get(name="Ann Example")
    post(as_officer, reverse("casework:leave-out", args=[letter.pk, gone.pk]))
    assert [copy.name for copy in letter.dispatches.all()] == ["Force Liaison"]


def test_a_second_person_signs_sends_back_or_is_done_without(officer: User, as_officer: Client, manager: User) -> None:
    chief = a_user(Role.REVIEWS_MANAGER)
    letter = a_letter(code="hand_off_office", by=officer, values={"received_date": "2 March 2026"})
    letter = letters.edit(letter, texts={"next": "Somebody else looks at it."}, by=officer)
    second = signed_in(manager)

    assert "Send for a second check" in as_officer.get(letter.get_absolute_url()).content.decode()
    post(as_officer, page_of(letter, "send-letter-for-check"))
    assert "somebody else checks it" in post(as_officer, page_of(letter, "sign-letter"))
    assert "Say what is to be changed" in post(second, page_of(letter, "send-letter-back"), reason="")
    post(second, page_of(letter, "send-letter-back"), reason="Name the person")
    assert "Name the person" in as_officer.get(letter.get_absolute_url()).content.decode()
    post(as_officer, page_of(letter, "send-letter-for-check"))
    assert "is checked and can be issued" in post(second, page_of(letter, "sign-letter"))
    post(as_officer, page_of(letter, "edit-letter"), text_next="Another.", value_received_date="2 March 2026")
    assert "changed since" in as_officer.get(letter.get_absolute_url()).content.decode()
    post(signed_in(chief), page_of(letter, "waive-letter-check"), reason="The team is two people today")
    assert letters.check_state(Letter.objects.for_detail().get()) == "WAIVED"


def test_copies_leave_as_files_of_each_form(as_officer: Client, officer: User) -> None:
    letter = a_letter(by=officer)
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        address = reverse("casework:letter-copy", args=[letter.pk, form])
        for query in ("", "?large", "?copy=99999999999999999999", f"?copy={letter.dispatches.get().pk}"):
            response = as_officer.get(address + query)
            content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
            assert content.startswith(begins)
            assert response["Content-Disposition"].startswith("attachment")
    pikepdf.open(io.BytesIO(b"".join(as_officer.get(address.replace("docx", "pdf")).streaming_content))).close()  # type: ignore[attr-defined]


def test_a_posted_copy_is_marked_and_a_lost_one_is_decided(as_officer: Client, officer: User) -> None:
    letter = a_letter(code="hand_off_emergency", by=officer, values={"force_name": "Anyshire Police"})
    letter = letters.issue(letter, accepted={"contact_details"}, by=officer)
    copy = letter.dispatches.get()
    copy.stage = DispatchStage.UNSURE
    copy.save()
    page = as_officer.get(letter.get_absolute_url()).content.decode()
    assert "Send again: Ann Example" in page and "It has arrived: Ann Example" in page
    post(as_officer, reverse("casework:post-instead", args=[copy.pk]), address="1 High Street")
    day = timezone.localdate()
    parts = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    assert "Marked as posted" in post(as_officer, reverse("casework:mark-posted", args=[copy.pk]), **parts)
    assert "Posted" in as_officer.get(reverse("casework:outbox") + "?show=gone").content.decode()
    assert as_officer.get(reverse("casework:outbox") + "?show=all").status_code == 409
    assert outbox.send_due()["sent"] == 0


def test_a_template_is_changed_into_a_next_version(as_officer: Client, officer: User) -> None:
    sample = LetterTemplate.objects.get(code="review_withdrawn", version=1)
    address = reverse("casework:change-template", args=[sample.pk])
    form = as_officer.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    broken = given | {"part_closed": "Your review is closed. [[Not A Field]]"}
    assert "A field is written as" in post(as_officer, address, **broken)
    assert LetterTemplate.objects.filter(code="review_withdrawn").count() == 1
    post(as_officer, address, **given | {"part_closed": "We have closed your review, [[recipient_name]]."})
    second = LetterTemplate.objects.get(code="review_withdrawn", version=2)
    assert second.stage == TemplateStage.DRAFT
    assert second.parts.get(code="closed").text == "We have closed your review, [[recipient_name]]."
    page = as_officer.get(second.get_absolute_url()).content.decode()
    assert "Version 1" in page and "Approve</a>" not in page


@pytest.mark.parametrize("route", ["letter", "edit-letter", "issue-letter", "sign-letter"])
def test_a_letter_of_a_sealed_case_answers_like_a_missing_one(route: str, officer: User, manager: User) -> None:
    case = a_case()
    letter = a_letter(case=case, by=officer)
    cases.seal(
        case,
        reason="A colleague is named",
        named=[manager],
        review_on=timezone.localdate(),
        by=manager,
    )
    client = signed_in(officer)
    assert client.get(page_of(letter, route)).status_code == 404
    assert letter.subject not in client.get(reverse("casework:outbox")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_database_as_often_for_one_row_as_for_three(
    rows: int, as_officer: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    case = a_case()
    for _ in range(rows):
        letters.issue(
            a_letter(case=case, code="hand_off_emergency", by=officer, values={"force_name": "Anyshire Police"}),
            accepted={"contact_details"},
            by=officer,
        )
    for address in (reverse("casework:letters", args=[case.pk]), reverse("casework:outbox")):
        with django_assert_max_num_queries(14):
            page = as_officer.get(address).content.decode()
        assert page.count("Please call the police about this") == rows
    with django_assert_max_num_queries(12):
        assert as_officer.get(reverse("casework:templates")).status_code == 200
