"""Facts as columns: complaints read once, and the reports and figures that answer from them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from complaints.choices import INVESTIGATIONS, ImportState
from complaints.models import Complaint, ImportBatch, TwelveMonthNotice
from complaints.querysets import ComplaintQuerySet
from complaints.stats.columns import FROM_COLUMNS, closed_in, columns_from_facts, open_in, that_may_count
from complaints.stats.timeliness import (
    NOT_STATED,
    Array,
    Asked,
    Closed,
    Open,
    Report,
    Which,
    by_force,
    chosen_handling,
    report,
)
from pcc import spans
from pcc.errors import RuleBroken
from pcc.figures import KEPT_PLACES, Figure, LeftOut, digest_of
from pcc.models import Force
from pcc.working_days import WorkingCalendar

ENDS = {"log": "logged_on", "contact": "first_contact_on"}
"""The date of a complaint that ends what is measured, where it is not the day finalised."""


def _ended(
    rows: QuerySet[Any],
    calendar: WorkingCalendar,
    *,
    end: str,
    basis: str,
    complaint: str = "",
    words: Mapping[str, Sequence[str]] | None = None,
    with_ids: bool = False,
) -> Closed:
    """What these rows measure from receipt to ``end``. ``complaint`` leads from a row to its complaint."""
    start, handling, force = f"{complaint}received_on", f"{complaint}handling", f"{complaint}force_id"
    pk = f"{complaint}id"
    fields = [start, end, handling, force, *([pk] if with_ids else [])]
    found_in = {f"{complaint}{name}": known for name, known in (words or {}).items()}
    columns = spans.read(rows, tuple(fields), words=found_in)
    began, ended = columns[start], columns[end]
    return Closed(
        day=began if basis == "received" else ended,
        handling=columns[handling],
        force=columns[force],
        working=calendar.days_between(began, ended),
        calendar=(ended - began).astype(np.int32),
        words=next((columns[name] for name in found_in), None),
        ids=columns.get(pk),
    )


def open_from_facts(
    rows: ComplaintQuerySet, *, as_at: dict[int, date], words: Mapping[str, Sequence[str]] | None = None
) -> Open:
    """The complaints among these rows that were open on their force's as-at day."""
    waiting = rows.counted().filter(finalised_on=None, force__in=list(as_at))
    columns = spans.read(waiting, ("received_on", "handling", "force_id"), words=words)
    held = next((columns[name] for name in words or {}), None)
    known = columns["received_on"] <= by_force(columns["force_id"], as_at)
    waiting_ones = Open(columns["handling"], columns["force_id"], columns["received_on"], held)
    return waiting_ones.where(known)


def words_of(rows: ComplaintQuerySet, by: str) -> dict[str, list[str]]:
    """The areas or categories among these rows, under the name of their column; nothing for other breakdowns."""
    if by == "area":
        return {"area": sorted(set(rows.counted().order_by().values_list("area", flat=True).distinct()))}
    if by == "category":
        each = rows.counted().order_by().annotate(word=Func(F("categories"), function="unnest"))
        return {"categories": sorted(set(each.values_list("word", flat=True).distinct()))}
    return {}


def as_at_of(forces: Iterable[int], *, on: date) -> dict[int, date]:
    """The day each force's figures are as at: that of its newest extract, or ``on`` where it has sent none."""
    asked = list(forces)
    with connection.cursor() as cursor:  # the ORM takes longer to put this together than the database to answer it
        cursor.execute(
            "SELECT force_id, max(taken_on) FROM complaints_importbatch WHERE state = %s AND force_id = ANY(%s) "
            "GROUP BY force_id",
            [ImportState.LOADED, asked],
        )
        taken = dict(cursor.fetchall())
    return {force: taken.get(force, on) for force in asked}


def forces_with_complaints(code: str = "") -> dict[int, Force]:
    """The forces that have any complaint here, by id; that of one code alone, if it is named.

    RuleBroken when no force with complaints has that code.
    """
    found = {force.pk: force for force in with_complaints(code)}
    if code and not found:
        raise RuleBroken(f"There is no force called {code} with complaints here.")
    return found


def narrowed(rows: ComplaintQuerySet, which: Which) -> ComplaintQuerySet:
    """Those of the force, area and category that are asked for."""
    if which.force:
        rows = rows.filter(force__code=which.force)
    if which.area:
        rows = rows.filter(area="") if which.area == NOT_STATED else rows.filter(area__iexact=which.area)
    if which.category:
        rows = rows.filter(categories__contains=[which.category])
    return rows


def oldest(as_at: dict[int, date], *, on: date) -> date:
    """The one day that figures of several forces can be said to be as at: that of the oldest extract."""
    return min(as_at.values(), default=on)


