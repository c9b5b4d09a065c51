"""What every move of a matter does first and last: lock, check, set the stage, keep."""

from collections.abc import Callable, Iterable
from datetime import date

from casework.choices import MailStage
from casework.models import Case, Correspondence
from casework.rules.correspondence import MAIL_MOVES, WAITING
from casework.workflow.cases import refuse_future, touch
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.locks import crossing
from pcc.models import User
from pcc.working_days import in_words


def held(item: Correspondence, name: str, by: User, *, target: str = "") -> Correspondence:
    """Lock case and matter, check that the move is open, and set the new stage."""
    case = Case.objects.select_for_update().get(pk=item.case_id)
    Correspondence.objects.select_for_update().get(pk=item.pk)
    item = Correspondence.objects.for_detail().get(pk=item.pk)
    moves.check(MAIL_MOVES[name], item, by)
    touch(case)
    item.stage = target or MAIL_MOVES[name].target or item.stage
    return item


def held_by(item: Correspondence, name: str, by: User | None) -> Correspondence:
    """As ``held``; for what happens by itself, as when a letter has gone, the stage alone must allow it.

    What waits for somebody goes on waiting: a letter to the person ends no enquiry.
    """
    if by is not None:
        return held(item, name, by)
    Case.objects.select_for_update().get(pk=item.case_id)
    Correspondence.objects.select_for_update().get(pk=item.pk)
    item = Correspondence.objects.for_detail().get(pk=item.pk)
    if item.stage in MAIL_MOVES[name].sources - WAITING:
        item.stage = MAIL_MOVES[name].target or item.stage
    return item


def keep(item: Correspondence, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=[*fields, "version"])


def refuse_before_receipt(item: Correspondence, on: date) -> None:
    refuse_future("The day", on)
    if on < item.received_on:
        raise RuleBroken(f"It was received on {in_words(item.received_on)}: that cannot have been before.")


def open_again(item: Correspondence, *, because: str, by: User | None) -> None:
    if item.stage == MailStage.CLOSED:
        item.case.stage, item.case.closed_on, item.case.closed_because = "OPEN", None, ""
        item.case.save(update_fields=["stage", "closed_on", "closed_because"])
    item.stage, item.outcome, item.ended_on = MailStage.OPEN, "", None
    keep(item, "stage", "outcome", "ended_on")
    audit.record("correspondence.reopened", item, by=by, reason=because, case=item.case_id)


def each_for_itself(
    items: Iterable[Correspondence], act: Callable[[Correspondence], object], *, what: str
) -> tuple[int, list[str]]:
    """Act on several, each in a transaction of its own; how many, and a sentence for each that was not ``what``."""
    done, refused = 0, []
    for item in items:
        try:
            with crossing():
                act(item)
            done += 1
        except RuleBroken as broken:
            refused.append(f"{item.case.reference} was not {what}: {broken}")
    return done, refused
