"""Complaints as the force reported them, their allegations, and the extracts that brought them."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower, Upper
from django.urls import reverse

from casework.models import Case
from complaints.choices import (
    DELIMITER_WORDS,
    UNDER_18,
    Action,
    AgeBand,
    Answer,
    ComplainantKind,
    Decision,
    EthnicGroup,
    Fate,
    Handling,
    ImportState,
    LinkKind,
    NoticeAction,
    Orientation,
    Problem,
    Proceeding,
    RankBand,
    ReasonForSchedule3,
    Referral,
    ReferralDecision,
    Religion,
    ReviewBody,
    Sanction,
    SettledHow,
    Sex,
    Stage,
    Stated,
    SuspensionReason,
    TribunalResult,
    VanishedHow,
    WithdrawalEvidence,
    YesNo,
)
from complaints.querysets import (
    ComplaintQuerySet,
    CorrectionQuerySet,
    HeldRowQuerySet,
    ImportBatchQuerySet,
    ImportedChangeQuerySet,
    RegisterQuerySet,
    TaxonomyQuerySet,
    VanishingQuerySet,
    WordQuerySet,
)
from complaints.rules import place_of
from pcc.models import Force, Job, User, history


@history()
class Mapping(models.Model):
    """How the columns of a force's extract become fields: one version, kept as the TOML it was written in."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    header_digest = models.CharField(max_length=64, blank=True, help_text="Recognises the next file of this shape.")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="mapping_version_once")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


@history()
class ImportBatch(models.Model):
    """One extract brought in: the file by its digest, the day the force took it, and what became of each row.

    loaded + held + duplicates + skipped = read, in rows; the database holds it to that once loaded.
    """

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    mapping = models.ForeignKey(Mapping, null=True, on_delete=models.PROTECT, help_text="Empty while columns wait.")
    request_key = models.CharField(
        max_length=100, blank=True, help_text="The idempotency key under which the API received it."
    )
    draft = models.TextField(blank=True, help_text="The mapping in the making, as TOML, until it is kept.")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING)
    file_name = models.CharField(max_length=200)
    file_key = models.CharField(max_length=100, blank=True, help_text="Where the file lies, outside the web root.")
    file_digest = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    allegations_name = models.CharField(max_length=200, blank=True, help_text="Of the file of allegations, if any.")
    allegations_key = models.CharField(max_length=100, blank=True)
    allegations_digest = models.CharField(max_length=64, blank=True)
    taken_on = models.DateField(help_text="The day the force took the extract: the as-at of its figures.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    cases_read = models.PositiveIntegerField(default=0)
    cases_new = models.PositiveIntegerField(default=0)
    cases_changed = models.PositiveIntegerField(default=0)
    cases_same = models.PositiveIntegerField(default=0)
    cases_held = models.PositiveIntegerField(default=0)
    cases_vanished = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=20, blank=True, help_text="As declared by the mapping, or as detected.")
    delimiter = models.CharField(max_length=1, blank=True, help_text="As declared by the mapping, or as detected.")
    sheet = models.CharField(max_length=100, blank=True, help_text="Of a workbook: as declared, or as found.")
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", help_text="The same file, brought in before."
    )
    problem = models.TextField(blank=True, help_text="Why the file as a whole was refused, a sentence a line.")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_accounts_for_each_row",
                condition=~Q(state="LOADED") | Q(read=F("loaded") + F("held") + F("duplicates") + F("skipped")),
            ),
            models.CheckConstraint(
                name="import_loaded_iff_dated",
                condition=Q(state__in=["LOADED", "UNDOING"], loaded_at__isnull=False)
                | (~Q(state__in=["LOADED", "UNDOING"]) & Q(loaded_at=None)),
            ),
            models.UniqueConstraint(
                fields=["asked_by", "request_key"], condition=~Q(request_key=""), name="import_once_a_request"
            ),
        ]
        indexes = [models.Index(fields=["force", "file_digest"], name="import_by_file")]

    def __str__(self) -> str:
        return f"{self.file_name}, taken {self.taken_on:%-d %B %Y}"

    @property
    def changes_nothing(self) -> bool:
        """Whether every complaint it could bring is there already, just so."""
        return not (self.cases_new or self.cases_changed or self.cases_vanished)

    @property
    def read_as(self) -> str:
        """How the file was read, in words; empty before it was."""
        if self.sheet:
            return f"Read as {self.encoding.upper()}, sheet “{self.sheet}”."
        return (
            f"Read as {self.encoding}, columns divided by {DELIMITER_WORDS[self.delimiter]}." if self.encoding else ""
        )

    def get_absolute_url(self) -> str:
        return reverse("complaints:import", args=[self.pk])


