"""What the office's own registers ask of people: seals, plans, what was opened or closed to staff, what came in."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from casework.choices import MailStage, PlanStage
from casework.models import ContactPlan, Correspondence, Opening, Person, Seal, StaffConnection
from casework.rules import ANSWERS_FOR_CASES, WORKS_CASES
from casework.stats.work import Item, brings
from pcc.models import User

AHEAD = timedelta(days=31)
"""How far ahead a day to look again is read; those after that are nobody's work yet."""
BACK = timedelta(days=7)
"""How far back what came in is read: longer than the longest row of days on which nobody works."""


def decides(user: User, whose: set[int] | None) -> bool:
    """Whether this person answers for cases and looks at their own work, or at everybody's."""
    return bool(user.roles & ANSWERS_FOR_CASES) and (whose is None or user.pk in whose)


@brings
def seals(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Seals to look at again, for whoever is named on them and answers for cases."""
    if not decides(user, whose):
        return []
    rows = Seal.objects.visible_to(user).filter(lifted_at=None, review_on__lte=on + AHEAD)
    return [
        Item(
            seal.case,
            "Look again whether it must stay sealed",
            seal.review_on,
            None,
            reverse("casework:review-seal", args=[seal.case_id]),
        )
        for seal in rows.select_related("case").order_by("pk")
    ]


@brings
def openings(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Sealed cases that were opened in an emergency, until somebody has looked into it: of the owner and of who answers
    for them. A standing thing of nobody in particular, so that it counts as nobody's in the office's load."""
    if whose is not None and user.pk not in whose:
        return []
    rows = Opening.objects.visible_to(user).not_looked_into().exclude(user=user).for_list()
    step = "Look into why the sealed case was opened"
    return [
        Item(row.case, step, row.look_by, None, row.get_absolute_url(), signs=decides(user, whose))
        for row in rows.order_by("pk")
    ]


@brings
def closed_to_staff(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Cases that closed to a member of staff, until somebody who answers for them has taken note."""
    if not decides(user, whose):
        return []
    rows = StaffConnection.objects.visible_to(user).filter(to_note=True, noted_at=None, ended_at=None)
    return [
        Item(
            row.case,
            f"{row.user} no longer sees this case: see to what was theirs",
            timezone.localtime(row.declared_at).date(),
            None,
            reverse("casework:note-shut-out", args=[row.case_id, row.pk]),
        )
        for row in rows.exclude(user=user).select_related("case", "user").order_by("pk")
    ]


@brings
def plans(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Plans for unacceptable contact: proposed ones to decide, and those in force to look at again."""
    if not decides(user, whose):
        return []
    people = Person.objects.visible_to(user)
    rows = ContactPlan.objects.filter(person__in=people).filter(
        Q(stage=PlanStage.PROPOSED) | Q(stage=PlanStage.IN_FORCE, review_on__lte=on + AHEAD)
    )
    items = []
    for plan in rows.select_related("person").order_by("pk"):
        about, owner = f"Contact plan for {plan.person}", None
        if plan.stage == PlanStage.IN_FORCE:
            url = reverse("casework:review-plan", args=[plan.person_id, plan.pk])
            items.append(Item(None, "Look again at the plan", plan.review_on, owner, url, about=about))
        elif plan.proposed_by_id != user.pk:
            url = reverse("casework:decide-plan", args=[plan.person_id, plan.pk])
            due_on = plan.proposed_on + BACK
            items.append(Item(None, "Decide on the plan", due_on, owner, url, signs=True, about=about))
    return items


@brings
def correspondence(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """What the public wrote lately and nobody has taken. A message on somebody's file is a task of theirs already."""
    if not user.roles & WORKS_CASES or not (whose is None or user.pk in whose):
        return []
    rows = Correspondence.objects.visible_to(user).filter(stage=MailStage.NEW, received_on__gte=on - BACK)
    return [
        Item(item.case, "Sort a new message", None, None, item.get_absolute_url(), fresh_on=item.received_on)
        for item in rows.filter(case__owner=None).select_related("case").order_by("received_at", "pk")
    ]
