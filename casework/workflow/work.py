"""Every write to what is done on a file: notes, tasks, links, tags; and hand-overs between people."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.choices import FileLinkKind, NoteKind, TaskStage, WaitsOn
from casework.models import Case, CaseLink, CaseTag, HandOver, Note, Tag, Task
from casework.rules import ANSWERS_FOR_CASES, TASK_MOVES, WORKS_CASES
from casework.workflow.cases import held, refuse_future, refuse_unfit
from pcc import audit, moves
from pcc.errors import RuleBroken, said
from pcc.models import User
from pcc.moves import check_role
from pcc.versions import mark_of, refuse_changed
from pcc.working_days import in_words

LONGEST_NOTE = 20_000
LONGEST_HAND_OVER = 366
LATEST_TASK = timedelta(days=10 * 366)

# Notes


@transaction.atomic
def add_note(
    case: Case, *, text: str, on: date, kind: NoteKind = NoteKind.NOTE, is_releasable: bool = False, by: User | None
) -> Note:
    """Write a note on a file: internal, unless it may be shown to the people it is about."""
    if by is not None:
        case = held(case, "add_note", by, on=on)
    refuse_future("The day", on)
    note = Note.objects.create(
        case=case,
        kind=kind,
        on=on,
        text=said(text, "Write the note.", longest=LONGEST_NOTE),
        is_releasable=is_releasable,
        written_by=by,
        written_at=timezone.now(),
    )
    audit.record("case.note_added", case, by=by, note=note.pk, kind=kind, is_releasable=is_releasable)
    return note


@transaction.atomic
def strike_note(note: Note, *, reason: str, by: User) -> Note:
    """Strike out a note that is wrong. It stays to be read, with the reason."""
    case = held(note.case, "strike_note", by)
    reason = said(reason, "Say what is wrong with the note.", longest=200)
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.struck_at is not None:
        raise RuleBroken("This note was struck out already.")
    note.struck_by, note.struck_at, note.struck_because = by, timezone.now(), reason
    note.save(update_fields=["struck_by", "struck_at", "struck_because"])
    audit.record("case.note_struck", case, by=by, reason=reason, note=note.pk)
    return note


# Tasks


@transaction.atomic
def add_task(
    case: Case,
    *,
    text: str,
    due_on: date,
    owner: User | None,
    waits_on: WaitsOn | str = "",
    key: str = "",
    on: date | None = None,
    by: User | None,
) -> Task:
    """Ask for something to be done on a file by a day; ``waits_on`` says whose turn it is when not the office's.

    With a ``key`` it is asked for once: while such a task is open, that one is returned. ``by`` is None for the system,
    which may ask on any file.
    """
    case = held(case, "add_task", by, on=on) if by else Case.objects.select_for_update().get(pk=case.pk)
    there: Task | None = case.tasks.filter(key=key, stage=TaskStage.OPEN).first() if key else None
    if there is not None:
        return there
    text = said(text, "Say what is to be done.", longest=200)
    _refuse_due(case, due_on)
    if owner is not None and by is not None:
        refuse_unfit(case, owner)
    task = Task.objects.create(
        case=case,
        text=text,
        due_on=due_on,
        owner=owner,
        waits_on=waits_on,
        key=key,
        asked_by=by,
        asked_at=timezone.now(),
    )
    audit.record("case.task_added", case, by=by, task=task.pk, owner=owner.pk if owner else None)
    return task


def _refuse_due(case: Case, due_on: date) -> None:
    last = timezone.localdate() + LATEST_TASK
    if not case.opened_on <= due_on <= last:
        raise RuleBroken(
            f"A task of this file is due from {in_words(case.opened_on)}, when it was opened, to {in_words(last)}."
        )


def _task_taken(name: str, task: Task, by: User, *, on: date | None = None) -> Task:
    """Lock file and task, and check that the move is open."""
    held(task.case, "add_note", by, on=on)  # which is open on a closed file, too
    task = Task.objects.select_for_update(of=("self",)).select_related("case", "owner").get(pk=task.pk)
    moves.check(TASK_MOVES[name], task, by)
    task.stage = TASK_MOVES[name].target or task.stage
    return task


@transaction.atomic
def finish_task(task: Task, *, on: date, outcome: str = "", by: User) -> Task:
    """Mark a task as done on that day."""
    return _end_task("finish", task, on=on, outcome=outcome.strip(), by=by)


@transaction.atomic
def drop_task(task: Task, *, on: date, reason: str, by: User) -> Task:
    """Say that a task is not needed, and why."""
    return _end_task("drop", task, on=on, outcome=said(reason, "Say why it is not needed."), by=by)


def _end_task(name: str, task: Task, *, on: date, outcome: str, by: User) -> Task:
    task = _task_taken(name, task, by, on=on)
    refuse_future("The day", on)
    if on < task.case.opened_on:
        raise RuleBroken(f"The file was opened on {in_words(task.case.opened_on)}: give that day or a later one.")
    if len(outcome) > 200:
        raise RuleBroken("Say what came of it in 200 characters or fewer; a note holds more.")
    task.done_on, task.done_by, task.outcome = on, by, outcome
    task.save(update_fields=["stage", "done_on", "done_by", "outcome"])
    audit.record(f"case.task_{'finished' if name == 'finish' else 'dropped'}", task.case, by=by, task=task.pk)
    return task


def mark_of_task(task: Task) -> str:
    """What a form shows of a task, to tell whether somebody changed it meanwhile."""
    return mark_of(task.text, task.due_on, task.owner_id, task.waits_on)


@transaction.atomic
def change_task(
    task: Task, *, text: str, due_on: date, owner: User | None, waits_on: WaitsOn | str = "", seen: str = "", by: User
) -> Task:
    """Change what is to be done, by when, by whom, or whose turn it is; ``seen`` marks what the form showed."""
    task = _task_taken("change", task, by)
    now = f"The task is now: {task.text}, by {in_words(task.due_on)}, for {task.owner or 'nobody'}."
    refuse_changed(seen, now=mark_of_task(task), what=now)
    text = said(text, "Say what is to be done.", longest=200)
    if due_on != task.due_on:
        _refuse_due(task.case, due_on)
    if owner is not None and owner != task.owner:
        refuse_unfit(task.case, owner)
    wanted: dict[str, Any] = {"text": text, "due_on": due_on, "owner": owner, "waits_on": waits_on}
    changed = [name for name, value in wanted.items() if getattr(task, name) != value]
    if changed:
        for name in changed:
            setattr(task, name, wanted[name])
        task.save(update_fields=changed)
        audit.record("case.task_changed", task.case, by=by, task=task.pk, fields=sorted(changed))
    return task


# Links and tags


@transaction.atomic
def link_cases(case: Case, *, other: Case, kind: FileLinkKind, note: str = "", by: User) -> CaseLink:
    """Say that two files belong together."""
    if case.pk == other.pk:
        raise RuleBroken("A file cannot be linked to itself.")
    first, second = sorted((case, other), key=lambda each: each.pk)
    for each in (first, second):
        held(each, "link", by)
    if CaseLink.objects.filter(first=first, second=second, kind=kind).exists():
        raise RuleBroken(f"{other.reference} is linked like this already.")
    link = CaseLink.objects.create(
        first=first, second=second, kind=kind, note=note.strip()[:200], made_by=by, made_at=timezone.now()
    )
    for each, its_other in ((case, other), (other, case)):
        audit.record("case.linked", each, by=by, other=its_other.pk, code=kind)
    return link


@transaction.atomic
def unlink_cases(link: CaseLink, *, by: User) -> None:
    """Take a link away again; history keeps it."""
    for each in (link.first, link.second):
        held(each, "link", by)
    gone, _ = CaseLink.objects.filter(pk=link.pk).delete()
    if not gone:
        raise RuleBroken("This link was taken away already.")
    audit.record("case.unlinked", link.first, by=by, other=link.second_id)
    audit.record("case.unlinked", link.second, by=by, other=link.first_id)


@transaction.atomic
def add_tag(name: str, *, meaning: str, by: User) -> Tag:
    """Add a word to the office's list of tags, with what it means."""
    check_role(by, ANSWERS_FOR_CASES)
    name = said(" ".join(name.split()), "Give the tag a name.", longest=40)
    meaning = said(meaning, "Say what the tag means, so that everybody uses it alike.", longest=200)
    if Tag.objects.filter(name__iexact=name).exists():
        raise RuleBroken(f"There is a tag “{name}” already, or there was one.")
    try:
        with transaction.atomic():
            tag = Tag.objects.create(name=name, meaning=meaning, added_by=by, added_at=timezone.now())
    except IntegrityError as taken:
        raise RuleBroken(f"There is a tag “{name}” already, or there was one.") from taken
    audit.record("tag.added", tag, by=by)
    return tag


