"""Who may take a review, and how much each has in hand."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Now, TruncDate

from casework.models import CaseClock, Seal, StaffConnection
from pcc.models import User
from reviews.choices import Interest
from reviews.models import Recommendation, Review
from reviews.rules import IN_HAND, WORKS_REVIEWS, load_order


def workers() -> list[User]:
    """Everybody who takes reviews and may sign in. Two queries."""
    names = [role.value for role in WORKS_REVIEWS]
    found = User.objects.filter(is_active=True, groups__name__in=names)
    return list(found.distinct().prefetch_related("groups").order_by("name", "pk"))


def candidates(review: Review) -> list[tuple[User, int]]:
    """Who may take this review, the one with the fewest in hand first, each with that number.

    Left out: who is shut out of its case or not named on its seal, declared an interest, or handled the complaint.
    ``review`` is as ``for_moves`` loads it.
    """
    shut = set(StaffConnection.objects.filter(case=review.case_id, ended_at=None).values_list("user", flat=True))
    if (seal := Seal.objects.filter(case=review.case_id, lifted_at=None).first()) is not None:
        named = set(seal.names.standing(TruncDate(Now())).values_list("user", flat=True))
        shut |= {person.pk for person in workers()} - named
    shut |= {user for user, interest in review.interests.items() if interest != Interest.NONE}
    in_hand = Counter(Review.objects.in_hand().exclude(pk=review.pk).values_list("allocated_to", flat=True))
    free = [person for person in workers() if person.pk not in shut | review.handlers]
    return load_order((person, in_hand[person.pk]) for person in free)


@dataclass(frozen=True)
class Load:
    """What one person has in hand: how many, how many of them late, and how many due in the next seven days."""

    person: User
    in_hand: int
    late: int
    soon: int


def load_by_person(*, on: date, soon: date) -> list[Load]:
    """The load of everybody who takes reviews; ``soon`` is the last day that counts as soon."""
    clocks = CaseClock.objects.filter(rule__code="review_duration", met_on=None, case__review__stage__in=IN_HAND)
    rows = list(clocks.values_list("case__review__allocated_to", "due_on"))
    found = []
    for person in workers():
        due = [due_on for owner, due_on in rows if owner == person.pk]
        dated = [day for day in due if day is not None]
        late, near = sum(day < on for day in dated), sum(on <= day <= soon for day in dated)
        found.append(Load(person=person, in_hand=len(due), late=late, soon=near))
    return found


def replies_overdue(*, on: date) -> int:
    """How many recommendations the force has not answered by the last day for its reply, sealed ones too."""
    return Recommendation.objects.overdue(on=on).count()
