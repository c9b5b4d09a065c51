"""Whole lives of complaints, as they can be published: the open by age, what came in and went out, share finished."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from complaints import stats
from complaints.stats import Life
from pcc.figures import Column, Figure, PublicTable, Row, Table, digest_of, how_many, in_fives, public_flows
from pcc.figures import Kind as Of
from pcc.models import BankHoliday
from pcc.reporting.stats.publishable.kind import ROUNDS, WHICH, Kind, guarded, held_table, kept, which_of


def life_of(asked: Mapping[str, str], *, until: date, on: date) -> tuple[Life, date]:
    """The complaints of these filters as they stood on ``until``, or on the day of the extract if that is earlier."""
    which = which_of(asked)
    newest = stats.as_at_of(stats.forces_with_complaints(which.force), on=on)
    as_at = {force: min(day, until) for force, day in newest.items()}
    rows = stats.narrowed(stats.all_complaints(), which)
    life = stats.life_from_facts(rows, as_at=as_at, with_ids=True).of(asked.get("handling", "all"))
    return life, stats.oldest(as_at, on=min(on, until))


def of_lives(
    kind: str, asked: Mapping[str, str], life: Life, table: Table, *, since: date, until: date, as_at: date, told: str
) -> Figure:
    """The figure of a kind, of these complaints, with its table and what it says."""
    assert life.ids is not None
    which = which_of(asked)
    named = {name: asked[name] for name in ("measure",) if name in asked}
    return Figure(
        definition=stats.OF_LIVES[kind],
        asked={"figure": kind, "handling": asked.get("handling", "all")} | named | which.narrowed,
        since=since,
        until=until,
        as_at=as_at,
        calendar=BankHoliday.objects.as_calendar().version,
        numbers=kept(table, told),
        left_out=stats.left_out(
            stats.narrowed(stats.all_complaints(), which), stats.forces_with_complaints(which.force)
        ),
        rows=len(life.ids),
        digest=digest_of(life.ids),
    )


def _open_by_age(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    life, as_at = life_of(asked, until=until, on=on)
    waiting = life.where(np.isnat(life.finalised))
    bands = stats.open_in_bands(waiting, BankHoliday.objects.as_calendar())
    total = sum(row.count for row in bands)
    table = Table(
        (Column("open", "Open complaints", "complaints"),),
        tuple(Row(row.band.label, f"{row.band.label} working days", (row.count,)) for row in bands),
        Row("all", "All", (total,)),
    )
    told = (
        f"{how_many(total, 'complaint was', 'complaints were')} open on {as_at:%-d %B %Y}, "
        f"{bands[-1].count:,} of them for over 250 working days."
    )
    return of_lives("open-by-age", asked, waiting, table, since=as_at, until=as_at, as_at=as_at, told=told)


def _flows(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    life, as_at = life_of(asked, until=until, on=on)
    last = min(until, as_at)
    first = stats.first_whole_month(stats.watched_since(life), of=since, until=last)
    flows = stats.flow_by_month(life, since=first, until=last)
    rows = []
    for flow in flows:
        month = str(flow.since.astype("datetime64[M]"))
        rows.append(
            Row(month, f"{flow.since.astype(object):%B %Y}", (flow.start, flow.came_in, flow.went_out, flow.end))
        )
    came_in, went_out = (sum(getattr(flow, way) for flow in flows) for way in ("came_in", "went_out"))
    table = Table(
        (
            Column("start", "Open at the start", "complaints", sums=False),
            Column("received", "Received", "complaints"),
            Column("finalised", "Finalised", "complaints"),
            Column("end", "Open at the end", "complaints", sums=False),
        ),
        tuple(rows),
        Row("all", "All", (flows[0].start, came_in, went_out, flows[-1].end)),
    )
    told = (
        f"{how_many(came_in, 'complaint')} came in and {how_many(went_out, 'was', 'were')} finalised; "
        f"{how_many(flows[-1].end, 'was', 'were')} open at the end."
    )
    seen = life.where(np.isnat(life.finalised) | (life.finalised >= np.datetime64(max(first, since), "D")))
    return of_lives("in-out-open", asked, seen, table, since=since, until=until, as_at=as_at, told=told)


def _share_finished(asked: Mapping[str, str], since: date, until: date, on: date) -> Figure:
    life, as_at = life_of(asked, until=on, on=on)
    cohort = life.where((life.received >= np.datetime64(since, "D")) & (life.received <= np.datetime64(until, "D")))
    share = stats.share_by_age(cohort, BankHoliday.objects.as_calendar(), since=since, until=until)
    watched = Column("watched", "Still open and watched", "complaints", sums=False)
    table = Table(
        (
            watched,
            *(
                Column(code, label, "share", Of.AVERAGE, of="watched")
                for code, label in (("share", "Share finished"), ("low", "95% from"), ("high", "95% to"))
            ),
        ),
        tuple(
            Row(str(at.age), f"By {at.age} working days", (at.at_risk, at.share, at.low, at.high)) for at in share.at
        ),
        None,
    )
    told = f"Of {how_many(share.n, 'complaint')} received, open ones counted in: {share.in_words()}"
    return of_lives("share-finished", asked, cohort, table, since=since, until=until, as_at=as_at, told=told)


def _guarded_flows(table: Table, numbers: Mapping[str, Any], small: str) -> PublicTable:
    return in_fives(table) if small == ROUNDS else public_flows(table)


OPEN_PAGE = "reporting:counted-in"
FILTERS = ("handling", *WHICH)
KINDS = tuple(
    Kind(code, name, OPEN_PAGE, "complaints", FILTERS, counted, held_table, protected)
    for code, name, counted, protected in (
        ("open-by-age", "Open complaints by age", _open_by_age, guarded),
        ("in-out-open", "Received, finalised and open", _flows, _guarded_flows),
        ("share-finished", "Share finished by age", _share_finished, guarded),
    )
)
