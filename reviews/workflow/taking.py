"""What every verb does first: lock, read anew, check the move."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from pcc import moves
from pcc.errors import RuleBroken
from pcc.models import BankHoliday, ClockRule, User
from pcc.working_days import in_words
from reviews.models import Review
from reviews.rules import IN_HAND, MOVES
from reviews.workflow.kept import mark


def ready(review: Review) -> Review:
    """The review with what the objections to its moves read; for pages as for verbs."""
    found = Review.objects.for_moves().get(pk=review.pk)
    rule = ClockRule.objects.for_start("review_application", on=None).as_rule()
    return found.weighed(rule, BankHoliday.objects.as_calendar(rule.calendar))


def stage_now(review: Review) -> str:
    """The stage as it is in the database, the row locked: for verbs that are another move in another stage."""
    return str(Review.objects.select_for_update().values_list("stage", flat=True).get(pk=review.pk))


def take(name: str, review: Review, by: User) -> Review:
    """Lock the review, read it anew, check that the move is open, and set its new stage."""
    Review.objects.select_for_update().get(pk=review.pk)
    review = ready(review)
    moves.check(MOVES[name], review, by)
    review.stage = MOVES[name].target or review.stage
    return review


def keep(review: Review, *changed: str) -> None:
    """Save the named fields, the stage and the version; what figures count may have changed."""
    review.version += 1
    review.save(update_fields=["stage", "version", *changed])
    mark()


def save_once(review: Review, *changed: str) -> None:
    """Save where the database may say that the complaint has another review in hand."""
    try:
        with transaction.atomic():
            keep(review, *changed)
    except IntegrityError as taken:
        other = Review.objects.filter(complaint=review.complaint, stage__in=IN_HAND).exclude(pk=review.pk).first()
        raise RuleBroken(f"The same complaint has a review in hand already: {other}.") from taken


def refuse_day(day: date, *, since: date, what: str) -> None:
    """A day of what happened lies between what came before it and today."""
    today = timezone.localdate()
    if not since <= day <= today:
        raise RuleBroken(f"{what} cannot be {in_words(day)}: give a day from {in_words(since)} to today.")


def day_of(moment: datetime, *, since: date, what: str) -> date:
    """The day of a moment as clocks show it in England; one that is still to come is refused."""
    if moment > timezone.now():
        raise RuleBroken(f"{what} cannot be in the future.")
    day = timezone.localdate(moment)
    refuse_day(day, since=since, what=what)
    return day
