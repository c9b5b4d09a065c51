"""A complaint as its force reported it, and what links it to others."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Upper
from django.urls import reverse

from casework.models import Case
from complaints.choices import (
    UNDER_18,
    AgeBand,
    ComplainantKind,
    Handling,
    LinkKind,
    ReasonForSchedule3,
    Referral,
    ReferralDecision,
    ReviewBody,
    Stage,
    WithdrawalEvidence,
)
from complaints.models.extracts import ImportBatch
from complaints.querysets import (
    ComplaintQuerySet,
)
from pcc.models import Force, User, history

OPEN_ENDED = date(9999, 12, 31)
"""Where open complaints stand in a list sorted by the day they were finalised."""


@history(exclude=["search"])
class Complaint(models.Model):
    """A complaint as the force reported it, found by force and reference."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    reference = models.CharField(max_length=80)
    reference_key = models.CharField(
        max_length=80, db_collation="C", help_text="Letters and digits only, in capitals: for searching and sorting."
    )
    received_on = models.DateField()
    logged_on = models.DateField(null=True)
    first_contact_on = models.DateField(null=True)
    finalised_on = models.DateField(null=True)
    handling = models.CharField(max_length=12, choices=Handling, default=Handling.NOT_STATED)
    area = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=120, blank=True, help_text="The force's own word for how it ended.")
    young_person = models.BooleanField(null=True, help_text="Whether the complainant was under 18 when it happened.")
    complainant = models.CharField(max_length=20, choices=ComplainantKind, blank=True)
    age_band = models.CharField(max_length=10, choices=AgeBand, blank=True)
    schedule_3_on = models.DateField(null=True, help_text="The day it was recorded under Schedule 3.")
    schedule_3_reason = models.CharField(max_length=20, choices=ReasonForSchedule3, blank=True)
    special_requirements = models.BooleanField(
        null=True, help_text="Whether it is investigated subject to special requirements."
    )
    referral = models.CharField(max_length=12, choices=Referral, blank=True)
    referred_on = models.DateField(null=True)
    referral_decision = models.CharField(max_length=12, choices=ReferralDecision, blank=True)
    referral_decided_on = models.DateField(null=True)
    outcome_stated_on = models.DateField(null=True, help_text="The date written on the outcome letter.")
    outcome_sent_on = models.DateField(null=True, help_text="The day the outcome letter was sent.")
    outcome_provided_on = models.DateField(null=True, help_text="The day the complainant had the outcome letter.")
    review_body_named = models.CharField(
        max_length=20, choices=ReviewBody, blank=True, help_text="The review body that the force named in its letter."
    )
    withdrawn_on = models.DateField(null=True)
    withdrawal_evidence = models.CharField(max_length=15, choices=WithdrawalEvidence, blank=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    suspended_days = models.PositiveIntegerField(default=0, help_text="Working days suspended, as the force counts.")
    categories = ArrayField(models.CharField(max_length=120), default=list)
    allegation_count = models.PositiveIntegerField(default=0)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="complaint")
    first_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    last_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    vanished_on = models.DateField(null=True, help_text="The day of the newer extract that no longer had it.")
    version = models.PositiveIntegerField(default=1)
    search = models.GeneratedField(
        expression=Func(F("area"), F("channel"), F("result"), F("categories"), function="complaints_words_of"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "reference"], name="complaint_once_a_force"),
            models.CheckConstraint(
                name="complaint_finalised_after_received", condition=Q(finalised_on__gte=F("received_on"))
            ),
            models.CheckConstraint(
                name="complaint_logged_after_received", condition=Q(logged_on__gte=F("received_on"))
            ),
            models.CheckConstraint(
                name="complaint_contact_after_received", condition=Q(first_contact_on__gte=F("received_on"))
            ),
            models.CheckConstraint(name="complaint_handling_known", condition=Q(handling__in=Handling.values)),
            models.CheckConstraint(
                name="complaint_finalised_after_logged", condition=Q(finalised_on__gte=F("logged_on"))
            ),
            models.CheckConstraint(
                name="complaint_withdrawn_iff_evidenced",
                condition=Q(withdrawn_on=None, withdrawal_evidence="")
                | (Q(withdrawn_on__isnull=False) & Q(withdrawal_evidence__in=WithdrawalEvidence.values)),
            ),
            models.CheckConstraint(
                name="complaint_referred_iff_dated",
                condition=Q(referral="", referred_on=None)
                | (Q(referral__in=Referral.values) & Q(referred_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="complaint_referral_decided_iff_dated",
                condition=Q(referral_decision="", referral_decided_on=None)
                | (
                    Q(referral_decision__in=ReferralDecision.values, referral_decided_on__isnull=False)
                    & Q(referral_decided_on__gte=F("referred_on"))
                ),
            ),
            models.CheckConstraint(
                name="complaint_referral_decided_on_a_referral",
                condition=Q(referral_decided_on=None) | Q(referred_on__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_outcome_provided_after_sent", condition=Q(outcome_provided_on__gte=F("outcome_sent_on"))
            ),
            models.CheckConstraint(name="complaint_no_duplicate_of_itself", condition=~Q(duplicate_of=F("id"))),
            models.CheckConstraint(
                name="complaint_codes_known",
                condition=Q(complainant__in=["", *ComplainantKind.values])
                & Q(age_band__in=["", *AgeBand.values])
                & Q(schedule_3_reason__in=["", *ReasonForSchedule3.values])
                & Q(review_body_named__in=["", *ReviewBody.values]),
            ),
        ]
        # One for each way of listing: what it is narrowed by, then the order in which it is read.
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="complaint_by_received"),
            models.Index(fields=["finalised_on", "id"], name="complaint_by_finalised"),
            models.Index(
                Coalesce(F("finalised_on"), Value(OPEN_ENDED, models.DateField())).desc(),
                F("id").desc(),
                name="complaint_by_end",
            ),
            models.Index(fields=["reference_key", "id"], name="complaint_by_key"),
            models.Index(
                fields=["-received_on", "-id"],
                condition=Q(finalised_on=None, vanished_on=None),
                name="complaint_open_by_received",
            ),
            models.Index(fields=["handling", "-received_on", "-id"], name="complaint_by_handling"),
            models.Index(fields=["force", "-received_on", "-id"], name="complaint_by_force"),
            models.Index(Upper("area"), F("received_on").desc(), F("id").desc(), name="complaint_by_area"),
            models.Index(
                fields=["-received_on", "-id"],
                condition=Q(young_person=True) | Q(age_band__in=sorted(UNDER_18)),
                name="complaint_young",
            ),
            GinIndex(fields=["categories"], name="complaint_by_category"),
            GinIndex(fields=["search"], name="complaint_by_word"),
            GinIndex(OpClass("reference_key", name="gin_trgm_ops"), name="complaint_by_part_of_key"),
            models.Index(
                fields=["force", "finalised_on", "received_on", "handling"],
                include=["suspended_days", "vanished_on"],
                name="complaint_spans",
            ),
            # As complaint_spans, of what else is measured: the day, and all that its figures need.
            models.Index(
                fields=["logged_on"],
                include=["force", "received_on", "handling", "vanished_on"],
                condition=Q(logged_on__isnull=False),
                name="complaint_by_logged",
            ),
            models.Index(
                fields=["first_contact_on"],
                include=["force", "received_on", "handling", "vanished_on"],
                condition=Q(first_contact_on__isnull=False),
                name="complaint_by_contact",
            ),
            models.Index(fields=["vanished_on"], condition=Q(vanished_on__isnull=False), name="complaint_vanished"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("complaints:complaint", args=[self.pk])

    @property
    def stage(self) -> str:
        """Where it is in its life, for the table of moves."""
        return Stage.FINALISED if self.finalised_on else Stage.OPEN

    def get_stage_display(self) -> str:
        return str(Stage(self.stage).label)

    def links(self) -> "models.QuerySet[Link]":
        """The links to other complaints, whichever way round; a query."""
        return Link.objects.filter(Q(first=self) | Q(second=self)).order_by("made_at", "pk")

    @property
    def is_young(self) -> bool:
        """Whether the complainant is known to have been under 18 when it happened."""
        return bool(self.young_person) or self.age_band in UNDER_18


@history()
class Link(models.Model):
    """Two complaints that belong together, written once: the one with the lower id first."""

    first = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=LinkKind)
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="link_once"),
            models.CheckConstraint(name="link_lower_first", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.get_kind_display()}"
