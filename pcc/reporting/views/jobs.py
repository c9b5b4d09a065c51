"""Background jobs: what runs, for whom, how far, and what went wrong."""

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pcc import jobs
from pcc.models import Job, JobState
from pcc.roles import BRINGS_IN_EXTRACTS, RUNS_JOBS
from pcc.views import ActionView, Page, keyset

TONES = {
    JobState.QUEUED: "grey",
    JobState.RUNNING: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.STOPPED: "yellow",
}

KINDS = {
    "audit.seal": "Seal new events of the audit log",
    "audit.verify": "Check the audit log",
    "casework.escalate_openings": "Look for emergency openings that nobody has looked into",
    "casework.tell": "Tell a member of staff by e-mail where to look",
    "complaints.check": "Check an extract",
    "complaints.load": "Bring in an extract",
    "complaints.words": "Read the words of complaints, for searching",
    "exports.remove": "Remove files that were written a day ago",
    "exports.write": "Write a list as a file",
    "complaints.tidy": "Remove files of extracts left behind",
    "figures.check": "Check a sample of the figures",
    "letters.bring_in": "Bring in a list of past correspondence",
    "letters.check": "Check a list of past correspondence",
    "figures.refresh": "Compute figures of a force",
    "figures.refresh_all": "Compute all figures",
    "reviews.figures": "Compute figures of reviews",
}


class JobList(Page):
    """Background work, newest first: what, for whom, how far, how long, and what went wrong."""

    roles = RUNS_JOBS
    template_name = "reporting/job_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        routine = Q(kind="audit.seal", state=JobState.DONE)  # every few minutes, and of no interest unless it fails
        rows = Job.objects.visible_to(self.person).exclude(routine).select_related("asked_by")
        page = keyset(rows, self.request, sorts={"asked": "asked_at"}, default="-asked")
        return super().get_context_data(**kwargs) | {
            "page": page,
            "form": forms.Form(),
            "columns": [
                {"label": "Work"},
                {"label": "State"},
                {"label": "Asked"},
                {"label": "By"},
                {"label": "Took", "numeric": True},
                {"label": "What came of it"},
            ],
            "rows": [
                [
                    {"text": KINDS.get(job.kind, job.kind), "url": reverse("reporting:job", args=[job.pk])},
                    {"text": job.get_state_display(), "tone": TONES[JobState(job.state)]},
                    f"{timezone.localtime(job.asked_at):%-d %b %Y, %H:%M}",
                    str(job.asked_by or "The schedule"),
                    took(job),
                    outcome(job),
                ]
                for job in page.rows
            ],
        }


def took(job: Job) -> str:
    """How long a job took, in seconds, or how long it has been at work; a dash before it begins."""
    if job.started_at is None:
        return "–"
    if job.ended_at is None:
        return f"{(timezone.now() - job.started_at).total_seconds():,.0f} s so far"
    return f"{(job.ended_at - job.started_at).total_seconds():,.1f} s"


COUNTED = {
    "read": "rows read",
    "finalised": "complaints",
    "cells": "cells",
    "rows": "rows",
    "checked": "figures checked",
    "drifted": "found wrong",
    "sealed": "events sealed",
    "files": "files",
}
"""What the results of jobs count, in the order in which a list tells it."""


STOPPING = "Asked to stop: it does at its next step, and what it has done is undone."


LABELS = {
    "checked": "Figures checked",
    "drifted": "Found wrong",
    "named": "Which",
    "finalised": "Complaints finalised",
    "open": "Complaints open",
    "years": "Years computed",
    "restated": "Months restated",
}
"""What the results of computing and checking figures are called on the page of a job."""


def outcome(job: Job) -> str:
    """How far a job is, what it counted, or why it failed."""
    if job.state == JobState.RUNNING and job.stop_asked:
        return STOPPING
    if job.state == JobState.RUNNING:
        return f"{job.step}, {job.done:,} of {job.total:,}" if job.total else job.step
    if job.error:
        return job.error
    counted = [(job.result[name], words) for name, words in COUNTED.items() if isinstance(job.result.get(name), int)]
    told = ", ".join(f"{number:,} {words}" for number, words in counted) or "–"
    return f"{force}: {told}" if isinstance(force := job.result.get("force"), str) else told


class JobDetail(Page):
    """One job: progress while it runs, its result or its error after."""

    roles = RUNS_JOBS | BRINGS_IN_EXTRACTS
    template_name = "reporting/job_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.find(Job.objects.visible_to(self.person).select_related("asked_by"), pk=self.kwargs["pk"])
        return super().get_context_data(**kwargs) | {
            "job": job,
            "kind": KINDS.get(job.kind, job.kind),
            "tone": TONES[JobState(job.state)],
            "facts": [
                {"key": "Asked by", "value": str(job.asked_by or "The schedule")},
                {"key": "Asked", "value": f"{timezone.localtime(job.asked_at):%-d %B %Y, %H:%M:%S}"},
                {"key": "Took", "value": took(job)},
                {"key": "Attempts", "value": str(job.attempts)},
                *[
                    {
                        "key": LABELS.get(name, name.replace("_", " ").capitalize()),
                        "value": f"{value:,}" if isinstance(value, int) else str(value),
                    }
                    for name, value in sorted(job.result.items())
                ],
            ],
            "progress_state": "running" if job.state == JobState.RUNNING else "waiting",
            "sees_jobs": bool(self.person.roles & RUNS_JOBS),
            "form": forms.Form(),
            "may_stop": not job.is_over and not job.stop_asked,
            "stopping": STOPPING if job.stop_asked and not job.is_over else "",
        }


class StopJob(ActionView):
    """Stop a job that waits or runs."""

    roles = RUNS_JOBS | BRINGS_IN_EXTRACTS
    form_class = forms.Form
    done = "The job was asked to stop."
    http_method_names = ["post"]

    def perform(self, form: Any) -> str:
        job = self.find(Job.objects.visible_to(self.person), pk=self.kwargs["pk"])
        jobs.ask_to_stop(job, by=self.person)
        return reverse("reporting:job", args=[job.pk])


class AskCheckOfFigures(ActionView):
    """Ask for a sample of the kept figures to be worked out again now."""

    roles = RUNS_JOBS
    form_class = forms.Form
    done = "A sample of the figures will be checked."
    http_method_names = ["post"]

    def perform(self, form: Any) -> str:
        job = jobs.ask("figures.check", by=self.person, key="asked by a person")
        return reverse("reporting:job", args=[job.pk])


class AskRefresh(ActionView):
    """Ask for all figures to be computed now."""

    roles = RUNS_JOBS
    form_class = forms.Form
    done = "The figures will be computed."
    http_method_names = ["post"]

    def perform(self, form: Any) -> str:
        job = jobs.ask("figures.refresh_all", by=self.person, key="asked by a person")
        return reverse("reporting:job", args=[job.pk])
