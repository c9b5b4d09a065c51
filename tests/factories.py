"""Builders with dull defaults. The cast: officer, manager, member and outsider mean the same in every test."""

import itertools
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Kind, KnownFrom, PartyRole, PlanLevel
from casework.letters import Addressee
from casework.models import Case, CaseClock, ContactPlan, Document, Letter, LetterTemplate, Party, Person, Task
from casework.rules import WORKS_CASES
from casework.workflow import documents, letters, templates
from complaints.choices import Proceeding, RankBand, Sanction, SuspensionReason
from complaints.models import (
    Allegation,
    AppealTribunal,
    Complaint,
    Correction,
    ImportBatch,
    Mapping,
    MisconductOutcome,
    Suspension,
    TwelveMonthNotice,
)
from complaints.rules import reference_key
from complaints.stats import Asked
from pcc.models import BankHoliday, Force, SavedView, User
from pcc.reporting import workflow as reporting
from pcc.reporting.models import Publication, Rebase
from pcc.reporting.stats import HIDES, figure
from pcc.roles import Role

_numbers = itertools.count(1)

PASSWORD = "correct horse battery staple"


def a_user(*roles: Role, **fields: Any) -> User:
    """A person with these roles, whose password is PASSWORD."""
    number = next(_numbers)
    defaults = {"name": f"Person {number}", "email": f"person{number}@opcc.example"}
    user = User(**defaults | fields)
    user.password = _hashed()
    user.save()
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


_hash: list[str] = []


def _hashed() -> str:
    """PASSWORD hashed once: a good hash is slow on purpose."""
    if not _hash:
        maker = User()
        maker.set_password(PASSWORD)
        _hash.append(maker.password)
    return _hash[0]


def a_force(**fields: Any) -> Force:
    number = next(_numbers)
    return Force.objects.create(**{"code": f"force-{number}", "name": f"Force {number}"} | fields)


def a_mapping(**fields: Any) -> Mapping:
    defaults = {"name": f"Mapping {next(_numbers)}", "text": "", "made_at": timezone.now()}
    return Mapping.objects.create(**defaults | fields)


def a_batch(**fields: Any) -> ImportBatch:
    defaults: dict[str, Any] = {
        "file_name": "extract.csv",
        "file_digest": f"{next(_numbers):064}",
        "file_bytes": 1,
        "taken_on": date(2024, 12, 31),
        "asked_at": timezone.now(),
    }
    if "force" not in fields:
        fields["force"] = a_force()
    if "mapping" not in fields:
        fields["mapping"] = a_mapping()
    return ImportBatch.objects.create(**defaults | fields)


def a_complaint(**fields: Any) -> Complaint:
    """An open complaint received on 4 March 2024, unless said otherwise."""
    reference = fields.setdefault("reference", f"CO/{next(_numbers):05}/24")
    if "force" not in fields:
        fields["force"] = a_force()
    return Complaint.objects.create(
        **{"received_on": date(2024, 3, 4), "reference_key": reference_key(reference)} | fields
    )


def an_allegation(complaint: Complaint, **fields: Any) -> Allegation:
    number = complaint.allegations.count() + 1
    return Allegation.objects.create(
        **{"complaint": complaint, "number": number, "category": "Delivery of duties and service"} | fields
    )


def a_saved_view(*, by: User, **fields: Any) -> SavedView:
    """Open complaints, kept to its maker."""
    defaults = {
        "listing": "complaints",
        "name": f"View {next(_numbers)}",
        "query": "state=open",
        "made_at": timezone.now(),
    }
    return SavedView.objects.create(made_by=by, **defaults | fields)


def a_case(**fields: Any) -> Case:
    number = next(_numbers)
    defaults = {
        "reference": f"CAS/2024/{number:04}",
        "kind": Kind.COMPLAINT,
        "title": f"Case {number}",
        "opened_on": date(2024, 3, 4),
        "touched_on": date(2024, 3, 4),
    }
    return Case.objects.create(**defaults | fields)


def a_person(**details: Any) -> Person:
    """Somebody whom the office deals with, of an invented name, added by a caseworker."""
    by = details.pop("by", None) or a_user(Role.CASEWORKER)
    return casework.add_person({"name": f"Robin Example {_letters(next(_numbers))}"} | details, by=by)


