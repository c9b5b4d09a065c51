"""Lists of past correspondence: received, checked, brought in once somebody says so, undone while nobody uses them."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from casework.choices import PastListStage
from casework.models import Case, CaseClock, Correspondence, Message, PastList
from casework.rules import WORKS_CASES
from casework.workflow import past
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.locks import Lock, wait_for
from pcc.models import Job, User
from pcc.moves import check_role
from pcc.reporting.importing.letters import Looked, look_at, read_letters_mapping

LARGEST_LIST = 20 * 1024 * 1024
LARGEST_MAPPING = 256 * 1024


def receive_list(content: bytes, *, name: str, mapping: str, by: User, at: datetime) -> PastList:
    """Keep the list and ask for its check. RuleBroken for a mapping that is unsound or a file that cannot be one."""
    check_role(by, WORKS_CASES)
    if not content:
        raise RuleBroken("The file is empty.")
    if len(content) > LARGEST_LIST:
        raise RuleBroken(f"The file is larger than {LARGEST_LIST // 1024 // 1024} MB: bring it in year by year.")
    if len(mapping) > LARGEST_MAPPING:
        raise RuleBroken("This is too long for a mapping: it is a page or two.")
    read_letters_mapping(mapping)
    with transaction.atomic():
        kept = PastList.objects.create(
            file_name=Path(name).name[:200] or "list",
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            mapping=mapping,
            asked_by=by,
            asked_at=at,
        )
        kept.job = jobs.ask("letters.check", by=by, key=f"list {kept.pk}", list=kept.pk)
        kept.save(update_fields=["job"])
        audit.record("past_list.received", kept, by=by, digest=kept.digest, bytes=len(content))
    return kept


@jobs.carries_out("letters.check")
def carry_out_check(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Read the list to its end and say what would become of each row. Changes nothing else."""
    kept = PastList.objects.select_for_update(of=["self"]).get(pk=job.params["list"])
    if kept.stage != PastListStage.CHECKING:
        return {}
    try:
        looked = _look(kept, on=timezone.localdate(), progress=progress)
    except RuleBroken as refusal:
        kept.stage, kept.problem = PastListStage.REFUSED, str(refusal)
        kept.save(update_fields=["stage", "problem"])
        return {"problem": str(refusal)}
    kept.stage = PastListStage.CHECKED
    _count(kept, looked)
    kept.save()
    audit.record("past_list.checked", kept, by=job.asked_by, read=kept.read, ready=kept.ready, held=kept.held)
    return {"read": kept.read, "ready": kept.ready}


def bring_in(kept: PastList, *, by: User) -> PastList:
    """Ask for what is ready to be brought in; asked twice, it is done once."""
    check_role(by, WORKS_CASES)
    with transaction.atomic():
        kept = PastList.objects.select_for_update(of=["self"]).select_related("job").get(pk=kept.pk)
        interrupted = kept.job is None or kept.job.is_over
        if kept.stage == PastListStage.LOADING and not interrupted:
            return kept
        if kept.stage not in (PastListStage.CHECKED, PastListStage.LOADING):
            raise RuleBroken(f"This list is {kept.get_stage_display().lower()}, so it cannot be brought in.")
        if not kept.ready:
            raise RuleBroken("No row of this list is ready: there is nothing to bring in.")
        kept.stage = PastListStage.LOADING
        kept.job = jobs.ask("letters.bring_in", by=by, key=f"list {kept.pk}", list=kept.pk)
        kept.save(update_fields=["stage", "job"])
        audit.record("past_list.asked_in", kept, by=by, ready=kept.ready)
    return kept