@transaction.atomic
def retire_tag(tag: Tag, *, by: User) -> Tag:
    """No new file gets this tag; those that have it keep it."""
    check_role(by, ANSWERS_FOR_CASES)
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.retired_at is not None:
        raise RuleBroken("This tag is retired already.")
    tag.retired_at = timezone.now()
    tag.save(update_fields=["retired_at"])
    audit.record("tag.retired", tag, by=by)
    return tag


@transaction.atomic
def tag_case(case: Case, *, tag: Tag, by: User) -> CaseTag:
    """Put a tag of the office's list on a file."""
    case = held(case, "tag", by)
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.retired_at is not None:
        raise RuleBroken(f"The tag “{tag}” is no longer used.")
    put, new = CaseTag.objects.get_or_create(case=case, tag=tag, defaults={"put_by": by, "put_at": timezone.now()})
    if not new:
        raise RuleBroken(f"It has the tag “{tag}” already.")
    audit.record("case.tagged", case, by=by, tag=tag.pk)
    return put


@transaction.atomic
def untag_case(case: Case, *, tag: Tag, by: User) -> None:
    case = held(case, "tag", by)
    gone, _ = CaseTag.objects.filter(case=case, tag=tag).delete()
    if not gone:
        raise RuleBroken(f"It does not have the tag “{tag}”.")
    audit.record("case.untagged", case, by=by, tag=tag.pk)


