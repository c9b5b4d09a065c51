"""Letters that ask the force for the papers of a drawn file: drafted from its page, and heard of when they go."""

from datetime import date

from django.db import transaction

from casework.choices import Kind
from casework.letters import Heard, hears
from casework.models import Letter, Task
from casework.rules import KEEPS_FILES
from casework.workflow import letters, work
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.working_days import in_words
from reviews.dip_sampling.choices import FileStage
from reviews.dip_sampling.letters import CHASE, REQUEST
from reviews.dip_sampling.models import Chase, DrawnFile
from reviews.dip_sampling.rules import FILE_MOVES, PAPERS_DUE_AFTER, REQUEST_WRITTEN_WITHIN, WRITES_REQUESTS


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


@transaction.atomic
def hand_request(file: DrawnFile, *, to: User, due_on: date, by: User, on: date) -> Task:
    """Ask a colleague who writes the office's letters to ask the force for the papers, by a task on the file's case.

    Asking again while the task is open asks nobody else. RuleBroken when the colleague does not write letters or is
    shut out of the case.
    """
    file = DrawnFile.objects.select_for_update(of=("self",)).select_related("sample", "complaint__case").get(pk=file.pk)
    moves.check(FILE_MOVES["hand_request"], file, by)
    case = file.complaint.case
    if case is None:
        raise RuleBroken("This file has no case of the office yet: it is in reserve.")
    if not to.roles & WRITES_REQUESTS:
        raise RuleBroken(f"{to} does not write letters to the force: choose somebody who does.")
    if due_on < on:
        raise RuleBroken("The papers cannot be due before they are asked for.")
    if (there := handed(file)) is not None:
        raise RuleBroken(f"{there.owner} was asked already, and has until {in_words(there.due_on)}.")
    file.due_on = due_on
    file.save(update_fields=["due_on"])
    text = (
        f"Write to the force for the papers of {file}, due {in_words(due_on)}: Panels, sample {file.sample.reference}, "
        f"{file}, “Write the request to the force”."
    )
    due = on + REQUEST_WRITTEN_WITHIN
    task = work.add_task(case, text=text, due_on=due, owner=to, key=_task_key(file), on=on, by=by)
    audit.record("drawn_file.request_handed", file, by=by, task=task.pk, to=to.pk)
    return task


def _task_key(file: DrawnFile) -> str:
    return f"papers of drawn file {file.pk}"


def handed(file: DrawnFile) -> Task | None:
    """The open task by which a colleague was asked to write for the papers of a file."""
    case = file.complaint.case_id
    open_tasks = Task.objects.filter(case=case, key=_task_key(file)).open().select_related("owner", "case")
    return open_tasks.first() if case else None


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
        task = handed(file)
        if task is not None and letter.issued_by.roles & KEEPS_FILES:
            work.finish_task(task, on=on, outcome="The letter has gone.", by=letter.issued_by)
    elif code == CHASE and file.stage == FileStage.ASKED:
        Chase.objects.create(drawn_file=file, on=on, note="By letter", by=letter.issued_by)
        audit.record("drawn_file.chased", file, by=letter.issued_by, letter=letter.pk)