class HeldRow(models.Model):
    """A row of an extract with something to say about it: held, counted once, skipped, or loaded with a warning."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(
        help_text="The line of the file, the header being line 1; of a file of allegations counted from SECOND_FILE."
    )
    reference = models.CharField(max_length=80, blank=True)
    fate = models.CharField(max_length=10, choices=Fate)
    problem = models.CharField(max_length=20, choices=Problem)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)

    objects = HeldRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["batch", "fate", "number"], name="held_row_by_batch")]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"

    @property
    def place(self) -> str:
        """Where the row stands, in words."""
        return place_of(self.number)


@history()
class RowFix(models.Model):
    """A cell of a held row as the office put it right. The force's file stays as it was sent; this lies beside it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="fixes")
    number = models.PositiveIntegerField(help_text="The row, as in HeldRow.")
    column = models.CharField(max_length=200)
    before = models.CharField(max_length=500, blank=True, help_text="What the force's file says.")
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)
    fixed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number", "column"], name="row_fix_once_a_cell")]

    def __str__(self) -> str:
        return f"{self.place}, {self.column}"

    @property
    def place(self) -> str:
        """Where the row stands, in words."""
        return place_of(self.number)


@history()
class StatedCount(models.Model):
    """A number that the force gave with its extract, beside what was counted here at that moment."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="stated")
    what = models.CharField(max_length=12, choices=Stated)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    stated = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stated_count_of_a_period",
                condition=Q(what__in=["RECEIVED", "FINALISED"], since__isnull=False, until__gte=F("since"))
                | (Q(what__in=["ROWS", "COMPLAINTS", "OPEN"]) & Q(since=None, until=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.stated}"


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


class ImportedChange(models.Model):
    """What an extract changes, or changed, of a complaint that was known: each field before and after.

    Written at the check, to be read before anything changes, and again at the load, to be put back when it is undone.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=80)
    before = models.JSONField(help_text="Fields that differ, as they were; with the batch that wrote them last.")
    after = models.JSONField()
    allegations_before = models.JSONField(null=True, help_text="Whole rows, where the allegations differ.")
    allegations_after = models.JSONField(null=True)
    corrections = models.JSONField(null=True, help_text="Standing corrections whose extract says something new.")
    version = models.PositiveIntegerField(help_text="Of the complaint, once changed.")

    objects = ImportedChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "complaint"], name="imported_change_once")]
        indexes = [models.Index(fields=["batch", "reference"], name="imported_change_by_reference")]

    def __str__(self) -> str:
        return f"{self.reference} in {self.batch_id}"


@history()
class Vanishing(models.Model):
    """A complaint that a newer extract no longer had, until somebody settles it or it comes back."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="vanishings")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="vanishings")
    noticed_on = models.DateField(help_text="The day of that extract.")
    settled = models.CharField(max_length=10, choices=VanishedHow, blank=True)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    back_in = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VanishingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint"], condition=Q(settled=""), name="vanishing_open_once"),
            models.CheckConstraint(
                name="vanishing_settled_by_a_person_or_an_extract",
                condition=Q(settled="", settled_at=None)
                | Q(settled="BACK", back_in__isnull=False)
                | (Q(settled__in=["GONE", "STANDS"], settled_at__isnull=False) & Q(settled_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["noticed_on", "id"], name="vanishing_by_day")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: gone since {self.noticed_on}"


class ChangedMonth(models.Model):
    """A mark that figures of a force changed for a month; written with the change, deleted by the refresh that saw it.

    Only ever inserted beside a change, so that nobody waits for a lock.
    """

    force = models.ForeignKey(Force, on_delete=models.CASCADE)
    month = models.DateField(null=True, help_text="First day of the month finalised; empty for open complaints.")

    def __str__(self) -> str:
        return f"{self.force_id} {self.month}"


@history()
class Correction(models.Model):
    """A field of a complaint in which the office says otherwise than the force's extract.

    It stands, whatever later extracts say, until a person accepts the extract's value. Values are text as the database
    writes it (``2024-03-04``, ``true``, ``12``), so that statements can compare them; an empty field is NULL.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=30)
    office_value = models.TextField(null=True)  # noqa: DJ001 - an empty date is NULL in the complaint as well
    extract_value = models.TextField(null=True, help_text="What the newest extract says.")  # noqa: DJ001
    reason = models.TextField()
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    settled = models.CharField(max_length=10, choices=SettledHow, blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "field"], condition=Q(settled_at=None), name="correction_stands_once"
            ),
            models.CheckConstraint(
                name="correction_settled_iff_dated",
                condition=Q(settled="", settled_at=None)
                | (Q(settled__in=SettledHow.values) & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.complaint_id}"


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


@history()
class Label(models.Model):
    """A word of the office by which complaints are gathered."""

    name = models.CharField(max_length=40)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="label_once_however_written")]

    def __str__(self) -> str:
        return self.name


