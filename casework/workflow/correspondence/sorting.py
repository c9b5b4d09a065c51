"""Sorted: whose it is, and who can help."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.choices import MailStage, RouteChoice
from casework.models import Case, Correspondence, Theme
from casework.rules.correspondence import ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED
from casework.rules.triage import WAYS, Route
from casework.workflow.cases import allocate, refuse_future
from casework.workflow.clocks import begin_clock, end_clock
from casework.workflow.correspondence.held import each_for_itself, held, keep
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.versions import mark_of, refuse_changed
from pcc.working_days import in_words


@transaction.atomic
def claim(item: Correspondence, *, by: User) -> Correspondence:
    """Take a matter that nobody has; of two who take it at once, one gets it."""
    item = held(item, "claim", by)
    if item.case.owner_id != by.pk:
        _take(item, by=by)
    return item


def _take(item: Correspondence, *, by: User) -> None:
    item.case.owner, item.case.allocated_on = by, timezone.localdate()
    item.case.save(update_fields=["owner", "allocated_on"])
    audit.record("correspondence.claimed", item, by=by, case=item.case_id)


@transaction.atomic
def take_next(*, by: User) -> Correspondence | None:
    """Take the next matter that nobody has sorted or taken: what may speak of danger first, then the oldest.

    Two people who ask at once get two matters. None when nothing is left.
    """
    rows = Correspondence.objects.visible_to(by).filter(stage=MailStage.NEW, case__owner=None)
    first = ("-correspondence__may_upset", "correspondence__received_at", "pk")
    cases = Case.objects.filter(correspondence__in=rows).order_by(*first)
    case = cases.select_for_update(skip_locked=True, of=("self",)).first()
    return claim(Correspondence.objects.get(case=case), by=by) if case else None


def give_all(items: Iterable[Correspondence], *, to: User, on: date, by: User) -> tuple[int, list[str]]:
    """Give several matters to somebody, each for itself; how many, and a sentence for each that was not."""
    return each_for_itself(
        items, lambda item: allocate(item.case, owner=to, team=item.case.team, on=on, by=by), what="given away"
    )


def mark_of_sorting(item: Correspondence) -> str:
    """What the form of sorting shows, to tell whether somebody sorted the matter meanwhile."""
    return mark_of(item.route, item.route_because, item.theme_id, item.area)


@transaction.atomic
def triage(
    item: Correspondence,
    *,
    route: RouteChoice,
    because: str = "",
    theme: Theme | None,
    area: str = "",
    on: date,
    seen: str = "",
    by: User,
) -> Correspondence:
    """Say where a matter belongs. A clock of that route starts with the day of receipt; the earlier route's ends.

    Whoever sorts what nobody has takes it: else it would be late on nobody's list. ``seen`` marks the matter that the
    form showed.
    """
    before = item.route
    item = held(item, "triage", by, target=MailStage.TRIAGED if item.stage == MailStage.NEW else item.stage)
    sorted_as = f"{item.triaged_by} sorted it as “{item.get_route_display()}”." if item.route else ""
    refuse_changed(seen, now=mark_of_sorting(item), what=sorted_as)
    refuse_future("The day", on)
    if on < item.received_on:
        raise RuleBroken(f"It was received on {in_words(item.received_on)}: it cannot have been sorted before.")
    item.route, item.route_because = route, because.strip()
    item.theme, item.area = theme, area.strip()
    item.triaged_by, item.triaged_on = by, on
    keep(item, "stage", "route", "route_because", "theme", "area", "triaged_by", "triaged_on")
    if item.case.owner_id is None:
        _take(item, by=by)
    _start_clock_of_route(item, before=before, on=on, by=by)
    audit.record(
        "correspondence.triaged", item, by=by, case=item.case_id, code=route, reason=item.route_because, on=str(on)
    )
    return item


def _start_clock_of_route(item: Correspondence, *, before: str, on: date, by: User) -> None:
    own = {way.clock for way in WAYS.values()} - {"", ACKNOWLEDGE, REPLY, REPLY_TO_ELECTED}
    wanted = WAYS[Route(item.route)].clock
    for code in own - {wanted}:
        end_clock(item.case, code=code, on=on, by=by)
    if wanted in own and not item.case.clocks.filter(rule__code=wanted, met_on=None).exists():
        begin_clock(item.case, code=wanted, started_on=item.received_on, by=by)
