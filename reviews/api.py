"""The API of reviews and their figures: the same rows, filters, permissions and numbers as the pages."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pcc import audit
from pcc.models import BankHoliday
from pcc.roles import READS_FIGURES, SEES_REVIEWS
from reviews import stats
from reviews.filters import ReviewFilter
from reviews.forms.figures import FiguresForm
from reviews.models import Review
from reviews.querysets import ReviewQuerySet


class ReviewOut(serializers.ModelSerializer):
    force = serializers.CharField(source="force.code")

    class Meta:
        model = Review
        fields: ClassVar = [
            "id",
            "reference",
            "force",
            "force_reference",
            "stage",
            "handling",
            "received_on",
            "accepted_on",
            "decided_on",
            "notified_on",
            "ended_on",
            "closed_on",
            "outcome",
            "why_invalid",
        ]


class ReviewsAPI(viewsets.GenericViewSet):
    """Reviews that the caller may see: filters as on the page, cursor paging, newest first. No names and no words."""

    roles = SEES_REVIEWS
    filterset_class = ReviewFilter
    serializer_class = ReviewOut
    queryset = Review.objects.none()  # the real one is the caller's own

    def get_queryset(self) -> ReviewQuerySet:
        return Review.objects.visible_to(self.request.user).select_related("force")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        answer = self.get_paginated_response(self.get_serializer(page, many=True).data)
        filters = sorted(set(request.query_params) & set(self.filterset_class.base_filters))
        audit.record(
            "review.searched" if filters else "review.listed",
            audit.Subject("reviews.review"),
            by=request.user,
            filters=filters,
            shown=[row["id"] for row in answer.data["results"]],
        )
        return answer


class FiguresAPI(APIView):
    """How many reviews were completed in a period, how long they took and how often they were upheld."""

    roles = READS_FIGURES

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True),
            OpenApiParameter("by", enum=list(stats.GROUPINGS)),
            OpenApiParameter("handling", enum=list(stats.HANDLINGS)),
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
        )
        audit.record(
            "figures.read", by=request.user, figure="reviews", since=str(given["since"]), until=str(given["until"])
        )
        return Response(found.report.as_json())
