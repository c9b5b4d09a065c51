"""Letters that ask the force for the papers of a drawn file: drafted from its page, and heard of when they go."""

from datetime import date

from django.db import transaction

from casework.choices import Kind
from casework.letters import Heard, hears
from casework.models import Letter
from casework.workflow import letters
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from reviews.dip_sampling.choices import FileStage
from reviews.dip_sampling.letters import CHASE, REQUEST
from reviews.dip_sampling.models import Chase, DrawnFile
from reviews.dip_sampling.rules import FILE_MOVES, PAPERS_DUE_AFTER


@transaction.atomic
def write_request(file: DrawnFile, *, due_on: date, by: User, on: date) -> Letter:
    """Draft the letter that asks the force for the papers by a day. The file is asked for when the letter goes."""
    if due_on < on:
        raise RuleBroken("The papers cannot be due before they are asked for.")
    return _drafted("write_request", REQUEST, file, by=by, due_on=due_on)


@transaction.atomic
def write_chase(file: DrawnFile, *, by: User) -> Letter:
    """Draft the letter that chases papers which the force owes. It is noted as a reminder when it goes."""
    return _drafted("write_chase", CHASE, file, by=by)


def _drafted(name: str, code: str, file: DrawnFile, *, by: User, due_on: date | None = None) -> Letter:
    file = DrawnFile.objects.select_for_update(of=("self",)).select_related("complaint__case").get(pk=file.pk)
    moves.check(FILE_MOVES[name], file, by)
    case = file.complaint.case
    if case is None:
        raise RuleBroken("This file has no case of the office yet: it is in reserve.")
    if due_on is not None:
        file.due_on = due_on
        file.save(update_fields=["due_on"])
    letter = letters.draft(case, code=code, by=by)
    audit.record("drawn_file.letter_written", file, by=by, letter=letter.pk, template=code)
    return letter


@hears(Kind.COMPLAINT)
def hear(letter: Letter, what: Heard, on: date, by: User | None) -> None:
    """A request that has gone: its papers are asked for. A chase that has gone: a reminder."""
    code = letter.template.code
    if what != Heard.GONE or code not in (REQUEST, CHASE) or letter.issued_by is None:
        return
    file = DrawnFile.objects.select_for_update().of_case(letter.case).first()
    if file is None:
        return
    if code == REQUEST and file.stage == FileStage.DRAWN:
        due_on = file.due_on or on + PAPERS_DUE_AFTER
        file.stage, file.asked_on, file.due_on = FileStage.ASKED, on, max(due_on, on)
        file.save(update_fields=["stage", "asked_on", "due_on"])
        audit.record("drawn_file.papers_asked", file, by=letter.issued_by, letter=letter.pk)
    elif code == CHASE and file.stage == FileStage.ASKED:
        Chase.objects.create(drawn_file=file, on=on, note="By letter", by=letter.issued_by)
        audit.record("drawn_file.chased", file, by=letter.issued_by, letter=letter.pk)
