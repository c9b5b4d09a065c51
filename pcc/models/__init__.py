"""People, forces, calendars, the audit log, reference numbers and background jobs."""

from pcc.models.calendars import ENGLAND_AND_WALES, UNITED_KINGDOM, BankHoliday, CalendarDay
from pcc.models.clocks import CLOSED_DAYS, ClockRule
from pcc.models.history import history, no_truncate
from pcc.models.lists import Export, FileKind, SavedView, Typed
from pcc.models.log import AuditEvent, AuditEventQuerySet, AuditSeal
from pcc.models.people import Force, User
from pcc.models.work import Job, JobState, ReferenceCounter

__all__ = [
    "CLOSED_DAYS",
    "ENGLAND_AND_WALES",
    "UNITED_KINGDOM",
    "AuditEvent",
    "AuditEventQuerySet",
    "AuditSeal",
    "BankHoliday",
    "CalendarDay",
    "ClockRule",
    "Export",
    "FileKind",
    "Force",
    "Job",
    "JobState",
    "ReferenceCounter",
    "SavedView",
    "Typed",
    "User",
    "history",
    "no_truncate",
]
