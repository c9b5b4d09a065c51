"""The audit log as a file, with what the chain says of each row."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from pcc import audit, exports
from pcc.audit import chain
from pcc.errors import RuleBroken
from pcc.filters import selected
from pcc.models import AuditEvent, AuditEventQuerySet
from pcc.reporting.filters import AuditFilter
from pcc.reporting.rules import kind_of
from pcc.reporting.views.audit import asked, refuse_unknown
from pcc.reporting.views.audit_check import AUDITORS, LOG, chain_words
from pcc.views import ActionView, count_up_to

MOST_EXPORTED = 50_000


class ExportForm(forms.Form):
    """Why the log is taken away."""

    reason = forms.CharField(
        label="Why do you take this away?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason goes on the log, with your name and the filters.",
        error_messages={"required": "Write why you take this away."},
    )


class AuditExport(ActionView):
    """The filtered log as a file: ids and verbs, and for each row whether it is as it was sealed."""

    roles = AUDITORS
    confirms_who = True
    form_class = ExportForm

    def events(self) -> tuple[AuditFilter, AuditEventQuerySet, int]:
        query = self.request.GET
        filterset = AuditFilter(query, queryset=AuditEvent.objects.visible_to(self.person), request=self.request)
        refuse_unknown(filterset, query)
        if not filterset.is_valid():
            raise RuleBroken(" ".join(fault for faults in filterset.form.errors.values() for fault in faults))
        number, more = count_up_to(filterset.qs, MOST_EXPORTED)
        if more:
            raise RuleBroken(
                f"More than {MOST_EXPORTED:,} events match: take fewer days at a time, or filter by person or record."
            )
        return filterset, filterset.qs, number

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset, _, number = self.events()
        query = self.request.GET.urlencode()
        log = reverse("reporting:audit")
        return super().get_context_data(**kwargs) | {
            "heading": "Export the audit log",
            "label": "Export as CSV",
            "back_url": f"{log}?{query}" if query else log,
            "intro": "The file holds numbers and verbs, no content, and says of each row whether it is as sealed.",
            "facts": [
                {"key": "Events", "value": f"{number:,}"},
                *[{"key": one["label"], "value": one["text"]} for one in selected(filterset, self.request.GET)],
            ],
        }

    def form_valid(self, form: Any) -> HttpResponse:
        filterset, events, number = self.events()
        reason = form.cleaned_data["reason"]
        event = audit.record("audit.exported", LOG, by=self.person, reason=reason, events=number, **asked(filterset))
        # Up to the export itself, so that the file says what was there when somebody asked.
        rows = events.filter(pk__lt=event.pk)
        response = StreamingHttpResponse(_csv(rows, chain_words(self.person)), content_type="text/csv; charset=utf-8")
        name = f"audit-log-{timezone.localdate():%Y-%m-%d}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


FIELDS = (
    *("event", "at", "person", "person_key", "roles", "kind", "verb", "record_type", "record", "facts", "reason"),
    *("request", "address", "seal", "chain"),
)
SEALS = {True: "as sealed", False: "NOT AS SEALED", None: "not yet sealed"}
AT_ONCE = 1000


def _csv(events: AuditEventQuerySet, chain_words: str) -> Iterator[str]:
    """The events newest first, a batch at a time: no transaction is held open by a slow reader."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(FIELDS)
    rows = events.select_related("by").order_by("-pk")
    batch = list(rows[:AT_ONCE])
    while batch:
        sealed = chain.as_sealed(batch)
        for event in batch:
            cells = [
                *(event.pk, event.at.isoformat(), str(event.by or ""), str(event.by.key) if event.by else ""),
                *(event.roles, kind_of(event.verb).label, event.verb, event.subject_type, event.subject_id),
                *(json.dumps(event.facts, sort_keys=True), event.reason, event.request_id, event.address),
                *(SEALS[sealed.get(event.pk)], chain_words),
            ]
            writer.writerow(map(exports.plain, cells))
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        batch = list(rows.filter(pk__lt=batch[-1].pk)[:AT_ONCE])
    yield line.getvalue()
