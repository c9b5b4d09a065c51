"""The figures of reviews by API: the numbers of the page, to the digit."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pcc import audit
from pcc.models import BankHoliday
from pcc.roles import READS_FIGURES
from reviews import stats
from reviews.forms.figures import FiguresForm


class FiguresAPI(APIView):
    """How many reviews were completed in a period, how long they took and how often they were upheld."""

    roles = READS_FIGURES

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True),
            OpenApiParameter("by", enum=list(stats.GROUPINGS)),
            OpenApiParameter("handling", enum=list(stats.HANDLINGS)),
            OpenApiParameter("theme", description="One theme: its code, its name, how its name begins, or `none`."),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        form = FiguresForm(request.query_params)
        if not form.is_valid():
            raise exceptions.ValidationError({form.add_prefix(name): errors for name, errors in form.errors.items()})
        given = form.cleaned_data
        found = stats.answer(
            calendar=BankHoliday.objects.as_calendar(),
            since=given["since"],
            until=given["until"],
            on=timezone.localdate(),
            by=given["by"],
            handling=given["handling"],
            theme=given["theme"],
        )
        audit.record(
            "figures.read", by=request.user, figure="reviews", since=str(given["since"]), until=str(given["until"])
        )
        return Response(found.report.as_json())