# Hand-overs


@transaction.atomic
def hand_over(giver: User, *, taker: User, from_on: date, until_on: date, reason: str, by: User) -> HandOver:
    """Put all of somebody's open work into another's hands from a day to a day, both included.

    Work goes one step at most: nobody hands on what they hold for somebody else, nor to somebody who is away then.
    """
    if by.pk != giver.pk and not by.roles & ANSWERS_FOR_CASES:
        raise RuleBroken("You can hand over your own work; somebody who answers for cases can hand over another's.")
    if giver.pk == taker.pk:
        raise RuleBroken("Choose somebody else to take the work.")
    reason = said(reason, "Say why, such as leave or illness kept in plain words.", longest=200)
    if until_on < from_on:
        raise RuleBroken("The last day comes before the first: exchange them.")
    if until_on < timezone.localdate():
        raise RuleBroken(f"{in_words(until_on)} is over: give today or a later day as the last day.")
    if (until_on - from_on).days > LONGEST_HAND_OVER:
        raise RuleBroken("A hand-over lasts a year at most: for longer, give the files to another owner.")
    # One order, so that two hand-overs of the same people wait for each other instead of passing unseen.
    people = {
        user.pk: user for user in User.objects.select_for_update().filter(pk__in=(giver.pk, taker.pk)).order_by("pk")
    }
    giver, taker = people[giver.pk], people[taker.pk]
    if not taker.is_active or not taker.roles & (WORKS_CASES | ANSWERS_FOR_CASES):
        raise RuleBroken(f"{taker} has no role that works on cases: choose somebody who has.")
    meanwhile = HandOver.objects.filter(called_off_at=None, from_on__lte=until_on, until_on__gte=from_on)
    for other in meanwhile.select_related("giver", "taker"):
        days = f"from {in_words(other.from_on)} to {in_words(other.until_on)}"
        if other.giver_id == giver.pk:
            raise RuleBroken(f"{giver}'s work is with {other.taker} {days}: call that off first, or choose other days.")
        if other.giver_id == taker.pk:
            raise RuleBroken(f"{taker} has handed over their own work {days}: choose somebody else.")
        if other.taker_id == giver.pk:
            raise RuleBroken(f"{giver} stands in for {other.giver} {days}: hand that over to somebody else first.")
    made = HandOver.objects.create(
        giver=giver,
        taker=taker,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        made_by=by,
        made_at=timezone.now(),
    )
    audit.record("work.handed_over", made, by=by, giver=giver.pk, taker=taker.pk)
    return made


@transaction.atomic
def call_off(made: HandOver, *, by: User) -> HandOver:
    """Call a hand-over off: from now on the work is its owner's again."""
    made = HandOver.objects.select_for_update(of=("self",)).select_related("giver").get(pk=made.pk)
    if by.pk != made.giver_id and not by.roles & ANSWERS_FOR_CASES:
        raise RuleBroken("Only the person whose work it is, or somebody who answers for cases, can call this off.")
    if made.called_off_at is not None:
        raise RuleBroken("This was called off already.")
    if made.until_on < timezone.localdate():
        raise RuleBroken("This is over already.")
    made.called_off_at = timezone.now()
    made.save(update_fields=["called_off_at"])
    audit.record("work.called_back", made, by=by, giver=made.giver_id, taker=made.taker_id)
    return made
