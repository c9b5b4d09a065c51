"""The audit log and its seals."""

from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from pcc.models.history import no_truncate
from pcc.models.people import User
from pcc.roles import Role


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
