"""Allegations, and the schemes that name what they allege."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from complaints.choices import (
    Action,
    Decision,
)
from complaints.models.complaint import Complaint
from complaints.querysets import (
    TaxonomyQuerySet,
)
from pcc.models import history


class Category(models.Model):
    """A category or subcategory of allegations in one scheme, as reference data. Old schemes stay readable."""

    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="subcategories")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="The last day it could be used; empty while it can.")
    source = models.CharField(max_length=200)
    verified = models.BooleanField(help_text="Somebody has read the source and found this code and name there.")

    objects = TaxonomyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code", "valid_from"], name="category_once_a_scheme"),
            models.CheckConstraint(name="category_ends_after_start", condition=Q(valid_to__gte=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Factor(models.Model):
    """A circumstance that an allegation may carry: national, or the office's own (``local``)."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    local = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    verified = models.BooleanField()

    objects = TaxonomyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="factor_once"),
            models.CheckConstraint(name="factor_ends_after_start", condition=Q(valid_to__gte=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class Allegation(models.Model):
    """One allegation of a complaint: the force's own words, and beside them the office's codes where they are known.

    The codes are the office's: an extract never writes them.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="allegations")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True)
    action = models.CharField(max_length=120, blank=True)
    code = models.ForeignKey(
        Category, null=True, on_delete=models.PROTECT, related_name="+", help_text="Where the words do not name it."
    )
    decision_code = models.CharField(max_length=20, choices=Decision, blank=True)
    action_codes = ArrayField(models.CharField(max_length=30, choices=Action), default=list)
    factors = ArrayField(models.SlugField(max_length=40), default=list, help_text="Codes of Factor.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="allegation_number_once"),
            models.CheckConstraint(
                name="allegation_codes_known",
                condition=Q(decision_code__in=["", *Decision.values]) & Q(action_codes__contained_by=Action.values),
            ),
        ]
        indexes = [
            models.Index(Upper("decision"), F("complaint"), name="allegation_by_decision"),
            models.Index(
                fields=["decision_code", "complaint"], condition=~Q(decision_code=""), name="allegation_by_code"
            ),
            GinIndex(fields=["factors"], condition=~Q(factors=[]), name="allegation_by_factor"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.number}"
