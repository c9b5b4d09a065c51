"""A case as a new user would take it: people, documents, a letter that a second person checks, and what came of it."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from casework.choices import ContactBy, DispatchStage, LetterForm, PartyRole
from casework.models import Case, Dispatch
from casework.workflow import outbox
from pcc.roles import Role
from tests.browser import Screen
from tests.casework.test_documents import EICAR, clamd  # noqa: F401 - a fixture
from tests.casework.test_letters_outbox import MailServer, server  # noqa: F401 - a fixture
from tests.factories import PASSWORD, PDF, a_case, a_party, a_person, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case() -> Case:
    """A file with a resident who is represented by a friend, with consent."""
    officer = a_user(Role.CASEWORKER, Role.REVIEWS_MANAGER, name="Olwen Officer", email="olwen@opcc.example")
    a_user(Role.MANAGER, name="Mo Manager", email="mo@opcc.example")
    case = a_case(title="Noise at night", owner=officer)
    ann = a_person(name="Ann Example", email="ann@home.example", contact_by=ContactBy.REPRESENTATIVE)
    resident = a_party(case, person=ann, by=officer)
    a_party(
        case,
        person=a_person(name="Bob Friend", email="bob@home.example", letter_form=LetterForm.LARGE),
        role=PartyRole.REPRESENTATIVE,
        represents=resident,
        consent_on=case.opened_on,
        consent_evidence="Letter of the resident",
        by=officer,
    )
    return case


def test_a_file_from_documents_to_a_letter_that_arrives(
    screen: Screen,
    case: Case,
    settings: Any,
    tmp_path: Path,
    clamd: Any,  # noqa: F811
    server: MailServer,  # noqa: F811
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DOCUMENT_MAX_BYTES = 10_000
    screen.sign_in("olwen@opcc.example", PASSWORD)

    # Three documents: one sound, one infected, one too large.
    screen.go(case.get_absolute_url())
    screen.link("Documents")
    screen.button("Add documents")
    names = {"outcome.pdf": PDF, "note.txt": EICAR, "large.pdf": PDF + bytes(10_000)}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    screen.page.locator("input[type=file]").set_input_files([tmp_path / name for name in names])
    screen.button("Add")
    words = screen.judged()
    assert "large.pdf: The file is larger than" in words and "in quarantine" in words
    screen.link("outcome.pdf")
    assert "Nothing found" in screen.judged()
    with screen.page.expect_download() as download:
        screen.page.get_by_role("main").get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "outcome.pdf"
    screen.go(f"{case.get_absolute_url()}documents/")
    assert "In quarantine" in screen.judged()

    # The words are approved first.
    screen.go("/cases/letters/templates/")
    screen.judged()
    screen.link("A complaint about this office's staff")
    screen.judged()
    screen.link("Approve")
    screen.button("Approve these words")

    # A letter with a second check.
    screen.go(case.get_absolute_url())
    screen.link("Letters")
    screen.judged()
    screen.button("Write a letter")
    screen.page.get_by_label("A complaint about this office's staff").check()
    screen.judged()
    screen.button("Go on")
    screen.fill(value_received_date="2 March 2026", text_next="Our chief executive looks at it and writes to you.")
    screen.judged()
    screen.button("Save and look at it")
    assert "Nobody is to get this letter yet" in screen.judged()
    screen.link("Change who gets it")
    screen.page.get_by_label("Ann Example, complainant").check()
    screen.judged()
    screen.button("Add")
    assert "Ann Example wants to hear through their representative only. Send it to Bob Friend" in screen.judged()
    screen.link("Change who gets it")
    screen.button("Leave out Ann Example")
    screen.page.get_by_label("Bob Friend, representative").check()
    screen.button("Add")
    screen.link("Send for a second check")
    screen.button("Send")
    letter_url = screen.page.url
    screen.sign_out()

    screen.sign_in("mo@opcc.example", PASSWORD)
    screen.go(letter_url)
    screen.link("Sign as checked")
    screen.judged()
    screen.button("Sign as checked")
    screen.sign_out()

    screen.sign_in("olwen@opcc.example", PASSWORD)
    screen.go(letter_url)
    screen.link("Issue")
    words = screen.judged()
    assert case.reference in words and "bob@home.example" in words
    for tick in screen.page.get_by_role("main").get_by_role("checkbox").all():
        tick.check()
    screen.button("Issue the letter")
    assert "held for two minutes" in screen.judged()

    # It goes once the hold is over.
    Dispatch.objects.filter(stage=DispatchStage.HELD).update(next_try_at=timezone.now())
    assert outbox.send_due()["sent"] == 1
    assert [message["To"] for message in server.kept] == ["bob@home.example"]
    screen.go("/cases/letters/outbox/?show=gone")
    assert "Sent" in screen.judged()

    # All of it is read back from the file.
    screen.go(f"{case.get_absolute_url()}timeline/")
    words = screen.judged()
    for line in (
        "Document added: outcome.pdf",
        "Document added: note.txt",
        "Letter issued",
        "Letter sent to Bob Friend",
    ):
        assert line in words
