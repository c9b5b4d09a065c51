"""Limits of a chart worked out anew, by a named person."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from complaints import stats
from pcc import audit, moves
from pcc.errors import RuleBroken
from pcc.locks import Lock, wait_for
from pcc.models import User
from pcc.moves import check_role
from pcc.reporting.models import Rebase
from pcc.reporting.rules import REBASE_MOVES, REBASES, rebase_objection


@transaction.atomic
def rebase(*, measure: str, handling: str, month: date, newest: date, reason: str, by: User) -> Rebase:
    """Work the limits of one monthly chart out anew from ``month`` on; its reason stands under the chart.

    ``newest`` is the first day of the newest whole month. RuleBroken for an unknown measure or way of handling, and
    whatever ``rebase_objection`` says.
    """
    check_role(by, REBASES)
    if measure not in stats.MEASURES:
        raise RuleBroken(f"There is no measure called {measure}.")
    stats.chosen_handling(handling)
    if objection := rebase_objection(month=month, newest=newest, reason=reason):
        raise RuleBroken(objection)
    wait_for(Lock.LIMITS)
    if Rebase.objects.standing().filter(measure=measure, handling=handling, month=month).exists():
        raise RuleBroken(f"The limits are worked out anew from {month:%B %Y} already.")
    made = Rebase.objects.create(
        measure=measure, handling=handling, month=month, reason=reason.strip(), made_by=by, made_at=timezone.now()
    )
    audit.record("limits.rebased", made, by=by, reason=made.reason, measure=measure, month=str(month))
    return made


@transaction.atomic
def take_back(rebase: Rebase, *, by: User) -> Rebase:
    """Let the limits run on as before the rebase; it stays readable."""
    rebase = Rebase.objects.select_for_update().get(pk=rebase.pk)
    moves.check(REBASE_MOVES["take_back"], rebase, by)
    rebase.taken_back_by, rebase.taken_back_at = by, timezone.now()
    rebase.save(update_fields=["taken_back_by", "taken_back_at"])
    audit.record("limits.rebase_taken_back", rebase, by=by, measure=rebase.measure, month=str(rebase.month))
    return rebase
