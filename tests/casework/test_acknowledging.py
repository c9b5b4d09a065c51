"""Letters and the post: who is told by itself that a message arrived, what a letter that went ends, what came back."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from casework.choices import Channel, DispatchStage, MailStage, Recipient, RouteChoice
from casework.letters import Addressee
from casework.letters.starter import PartWords, TemplateWords
from casework.models import Correspondence, Dispatch, Letter, LetterTemplate, Task
from casework.rules.correspondence import AUTOMATIC, LETTERS_DO
from casework.workflow import acknowledging, letters, outbox, templates
from casework.workflow import correspondence as post
from pcc.models import User
from pcc.roles import Role
from tests.casework import test_letters_outbox
from tests.casework.test_letters_outbox import MailServer, the_hold_is_over
from tests.conftest import signed_in
from tests.factories import a_case, a_user

pytestmark = pytest.mark.django_db
mail_server = test_letters_outbox.server


@pytest.fixture(autouse=True)
def office(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.AUTOMATIC_ACKNOWLEDGEMENT = True


@pytest.fixture
def chief() -> User:
    return a_user(Role.REVIEWS_MANAGER)


@pytest.fixture
def approved(chief: User) -> LetterTemplate:
    return approve(AUTOMATIC, by=chief)


def approve(code: str, *, by: User) -> LetterTemplate:
    return templates.approve(LetterTemplate.objects.get(code=code, version=1), by=by)


def raw(text: str = "The lights are off.", *, sender: str = "Ann <ann@example.org>", **more: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = sender, "Lights", f"<{hash(text)}@example.org>"
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def arrived(*args: Any, ago: timedelta = timedelta(), **more: Any) -> Correspondence:
    message, _ = post.take_in_mail(raw(*args, **more), arrived_at=timezone.now() - ago)
    return Correspondence.objects.for_detail().get(case=message.case_id)


def again(item: Correspondence) -> Correspondence:
    return Correspondence.objects.for_detail().get(pk=item.pk)


def running(item: Correspondence) -> set[str]:
    return set(item.case.clocks.filter(met_on=None).values_list("rule__code", flat=True))


# By itself


def test_who_writes_is_told_at_once_and_a_machine_can_tell_that_nobody_wrote_it(
    approved: LetterTemplate,
    mail_server: MailServer,
) -> None:
    item = arrived()
    letter = Letter.objects.get(case=item.case_id)
    assert letter.author is None
    the_hold_is_over(letter)
    assert outbox.send_due()["sent"] == 1
    (message,) = mail_server.kept
    assert (message["To"], message["Auto-Submitted"]) == ("ann@example.org", "auto-replied")
    assert message["In-Reply-To"] == f"<{item.case.messages.get().message_id}>"
    body = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Dear Ann" in body and "call 999" in body
    item = again(item)
    assert (item.acknowledged_on, item.stage) == (timezone.localdate(), MailStage.NEW), "a person still has to sort it"
    assert running(item) == {"casework_reply"}


def test_one_a_day_to_one_address_however_it_is_written(approved: LetterTemplate) -> None:
    yesterday = letters.draft(a_case(), code=AUTOMATIC, by=None, addressees=[Addressee("Ann", email="ann@example.org")])
    letters.issue(yesterday, by=None, on=timezone.localdate() - timedelta(days=1))
    arrived("One")
    arrived("Two", sender="ANN@example.org")
    arrived("Three", sender="Bob <bob@example.org>")
    today = Dispatch.objects.exclude(letter=yesterday).values_list("email", flat=True)
    assert sorted(today) == ["ann@example.org", "bob@example.org"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<mailto:x@example.org>"},
        {"List_Id": "<news.example.org>"},
        {"X_Auto_Response_Suppress": "OOF"},
        {"X_Spam_Flag": "YES"},
        {"Return_Path": "<>"},
        {"sender": "no-reply@shop.example"},
        {"sender": "alerts-noreply@shop.example"},
        {"sender": "do_not_reply@shop.example"},
        {"sender": "MAILER-DAEMON@mx.example"},
        {"sender": "bounces+x=y@shop.example"},
        {"sender": "The office <office@opcc.example>"},
        {"sender": "nobody"},
    ],
)
def test_machines_lists_and_ourselves_are_never_answered(approved: LetterTemplate, headers: dict[str, str]) -> None:
    arrived(**headers)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("sender", ["Norah Reply <norah.reply@example.org>", "listeners@example.org", "auto@x.example"])
def test_people_with_such_names_are_answered(approved: LetterTemplate, sender: str) -> None:
    arrived(sender=sender, Auto_Submitted="no")
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "addressed"),
    [
        ("Zoë O’Neill-Smith", "Zoë O’Neill-Smith"),
        ("J. R. Hartley", "J. R. Hartley"),
        ("", "Sir or Madam"),
        ("Win now at evil.example", "Sir or Madam"),
        ("https://evil.example", "Sir or Madam"),
        ("Call 0900 123", "Sir or Madam"),
        ("a" * 61, "Sir or Madam"),
    ],
)
def test_a_name_that_is_an_advertisement_is_not_sent_on(approved: LetterTemplate, name: str, addressed: str) -> None:
    arrived(sender=f'"{name}" <ann@example.org>')
    assert Dispatch.objects.get().name == addressed


def test_mail_of_long_ago_is_not_acknowledged_when_a_mailbox_is_connected(approved: LetterTemplate) -> None:
    arrived(ago=timedelta(days=3))
    assert not Letter.objects.exists()


def test_the_form_is_acknowledged_and_what_staff_log_is_not(approved: LetterTemplate, chief: User) -> None:
    given = {"text": "Lights", "sender_email": "ann@example.org", "received_at": timezone.now()}
    post.log(Channel.PHONE, **given, by=chief)
    assert not Letter.objects.exists()
    post.log(Channel.FORM, **given, by=None)
    assert Letter.objects.count() == 1


def test_off_nobody_is_told_and_on_without_an_approved_letter_the_team_is(settings: Any, chief: User) -> None:
    client = signed_in(a_user(Role.CASEWORKER))
    arrived()
    assert not Letter.objects.exists()
    assert "not approved yet" in client.get("/cases/correspondence/").content.decode()
    settings.AUTOMATIC_ACKNOWLEDGEMENT = False
    assert "not approved yet" not in client.get("/cases/correspondence/").content.decode()
    approve(AUTOMATIC, by=chief)
    arrived("Another")
    assert not Letter.objects.exists()


def test_words_that_cannot_go_never_stop_the_post(approved: LetterTemplate, chief: User) -> None:
    parts = (PartWords("thanks", "REQUIRED", text="Dear [[nobody_knows]]"),)
    facts = {name: getattr(approved, name) for name in ("code", "name", "purpose", "subject")}
    words = TemplateWords(**facts, parts=parts, automatic=True)
    templates.approve(templates.change(approved, words=words, by=chief), by=a_user(Role.REVIEWS_MANAGER))
    item = arrived()
    assert not Letter.objects.exists()
    assert "the automatic letter did not go" in Task.objects.get(case=item.case_id).text


# What a letter ends


def a_letter_that_went(item: Correspondence, code: str, *, chief: User, by: User) -> Letter:
    approve(code, by=chief)
    values = {"force_name": "Anyshire Police", "about": "the lights", "officer_name": "Cass"}
    letter = letters.draft(item.case, code=code, by=by, values=values, addressees=[Addressee("Ann", email="a@b.org")])
    parts = letter.template.parts.filter(need="WRITE").values_list("code", flat=True)
    letter = letters.edit(letter, by=by, texts=dict.fromkeys(parts, "We looked into it."))
    if letters.check_state(letter) == "OPEN":
        letter = letters.waive_check(letter, reason="Nobody else is here", by=chief)
    letter = letters.issue(
        letter, by=by, accepted={one.code for one in letters.findings(letter, on=timezone.localdate())}
    )
    the_hold_is_over(letter)
    outbox.send_due()
    return letter


@pytest.mark.parametrize(
    ("code", "deed"),
    sorted((code, deed) for code, deed in LETTERS_DO.items() if code != AUTOMATIC),
)
def test_a_letter_that_went_ends_the_right_clocks_and_moves_the_matter(
    mail_server: MailServer,
    chief: User,
    code: str,
    deed: str,
) -> None:
    by = a_user(Role.CASEWORKER)
    item = arrived()
    route = {"foi_acknowledgement": RouteChoice.FOI, "sar_acknowledgement": RouteChoice.SUBJECT_ACCESS}
    reply = {"foi_acknowledgement": "freedom_of_information_reply", "sar_acknowledgement": "subject_access_reply"}
    item = post.triage(item, route=route.get(code, RouteChoice.CASEWORK), theme=None, on=timezone.localdate(), by=by)
    a_letter_that_went(item, code, chief=chief, by=by)
    item = again(item)
    assert item.acknowledged_on == timezone.localdate()
    if deed == "reply":
        assert (item.stage, item.replied_on, running(item)) == (MailStage.REPLIED, timezone.localdate(), set())
    else:
        assert (item.stage, item.replied_on) == (MailStage.ACKNOWLEDGED, None)
        assert running(item) == {"casework_reply", reply.get(code, "casework_reply")}


def test_a_letter_taken_back_ends_nothing(mail_server: MailServer, chief: User) -> None:
    by = a_user(Role.CASEWORKER)
    item = post.triage(arrived(), route=RouteChoice.CASEWORK, theme=None, on=timezone.localdate(), by=by)
    approve("acknowledgement", by=chief)
    letter = letters.draft(item.case, code="acknowledgement", by=by, addressees=[Addressee("Ann", email="a@b.org")])
    found = letters.findings(letter, on=timezone.localdate())
    letters.issue(letter, by=by, accepted={one.code for one in found})
    letters.recall(letter, by=by)
    assert (again(item).acknowledged_on, again(item).stage) == (None, MailStage.TRIAGED)


def test_a_letter_to_the_person_ends_no_waiting_for_others(mail_server: MailServer, chief: User) -> None:
    by = a_user(Role.CASEWORKER)
    item = post.triage(arrived(), route=RouteChoice.LOCAL_ISSUE, theme=None, on=timezone.localdate(), by=by)
    post.ask(item, of=Recipient.PARTNER, recipient="Council", question="When?", on=timezone.localdate(), by=by)
    a_letter_that_went(item, "acknowledgement", chief=chief, by=by)
    item = again(item)
    assert (item.stage, item.acknowledged_on) == (MailStage.WAITING_ON_PARTNER, timezone.localdate())


# What comes back


def a_report(message_id: str, *, action: str = "failed", inner: str = "message/rfc822") -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <dsn@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; ann@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such person\r\n\r\n"
        f"--x\r\nContent-Type: {inner}\r\n\r\nMessage-ID: {message_id}\r\nSubject: Letter\r\n\r\n"
        "--x--\r\n"
    ).encode()


def a_sent_letter(approved: LetterTemplate) -> tuple[Correspondence, Dispatch]:
    item = arrived()
    copy = the_hold_is_over(Letter.objects.get(case=item.case_id))
    outbox.send_due()
    copy.refresh_from_db()
    assert copy.stage == DispatchStage.SENT
    return item, copy


@pytest.mark.parametrize("inner", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_comes_back_is_a_task_on_its_file_and_no_new_matter(
    approved: LetterTemplate,
    mail_server: MailServer,
    inner: str,
) -> None:
    item, copy = a_sent_letter(approved)
    message, _ = post.take_in_mail(a_report(copy.message_id, inner=inner), arrived_at=timezone.now())
    copy.refresh_from_db()
    assert (copy.stage, copy.said) == (DispatchStage.REFUSED, "smtp; 550 5.1.1 No such person")
    assert message.case_id == item.case_id
    assert Correspondence.objects.count() == 1
    assert [task.text for task in Task.objects.filter(case=item.case_id)] == [
        f"The letter to {copy.name} came back or was not sent: reach them another way"
    ]
    assert not Letter.objects.exclude(case=item.case_id).exists(), "no report is ever answered"


def test_a_report_that_a_letter_is_late_changes_nothing_of_it(
    approved: LetterTemplate,
    mail_server: MailServer,
) -> None:
    _, copy = a_sent_letter(approved)
    post.take_in_mail(a_report(copy.message_id, action="delayed"), arrived_at=timezone.now())
    copy.refresh_from_db()
    assert copy.stage == DispatchStage.SENT


def test_a_report_about_what_we_never_sent_is_a_matter_that_a_machine_wrote(approved: LetterTemplate) -> None:
    message, _ = post.take_in_mail(a_report("<elsewhere@example.org>"), arrived_at=timezone.now())
    assert Correspondence.objects.get(case=message.case_id).is_automatic
    assert not Letter.objects.exists()


def test_an_answer_to_a_letter_joins_its_file_and_one_from_a_machine_opens_nothing_again(
    approved: LetterTemplate,
    mail_server: MailServer,
    chief: User,
) -> None:
    item, copy = a_sent_letter(approved)
    by = a_user(Role.CASEWORKER)
    item = post.triage(again(item), route=RouteChoice.CASEWORK, theme=None, on=timezone.localdate(), by=by)
    item = post.close(item, outcome="NO_REPLY", on=timezone.localdate(), by=by)
    away = raw("I am away.", In_Reply_To=copy.message_id, Auto_Submitted="auto-replied")
    message, _ = post.take_in_mail(away, arrived_at=timezone.now())
    assert (message.case_id, again(item).stage) == (item.case_id, MailStage.CLOSED)
    message, _ = post.take_in_mail(raw("Thank you, but", In_Reply_To=copy.message_id), arrived_at=timezone.now())
    assert message.joined_because == f"It answers a message of {item.case.reference}."
    assert again(item).stage == MailStage.OPEN


def test_nothing_hinders_what_is_switched_off(settings: Any) -> None:
    settings.AUTOMATIC_ACKNOWLEDGEMENT = False
    assert acknowledging.why_not_at_all() == ""
