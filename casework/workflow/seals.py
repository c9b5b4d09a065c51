"""Every write to seals: who is named until when, looking again, and the way in for an emergency."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.choices import OpeningView, TaskStage
from casework.models import Case, Opening, Seal, SealName
from casework.rules import (
    DAYS_TO_LOOK_INTO,
    EMERGENCY,
    LONGEST_SEAL,
    LOOKS_INTO_OPENINGS,
    OPENS_SEALED,
    SHORTEST_EMERGENCY,
)
from casework.workflow import telling
from casework.workflow.cases import held, refuse_the_blind, take_off_hands
from pcc import audit, jobs
from pcc.errors import RuleBroken, said
from pcc.models import BankHoliday, Job, User
from pcc.moves import check_role
from pcc.working_days import in_words


@transaction.atomic
def seal(
    case: Case,
    *,
    reason: str,
    named: Iterable[User],
    review_on: date,
    by: User,
    for_now: Iterable[User] = (),
    until_on: date | None = None,
) -> Seal:
    """Seal a case to the people named; the person who seals it must be among them or lose sight of it.

    ``named`` may know of it for as long as it is sealed, ``for_now`` up to and on ``until_on``. What was for anybody
    else to do on it is nobody's from now on.
    """
    case = held(case, "seal", by)
    reason = said(reason, "Say why the case is sealed.")
    people = list(named)
    passing = [person for person in for_now if person not in people]
    if not people:
        raise RuleBroken("Name at least one person who may see the sealed case.")
    refuse_the_blind(case, [*people, *passing])
    _refuse_day(review_on)
    if passing:
        _refuse_past(until_on)
    sealed = Seal.objects.create(case=case, reason=reason, sealed_at=timezone.now(), sealed_by=by, review_on=review_on)
    for person in people:
        SealName.objects.create(seal=sealed, user=person)
    for person in passing:
        SealName.objects.create(seal=sealed, user=person, until_on=until_on)
    _refuse_nobody_lasting(sealed)
    know = {person.pk for person in [*people, *passing]}
    workers = {case.owner_id, *case.tasks.filter(stage=TaskStage.OPEN).values_list("owner", flat=True)} - {None}
    take_off_hands(case, workers - know)
    audit.record("case.sealed", case, by=by, named=sorted(know))
    return sealed


def _refuse_day(review_on: date) -> None:
    today = timezone.localdate()
    last = today + timedelta(days=LONGEST_SEAL)
    if not today <= review_on <= last:
        raise RuleBroken(
            f"A seal is looked at again within {LONGEST_SEAL} days: give a day from today to {in_words(last)}."
        )


def _refuse_past(until_on: date | None) -> None:
    if until_on is None:
        raise RuleBroken("Give the last day on which they may see the case.")
    if until_on < timezone.localdate():
        raise RuleBroken(f"{in_words(until_on)} is over: give today or a later day.")


def _refuse_nobody_lasting(sealed: Seal) -> None:
    if not sealed.names.lasting().exists():
        raise RuleBroken(
            "Name at least one person without a last day who answers for cases (a manager or a reviews manager): "
            "otherwise nobody could look at the seal again, or lift it."
        )


def _standing(case: Case) -> Seal:
    found: Seal = case.seals.select_for_update().get(lifted_at=None)
    return found


@transaction.atomic
def review_seal(case: Case, *, note: str, review_on: date, by: User) -> Seal:
    """Look again at a seal and keep it, until another day."""
    case = held(case, "review_seal", by)
    note = said(note, "Say why the case must stay sealed.")
    _refuse_day(review_on)
    sealed = _standing(case)
    sealed.review_on = review_on
    sealed.save(update_fields=["review_on"])
    audit.record("case.seal_reviewed", case, by=by, reason=note, seal=sealed.pk, review_on=str(review_on))
    return sealed


@transaction.atomic
def name_on_seal(case: Case, *, user: User, until_on: date | None, by: User) -> SealName:
    """Let somebody know of a sealed case, up to and on a day or for as long as it is sealed; or change that day."""
    case = held(case, "change_names", by)
    if not user.is_active:
        raise RuleBroken(f"{user} does not sign in any more: choose somebody else.")
    refuse_the_blind(case, [user])
    if until_on is not None:
        _refuse_past(until_on)
    sealed = _standing(case)
    name = sealed.names.filter(user=user).first()
    if name is not None and name.until_on == until_on:
        raise RuleBroken(f"{user} is named in just that way already.")
    if name is None:
        name = SealName.objects.create(seal=sealed, user=user, until_on=until_on)
    else:
        name.until_on = until_on
        name.save(update_fields=["until_on"])
    _refuse_nobody_lasting(sealed)
    until = str(until_on) if until_on else None
    audit.record("case.named_on_seal", case, by=by, seal=sealed.pk, user=user.pk, until_on=until)
    return name


@transaction.atomic
def take_off_seal(name: SealName, *, reason: str, by: User) -> None:
    """Take somebody off a seal: the case is shut to them at once."""
    case = held(name.seal.case, "change_names", by)
    reason = said(reason, "Say why this person need not know of the case any more.")
    sealed = _standing(case)
    found = sealed.names.filter(pk=name.pk).select_related("user").first()
    if found is None:
        raise RuleBroken("This person is not named any more.")
    if case.owner_id == found.user_id:
        raise RuleBroken(f"{found.user} owns this case: give it to somebody else who is named, first.")
    user = found.user_id
    found.delete()
    _refuse_nobody_lasting(sealed)
    audit.record("case.taken_off_seal", case, by=by, reason=reason, seal=sealed.pk, user=user)


@transaction.atomic
def lift_seal(case: Case, *, reason: str, by: User) -> None:
    """Lift the seal; those whose role allows it see the case again."""
    case = held(case, "lift_seal", by)
    reason = said(reason, "Say why the seal is lifted.")
    lifted = _standing(case)
    lifted.lifted_at = timezone.now()
    lifted.save(update_fields=["lifted_at"])
    audit.record("case.unsealed", case, by=by, reason=reason)


# In an emergency

NONE_SUCH = (
    "There is no sealed case with this reference that you can open in this way. Look at the reference again; your "
    "try is on the log."
)


def open_sealed(reference: str, *, reason: str, by: User) -> Opening:
    """Open a sealed case of which one is not named, for an hour and to read only. Others are told at once.

    RuleBroken, with one sentence whatever the cause and an event, when there is none like it: no such case, not sealed,
    about the person themselves, or one with which they declared a conflict.
    """
    check_role(by, OPENS_SEALED)
    reason = said(reason, "Say what the emergency is.", longest=1000)
    if len(reason) < SHORTEST_EMERGENCY:
        raise RuleBroken(
            f"Say in at least {SHORTEST_EMERGENCY} characters what the emergency is, and why it cannot wait for "
            "somebody who is named."
        )
    opening = _open(reference.strip(), reason, by)
    if opening is None:
        audit.record("seal.opening_refused", audit.Subject("casework.case"), by=by)
        raise RuleBroken(NONE_SUCH)
    return opening


@transaction.atomic
def _open(reference: str, reason: str, by: User) -> Opening | None:
    User.objects.select_for_update().get(pk=by.pk)  # one at a time for one person
    now = timezone.now()
    close_over(at=now)
    if (standing := Opening.objects.filter(user=by).standing(now).select_related("case").first()) is not None:
        raise RuleBroken(
            f"You have {standing.case} open in this way until {timezone.localtime(standing.until_at):%H:%M}: "
            "say that you are through with it first."
        )
    case = Case.objects.select_for_update(of=("self",)).filter(reference__iexact=reference).first()
    if case is None or not _may_open(case, by):
        return None
    opening = Opening.objects.create(
        case=case,
        user=by,
        reason=reason,
        opened_at=now,
        until_at=now + EMERGENCY,
        look_by=BankHoliday.objects.as_calendar().add(timezone.localdate(now), DAYS_TO_LOOK_INTO),
    )
    audit.record("case.opened_in_emergency", case, by=by, reason=reason, opening=opening.pk)
    telling.of_opening(opening)
    return opening


def _may_open(case: Case, by: User) -> bool:
    """Whether the case is sealed from this person, and nothing else stands between it and them."""
    sealed = case.seals.filter(lifted_at=None).first()
    if sealed is None or sealed.names.standing(timezone.localdate()).filter(user=by).exists():
        return False
    own = case.parties.filter(person__email_key=by.email) if by.email else case.parties.none()
    of_interest = case.parties.filter(person__interests__user=by, person__interests__ended_at=None)
    connected = case.connections.filter(user=by, ended_at=None)
    return not (own.exists() or of_interest.exists() or connected.exists())


def close_over(*, at: datetime) -> int:
    """Close the openings whose hour is over; how many there were."""
    over = list(Opening.objects.select_for_update().filter(closed_at=None, until_at__lte=at))
    for opening in over:
        opening.closed_at = opening.until_at
        opening.save(update_fields=["closed_at"])
    return len(over)


@transaction.atomic
def close_opening(opening: Opening, *, by: User) -> Opening:
    """Say that one is through with a case before the hour is over: it is shut again."""
    opening = Opening.objects.select_for_update().get(pk=opening.pk)
    if opening.user_id != by.pk:
        raise RuleBroken("Only the person who opened it can say that they are through with it.")
    now = timezone.now()
    if opening.closed_at is not None or opening.until_at <= now:
        raise RuleBroken("It is shut already.")
    opening.closed_at = now
    opening.save(update_fields=["closed_at"])
    audit.record("case.emergency_over", opening.case, by=by, opening=opening.pk)
    return opening


@transaction.atomic
def look_into(opening: Opening, *, view: OpeningView, note: str, by: User) -> Opening:
    """Say, as somebody else, whether it was needed that a sealed case was opened, and why one thinks so."""
    opening = Opening.objects.select_for_update().get(pk=opening.pk)
    note = said(note, "Say why you think so.", longest=2000)
    if opening.user_id == by.pk:
        raise RuleBroken("You opened this case yourself: somebody else looks into it.")
    check_role(by, LOOKS_INTO_OPENINGS)
    if opening.looked_at is not None:
        raise RuleBroken(f"{opening.looked_by} has looked into this already.")
    opening.view, opening.view_note, opening.looked_by, opening.looked_at = view, note, by, timezone.now()
    opening.save(update_fields=["view", "view_note", "looked_by", "looked_at"])
    audit.record("case.emergency_looked_into", opening.case, by=by, reason=note, opening=opening.pk, view=view)
    return opening


@transaction.atomic
def escalate(*, on: date) -> int:
    """Tell everybody who could look into an opening whose day to do so is over, once; how many there were."""
    rows = Opening.objects.select_for_update().not_looked_into().filter(look_by__lt=on, escalated_at=None)
    late = list(rows.order_by("pk"))
    for opening in late:
        opening.escalated_at = timezone.now()
        opening.save(update_fields=["escalated_at"])
        audit.record("case.emergency_escalated", opening.case, by=None, opening=opening.pk)
        telling.of_late_opening(opening)
    return len(late)


@jobs.carries_out("casework.escalate_openings")
def escalate_openings(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Close openings whose hour is over, and tell of those that nobody has looked into."""
    show("Looking at sealed files that were opened in an emergency")
    return {"closed": close_over(at=timezone.now()), "told": escalate(on=timezone.localdate())}


jobs.nightly("casework.escalate_openings")