class Word(models.Model):
    """A word that several complaints hold, for telling a slip of the keyboard from a word that nobody used.

    Made anew each night and after each extract. A word of fewer than three complaints is not kept: it could say what
    a complaint holds that a person may not see.
    """

    word = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60, db_collation="C", help_text="As the search compares it.")

    objects = WordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stem"], name="word_by_stem"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_by_likeness"),
        ]

    def __str__(self) -> str:
        return self.word


@history()
class ComplaintLabel(models.Model):
    """A label on a complaint; it opens no case file."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="labelled")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    put_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "label"], name="complaint_label_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.label_id}"


@history()
class Watch(models.Model):
    """A person who keeps an eye on a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.user_id}"


@history()
class MisconductOutcome(models.Model):
    """How misconduct proceedings against an officer ended. The officer is a reference of the force's, never a name."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    officer = models.CharField(max_length=30, help_text="The force's pseudonymous reference of the officer.")
    proceeding = models.CharField(max_length=12, choices=Proceeding)
    rank = models.CharField(max_length=12, choices=RankBand)
    sanction = models.CharField(max_length=30, choices=Sanction)
    decided_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force", "officer", "proceeding", "decided_on"], name="misconduct_outcome_once"
            ),
            models.CheckConstraint(
                name="misconduct_codes_known",
                condition=Q(proceeding__in=Proceeding.values, rank__in=RankBand.values, sanction__in=Sanction.values),
            ),
            models.CheckConstraint(
                name="misconduct_dismissal_needs_a_hearing",
                condition=~Q(proceeding=Proceeding.MEETING)
                | ~Q(sanction__in=[Sanction.DISMISSED, Sanction.WOULD_HAVE_BEEN_DISMISSED, Sanction.REDUCED_IN_RANK]),
            ),
        ]
        indexes = [models.Index(fields=["-decided_on", "-id"], name="misconduct_by_day")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_sanction_display()}"

    def get_absolute_url(self) -> str:
        return reverse("complaints:misconduct-outcome", args=[self.pk])


@history()
class AppealTribunal(models.Model):
    """An appeal by an officer to a police appeals tribunal."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT)
    officer = models.CharField(max_length=30, help_text="The force's pseudonymous reference of the officer.")
    rank = models.CharField(max_length=12, choices=RankBand)
    lodged_on = models.DateField()
    decided_on = models.DateField(null=True)
    result = models.CharField(max_length=10, choices=TribunalResult, default=TribunalResult.PENDING)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "officer", "lodged_on"], name="appeal_tribunal_once"),
            models.CheckConstraint(
                name="appeal_tribunal_decided_iff_dated",
                condition=Q(result=TribunalResult.PENDING, decided_on=None)
                | (
                    ~Q(result=TribunalResult.PENDING)
                    & Q(result__in=TribunalResult.values, decided_on__isnull=False, decided_on__gte=F("lodged_on"))
                ),
            ),
            models.CheckConstraint(name="appeal_tribunal_rank_known", condition=Q(rank__in=RankBand.values)),
        ]
        indexes = [models.Index(fields=["-lodged_on", "-id"], name="appeal_tribunal_by_day")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.get_result_display()}"

    def get_absolute_url(self) -> str:
        return reverse("complaints:tribunal", args=[self.pk])
