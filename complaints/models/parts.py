"""What happens to a complaint on its way, and the equality data of who made it."""

from django.db import models
from django.db.models import F, Q

from complaints.choices import (
    Answer,
    EthnicGroup,
    Handling,
    NoticeAction,
    Orientation,
    Religion,
    ReviewBody,
    Sex,
    SuspensionReason,
    YesNo,
)
from complaints.models.complaint import Complaint
from pcc.models import User, history


@history()
class RouteChange(models.Model):
    """A change of the way in which a complaint is handled, from a day on, as the office recorded it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="routes")
    before = models.CharField(max_length=12, choices=Handling)
    handling = models.CharField(max_length=12, choices=Handling)
    changed_on = models.DateField()
    reason = models.TextField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="route_changes_to_another",
                condition=Q(handling__in=[code for code in Handling.values if code != Handling.MIXED])
                & ~Q(handling=F("before")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.get_handling_display()}"


@history()
class Suspension(models.Model):
    """A time during which the handling of a complaint stood still; open while ``ended_on`` is empty."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="suspensions")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=12, choices=SuspensionReason)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="suspension_ends_after_start", condition=Q(ended_on__gte=F("began_on"))),
            models.CheckConstraint(name="suspension_reason_known", condition=Q(reason__in=SuspensionReason.values)),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(ended_on=None), name="suspension_open_once_a_complaint"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.began_on}"


@history()
class ProgressUpdate(models.Model):
    """A day on which the force told the complainant how the complaint was going."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="updates")
    given_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "given_on"], name="progress_update_once_a_day")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.given_on}"


@history()
class ReviewBodyCheck(models.Model):
    """The office's check of which body reviews the outcome: six questions, of which one yes means the IOPC.

    Police (Complaints and Misconduct) Regulations 2020, regulation 32. ``body`` is empty while the answers do not tell.
    """

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="review_body_check")
    senior_officer = models.CharField(max_length=8, choices=Answer)
    might_be_proceedings = models.CharField(max_length=8, choices=Answer)
    referred = models.CharField(max_length=8, choices=Answer)
    treated_as_referred = models.CharField(max_length=8, choices=Answer)
    same_incident = models.CharField(max_length=8, choices=Answer)
    in_part = models.CharField(max_length=8, choices=Answer)
    body = models.CharField(max_length=20, choices=ReviewBody, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    QUESTIONS = (
        "senior_officer",
        "might_be_proceedings",
        "referred",
        "treated_as_referred",
        "same_incident",
        "in_part",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_body_ours_only_if_all_no",
                condition=~Q(body=ReviewBody.LOCAL_POLICING_BODY)
                | Q(
                    senior_officer=Answer.NO,
                    might_be_proceedings=Answer.NO,
                    referred=Answer.NO,
                    treated_as_referred=Answer.NO,
                    same_incident=Answer.NO,
                    in_part=Answer.NO,
                ),
            ),
            models.CheckConstraint(
                name="review_body_iopc_iff_a_yes",
                condition=Q(
                    Q(body=ReviewBody.IOPC)
                    & (
                        Q(senior_officer=Answer.YES)
                        | Q(might_be_proceedings=Answer.YES)
                        | Q(referred=Answer.YES)
                        | Q(treated_as_referred=Answer.YES)
                        | Q(same_incident=Answer.YES)
                        | Q(in_part=Answer.YES)
                    )
                )
                | Q(
                    ~Q(body=ReviewBody.IOPC)
                    & ~Q(senior_officer=Answer.YES)
                    & ~Q(might_be_proceedings=Answer.YES)
                    & ~Q(referred=Answer.YES)
                    & ~Q(treated_as_referred=Answer.YES)
                    & ~Q(same_incident=Answer.YES)
                    & ~Q(in_part=Answer.YES)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.get_body_display() or 'not known yet'}"


@history()
class TwelveMonthNotice(models.Model):
    """The force's notice that an investigation is not finished, and what the office did about it.

    ``occurrence`` 1 is the notice at twelve months; each further one is six months on. When each falls due is computed.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="notices")
    occurrence = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    expected_end_on = models.DateField(null=True, help_text="When the force expects to finish.")
    reasons = models.TextField(help_text="Why it takes this long, and what comes next, as the notice says.")
    action = models.CharField(max_length=10, choices=NoticeAction, blank=True)
    action_note = models.TextField(blank=True)
    action_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "occurrence"], name="twelve_month_notice_once"),
            models.CheckConstraint(name="twelve_month_notice_counted", condition=Q(occurrence__gte=1)),
            models.CheckConstraint(
                name="twelve_month_notice_acted_iff_dated",
                condition=Q(action="", action_on=None)
                | (Q(action__in=NoticeAction.values, action_on__isnull=False) & Q(action_on__gte=F("received_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: notice {self.occurrence}"


@history()
class EqualityData(models.Model):
    """What the complainant said about themselves for equality monitoring. A table and a permission of its own."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="equality")
    ethnic_group = models.CharField(max_length=10, choices=EthnicGroup, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, blank=True)
    gender_reassigned = models.CharField(max_length=10, choices=YesNo, blank=True)
    disabled = models.CharField(max_length=10, choices=YesNo, blank=True)
    religion = models.CharField(max_length=10, choices=Religion, blank=True)
    orientation = models.CharField(max_length=10, choices=Orientation, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Equality data of {self.complaint_id}"