@jobs.carries_out("letters.bring_in")
def carry_out(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Read the list anew and bring in what is ready now: all of it or, when something fails, nothing."""
    kept = PastList.objects.select_for_update(of=["self"]).get(pk=job.params["list"])
    if kept.stage != PastListStage.LOADING or job.asked_by is None:
        return {}
    wait_for(Lock.PAST_LETTERS)
    looked = _look(kept, on=timezone.localdate(), progress=progress)
    progress("Bringing matters in", 0, len(looked.ready))
    made = past.load(looked.ready, by=job.asked_by, source=kept.file_name, brought_by=kept)
    kept.stage, kept.loaded_at = PastListStage.LOADED, timezone.now()
    _count(kept, looked)
    kept.save()
    audit.record("past_list.loaded", kept, by=job.asked_by, count=len(made))
    return {"brought_in": len(made)}


@jobs.when_failed("letters.bring_in")
def say_it_failed(job: Job, error: str) -> None:
    """A list whose bringing in failed can be asked for again: nothing of it is in."""
    kept = PastList.objects.select_for_update().filter(pk=job.params["list"], stage=PastListStage.LOADING).first()
    if kept is not None:
        kept.stage, kept.problem = PastListStage.CHECKED, error
        kept.save(update_fields=["stage", "problem"])


def undo(kept: PastList, *, by: User) -> PastList:
    """Take everything of the list out again, all or nothing; RuleBroken names what somebody has worked on since.

    The numbers of its files are not given again. What was removed stays in the history of rows.
    """
    check_role(by, WORKS_CASES)
    with transaction.atomic():
        kept = PastList.objects.select_for_update().get(pk=kept.pk)
        if kept.stage != PastListStage.LOADED:
            raise RuleBroken(f"This list is {kept.get_stage_display().lower()}, so there is nothing to undo.")
        rows = Correspondence.objects.select_for_update(of=["self"]).filter(brought_by=kept)
        if changed := list(rows.exclude(version=1).values_list("case", flat=True)):
            raise RuleBroken(_worked_on(changed, by))
        cases = list(rows.values_list("case", flat=True))
        try:
            with transaction.atomic():
                CaseClock.objects.filter(case__in=cases).delete()
                Message.objects.filter(case__in=cases, digest="").delete()
                rows.delete()
                Case.objects.filter(pk__in=cases).delete()
        except ProtectedError as used:
            found = {row.case_id for row in used.protected_objects if hasattr(row, "case_id")}
            raise RuleBroken(_worked_on(found & set(cases), by)) from used
        except IntegrityError as used:
            raise RuleBroken(_worked_on([], by)) from used
        kept.stage, kept.undone_at = PastListStage.UNDONE, timezone.now()
        kept.save(update_fields=["stage", "undone_at"])
        audit.record("past_list.undone", kept, by=by, count=len(cases))
    return kept


MOST_NAMED = 3


def _worked_on(cases: Iterable[int], by: User) -> str:
    """Why nothing is taken out, naming some of the matters in the way that this person may see."""
    seen = Case.objects.visible_to(by).filter(pk__in=cases).order_by("reference")
    references = seen.values_list("reference", flat=True)[:MOST_NAMED]
    named = f" ({', '.join(references)})" if references else ""
    return f"This list cannot be undone: matters of it have been worked on since{named}."


def load_at_once(content: bytes, *, name: str, mapping: str, by: User, at: datetime) -> tuple[PastList, Looked]:
    """Receive, check and bring in within one transaction: for the command line, which waits for no worker."""
    check_role(by, WORKS_CASES)
    with transaction.atomic():
        wait_for(Lock.PAST_LETTERS)
        looked = look_at_bytes(content, columns_of=mapping, on=timezone.localdate(at))
        kept = PastList(
            stage=PastListStage.LOADED,
            file_name=Path(name).name[:200],
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            mapping=mapping,
            asked_by=by,
            asked_at=at,
            loaded_at=at,
        )
        _count(kept, looked)
        kept.save()
        made = past.load(looked.ready, by=by, source=kept.file_name, brought_by=kept)
        audit.record("past_list.loaded", kept, by=by, count=len(made))
    return kept, looked


def look_at_bytes(content: bytes, *, columns_of: str, on: date, progress: jobs.Progress | None = None) -> Looked:
    """What the list holds, under the mapping of that text."""
    with TemporaryDirectory() as desk:
        path = Path(desk) / "list"
        path.write_bytes(content)
        return look_at(path, read_letters_mapping(columns_of), on=on, progress=progress)


def _look(kept: PastList, *, on: date, progress: jobs.Progress) -> Looked:
    return look_at_bytes(bytes(kept.content), columns_of=kept.mapping, on=on, progress=progress)


def _count(kept: PastList, looked: Looked) -> None:
    kept.read, kept.ready, kept.held = looked.read, len(looked.ready), len(looked.held)
    kept.known, kept.skipped = looked.known, looked.skipped
    kept.problems, kept.problem = [asdict(each) for each in looked.held], ""
