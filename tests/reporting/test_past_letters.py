"""A list of past correspondence: every row accounted for, nothing twice, undone while nobody has worked on it."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from casework.choices import MailStage, PastListStage
from casework.models import Case, CaseClock, Correspondence, Message, PastList
from casework.workflow import correspondence as post
from casework.workflow import drafts
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.reporting.importing.letters import HEADINGS, STANDARD
from pcc.reporting.workflow import past_letters
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_user

HEAD = ",".join(HEADINGS)
ROWS = (
    "T-1,02/04/2024,Email,Noise at night,They shout,Ann,ann@example.org,No,anti-social behaviour,North,04/04/2024,"
    "15/04/2024,16/04/2024,Answered",
    "T-2,03/04/2024,Post,A member writes,On behalf of,The member,,Yes,Policy or precept,,,,,",
    ",,,,,,,,,,,,,",
    "T-3,31/04/2024,Email,No such day,,,,,,,,,,",
    "T-4,02/05/2024,Pigeon,No such way,,,,,,,,,,",
    "T-5,02/05/2024,Email,No such theme,,,,,Weather,,,,,",
    "T-6,10/05/2024,Email,Backwards,,,,,,,,02/05/2024,,",
    "T-7,10/05/2024,Email,Ended how?,,,,,,,,,12/05/2024,",
    "T-8,10/05/2024,Email,Outcome alone,,,,,,,,,,Answered",
    "T-9,10/05/2024,Email,A bad address,,,not an address,,,,,,,",
    ",10/05/2024,Email,No reference,,,,,,,,,,",
    "T-10,,Email,No day,,,,,,,,,,",
    "T-11,01/01/2199,Email,To come,,,,,,,,,,",
    "T-12,01/02/1990,Email,Too old,,,,,,,,,,",
    "T-1,02/04/2024,Email,Noise at night,They shout,Ann,ann@example.org,No,anti-social behaviour,North,04/04/2024,"
    "15/04/2024,16/04/2024,Answered",
    "T-2,03/04/2024,Post,Another matter,Something else,,,,,,,,,",
)
LIST = "\n".join([HEAD, *ROWS]).encode()
URL = "/reports/correspondence/lists/"


@pytest.fixture
def client(caseworker: User) -> Client:
    return signed_in(caseworker)


def handed_over(by: User, content: bytes = LIST, mapping: str = STANDARD) -> PastList:
    kept = past_letters.receive_list(content, name="tracker.csv", mapping=mapping, by=by, at=timezone.now())
    assert kept.job is not None
    jobs.run(kept.job.pk)
    return PastList.objects.select_related("job").get(pk=kept.pk)


def brought_in(by: User, content: bytes = LIST) -> PastList:
    kept = past_letters.bring_in(handed_over(by, content), by=by)
    assert kept.job is not None
    jobs.run(kept.job.pk)
    return PastList.objects.get(pk=kept.pk)


@pytest.mark.django_db(transaction=True)
def test_every_row_is_accounted_for_and_each_held_one_says_why() -> None:
    by = a_user(Role.CASEWORKER)
    kept = handed_over(by)
    assert kept.stage == PastListStage.CHECKED
    assert (kept.read, kept.ready, kept.held, kept.known, kept.skipped) == (16, 2, 12, 1, 1)
    reasons = {each["line"]: each["reason"] for each in kept.problems}
    for line, words in {
        5: "This is not a date written like", 6: "does not say what 'Pigeon' means",
        7: "there is no theme 'Weather'", 8: "is before", 9: "how it ended is missing", 10: "day on which it ended",
        11: "name@example.org", 12: "The reference is missing.", 13: "The day of receipt is missing.",
        14: "is still to come", 15: "is before 1995", 17: "T-2 stands in line 3 as well",
    }.items():  # fmt: skip
        assert words in reasons[line], (line, reasons[line])
    assert not Correspondence.objects.exists()

    kept = brought_in(by)
    assert (kept.stage, kept.read) == (PastListStage.LOADED, 16)
    first, second = Correspondence.objects.order_by("received_on")
    assert (first.stage, first.channel, first.outcome, str(first.theme), first.area) == (
        "CLOSED", "EMAIL", "ANSWERED", "Anti-social behaviour", "North",
    )  # fmt: skip
    assert (first.brought_as, first.received_on, first.replied_on) == ("T-1", date(2024, 4, 2), date(2024, 4, 15))
    assert Message.objects.get(case=first.case).text == "They shout"
    assert (second.stage, second.from_elected) == (MailStage.NEW, True)
    clocks = CaseClock.objects.filter(case=second.case, met_on=None).values_list("rule__code", flat=True)
    assert set(clocks) == {"casework_acknowledgement", "casework_reply_to_mp"}

    again = brought_in_nothing(by)
    assert (again.ready, again.known, again.read) == (0, 4, 16)
    assert Correspondence.objects.count() == 2


def brought_in_nothing(by: User) -> PastList:
    """The same list a second time: it has nothing that is ready."""
    kept = handed_over(by)
    with pytest.raises(RuleBroken, match="No row of this list is ready"):
        past_letters.bring_in(kept, by=by)
    return kept


@pytest.mark.django_db(transaction=True)
def test_a_list_is_undone_until_somebody_has_worked_on_it() -> None:
    by = a_user(Role.CASEWORKER)
    kept = brought_in(by)
    assert past_letters.undo(kept, by=by).stage == PastListStage.UNDONE
    assert not Correspondence.objects.exists()
    assert not Case.objects.exists()
    with pytest.raises(RuleBroken, match="nothing to undo"):
        past_letters.undo(kept, by=by)

    kept = brought_in(by)
    item = Correspondence.objects.get(brought_as="T-2")
    drafts.keep(item.case, form="reply", fields={"text": "Dear"}, by=by)
    with pytest.raises(RuleBroken, match=f"worked on since \\({item.case.reference}\\)"):
        past_letters.undo(kept, by=by)
    drafts.drop(item.case, form="reply", by=by)
    post.claim(item, by=by)
    post.triage(item, route="CASEWORK", theme=None, on=timezone.localdate(), by=by)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken, match="worked on since"):
        past_letters.undo(kept, by=by)
    assert Correspondence.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_pages_take_a_list_from_hand_over_to_the_inbox() -> None:
    by = a_user(Role.CASEWORKER)
    client = signed_in(by)
    file = SimpleUploadedFile("../tracker 2024.csv", LIST)
    to = client.post(f"{URL}new/", {"file": file, "mapping": STANDARD})["Location"]
    kept = PastList.objects.get()
    assert to == f"{URL}{kept.pk}/"
    assert kept.file_name == "tracker 2024.csv"
    assert "Being checked" in client.get(to).content.decode()
    assert client.post(f"{to}load/").status_code == 200
    assert not Correspondence.objects.exists()
    jobs.run(kept.job_id)  # type: ignore[arg-type]
    assert "Bring in 2 matters" in client.get(to).content.decode()
    assert client.post(f"{to}load/")["Location"] == to
    assert client.post(f"{to}load/")["Location"] == to
    kept.refresh_from_db()
    jobs.run(kept.job_id)  # type: ignore[arg-type]
    page = client.get(to)
    assert len(client.get(page.context["list_url"]).context["rows"]) == 2
    held = client.get(f"{to}held.csv").content.decode()
    assert held.count("\n") == 13
    assert client.get(URL).context["rows"][0][0]["text"] == "tracker 2024.csv"
    assert client.post(f"{to}undo/")["Location"] == to
    verbs = AuditEvent.objects.filter(verb__startswith="past_list.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [f"past_list.{each}" for each in (
        "received", "checked", "asked_in", "loaded", "downloaded", "undone"
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "mapping", "sentence"),
    [
        (b"", STANDARD, "The file is empty."),
        (LIST, "", "Say what the columns mean."),
        (LIST, "x = [", "The mapping cannot be read"),
        (LIST, "columns = 3", "[columns] must be a table."),
        (LIST, '[columns]\nreference = 4\nreceived_on = "R"\n[dates]\nformat = "%d/%m/%Y"', "must be the heading"),
        (LIST, '[columns]\nward = "W"', "[columns] has no &#x27;ward&#x27;"),
        (LIST, STANDARD.replace('"EMAIL"', '"FAX"'), "means &#x27;FAX&#x27;"),
        (LIST, STANDARD.replace('"%d/%m/%Y"', "5"), "must say how dates are written"),
        (LIST, STANDARD + '\n[file]\nencoding = "rot13"', "[file] encoding must be one of"),
        (LIST, STANDARD + "\n[ignored]\ncolumns = 5", "[ignored] columns must be a list"),
        (LIST, STANDARD + "\n[rows]\nmost = 5", "There is no [rows]"),
    ],
)
def test_what_cannot_be_a_list_or_a_mapping_is_refused_with_everything_typed(
    content: bytes, mapping: str, sentence: str, client: Client
) -> None:
    answer = client.post(f"{URL}new/", {"file": SimpleUploadedFile("t.csv", content), "mapping": mapping})
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert not PastList.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "This is a picture and no table"),
        (b"Reference,Received\n1,02/04/2024\n", "The file has no column Channel"),
        (f"{HEAD}\n".encode() + b'"unclosed' + b"x" * 200_000, "longer than"),
        (HEAD.encode() + b"\n" + b"x" * 1_000_001, "longer than 1,000,000 characters"),
    ],
)
def test_an_odd_file_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    kept = handed_over(a_user(Role.CASEWORKER), content)
    assert kept.stage == PastListStage.REFUSED
    assert sentence in kept.problem


@pytest.mark.django_db(transaction=True)
def test_a_list_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pcc.reporting.importing.letters.MOST_ROWS", 5)
    assert "more than 5 rows" in handed_over(a_user(Role.CASEWORKER)).problem


@pytest.mark.django_db(transaction=True)
def test_control_characters_and_formulas_are_words_and_nothing_more() -> None:
    row = 'T-1,02/04/2024,Email,"=HYPERLINK(""x"")",a\x00b\x1bc,\u202eAnn,,,,,,,,'
    brought_in(a_user(Role.CASEWORKER), f"{HEAD}\n{row}".encode())
    item = Correspondence.objects.get()
    assert (item.subject, item.sender_name) == ('=HYPERLINK("x")', "Ann")
    assert Message.objects.get(case=item.case).text == "abc"


def test_the_command_says_what_became_of_each_row(caseworker: User, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(LIST)
    (tmp_path / "m.toml").write_text(STANDARD)

    def run(*more: str, **options: Any) -> str:
        out = StringIO()
        asked = ["--mapping", str(tmp_path / "m.toml"), "--by", caseworker.email or ""]
        call_command("import_correspondence", str(tmp_path / "t.csv"), *asked, *more, stdout=out, **options)
        return out.getvalue()

    assert "2 matters would be brought in, 12 rows are held" in run("--dry-run")
    assert not Correspondence.objects.exists()
    told = json.loads(run("--format", "json"))
    assert told["loaded"] + len(told["held"]) + told["known"] + told["skipped"] == told["read"] == 16
    assert "0 matters are brought in, 11 rows are held, 4 were here already" in run()
    assert Correspondence.objects.count() == 2
    with pytest.raises(CommandError, match="Nobody here has the e-mail address"):
        call_command(
            "import_correspondence", str(tmp_path / "t.csv"), "--mapping", str(tmp_path / "m.toml"), "--by", "x"
        )
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(
            "import_correspondence", "/nowhere.csv", "--mapping", str(tmp_path / "m.toml"), "--by", caseworker.email
        )


def test_who_may_not_work_on_correspondence_may_not_bring_it_in(manager: User) -> None:
    with pytest.raises(RuleBroken, match="Your role does not allow this"):
        past_letters.receive_list(LIST, name="t.csv", mapping=STANDARD, by=manager, at=timezone.now())


def test_the_example_is_the_mapping_that_the_page_begins_with() -> None:
    assert Path("docs/examples/correspondence.toml").read_text(encoding="utf-8") == STANDARD


def test_the_template_has_the_headings_of_the_standard_mapping(client: Client) -> None:
    assert client.get(f"{URL}template.csv").content.decode().strip() == HEAD
