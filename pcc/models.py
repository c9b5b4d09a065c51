"""People, forces, calendars, the audit log, reference numbers and background jobs."""

import uuid
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from pcc import clocks
from pcc.errors import RuleBroken
from pcc.roles import Role
from pcc.working_days import WorkingCalendar, calendar_from, in_words

ENGLAND_AND_WALES = "england-and-wales"
UNITED_KINGDOM = "united-kingdom"


def history(**options: Any) -> Any:
    """Row history of a model: the old values of each update and delete; first inserts are not recorded.

    A first insert can always be read off the row and its later history; an import is one audit event instead.
    """
    return pghistory.track(
        pghistory.UpdateEvent(row="OLD"),
        pghistory.DeleteEvent(row="OLD"),
        append_only=True,
        meta={"triggers": [no_truncate()]},
        **options,
    )


def no_truncate() -> pgtrigger.Trigger:
    """A statement trigger that refuses TRUNCATE on an append-only table."""
    return pgtrigger.Trigger(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';",
    )


class UserManager(BaseUserManager["User"]):
    def with_roles(self) -> "models.QuerySet[User]":
        """People with the names of their groups, which ``roles`` then needs no query for."""
        groups = Group.objects.filter(user=models.OuterRef("pk")).order_by().values("name")
        return self.annotate(group_names=ArraySubquery(groups))

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password they cannot sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


@history(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The key is opaque; an e-mail address is optional; peers see the alias."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", null=True, blank=True, unique=True)
    name = models.CharField(max_length=150, blank=True)
    alias = models.CharField(max_length=60, blank=True, help_text="What other panel members see.")
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    only_reads = False
    """Whether this request can change nothing: pages that only show say so."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_in_small_letters", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name or self.alias or self.email or str(self.key)

    def clean(self) -> None:
        """One way of writing an address, so that it is found however it is typed; an empty one is none."""
        self.email = self.email.strip().lower() if self.email and self.email.strip() else None

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The person's roles, as they were when first asked for: a query, unless they were read with the person."""
        read = self.__dict__.get("group_names")
        names = set(self.groups.values_list("name", flat=True) if read is None else read)
        return frozenset(role for role in Role if role.value in names)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin opens: administrators only."""
        return self.is_active and Role.ADMINISTRATOR in self.roles

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.alias or str(self)


@history()
class Force(models.Model):
    """A police force overseen by, or compared with, this office."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=120, unique=True)
    reference_pattern = models.CharField(
        max_length=200, blank=True, help_text="How this force writes its references, as an example: CO/00123/24."
    )

    def __str__(self) -> str:
        return self.name


@lru_cache(maxsize=8)
def _calendar(name: str, rows: tuple[tuple[date, str], ...]) -> WorkingCalendar:
    """The calendar of these rows, which never changes: made once, not for every page."""
    return calendar_from(name, rows)


class BankHolidayQuerySet(models.QuerySet["BankHoliday"]):
    def as_calendar(self, name: str = ENGLAND_AND_WALES) -> WorkingCalendar:
        """The working calendar of that name as loaded now; RuleBroken when no holiday of it is loaded."""
        rows = list(self.filter(calendar=name, ended_at=None).order_by("date").values_list("date", "label"))
        if not rows:
            raise RuleBroken(f"No bank holidays of the calendar {name} are loaded: run manage.py migrate.")
        return _calendar(name, tuple(rows))


@history()
class BankHoliday(models.Model):
    """A day that is not a working day. Rows are only ever added or ended, so that history stays explainable."""

    calendar = models.CharField(max_length=40)
    date = models.DateField()
    label = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    objects = BankHolidayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"], condition=Q(ended_at=None), name="bank_holiday_once_a_day"
            ),
            models.CheckConstraint(
                name="bank_holiday_ended_with_reason",
                condition=Q(ended_at=None, ended_reason="") | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.date:%-d %B %Y}"


class CalendarDay(models.Model):
    """The ordinal of each day, for SQL: the same numbers as ``WorkingCalendar.ordinals``."""

    calendar = models.CharField(max_length=40)
    date = models.DateField()
    ordinal = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.calendar} {self.date}: {self.ordinal}"


CLOSED_DAYS = [
    (clocks.ClosedDay.STANDS.value, "It stands"),
    (clocks.ClosedDay.MOVES_ON.value, "The next working day counts"),
]


