"""What the public writes, from arrival to its end: taken in once, on the right file, sorted, answered, never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Channel, EnquiryStage, Kind, MailOutcome, MailStage, PartyRole, Recipient, RouteChoice
from casework.importing.mail import LARGEST_MESSAGE
from casework.models import CaseClock, Correspondence, Document, MailFetch, Message, Original
from casework.rules.correspondence import ENDED, IN_HAND, MAIL_MOVES
from casework.workflow import correspondence as post
from casework.workflow import drafts, mailbox
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.factories import a_case, a_document, a_person, a_user

ARRIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # a Friday
MONDAY = date(2026, 11, 23)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def raw(
    text: str = "The street lights are off.", *, sender: str = "ann@example.org", subject: str = "Lights", **more: str
) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = f"Ann <{sender}>", subject
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def arrived(*args: Any, **more: Any) -> Correspondence:
    message, _ = post.take_in_mail(raw(*args, **more), arrived_at=ARRIVED)
    return Correspondence.objects.for_detail().get(case=message.case_id)


def again(item: Correspondence) -> Correspondence:
    return Correspondence.objects.for_detail().get(pk=item.pk)


def due(item: Correspondence) -> dict[str, tuple[str, bool]]:
    clocks = CaseClock.objects.filter(case=item.case_id).select_related("rule")
    return {clock.rule.code: (f"{clock.due_on}", clock.met_on is not None) for clock in clocks}


# Arrival


def test_a_message_becomes_a_matter_with_its_clocks_and_its_original() -> None:
    item = arrived()
    assert (item.stage, item.channel, item.received_on, item.sender_email) == (
        MailStage.NEW,
        Channel.EMAIL,
        date(2026, 11, 20),
        "ann@example.org",
    )
    assert (item.case.kind, item.case.title, item.case.owner) == (Kind.CORRESPONDENCE, "Lights", None)
    assert due(item) == {
        "casework_acknowledgement": ("2026-11-27", False),
        "casework_reply": ("2026-12-18", False),
    }
    assert bytes(Original.objects.get().raw) == raw()


def test_the_day_of_receipt_is_the_day_in_london() -> None:
    message, _ = post.take_in_mail(raw(), arrived_at=datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    assert Correspondence.objects.get(case=message.case_id).received_on == date(2026, 6, 1)


def test_the_same_bytes_are_kept_once() -> None:
    first, is_new = post.take_in_mail(raw(), arrived_at=ARRIVED)
    second, is_new_again = post.take_in_mail(raw(), arrived_at=ARRIVED)
    assert (first.pk, is_new, is_new_again, Correspondence.objects.count()) == (second.pk, True, False, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_message_taken_in_by_two_at_once_is_kept_once() -> None:
    def take(_: int) -> bool:
        try:
            return post.take_in_mail(raw(), arrived_at=ARRIVED)[1]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, False, True]
    assert (Message.objects.count(), Correspondence.objects.count()) == (1, 1)


def test_files_are_taken_out_and_what_is_refused_is_told() -> None:
    message = EmailMessage()
    message["From"] = "ann@example.org"
    message.set_content("See attached")
    message.add_attachment(
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", maintype="application", subtype="pdf", filename="letter.pdf"
    )
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")
    kept, _ = post.take_in_mail(message.as_bytes(), arrived_at=ARRIVED)
    assert list(Document.objects.filter(case=kept.case).values_list("name", flat=True)) == ["letter.pdf"]
    (fault,) = kept.faults
    assert fault.startswith("“run.exe” was not taken out:")
    assert fault.endswith("The original holds it.")


def test_an_answer_joins_its_file_and_tells_who_has_it(caseworker: User) -> None:
    item = arrived(Message_ID="<one@example.org>")
    post.claim(item, by=caseworker)
    answer, _ = post.take_in_mail(
        raw("More", sender="other@example.org", In_Reply_To="<one@example.org>"), arrived_at=ARRIVED
    )
    assert (answer.case_id, answer.joined_because) == (item.case_id, f"It answers a message of {item.case.reference}.")
    (task,) = item.case.tasks.all()
    assert (task.text, task.owner) == ("Read what came in", caseworker)
    assert Correspondence.objects.count() == 1


def test_naming_a_reference_joins_only_from_an_address_that_the_file_knows() -> None:
    item = arrived()
    subject = f"Re: {item.case.reference.replace('/', ' ')}"
    stranger, _ = post.take_in_mail(
        raw("It is mine", sender="mallory@example.org", subject=subject), arrived_at=ARRIVED
    )
    known, _ = post.take_in_mail(raw("And more", subject=subject), arrived_at=ARRIVED)
    assert stranger.case_id != item.case_id
    assert known.case_id == item.case_id


def test_a_person_of_another_file_is_known_by_their_address(caseworker: User) -> None:
    case = a_case(opened_on=date(2026, 11, 2))
    person = a_person(email="Ann@Example.org")
    casework.add_party(case, person=person, role=PartyRole.COMPLAINANT, on=date(2026, 11, 3), by=caseworker)
    message, _ = post.take_in_mail(raw(subject=f"Re {case.reference}"), arrived_at=ARRIVED)
    assert (message.case_id, Correspondence.objects.count()) == (case.pk, 0)


def test_a_closed_matter_is_open_again_when_the_person_writes_again(caseworker: User) -> None:
    item = arrived(Message_ID="<one@example.org>")
    item = post.triage(item, route=RouteChoice.CASEWORK, theme=None, on=MONDAY, by=caseworker)
    post.close(item, outcome=MailOutcome.ANSWERED, on=MONDAY, by=caseworker)
    post.take_in_mail(raw("Still off", In_Reply_To="<one@example.org>"), arrived_at=ARRIVED)
    item = again(item)
    assert (item.stage, item.outcome, item.ended_on, item.case.stage) == (MailStage.OPEN, "", None, "OPEN")


def test_a_message_with_danger_in_it_warns_who_opens_it() -> None:
    assert arrived("I want to end my life").may_upset
    assert not arrived("Thank you").may_upset


# Sorting


@pytest.mark.parametrize(
    ("route", "clock", "due_on"),
    [
        (RouteChoice.FOI, "freedom_of_information_reply", "2026-12-21"),  # St Andrew's Day counts in the UK
        (RouteChoice.SUBJECT_ACCESS, "subject_access_reply", "2026-12-21"),
    ],
)
def test_a_route_with_a_time_limit_starts_its_clock_at_receipt(
    caseworker: User, route: RouteChoice, clock: str, due_on: str
) -> None:
    item = post.triage(arrived(), route=route, theme=None, on=MONDAY, by=caseworker)
    assert (item.stage, due(item)[clock]) == (MailStage.TRIAGED, (due_on, False))
    item = post.triage(
        item, route=RouteChoice.CASEWORK, because="It asks nothing", theme=None, on=MONDAY, by=caseworker
    )
    assert due(item)[clock][1], "another route ends the clock of the first"


@pytest.mark.parametrize("move", MAIL_MOVES)
@pytest.mark.parametrize("role", Role)
def test_each_move_is_for_its_roles(move: str, role: Role) -> None:
    item = arrived()
    item.stage = next(iter(sorted(MAIL_MOVES[move].sources)))
    assert (MAIL_MOVES[move].refusal(item, a_user(role)) == "Your role does not allow this.") is (
        role not in MAIL_MOVES[move].roles
    )


def test_every_stage_has_a_way_on_or_is_an_end() -> None:
    ways = {stage: [name for name, move in MAIL_MOVES.items() if stage in move.sources] for stage in MailStage}
    assert [stage for stage in IN_HAND if not ways[stage]] == []
    assert {stage for stage in ENDED if ways[stage]} == {MailStage.CLOSED, MailStage.DISCARDED}


@pytest.mark.django_db(transaction=True)
def test_two_people_who_take_it_at_once_get_it_once() -> None:
    item = arrived()
    people = [a_user(Role.CASEWORKER, name=f"Worker {number}") for number in range(4)]

    def take(person: User) -> str:
        try:
            post.claim(Correspondence.objects.get(pk=item.pk), by=person)
        except RuleBroken as broken:
            return str(broken)
        finally:
            connections.close_all()
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(take, people))
    assert answers.count("taken") == 1
    assert {answer for answer in answers if answer != "taken"} == {f"{again(item).case.owner} has it already."}


# Answering


def test_an_enquiry_waits_is_chased_and_answered(caseworker: User) -> None:
    item = post.triage(arrived(), route=RouteChoice.LOCAL_ISSUE, theme=None, on=MONDAY, by=caseworker)
    asked = {"of": Recipient.FORCE, "recipient": "Neighbourhood team", "question": "Are the lights known?"}
    enquiry = post.ask(item, **asked, on=MONDAY, by=caseworker)
    assert (again(item).stage, enquiry.due_on) == (MailStage.WAITING_ON_FORCE, date(2026, 12, 7))
    second = post.ask(
        again(item), of=Recipient.PARTNER, recipient="The council", question="And you?", on=MONDAY, by=caseworker
    )
    with pytest.raises(RuleBroken, match="An enquiry is still open"):
        post.close(again(item), outcome=MailOutcome.ANSWERED, on=MONDAY, by=caseworker)
    today = timezone.localdate()
    post.chase(enquiry, on=today, due_on=today + timedelta(days=5), by=caseworker)
    post.end_enquiry(enquiry, on=today, answer="They are known.", by=caseworker)
    assert again(item).stage == MailStage.WAITING_ON_PARTNER
    second = post.end_enquiry(second, on=today, by=caseworker)
    assert (again(item).stage, second.stage) == (MailStage.OPEN, EnquiryStage.DROPPED)
    with pytest.raises(RuleBroken, match="ended already"):
        post.end_enquiry(enquiry, on=today, answer="Again", by=caseworker)


def test_acknowledged_and_answered_days_end_the_clocks(caseworker: User) -> None:
    item = post.triage(arrived(), route=RouteChoice.FOI, theme=None, on=MONDAY, by=caseworker)
    item = post.acknowledge(item, on=MONDAY, by=caseworker)
    assert {code for code, (_, met) in due(item).items() if met} == {"casework_acknowledgement"}
    item = post.reply(item, on=date(2026, 11, 24), by=caseworker)
    assert all(met for _, met in due(item).values())
    assert (item.stage, item.acknowledged_on, item.replied_on) == (MailStage.REPLIED, MONDAY, date(2026, 11, 24))
    with pytest.raises(RuleBroken, match="acknowledged already"):
        post.acknowledge(item, on=MONDAY, by=caseworker)


@pytest.mark.parametrize("verb", [post.acknowledge, post.reply])
def test_nothing_is_answered_before_it_came_or_in_the_future(caseworker: User, verb: Any) -> None:
    item = post.triage(arrived(), route=RouteChoice.CASEWORK, theme=None, on=MONDAY, by=caseworker)
    with pytest.raises(RuleBroken, match="cannot have been before"):
        verb(item, on=date(2026, 11, 19), by=caseworker)
    with pytest.raises(RuleBroken, match="still to come"):
        verb(item, on=timezone.localdate() + timedelta(days=1), by=caseworker)
    assert again(item).version == item.version


# Ends


def test_what_becomes_something_else_keeps_its_receipt_its_people_and_a_link(caseworker: User) -> None:
    item = post.triage(arrived(), route=RouteChoice.REVIEW, theme=None, on=MONDAY, by=caseworker)
    person = a_person(email="ann@example.org")
    casework.add_party(item.case, person=person, role=PartyRole.COMPLAINANT, on=MONDAY, by=caseworker)
    review = casework.open_case(Kind.REVIEW, title="Review", on=item.received_on, by=caseworker)
    item = post.convert(item, to=review, on=MONDAY, by=caseworker)
    assert (item.stage, item.became, item.received_at, item.case.stage) == (
        MailStage.CONVERTED,
        review,
        ARRIVED,
        "CLOSED",
    )
    assert [(party.person, party.role) for party in review.parties.all()] == [(person, PartyRole.COMPLAINANT)]
    with pytest.raises(RuleBroken):
        post.convert(item, to=review, on=MONDAY, by=caseworker)


def test_two_matters_on_one_thing_are_joined_and_a_message_is_taken_out(caseworker: User) -> None:
    first, second = arrived(), arrived("The lights again")
    into = post.merge(second, into=first, on=MONDAY, by=caseworker)
    assert (into.case.messages.count(), again(second).stage, again(second).merged_into_id) == (
        2,
        MailStage.MERGED,
        first.pk,
    )
    message = into.case.messages.order_by("pk").last()
    assert message is not None
    out = post.split(message, by=caseworker)
    assert (out.received_at, out.case.messages.get().pk, into.case.messages.count()) == (ARRIVED, message.pk, 1)
    with pytest.raises(RuleBroken, match="only message"):
        post.split(into.case.messages.get(), by=caseworker)


def test_what_came_first_goes_on_with_the_papers_of_both(caseworker: User) -> None:
    first, second = arrived(), arrived("The lights again")
    Correspondence.objects.filter(pk=second.pk).update(received_on=MONDAY)
    a_document(case=second.case, by=caseworker)
    with pytest.raises(RuleBroken, match="came first"):
        post.merge(again(first), into=again(second), on=MONDAY, by=caseworker)
    post.merge(again(second), into=again(first), on=MONDAY, by=caseworker)
    assert (first.case.documents.count(), second.case.documents.count()) == (1, 0)


def test_spam_is_put_aside_with_a_reason_and_can_be_taken_back(caseworker: User) -> None:
    item = arrived()
    with pytest.raises(RuleBroken, match="Say why it is discarded"):
        post.discard(item, because=" ", on=MONDAY, by=caseworker)
    post.discard(item, because="Spam", on=MONDAY, by=caseworker)
    assert again(item).stage == MailStage.DISCARDED
    assert AuditEvent.objects.get(verb="correspondence.discarded").reason == "Spam"
    item = post.reopen(again(item), because="It was a real letter", by=caseworker)
    assert (again(item).stage, again(item).case.stage) == (MailStage.OPEN, "OPEN")
    assert Original.objects.filter(message__case=item.case).exists()


def test_typing_is_kept_apart_from_the_record(caseworker: User) -> None:
    item = arrived()
    before = again(item).version
    drafts.keep(item.case, form="reply", fields={"text": "Dear Ann"}, by=caseworker)
    draft = drafts.keep(item.case, form="reply", fields={"text": "Dear Ann,"}, by=caseworker)
    assert (draft.fields, again(item).version) == ({"text": "Dear Ann,"}, before)


# The mailbox


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    return tmp_path / "box"


def test_a_maildir_is_emptied_and_a_second_fetch_finds_nothing(maildir: Path) -> None:
    for number in range(3):
        (maildir / "new" / f"{number}.host").write_bytes(raw(f"Letter {number}"))
    (maildir / "new" / "broken.host").write_bytes(b"\xff\x00 not a message")
    run = mailbox.fetch(f"maildir://{maildir}", by=None)
    assert run is not None
    assert (run.taken, run.known, run.failed, run.error) == (4, 0, 0, "")
    assert (list((maildir / "new").iterdir()), len(list((maildir / "cur").iterdir()))) == ([], 4)
    assert Correspondence.objects.count() == 4
    run = mailbox.fetch(f"maildir://{maildir}", by=None)
    assert run is not None
    assert (run.taken, run.known, run.failed) == (0, 0, 0)


def test_what_was_taken_in_before_a_crash_is_known_at_the_next_fetch(maildir: Path) -> None:
    (maildir / "new" / "1.host").write_bytes(raw())
    post.take_in_mail(raw(), arrived_at=ARRIVED)
    run = mailbox.fetch(f"maildir://{maildir}", by=None)
    assert run is not None
    assert (run.taken, run.known, Correspondence.objects.count()) == (0, 1, 1)


def test_too_large_a_message_stays_and_the_rest_is_taken(maildir: Path) -> None:
    with (maildir / "new" / "1.host").open("wb") as file:
        file.truncate(LARGEST_MESSAGE + 1)
    (maildir / "new" / "2.host").write_bytes(raw())
    run = mailbox.fetch(f"maildir://{maildir}", by=None)
    assert run is not None
    assert (run.taken, run.failed) == (1, 1)
    assert "too large to take in" in run.error
    assert [path.name for path in (maildir / "new").iterdir()] == ["1.host"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("maildir:///no/such/folder", "There is no maildir at"),
        ("imap://ann:secret-word@127.0.0.1:1/INBOX", "The mail server 127.0.0.1 does not answer"),
    ],
)
def test_a_mailbox_that_does_not_answer_is_told_without_its_secret(address: str, told: str) -> None:
    run = mailbox.fetch(address, by=None)
    assert run is not None
    assert told in run.error
    assert "secret-word" not in f"{run.error}{run.source}"
    assert MailFetch.objects.get().ended_at is not None


@pytest.mark.parametrize("address", ["http://example.org", "imap://a:b@mail.example.org/INBOX", ""])
def test_another_address_is_refused_with_what_to_write(address: str) -> None:
    with pytest.raises(RuleBroken, match="imaps://user:password@host/folder"):
        mailbox.fetch(address, by=None)
