"""Every write to plans for unacceptable contact: proposed, decided by another, told in a letter, looked at again."""

from datetime import date, timedelta

from django.db import transaction

from casework.choices import PlanLevel
from casework.models import ContactPlan, Letter, Party, Person
from casework.rules import LONGEST_PLAN, PLAN_MOVES
from casework.workflow import letters
from casework.workflow.cases import refuse_future
from casework.workflow.people import keeps, taken
from pcc import audit, moves
from pcc.errors import RuleBroken, said
from pcc.models import User
from pcc.working_days import in_words


@transaction.atomic
def propose_plan(
    person: Person,
    *,
    level: PlanLevel,
    subject: str,
    terms: str,
    reason: str,
    evidence: str,
    adjustments_considered: str,
    carve_outs: str = "",
    on: date,
    by: User,
) -> ContactPlan:
    """Propose what to ask of a person whose contact is unacceptable; somebody who answers for cases decides."""
    keeps(by)
    person = taken(person)
    refuse_future("The day", on)
    if person.plans.filter(stage__in=("PROPOSED", "IN_FORCE")).exists():
        raise RuleBroken(f"There is a plan for {person} already: decide on it, or end it, first.")
    plan = ContactPlan.objects.create(
        person=person,
        level=level,
        subject=said(subject, "Say which subject the plan is about.", longest=200),
        terms=said(terms, "Say what the person may still do, and how."),
        reason=said(reason, "Say what made the contact unacceptable. That somebody persists is not enough."),
        evidence=said(evidence, "Say where the conduct is recorded."),
        adjustments_considered=said(
            adjustments_considered, "Say which reasonable adjustments were thought of or made first."
        ),
        carve_outs=carve_outs.strip(),
        proposed_by=by,
        proposed_on=on,
    )
    audit.record("plan.proposed", person, by=by, plan=plan.pk, level=level)
    return plan


def _plan_taken(name: str, plan: ContactPlan, by: User, *, on: date) -> ContactPlan:
    plan = ContactPlan.objects.select_for_update().get(pk=plan.pk)
    moves.check(PLAN_MOVES[name], plan, by)
    refuse_future("The day", on)
    if on < plan.proposed_on:
        raise RuleBroken(f"The plan was proposed on {in_words(plan.proposed_on)}: give that day or a later one.")
    plan.stage = PLAN_MOVES[name].target or plan.stage
    return plan


def _look_again(review_on: date, *, after: date) -> None:
    if not after < review_on <= after + timedelta(days=LONGEST_PLAN):
        raise RuleBroken(
            f"A plan is looked at again within a year: give a day after {in_words(after)}, at the latest "
            f"{in_words(after + timedelta(days=LONGEST_PLAN))}."
        )


@transaction.atomic
def decide_plan(
    plan: ContactPlan, *, agree: bool, note: str, review_on: date | None, on: date, by: User
) -> ContactPlan:
    """Decide on a plan that somebody else proposed: put it in force until a day to look again, or refuse it."""
    name = "decide" if agree else "refuse"
    plan = _plan_taken(name, plan, by, on=on)
    note = said(note, "Give the reasons for the decision.")
    if agree:
        if review_on is None:
            raise RuleBroken("Give the day on which the plan is looked at again.")
        _look_again(review_on, after=on)
    plan.decided_by, plan.decided_on, plan.decision_note = by, on, note
    plan.review_on = review_on if agree else None
    plan.save(update_fields=["stage", "decided_by", "decided_on", "decision_note", "review_on"])
    audit.record("plan.decided", plan.person, by=by, plan=plan.pk, stage=plan.stage)
    return plan


@transaction.atomic
def review_plan(plan: ContactPlan, *, review_on: date, note: str, on: date, by: User) -> ContactPlan:
    """Look again at a plan and keep it, until another day."""
    plan = _plan_taken("review", plan, by, on=on)
    note = said(note, "Say why the plan is still needed.")
    _look_again(review_on, after=on)
    plan.review_on = review_on
    plan.save(update_fields=["review_on"])
    audit.record("plan.reviewed", plan.person, by=by, plan=plan.pk, reason=note)
    return plan


@transaction.atomic
def end_plan(plan: ContactPlan, *, reason: str, on: date, by: User) -> ContactPlan:
    """End a plan: the person writes to the office as everybody does."""
    plan = _plan_taken("end", plan, by, on=on)
    reason = said(reason, "Say why the plan ends.")
    plan.ended_on = on
    plan.save(update_fields=["stage", "ended_on"])
    audit.record("plan.ended", plan.person, by=by, plan=plan.pk, reason=reason)
    return plan


PLAN_LETTER = "contact_plan"


@transaction.atomic
def write_letter(plan: ContactPlan, *, party: Party, by: User) -> Letter:
    """Begin the letter that tells somebody of the plan for their contact, on a file on which they are this party.

    It is read from the plan, and goes the way every letter goes: looked at by a second person, then issued.
    """
    plan = ContactPlan.objects.select_for_update(of=("self",)).select_related("person", "letter").get(pk=plan.pk)
    moves.check(PLAN_MOVES["letter"], plan, by)
    if party.person_id != plan.person_id or party.ended_on is not None:
        raise RuleBroken("Choose a file on which this person is now.")
    assert plan.review_on is not None, "a plan in force is looked at again"
    values = {
        "plan_subject": plan.subject,
        "plan_terms": plan.terms,
        "plan_reason": plan.reason,
        "plan_review_date": f"{plan.review_on:%-d %B %Y}",
    }
    to = [letters.as_wished(party)]
    letter = letters.draft(party.case, code=PLAN_LETTER, values=values, addressees=to, by=by)
    plan.letter = letter
    plan.save(update_fields=["letter"])
    audit.record("plan.letter_begun", plan.person, by=by, plan=plan.pk, letter=letter.pk)
    return letter