class ClockRuleQuerySet(models.QuerySet["ClockRule"]):
    def newest(self) -> Self:
        """The last version of each code, by code."""
        return self.order_by("code", "-version").distinct("code")

    def for_start(self, code: str, *, on: date | None) -> "ClockRule":
        """The version that counts from a start on that day: the newest in force then; the newest when no day is known.

        RuleBroken when there is no such rule, or none of its versions was in force.
        """
        versions = list(self.filter(code=code).order_by("-version"))
        if not versions:
            raise RuleBroken(f"There is no clock rule “{code}”.")
        fitting = [version for version in versions if on is None or version.counts_from(on)]
        if not fitting:
            assert on is not None
            raise RuleBroken(f"“{versions[0].name}” was not in force on {in_words(on)}.")
        return fitting[0]


class ClockRule(models.Model):
    """One version of a time limit, as reference data. A version never changes: editing makes the next one."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    binds = models.CharField(max_length=12, choices=[(who.value, who.value.capitalize()) for who in clocks.Binds])
    text = models.TextField(help_text="The rule in plain words.")
    unit = models.CharField(
        max_length=15, choices=[(unit.value, unit.value.replace("_", " ").capitalize()) for unit in clocks.Unit]
    )
    amount = models.PositiveSmallIntegerField()
    counts_start_day = models.BooleanField()
    starts = models.CharField(max_length=120, help_text="The date that starts it, as words.")
    on_closed_last_day = models.CharField(max_length=10, choices=CLOSED_DAYS)
    on_closed_start_day = models.CharField(max_length=10, choices=CLOSED_DAYS)
    calendar = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(help_text="Somebody has read the source and found this time limit there.")
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)
    repeats_amount = models.PositiveSmallIntegerField(null=True)
    repeats_unit = models.CharField(max_length=15, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_because = models.TextField(blank=True)

    objects = ClockRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="clock_rule_version_once"),
            models.CheckConstraint(name="clock_rule_amount", condition=Q(amount__gte=1, amount__lte=clocks.LONGEST)),
            models.CheckConstraint(
                name="clock_rule_repeats_whole",
                condition=Q(repeats_amount=None, repeats_unit="")
                | (Q(repeats_amount__gte=1) & Q(repeats_unit__in=[unit.value for unit in clocks.Unit])),
            ),
            models.CheckConstraint(
                name="clock_rule_ends_after_start", condition=Q(in_force_to__gte=F("in_force_from"))
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def counts_from(self, day: date) -> bool:
        """Whether the rule was in force on that day."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day <= self.in_force_to
        )

    def as_rule(self) -> clocks.ClockRule:
        """The rule as the kernel counts with it."""
        repeats = None
        if self.repeats_amount is not None:
            repeats = clocks.Repeat(amount=self.repeats_amount, unit=clocks.Unit(self.repeats_unit))
        return clocks.ClockRule(
            code=self.code,
            name=self.name,
            binds=clocks.Binds(self.binds),
            text=self.text,
            unit=clocks.Unit(self.unit),
            amount=self.amount,
            counts_start_day=self.counts_start_day,
            starts=self.starts,
            on_closed_last_day=clocks.ClosedDay(self.on_closed_last_day),
            on_closed_start_day=clocks.ClosedDay(self.on_closed_start_day),
            calendar=self.calendar,
            source=self.source,
            verified=self.verified,
            in_force_from=self.in_force_from,
            in_force_to=self.in_force_to,
            version=self.version,
            repeats=repeats,
        )


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> Self:
        """Auditors read the whole log; everybody else what it says of their own acts."""
        return self if Role.AUDITOR in user.roles else self.filter(by=user)

    def about(self, subject_type: str, subject_id: str) -> Self:
        """What was done to one record, tried on it, or looked at in it; lists that showed it are not among these."""
        return self.filter(subject_type=subject_type, subject_id=subject_id)

    def lists_showing(self, subject_type: str, pk: int) -> Self:
        """Lists and searches whose page held this record."""
        return self.filter(subject_type=subject_type, facts__has_key="shown", facts__shown__contains=[pk])


class AuditEvent(models.Model):
    """Something that somebody did, saw, searched, took away or was refused.

    Holds ids, verbs, field names and digests, never values: values live in row history.
    The database refuses UPDATE, DELETE and TRUNCATE.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    roles = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["subject_type", "subject_id", "at", "id"], name="audit_of_subject"),
            models.Index(fields=["by", "at", "id"], name="audit_of_person"),
            GinIndex(
                OpClass("facts__shown", name="jsonb_path_ops"), name="audit_shown", condition=Q(facts__has_key="shown")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class AuditSeal(models.Model):
    """The seal of one event: a digest over the event and the seal before it (see ``pcc.audit.chain``).

    The event is named by its id alone, without a foreign key: a seal must outlive a removed event in order to miss it.
    """

    number = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"Seal {self.number} of event {self.event_id}"


class ReferenceCounter(models.Model):
    """The last number given out for a prefix in a year."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="reference_counter_once")]

    def __str__(self) -> str:
        return f"{self.prefix}/{self.year}/{self.last:04}"