def left_out(rows: ComplaintQuerySet, forces: Iterable[int]) -> tuple[LeftOut, ...]:
    """What no figure of these forces counts, with reasons: complaints held at the newest import, and vanished ones."""
    newest = ImportBatch.objects.filter(pk__in=_newest_of_each(forces).values("pk"))
    held = newest.aggregate(held=Sum("cases_held"))["held"] or 0
    return _left_out(held=held, vanished=rows.filter(vanished_on__isnull=False).count())


def _newest_of_each(forces: Iterable[int]) -> QuerySet[ImportBatch]:
    loaded = ImportBatch.objects.filter(state=ImportState.LOADED, force__in=list(forces))
    return loaded.order_by("force", "-taken_on", "-pk").distinct("force")


def _left_out(*, held: int, vanished: int) -> tuple[LeftOut, ...]:
    return (
        LeftOut("Held at import because of a fault in the extract", held),
        LeftOut("No longer in the force's newest extract", vanished),
    )


def told_of_forces(forces: "QuerySet[Force]") -> "QuerySet[Force]":
    """Forces with what figures of all their complaints have to tell: the day of the newest extract (``taken_on``, None
    where there is none), how many complaints it ``held`` back, and how many have ``vanished`` from it."""
    newest = ImportBatch.objects.filter(state=ImportState.LOADED, force=OuterRef("pk")).order_by("-taken_on", "-pk")
    vanished = Complaint.objects.filter(force=OuterRef("pk"), vanished_on__isnull=False).order_by()
    return forces.annotate(
        taken_on=Subquery(newest.values("taken_on")[:1]),
        held=Coalesce(Subquery(newest.values("cases_held")[:1]), 0),
        vanished=Coalesce(Subquery(vanished.values("force").values(number=Count("pk"))), 0),
    )


def left_out_of(forces: Collection[Any]) -> tuple[LeftOut, ...]:
    """``left_out`` of all complaints of forces that ``told_of_forces`` gave, without asking anew."""
    return _left_out(held=sum(force.held for force in forces), vanished=sum(force.vanished for force in forces))


def with_complaints(code: str = "") -> "QuerySet[Force]":
    """The forces that have any complaint here; that of one code alone, if it is named."""
    wanted = Force.objects.filter(Exists(Complaint.objects.filter(force=OuterRef("pk"))))
    return wanted.filter(code=code) if code else wanted


def from_facts(rows: ComplaintQuerySet, asked: Asked, *, calendar: WorkingCalendar, on: date) -> Report:
    """The report that is asked for, of these rows, read once; ``on`` is today, for forces that have sent no extract."""
    return _counted(rows, asked, calendar=calendar, on=on)[0]


def figure(rows: ComplaintQuerySet, asked: Asked, *, calendar: WorkingCalendar, on: date) -> Figure:
    """The report as a figure that can be frozen, with the digest of the complaints whose days it counts."""
    counted, ids = _counted(rows, asked, calendar=calendar, on=on, with_ids=True)
    numbers = counted.as_json(places=KEPT_PLACES)
    told = {"definition", "version", "from", "to", "as_at", "calendar", "left_out", "restated"}
    return Figure(
        definition=asked.definition,
        asked={name: getattr(asked, name) for name in ("by", "handling", "measure", "basis", "suspension")}
        | asked.which.narrowed,
        since=asked.since,
        until=asked.until,
        as_at=counted.as_at,
        calendar=counted.calendar,
        numbers={name: value for name, value in numbers.items() if name not in told},
        left_out=counted.left_out,
        rows=len(ids),
        digest=digest_of(ids),
    )


def _counted(
    rows: ComplaintQuerySet, asked: Asked, *, calendar: WorkingCalendar, on: date, with_ids: bool = False
) -> tuple[Report, Array]:
    forces = forces_with_complaints(asked.force)
    rows = narrowed(rows, asked.which)
    as_at = as_at_of(forces, on=on)
    words = words_of(rows, asked.by)
    left = left_out(rows, forces)
    if asked.measure in FROM_COLUMNS:
        columns = columns_from_facts(rows.filter(that_may_count(asked)), words=words, with_ids=with_ids)
        closed = closed_in(columns, asked, calendar, as_at=as_at)
        still_open = open_in(columns, asked, as_at=as_at)
        left = (*still_waiting(asked, still_open), *left)
    else:
        waiting = _waiting(rows, asked, as_at=as_at, on=on)
        still_open = open_from_facts(waiting, as_at=as_at, words=words)
        closed = _closed(rows, asked, calendar, as_at=as_at, words=words, with_ids=with_ids)
        left = (*still_waiting(asked, still_open), *_without_an_end(rows, asked), *left)
    counted = report(
        closed,
        still_open,
        asked=asked,
        left=left,
        as_at=oldest(as_at, on=on),
        calendar=calendar,
        forces=forces,
        words=next(iter(words.values()), ()),
    )
    if closed.ids is None:
        return counted, np.empty(0, dtype=np.int64)
    return counted, closed.ids[np.isin(closed.handling, chosen_handling(asked.handling))]


