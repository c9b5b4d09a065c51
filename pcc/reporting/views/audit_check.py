"""Whether the audit log is whole, as far as anybody has checked."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from pcc import jobs
from pcc.audit import Subject, chain
from pcc.models import AuditEvent, Job, JobState, User
from pcc.roles import Role
from pcc.views import ActionView, Page

AUDITORS = frozenset({Role.AUDITOR})
LOG = Subject("pcc.auditevent")
TOO_LONG_UNCHECKED = timedelta(hours=36)


def moment(at: Any) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"


def _last_check(person: User) -> AuditEvent | None:
    checks = AuditEvent.objects.visible_to(person).filter(subject_type=LOG.type, subject_id="", verb="audit.verified")
    return checks.select_related("by").order_by("-at", "-pk").first()


def chain_words(person: User) -> str:
    """The last check of the whole chain, as every row of an export carries it."""
    check = _last_check(person)
    if check is None:
        return "the whole chain has not been checked yet"
    return f"checked {check.at.isoformat(timespec='seconds')}: {check.facts['sentence']}"


def state(person: User) -> dict[str, str]:
    """What an alert says of the log: loud when it is not whole, plain when nobody checked for long."""
    check = _last_check(person)
    if check is None:
        return {"tone": "warning", "text": "Whether the log is whole has not been checked yet."}
    if check.facts["faults"]:
        return {"tone": "error", "heading": "The audit log is not whole.", "text": check.facts["named"][0]}
    if timezone.now() - check.at > TOO_LONG_UNCHECKED:
        return {"tone": "warning", "text": f"The log was last checked on {moment(check.at)}."}
    return {"tone": "success", "text": f"The log was whole when it was checked on {moment(check.at)}."}


class AuditCheck(Page):
    """Whether the log is whole: the last check, the one that runs, and the button for the next."""

    roles = AUDITORS
    template_name = "reporting/audit_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = _last_check(self.person)
        job = Job.objects.visible_to(self.person).filter(kind="audit.verify").order_by("-pk").first()
        waiting = chain.unsealed()
        return super().get_context_data(**kwargs) | {
            "state": state(self.person),
            "named": check.facts["named"] if check else [],
            "more_faults": check.facts["faults"] - len(check.facts["named"]) if check else 0,
            "job": job if job and not job.is_over else None,
            "job_state": "running" if job and job.state == JobState.RUNNING else "waiting",
            "failed": job.error if job and job.error and (check is None or check.at < job.asked_at) else "",
            "form": forms.Form(),
            "facts": [
                *(_check_facts(check) if check else []),
                {
                    "key": "Waiting for their seal",
                    "value": {
                        "text": f"{waiting:,}{'+' if waiting == 1000 else ''}",
                        "hint": "New events are sealed every few minutes.",
                    },
                },
            ],
        }


def _check_facts(check: AuditEvent) -> list[dict[str, Any]]:
    return [
        {"key": "Last checked", "value": {"text": moment(check.at), "hint": f"by {check.by or 'the schedule'}"}},
        {"key": "Sealed events checked", "value": f"{check.facts['sealed']:,}"},
        {
            "key": "Heads that agree",
            "value": {
                "text": f"{check.facts['heads']:,}",
                "hint": "The end of the chain, as it was written out to a file beside the database at each sealing.",
            },
        },
        {"key": "Faults", "value": f"{check.facts['faults']:,}"},
    ]


class AskCheck(ActionView):
    """Have the whole log checked now."""

    roles = AUDITORS
    form_class = forms.Form
    http_method_names = ["post"]

    def perform(self, form: Any) -> str:
        jobs.ask("audit.verify", by=self.person, key=f"asked by person {self.person.pk}")
        return reverse("reporting:audit-check")
