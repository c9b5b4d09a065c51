"""Documents and letters on the files of the demonstration: one letter at each point of its life.

Nothing is said to have gone that has not: an issued letter waits its two minutes like any other, and the mail of the
demonstration goes into files. The one to an address that is no longer right is stopped, and becomes a task, by itself.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone

from casework import workflow
from casework.choices import Way
from casework.letters import Addressee
from casework.models import Case, Letter, LetterTemplate, Party
from casework.workflow import documents, letters, outbox, templates
from pcc.models import User

APPROVED = (
    "acknowledgement",
    "enquiry",
    "enquiry_chase",
    "foi_acknowledgement",
    "full_reply",
    "hand_off_chief_constable",
    "hand_off_emergency",
    "hand_off_force",
    "hand_off_office",
    "hand_off_panel",
    "hand_off_partner",
    "hand_off_review",
    "holding_reply",
    "sar_acknowledgement",
)
"""Letters that the demonstration's reviews manager has read and approved; the others stay samples."""

ANSWER = """
We asked the force what became of your report. It was given to a team on the same day, and nobody told you so.

We have asked the force to write to you within ten working days. If it does not, call us and we will ask again."""


def write_papers(*, caseworker: User, manager: User, approver: User, on: date) -> int:
    """Put documents and letters on the files that are there; how many letters there are."""
    for template in LetterTemplate.objects.filter(code__in=APPROVED, version=1).order_by("code"):
        templates.approve(template, by=approver)
    cases = list(Case.objects.filter(owner=caseworker).order_by("pk")[:6])
    for case in cases[:3]:
        _hand_in(case, by=caseworker)
    written = [
        _posted(cases[0], on=on, by=caseworker),
        _draft(cases[2], by=caseworker),
        _to_check(cases[1], on=on, by=caseworker),
        _issued(cases[4], by=caseworker),
        _came_back(cases[5], by=caseworker),
        _checked(cases[3], on=on, by=caseworker, checker=manager),
    ]
    return len(written)


def _hand_in(case: Case, *, by: User) -> None:
    complainant = _complainant(case)
    words = f"Dear office,\n\n{case.title}. I would like an answer.\n\n{complainant.person.name}\n"
    documents.take_in(
        case, BytesIO(words.encode()), name="letter-received.txt", title="Letter as received", releasable=True, by=by
    )
    log = "time,entry\n09:14,Call taken\n09:40,Given to a team\n"
    documents.take_in(case, BytesIO(log.encode()), name="contact-log.csv", title="Contact log of the force", by=by)


def _complainant(case: Case) -> Party:
    found: Party = case.parties.select_related("person").filter(represents=None, ended_on=None).order_by("pk")[0]
    return found


def _letter(
    case: Case, code: str, *, by: User, way: Way, texts: Mapping[str, str], party: Party | None = None
) -> Letter:
    party = party or _complainant(case)
    person = party.person
    to = Addressee(person.name, way=way, email=person.email, address=person.address, party=party.pk)
    received = f"{case.opened_on:%-d %B %Y}"
    letter = letters.draft(case, code=code, values={"received_date": received}, addressees=[to], by=by)
    return letters.edit(letter, texts=texts, by=by)


def _issue(letter: Letter, *, by: User, on: date | None = None) -> Letter:
    """Issue, as somebody does who has looked at what was found."""
    day = on or timezone.localtime(letter.written_at).date()
    return letters.issue(letter, by=by, on=on, accepted={one.code for one in letters.findings(letter, on=day)})


def _draft(case: Case, *, by: User) -> Letter:
    return _letter(case, "full_reply", by=by, way=Way.EMAIL, texts={})


def _to_check(case: Case, *, on: date, by: User) -> Letter:
    """To the representative, since the person is represented; a second person has to look."""
    helper = case.parties.select_related("person").exclude(represents=None).get(ended_on=None)
    until = f"{on + timedelta(days=14):%-d %B %Y}"
    texts = {"next": f"Somebody who had no part in it looks into it. You will hear from us by {until}."}
    letter = _letter(case, "hand_off_office", by=by, way=Way.EMAIL, texts=texts, party=helper)
    return letters.send_for_check(letter, by=by)


def _checked(case: Case, *, on: date, by: User, checker: User) -> Letter:
    texts = {"next": f"You will hear from us by {on + timedelta(days=10):%-d %B %Y}."}
    letter = _letter(case, "hand_off_office", by=by, way=Way.POST, texts=texts)
    return letters.sign(letters.send_for_check(letter, by=by), by=checker)


def _issued(case: Case, *, by: User) -> Letter:
    texts = {"why": "We are waiting for the council's answer.", "when": "You will hear from us in two weeks."}
    return _issue(_letter(case, "holding_reply", by=by, way=Way.EMAIL, texts=texts), by=by)


def _posted(case: Case, *, on: date, by: User) -> Letter:
    day = max(case.opened_on, on - timedelta(days=4))
    letter = _letter(
        case, "holding_reply", by=by, way=Way.POST, texts={"why": ANSWER.strip(), "when": "By the end of the month."}
    )
    letter = _issue(letter, by=by, on=day)
    outbox.mark_posted(letter.dispatches.get(), on=min(on, day + timedelta(days=1)), by=by)
    return letter


def _came_back(case: Case, *, by: User) -> Letter:
    """Issued to an address that the person gave up a moment later: it must not go there."""
    texts = {"why": "We are waiting for the counter's rota.", "when": "You will hear from us next week."}
    letter = _issue(_letter(case, "holding_reply", by=by, way=Way.EMAIL, texts=texts), by=by)
    person = _complainant(case).person
    other = person.email.replace("@", ".new@")
    workflow.edit_person(person, changes={"email": other}, seen=person.version, by=by)
    return letter
