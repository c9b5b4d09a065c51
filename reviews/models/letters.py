"""What letters recorded on a review."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from casework.models import Letter
from pcc.models import User, history
from reviews.choices import ByLetter
from reviews.models.application import Review


@history()
class LetterRecord(models.Model):
    """A step that was recorded because a letter was issued; undone when the letter is taken back.

    ``made`` holds the rows that it added, ``changed`` those that it changed, each by model and key, with the old and
    the new value of each field: that is what taking the letter back puts right.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="by_letter")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=15, choices=ByLetter)
    on = models.DateField()
    made = models.JSONField(default=list)
    changed = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter"], condition=Q(undone_at=None), name="letter_recorded_once"),
            models.CheckConstraint(name="letter_record_step_known", condition=Q(step__in=ByLetter.values)),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.get_step_display()} by letter {self.letter_id}"
