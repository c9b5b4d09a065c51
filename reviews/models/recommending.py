"""What was recommended, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from complaints.models import Category
from pcc.models import User, history
from reviews.choices import Kind, RecommendationStage, Reply
from reviews.models.application import Review
from reviews.models.deciding import Decision
from reviews.models.papers import ForceRequest
from reviews.querysets import RecommendationQuerySet


@history()
class Recommendation(models.Model):
    """A statutory recommendation to the appropriate authority, its reply, and whether it was done: dates apart."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind)
    text = models.TextField()
    theme = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="recommendations")
    stage = models.CharField(max_length=15, choices=RecommendationStage, default=RecommendationStage.DRAFT)
    made_on = models.DateField(null=True)
    due_on = models.DateField(null=True, help_text="The last day for the reply, an extension counted in.")
    extended_because = models.TextField(blank=True)
    reply = models.CharField(max_length=15, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_on = models.DateField(null=True, help_text="The day of that moment in local time.")
    reply_words = models.TextField(blank=True, help_text="What the force will do; why not, where it refuses.")
    implemented_on = models.DateField(null=True)
    evidence = models.TextField(blank=True, help_text="What shows that it was done.")
    settled_on = models.DateField(null=True, help_text="When it needed nothing further.")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="recommendation_number_once"),
            models.CheckConstraint(name="recommendation_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="recommendation_made_iff_dated",
                condition=Q(stage=RecommendationStage.DRAFT, made_on=None, due_on=None)
                | (~Q(stage=RecommendationStage.DRAFT) & Q(made_on__isnull=False, due_on__gte=F("made_on"))),
            ),
            models.CheckConstraint(
                name="recommendation_replied_iff_dated",
                condition=Q(reply="", replied_on=None, replied_at=None)
                | (Q(reply__in=Reply.values) & Q(replied_on__gte=F("made_on"))),
            ),
            models.CheckConstraint(
                name="recommendation_refused_with_reason", condition=~Q(reply=Reply.REJECTED) | ~Q(reply_words="")
            ),
            models.CheckConstraint(
                name="recommendation_done_iff_shown",
                condition=(
                    Q(stage=RecommendationStage.IMPLEMENTED) & Q(implemented_on__gte=F("made_on")) & ~Q(evidence="")
                )
                | (~Q(stage=RecommendationStage.IMPLEMENTED) & Q(implemented_on=None)),
            ),
        ]
        indexes = [models.Index(fields=["stage", "due_on"], name="recommendation_by_due")]

    def __str__(self) -> str:
        return f"Recommendation {self.number} of {self.review_id}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:recommendation", args=[self.pk])


@history()
class LearningPoint(models.Model):
    """Something the force could learn, raised whether or not the review was upheld. No statutory recommendation."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="learning_points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    theme = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="learning_point_number_once"),
            models.CheckConstraint(name="learning_point_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Learning point {self.number} of {self.review_id}"


@history()
class Chase(models.Model):
    """A day on which the office asked the force again: for its file, or for its reply to a recommendation."""

    request = models.ForeignKey(ForceRequest, null=True, on_delete=models.CASCADE, related_name="chases")
    recommendation = models.ForeignKey(Recommendation, null=True, on_delete=models.CASCADE, related_name="chases")
    chased_on = models.DateField()
    note = models.TextField(blank=True)
    chased_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="chase_of_one_thing",
                condition=Q(request__isnull=False, recommendation=None) | Q(request=None, recommendation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Chased {self.chased_on}"
