"""Which reviews a person may see, and the shapes in which pages and verbs ask for them."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q

from casework.querysets import not_opened, out_of_reach
from complaints.rules import reference_key
from pcc.models import AuditEvent, User
from reviews.choices import RecommendationStage
from reviews.rules import IN_HAND, OPEN, SEES_REVIEWS, VALID

if TYPE_CHECKING:
    from reviews.models import Recommendation, Review  # noqa: F401 - the models import this module

VIEWED = "review.viewed"
"""The event of a person opening a review."""


def _opened(user: User, case: str) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(~not_opened(user, case), output_field=BooleanField())


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> Self:
        """Every review of the office for the roles that read reviews, less what is shut to this person."""
        if not user.roles & SEES_REVIEWS:
            return self.none()
        return self.exclude(out_of_reach(user, "case"))

    def opened_to(self, user: User) -> Self:
        """Those on which this person has declared an interest or none, so that they open without a question."""
        return self.visible_to(user).exclude(not_opened(user, "case"))

    def with_opened(self, user: User) -> Self:
        """With ``opened``: whether this person has declared on it, so that words of it may stand among others'."""
        return self.annotate(opened=_opened(user, "case"))

    def accepted(self) -> Self:
        """Reviews that were accepted as valid and not ended before their decision."""
        return self.filter(stage__in=VALID)

    def in_hand(self) -> Self:
        """The applicant waits for the office or the force."""
        return self.filter(stage__in=IN_HAND)

    def open(self) -> Self:
        """Something is still to be done, recommendations counted in."""
        return self.filter(stage__in=OPEN)

    def completed(self, *, since: date, until: date) -> Self:
        """Valid reviews whose decision was told from ``since`` to ``until``, both included."""
        return self.filter(notified_on__range=(since, until))

    def received(self, *, since: date, until: date) -> Self:
        return self.filter(received_on__range=(since, until))

    def in_hand_on(self, day: date) -> Self:
        """Received by the end of that day, and by then neither told a decision nor ended."""
        return self.filter(received_on__lte=day).filter(
            (Q(notified_on=None) | Q(notified_on__gt=day)) & (Q(ended_on=None) | Q(ended_on__gt=day))
        )

    def alike(self, *, force_reference: str, complaint: int | None = None) -> Self:
        """Reviews that may be of the same outcome: the same complaint, or the same reference of the force."""
        same = Q(pk__in=())
        if complaint is not None:
            same |= Q(complaint=complaint)
        if force_reference.strip():
            same |= Q(force_reference__iexact=force_reference.strip())
        return self.filter(same)

    def with_reference(self, text: str) -> Self:
        """Reviews whose own reference, or whose complaint's, begins with this text, however it is punctuated."""
        key = reference_key(text)
        if not key:
            return self.none()
        ours = Q(reference__iexact=text.strip()) | Q(reference__iendswith=text.strip())
        return self.filter(ours | Q(complaint__reference_key__startswith=key))

    def with_due(self) -> Self:
        """With ``due_on``: when the decision is due by the office's standard; ``None`` once it is told or ended."""
        if "due_on" in self.query.annotations:
            return self
        due = models.Min(
            "case__clocks__due_on",
            filter=Q(case__clocks__rule__code="review_duration", case__clocks__met_on=None),
        )
        return self.annotate(due_on=due)

    def for_list(self) -> Self:
        """With force, case, owner, requests to the force and ``due_on``."""
        return self.select_related("force", "allocated_to", "case").prefetch_related("requests").with_due()

    def for_moves(self) -> Self:
        """With everything that the objections to its moves read."""
        return self.select_related(
            "force", "case", "complaint__case", "complaint__review_body_check", "allocated_to", "theme"
        ).prefetch_related(
            "declarations",
            "late_decisions",
            "notifications",
            Prefetch("requests", queryset=self._rows("ForceRequest").prefetch_related("arrivals").order_by("pk")),
            Prefetch("findings", queryset=self._rows("AllegationFinding").order_by("number")),
            Prefetch("recommendations", queryset=self._rows("Recommendation").order_by("number")),
            Prefetch("decisions", queryset=self._rows("Decision").prefetch_related("checks").order_by("number")),
        )

    def with_learning(self, *, since: date, until: date) -> Self:
        """Those in which learning points were raised from ``since`` to ``until``, with those points alone."""
        raised = self._rows("LearningPoint").filter(raised_on__range=(since, until)).order_by("number")
        points = Prefetch("learning_points", queryset=raised)
        return self.filter(pk__in=raised.order_by().values("review")).prefetch_related(points)

    def _rows(self, name: str) -> "models.QuerySet[models.Model]":
        found: models.QuerySet[models.Model] = self.model._meta.apps.get_model("reviews", name)._default_manager.all()
        return found


def events_of(review: "Review") -> models.QuerySet[AuditEvent]:
    """What was done to a review by people and jobs, newest first."""
    rows = AuditEvent.objects.filter(subject_type="reviews.review", subject_id=str(review.pk))
    return rows.select_related("by").order_by("-id")


def recorded_on(review: "Review") -> models.QuerySet[AuditEvent]:
    """What was done to a review, without the looks at it and without that equality answers came."""
    return events_of(review).exclude(verb__in=[VIEWED, "review.names_seen", "equality.recorded"])


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User) -> Self:
        """Recommendations of the reviews that this person may see."""
        if not user.roles & SEES_REVIEWS:
            return self.none()
        return self.exclude(out_of_reach(user, "review__case"))

    def with_opened(self, user: User) -> Self:
        """With ``opened``: whether this person has declared on its review, so that its words may stand in a list."""
        return self.annotate(opened=_opened(user, "review__case"))

    def made(self) -> Self:
        return self.exclude(stage=RecommendationStage.DRAFT)

    def waiting(self) -> Self:
        """Made, and not answered."""
        return self.filter(stage__in=[RecommendationStage.ISSUED, RecommendationStage.EXTENDED])

    def overdue(self, *, on: date) -> Self:
        """Not answered, and the last day for the reply is over."""
        return self.waiting().filter(due_on__lt=on)

    def for_list(self) -> Self:
        return self.select_related("review__force", "review__case", "theme").order_by(
            F("due_on").desc(nulls_first=True), "pk"
        )
