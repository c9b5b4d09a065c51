"""The force's file: asked for, chased, arrived. While a request is open, only the force is waited for."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from casework import workflow as casework
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import User
from reviews.choices import Paper, Stage
from reviews.models import Chase, ForceArrival, ForceRequest, Review
from reviews.workflow.taking import day_of, keep, refuse_day, stage_now, take


@transaction.atomic
def request_file(review: Review, *, papers: Iterable[Paper], note: str = "", on: date, by: User) -> ForceRequest:
    """Ask the force for its file, or later for what is still needed: its clock runs until all of it has come."""
    name = "request_file" if stage_now(review) == Stage.ACCEPTED else "request_more"
    review = take(name, review, by)
    wanted = list(dict.fromkeys(papers))
    if not wanted:
        raise RuleBroken("Choose at least one paper to ask for.")
    refuse_day(on, since=review.accepted_on or review.received_on, what="The request")
    clock = casework.begin_clock(review.case, code="review_file_supply", started_on=on, by=by)
    asked = ForceRequest.objects.create(
        review=review, asked_on=on, papers=wanted, note=note.strip(), clock=clock, asked_by=by
    )
    keep(review)
    audit.record("review.file_requested", review, by=by, request=asked.pk, papers=wanted)
    return asked


@transaction.atomic
def chase_file(review: Review, *, on: date, note: str = "", by: User) -> Chase:
    """Record that the office asked the force again for what has not come."""
    review = take("chase_file", review, by)
    asked = review.open_request
    assert asked is not None
    refuse_day(on, since=asked.asked_on, what="The chase")
    chase = Chase.objects.create(request=asked, chased_on=on, note=note.strip(), chased_by=by)
    audit.record("review.file_chased", review, by=by, request=asked.pk)
    return chase


@transaction.atomic
def record_arrival(
    review: Review,
    *,
    papers: Iterable[Paper],
    at: datetime,
    complete: bool,
    seen_elsewhere: bool = False,
    note: str = "",
    by: User,
) -> ForceArrival:
    """Record what came from the force at that moment, and whether everything is there now.

    Body-worn video and the like that was viewed at the force is ``seen_elsewhere``: the note says where and by whom.
    """
    review = take("record_arrival", review, by)
    asked = review.open_request
    assert asked is not None
    day = day_of(at, since=asked.asked_on, what="The arrival")
    if seen_elsewhere:
        note = said(note, "Say what was viewed, where and by whom: no file came.")
    come = list(dict.fromkeys(papers))
    if not come and not complete:
        raise RuleBroken("Choose what arrived.")
    arrival = ForceArrival.objects.create(
        request=asked,
        arrived_at=at,
        arrived_on=day,
        papers=come,
        seen_elsewhere=seen_elsewhere,
        note=note.strip(),
        recorded_by=by,
    )
    audit.record("review.file_arrived", review, by=by, request=asked.pk, papers=come)
    if complete:
        _complete(review, asked, on=day, by=by)
    return arrival


def _complete(review: Review, asked: ForceRequest, *, on: date, by: User) -> None:
    further = review.stage != Stage.FILE_REQUESTED
    review = take("close_further_request" if further else "close_request", review, by)
    asked = ForceRequest.objects.select_for_update().get(pk=asked.pk)
    asked.completed_on = on
    asked.save(update_fields=["completed_on"])
    casework.end_clock(review.case, code="review_file_supply", on=on, by=by)
    keep(review)
    audit.record("review.file_complete", review, by=by, request=asked.pk)


@transaction.atomic
def need_no_file(review: Review, *, reason: str, by: User) -> Review:
    """Go on without the force's file, because the office has what it needs."""
    review = take("need_no_file", review, by)
    review.no_file_reason = said(reason, "Say why the force's file is not needed.")
    keep(review, "no_file_reason")
    audit.record("review.file_not_needed", review, by=by)
    return review