class JobState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting"
    RUNNING = "RUNNING", "Running"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"
    STOPPED = "STOPPED", "Stopped"


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> Self:
        return self.filter(state=JobState.QUEUED)

    def unfinished(self) -> Self:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def visible_to(self, user: User) -> Self:
        """Managers and administrators see every job; others the ones they asked for."""
        if user.roles & {Role.MANAGER, Role.ADMINISTRATOR}:
            return self
        return self.filter(asked_by=user)


class Job(models.Model):
    """A piece of background work. The row is the queue: Celery delivers, the row decides."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True, help_text="One waiting job a key.")
    params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=120, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="QUEUED") & ~Q(key=""), name="job_once_waiting"
            ),
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state__in=["QUEUED", "RUNNING"]), name="job_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while the total is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED)


class FileKind(models.TextChoices):
    """The kinds of file that are taken away, by the end of their names: lists as books, papers bound as PDF."""

    CSV = "csv", "CSV: plain text, opens in anything"
    XLSX = "xlsx", "XLSX: a workbook for Excel"
    ODS = "ods", "ODS: a workbook for LibreOffice, an open standard"
    PDF = "pdf", "PDF: a document with contents and page numbers"


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        """A file is for the person who asked for it, and for nobody else."""
        return self.filter(asked_by=user)


class Export(models.Model):
    """A list that a person takes away as a file: what they may see of it, narrowed as they saw it, to be had once."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.CharField(max_length=60, help_text="Which list, as the app that has it calls it.")
    query = models.TextField(blank=True, help_text="How the list was narrowed and sorted, as in its address.")
    file_kind = models.CharField(max_length=4, choices=FileKind)
    reason = models.TextField(help_text="What the file is for.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    as_at = models.DateTimeField(null=True, help_text="The moment whose rows the file holds.")
    rows = models.PositiveBigIntegerField(null=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_key = models.CharField(max_length=40, blank=True, help_text="Where the file lies, outside the web root.")
    file_digest = models.CharField(max_length=64, blank=True)
    file_bytes = models.PositiveBigIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="export_file_kind_known", condition=Q(file_kind__in=FileKind.values)),
            models.CheckConstraint(
                name="export_written_iff_counted",
                condition=Q(file_key="", as_at=None, rows=None, file_bytes=None)
                | (~Q(file_key="") & Q(as_at__isnull=False, rows__isnull=False, file_bytes__isnull=False)),
            ),
            models.CheckConstraint(
                name="export_taken_after_written", condition=Q(taken_at=None) | Q(taken_at__gte=F("as_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="export_of_person"),
            models.Index(fields=["as_at"], condition=Q(removed_at=None), name="export_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} as {self.file_kind}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:export", args=[self.key])


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """A person's own views and those shared with the office; the list itself says whose roles may follow them."""
        return self.filter(Q(made_by=user) | Q(shared=True)).select_related("made_by").order_by("name", "pk")

    def of(self, listing: str) -> Self:
        return self.filter(listing=listing)

    def for_links(self) -> Self:
        """Names and addresses alone."""
        return self.select_related(None).only("listing", "name", "query")


@history()
class SavedView(models.Model):
    """A list narrowed and sorted in one way, under a name; its maker's own, or shared with the office.

    ``query`` is the query of the list's address, so that a view is nothing more than a link.
    """

    listing = models.CharField(max_length=60, help_text="Which list, as the app that has it calls it.")
    name = models.CharField(max_length=60)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("listing", "made_by", Lower("name"), name="view_named_once_a_person")]
        indexes = [models.Index(fields=["made_by"], condition=Q(shared=True), name="view_of_the_office")]

    def __str__(self) -> str:
        return self.name


class Typed(models.Model):
    """What somebody typed or sent without signing in, for an hour: no record of the office, so without a history."""

    name = models.CharField(max_length=80, unique=True, help_text="The form, and a random key that the browser has.")
    what = models.TextField(help_text="As JSON in plain ASCII, which holds whatever somebody can type.")
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Typed, until {self.until}"