def _letters(number: int) -> str:
    """A number as letters, since names have none."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


def a_party(case: Case | None = None, *, person: Person | None = None, by: User | None = None, **given: Any) -> Party:
    """A complainant on a case since 5 March 2024."""
    by = by or a_user(Role.CASEWORKER)
    defaults = {"role": PartyRole.COMPLAINANT, "on": date(2024, 3, 5)}
    return casework.add_party(case or a_case(), person=person or a_person(by=by), by=by, **defaults | given)


def a_task(case: Case | None = None, *, by: User | None = None, **given: Any) -> Task:
    """Something to be done by 2 April 2024, by nobody yet."""
    defaults = {"text": "Write back", "due_on": date(2024, 4, 2), "owner": None}
    return casework.add_task(case or a_case(), by=by or a_user(Role.CASEWORKER), **defaults | given)


def a_plan(person: Person | None = None, *, by: User | None = None, **given: Any) -> ContactPlan:
    """A proposed plan for unacceptable contact."""
    by = by or a_user(Role.CASEWORKER)
    defaults = {
        "level": PlanLevel.SINGLE_POINT,
        "subject": "Parking in the High Street",
        "terms": "Writes to one caseworker, who answers once a week.",
        "reason": "Shouted at staff on the phone four times.",
        "evidence": "Notes of the calls.",
        "adjustments_considered": "Asked whether writing is easier; offered a quiet hour.",
        "on": date(2024, 5, 1),
    }
    return casework.propose_plan(person or a_person(by=by), by=by, **defaults | given)


def a_clock(*, case: Case | None = None, code: str = "review_application", **given: Any) -> CaseClock:
    """A running clock, by default on a review's application window from 1 April 2024."""
    defaults = {"started_on": date(2024, 4, 1), "known_from": KnownFrom.STATED}
    return casework.start_clock(case or a_case(), code=code, **defaults | given)


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def a_document(
    *, by: User | None = None, case: Case | None = None, name: str = "letter.pdf", content: bytes = PDF
) -> Document:
    """A small PDF with a case. ``by`` is taken to work cases; None is the system."""
    worker = by if by and by.roles & WORKS_CASES else None
    return documents.take_in(case or a_case(), BytesIO(content), name=name, by=worker)


def a_letter(*, case: Case | None = None, code: str = "full_reply", by: User | None = None, **given: Any) -> Letter:
    """A draft for one person by e-mail, from the shipped sample of that code, approved for it."""
    if not LetterTemplate.objects.filter(code=code, stage="APPROVED").exists():
        templates.approve(LetterTemplate.objects.get(code=code, version=1), by=a_user(Role.REVIEWS_MANAGER))
    given.setdefault("addressees", [Addressee("Ann Example", email="ann@home.example")])
    return letters.draft(case or a_case(), code=code, by=by or a_user(Role.CASEWORKER), **given)


def a_suspension(complaint: Complaint, *, by: User, **fields: Any) -> Suspension:
    """A suspension of a complaint that goes on since a month after it was received."""
    defaults = {
        "began_on": complaint.received_on + timedelta(days=30),
        "reason": SuspensionReason.CRIMINAL,
        "recorded_by": by,
        "recorded_at": timezone.now(),
    }
    return Suspension.objects.create(complaint=complaint, **defaults | fields)


def a_notice(complaint: Complaint, *, by: User, **fields: Any) -> TwelveMonthNotice:
    """The first 12-month notice, received 370 days after the complaint."""
    defaults = {
        "occurrence": 1,
        "received_on": complaint.received_on + timedelta(days=370),
        "reasons": "A witness is abroad.",
        "recorded_by": by,
        "recorded_at": timezone.now(),
    }
    return TwelveMonthNotice.objects.create(complaint=complaint, **defaults | fields)


def a_correction(complaint: Complaint, *, by: User, **fields: Any) -> Correction:
    """The office says that it was logged on the day it was received; the extract says a day later."""
    defaults = {
        "field": "logged_on",
        "office_value": complaint.received_on.isoformat(),
        "extract_value": (complaint.received_on + timedelta(days=1)).isoformat(),
        "reason": "The contact log says so.",
        "corrected_by": by,
        "corrected_at": timezone.now(),
    }
    return Correction.objects.create(complaint=complaint, **defaults | fields)


def a_misconduct_outcome(*, by: User, **fields: Any) -> MisconductOutcome:
    """A constable dismissed after a hearing in 2024."""
    defaults: dict[str, Any] = {
        "officer": f"M-2024-{next(_numbers):03}",
        "proceeding": Proceeding.HEARING,
        "rank": RankBand.CONSTABLE,
        "sanction": Sanction.DISMISSED,
        "decided_on": date(2024, 5, 14),
        "recorded_by": by,
        "recorded_at": timezone.now(),
    }
    if "force" not in fields:
        fields["force"] = a_force()
    return MisconductOutcome.objects.create(**defaults | fields)


def a_tribunal(*, by: User, **fields: Any) -> AppealTribunal:
    """An appeal lodged in 2024 that is not decided yet."""
    defaults: dict[str, Any] = {
        "officer": f"M-2024-{next(_numbers):03}",
        "rank": RankBand.CONSTABLE,
        "lodged_on": date(2024, 6, 10),
        "recorded_by": by,
        "recorded_at": timezone.now(),
    }
    if "force" not in fields:
        fields["force"] = a_force()
    return AppealTribunal.objects.create(**defaults | fields)


def a_rebase(**fields: Any) -> Rebase:
    """The limits of the median of Schedule 3, worked out anew from May 2024."""
    defaults: dict[str, Any] = {
        "measure": "median",
        "handling": "schedule-3",
        "month": date(2024, 5, 1),
        "newest": date(2024, 12, 1),
        "reason": "A new unit takes every complaint, and stays.",
        "by": a_user(Role.MANAGER),
    }
    return reporting.rebase(**defaults | fields)


def a_publication(
    *, since: date = date(2024, 1, 1), until: date = date(2024, 12, 31), small: str = HIDES, **asked: Any
) -> Publication:
    """Resolution times of 2024, proposed for publication by a manager."""
    made = figure(Asked(since=since, until=until, **asked), calendar=BankHoliday.objects.as_calendar(), on=until)
    return reporting.propose(made, title="Resolution times 2024", note="", by=a_user(Role.MANAGER), small=small)
