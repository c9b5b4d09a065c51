"""The API of clocks: why a date is the date, as data."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework import stats
from casework.models import CaseClock
from casework.rules import SEES_CASES
from pcc import audit
from pcc.clocks import Explanation, readings
from pcc.models import BankHoliday


def as_data(explanation: Explanation) -> dict[str, Any]:
    """The explanation with its steps, as the page prints them."""
    rule = explanation.rule
    return {
        "start": explanation.start,
        "due_on": explanation.due_on,
        "met_on": explanation.met_on,
        "as_at": explanation.as_at,
        "state": explanation.state.value,
        "words": explanation.words,
        "sentence": explanation.sentence,
        "steps": [
            {"kind": step.kind.value, "on": step.on, "until": step.until, "words": step.words}
            for step in explanation.steps
        ],
        "rule": {
            "code": rule.code,
            "version": rule.version,
            "name": rule.name,
            "text": rule.text,
            "unit": rule.unit.value,
            "amount": rule.amount,
            "counts_start_day": rule.counts_start_day,
            "source": rule.source,
            "verified": rule.verified,
            "in_force_from": rule.in_force_from,
            "in_force_to": rule.in_force_to,
        },
        "calendar": {"name": explanation.calendar_name, "version": explanation.calendar_version},
    }


class WhyAPI(APIView):
    """Why a clock's date is the date: every step, the other readings, and what changed."""

    roles = SEES_CASES

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        clock = CaseClock.objects.visible_to(request.user).for_explaining().filter(pk=pk).first()
        if clock is None:
            audit.record("record.refused", by=request.user, model="casework.caseclock", asked=str(pk))
            raise Http404
        audit.record("case.viewed", clock.case, by=request.user, clock=clock.pk)
        calendar = BankHoliday.objects.as_calendar(clock.rule.calendar)
        other = {row.known_from: row.on for row in clock.readings.order_by("on", "pk")}
        return Response(
            {
                "id": clock.pk,
                "case": clock.case.reference,
                "known_from": clock.known_from,
                **as_data(clock.explain(calendar, as_at=timezone.localdate())),
                "readings": [
                    {"known_from": reading.label, "start": other[reading.label], "due_on": reading.due_on}
                    for reading in readings(clock.rule.as_rule(), other, clock.spans_left_out(), calendar)
                ],
                "changes": [
                    {
                        "at": change.at,
                        "because": change.because,
                        "was_started": change.was_started,
                        "started_on": change.started_on,
                        "was_due": change.was_due,
                        "due_on": change.due_on,
                    }
                    for change in stats.changes_of(clock)
                ],
            }
        )
