"""Figures by API: the same functions and the same numbers as the page and the command."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from complaints import stats
from pcc import audit
from pcc.models import BankHoliday
from pcc.reporting.forms import TimelinessForm
from pcc.roles import READS_FIGURES


class TimelinessAPI(APIView):
    """Resolution time of complaints finalised in a period, from the facts."""

    roles = READS_FIGURES

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True),
            OpenApiParameter("by", enum=list(stats.GROUPINGS)),
            OpenApiParameter("handling"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        form = TimelinessForm.asked(request.query_params)
        if not form.is_valid():
            raise exceptions.ValidationError(form.errors)
        given = form.cleaned_data
        report = stats.timeliness(
            stats.all_complaints(),
            calendar=BankHoliday.objects.as_calendar(),
            since=given["since"],
            until=given["until"],
            on=timezone.localdate(),
            by=given["by"],
            handling=given["handling"],
        )
        audit.record(
            "figures.read", by=request.user, figure="timeliness", since=str(given["since"]), until=str(given["until"])
        )
        return Response(report.as_json())