def _in_period(asked: Asked, day: str) -> Q:
    return Q(**{f"{day}__range": (asked.since, asked.until)})


def _closed(
    rows: ComplaintQuerySet,
    asked: Asked,
    calendar: WorkingCalendar,
    *,
    as_at: dict[int, date],
    words: Mapping[str, Sequence[str]],
    with_ids: bool,
) -> Closed:
    """What ended in the period; by receipt, what was received in it and ended by its force's as-at day."""
    told: dict[str, Any] = {"basis": asked.basis, "words": words, "with_ids": with_ids}
    if asked.measure == "notice":
        day = "complaint__received_on" if asked.basis == "received" else "received_on"
        notices = TwelveMonthNotice.objects.filter(_in_period(asked, day), occurrence=1, complaint__in=rows.counted())
        if asked.basis == "received":
            notices = notices.filter(_by_as_at("received_on", as_at, complaint="complaint__"))
        return _ended(notices, calendar, end="received_on", complaint="complaint__", **told)
    end = ENDS[asked.measure]
    found = rows.counted().filter(**{f"{end}__isnull": False})
    if asked.basis == "received":
        found = found.filter(_in_period(asked, "received_on")).filter(_by_as_at(end, as_at))
    else:
        found = found.filter(_in_period(asked, end))
    return _ended(found, calendar, end=end, **told)


def _by_as_at(day: str, as_at: dict[int, date], *, complaint: str = "") -> Q:
    """Days no later than the as-at day of the complaint's force: nothing is known of it after that day."""
    wanted = Q(pk__in=())
    for measured_to in set(as_at.values()):
        of_that_day = [force for force, its_day in as_at.items() if its_day == measured_to]
        wanted |= Q(**{f"{complaint}force__in": of_that_day, f"{day}__lte": measured_to})
    return wanted


def _waiting(rows: ComplaintQuerySet, asked: Asked, *, as_at: dict[int, date], on: date) -> ComplaintQuerySet:
    """What waits for its end: open complaints, to which the date that would end the measure has not come either."""
    if asked.basis == "received":
        rows = rows.filter(_in_period(asked, "received_on"))
    return waiting_for(rows, asked.measure, as_at=as_at, on=on)


def waiting_for(rows: ComplaintQuerySet, measure: str, *, as_at: dict[int, date], on: date) -> ComplaintQuerySet:
    """Those of these rows to which what ends a measure has not come: no day logged, no first contact, no notice.

    Whether they are open is the caller's question.
    """
    if measure in ENDS:
        return rows.filter(**{ENDS[measure]: None})
    if measure == "notice":
        year_before = _a_year_before(oldest(as_at, on=on))
        return rows.filter(handling__in=INVESTIGATIONS, received_on__lte=year_before).filter(~_has_notice())
    return rows


def _has_notice() -> Exists:
    return Exists(TwelveMonthNotice.objects.filter(complaint=OuterRef("pk"), occurrence=1))


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def still_waiting(asked: Asked, still_open: Open) -> Iterator[LeftOut]:
    """What was received in the period and has no duration yet, where the period is one of receipts."""
    if asked.basis == "received" and asked.measure != "open":
        own = np.isin(still_open.handling, chosen_handling(asked.handling))
        yield LeftOut(STILL_WAITING, int(own.sum()))


STILL_WAITING = "Received in the period and still waiting on the as-at day"


def _without_an_end(rows: ComplaintQuerySet, asked: Asked) -> Iterator[LeftOut]:
    """What belongs to the period, is finalised and has no duration, with the reason."""
    over = rows.counted().filter(_in_period(asked, "received_on" if asked.basis == "received" else "finalised_on"))
    over = over.filter(finalised_on__isnull=False).handled(asked.handling)
    if asked.measure == "log":
        yield LeftOut("Finalised without a date logged", over.filter(logged_on=None).count())
    elif asked.measure == "contact":
        yield LeftOut("Finalised without a date of first contact", over.filter(first_contact_on=None).count())
    elif asked.measure == "notice":
        long = over.filter(handling__in=INVESTIGATIONS, finalised_on__gt=F("received_on") + timedelta(days=366))
        yield LeftOut(
            "Investigations of more than 12 months finalised without a notice", long.filter(~_has_notice()).count()
        )


def all_complaints() -> ComplaintQuerySet:
    """Every complaint of the office, sealed ones too: figures count them, only their drilling leaves them out."""
    return Complaint.objects.all()
