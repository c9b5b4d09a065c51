"""People on files: who they are, how to reach them safely, what they are to a case, and who is the same person."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from casework.choices import Connection, ContactBy, LetterForm, PartyRole, PlanLevel, PlanStage
from casework.models.cases import Case
from casework.querysets import FileQuerySet, PersonQuerySet
from pcc.models import User, history


@history()
class Person(models.Model):
    """Somebody whom the office deals with: one person, many files.

    The keys hold name, phone, e-mail address and postcode as ``rules`` writes them for comparing, so that one way of
    writing finds another.
    """

    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True, help_text="Lines of the postal address, without the postcode.")
    postcode = models.CharField(max_length=10, blank=True)
    contact_by = models.CharField(max_length=15, choices=ContactBy, blank=True)
    letter_form = models.CharField(max_length=10, choices=LetterForm, blank=True)
    contact_note = models.TextField(blank=True, help_text="Times and ways that suit the person.")
    adjustments = models.TextField(blank=True, help_text="Reasonable adjustments that the person needs.")
    safe_contact = models.TextField(blank=True, help_text="How to reach the person without putting them at risk.")
    is_young = models.BooleanField(null=True, help_text="Under 18; None while nobody has said.")
    name_key = models.CharField(max_length=150, editable=False)
    phone_key = models.CharField(max_length=20, editable=False, blank=True)
    email_key = models.CharField(max_length=254, editable=False, blank=True)
    postcode_key = models.CharField(max_length=10, editable=False, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="person_named", condition=~Q(name="")),
            models.CheckConstraint(name="person_not_merged_into_self", condition=~Q(merged_into=F("pk"))),
        ]
        indexes = [
            GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="person_name_words"),
            models.Index(fields=["phone_key"], condition=~Q(phone_key=""), name="person_phone"),
            models.Index(fields=["email_key"], condition=~Q(email_key=""), name="person_email"),
            models.Index(fields=["postcode_key"], condition=~Q(postcode_key=""), name="person_postcode"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("casework:person", args=[self.pk])


@history()
class Party(models.Model):
    """What a person is to a case. A party ends, and is never removed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=15, choices=PartyRole)
    represents = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="representatives")
    consent_on = models.DateField(null=True, help_text="The date of the written consent to be represented.")
    consent_evidence = models.CharField(max_length=200, blank=True, help_text="Where the written consent is kept.")
    added_on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "role", "represents"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
                name="party_once_in_a_role",
            ),
            models.CheckConstraint(
                name="party_represents_with_consent",
                condition=Q(role="REPRESENTATIVE", represents__isnull=False, consent_on__isnull=False)
                & ~Q(consent_evidence="")
                | ~Q(role="REPRESENTATIVE") & Q(represents=None, consent_on=None, consent_evidence=""),
            ),
            models.CheckConstraint(name="party_ends_with_reason", condition=Q(ended_on=None) | ~Q(ended_because="")),
            models.CheckConstraint(name="party_ends_after_start", condition=Q(ended_on__gte=F("added_on"))),
            models.CheckConstraint(name="party_not_of_itself", condition=~Q(represents=F("pk"))),
        ]

    def __str__(self) -> str:
        return f"Party {self.pk} of case {self.case_id}"


@history()
class Interest(models.Model):
    """What a member of staff is to a person: it is themselves, or there is a conflict. It shuts them out of every
    case to which the person is a party, now and later."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=10, choices=Connection)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person", "kind"], condition=Q(ended_at=None), name="interest_declared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Interest {self.pk} in person {self.person_id}"


@history()
class Merge(models.Model):
    """Two records found to be one person: what moved to the record kept, so that it can be undone."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept_version = models.PositiveIntegerField(help_text="The version of the kept record before the merge.")
    parties = ArrayField(models.BigIntegerField(), default=list, help_text="Parties that moved.")
    parties_ended = ArrayField(models.BigIntegerField(), default=list, help_text="Those of them that were double.")
    interests = ArrayField(models.BigIntegerField(), default=list)
    plans = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"


class Distinct(models.Model):
    """Two records that look alike and are two people, as somebody has found out."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(name="distinct_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


@history()
class ContactPlan(models.Model):
    """What the office asks of somebody whose contact is unacceptable: level, reason, decision, a day to look again.

    Whatever the level, some things are always read: ``rules.ALWAYS_READ``.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    stage = models.CharField(max_length=10, choices=PlanStage, default=PlanStage.PROPOSED)
    level = models.CharField(max_length=16, choices=PlanLevel)
    subject = models.CharField(max_length=200, help_text="The subject that it is about.")
    terms = models.TextField(help_text="What the person may do: the contact's name, or the way that stays open.")
    reason = models.TextField()
    evidence = models.TextField(help_text="Where the conduct is recorded.")
    adjustments_considered = models.TextField(help_text="Which reasonable adjustments were thought of or made first.")
    carve_outs = models.TextField(blank=True, help_text="What is read beside what is always read.")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    decision_note = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    letter = models.ForeignKey(
        "Letter", null=True, on_delete=models.PROTECT, related_name="+", help_text="The letter that tells them."
    )

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(stage__in=["PROPOSED", "IN_FORCE"]), name="plan_one_at_a_time"
            ),
            models.CheckConstraint(
                name="plan_decided_by_another",
                condition=Q(stage="PROPOSED", decided_by=None, decided_on=None)
                | (~Q(stage="PROPOSED") & Q(decided_by__isnull=False, decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="plan_looked_at_again", condition=~Q(stage="IN_FORCE") | Q(review_on__gt=F("decided_on"))
            ),
            models.CheckConstraint(name="plan_of_two_people", condition=~Q(decided_by=F("proposed_by"))),
            models.CheckConstraint(name="plan_ended_iff_dated", condition=Q(stage="ENDED") ^ Q(ended_on=None)),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk} for person {self.person_id}"
