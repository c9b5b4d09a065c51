"""Reviews by API: the list with the filters of the page, and one review as its pages show it."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from pcc import audit
from pcc.roles import SEES_REVIEWS
from reviews.api.detail import DetailOut, as_data
from reviews.filters import ReviewFilter
from reviews.models import Review
from reviews.querysets import VIEWED, ReviewQuerySet
from reviews.workflow.taking import ready


class ReviewOut(serializers.ModelSerializer):
    force = serializers.CharField(source="force.code")
    theme = serializers.CharField(source="theme.code", default=None, allow_null=True)

    class Meta:
        model = Review
        fields: ClassVar = [
            "id",
            "reference",
            "force",
            "force_reference",
            "stage",
            "handling",
            "theme",
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
    """Reviews that the caller may see: filters as on the page, cursor paging, newest first. No names and no words.

    One review has what its pages show: for a caller who has declared an interest or none on it, which is done on its
    page. Until then, and where it is shut to the caller, it is like one that is not there.
    """

    roles = SEES_REVIEWS
    filterset_class = ReviewFilter
    serializer_class = ReviewOut
    queryset = Review.objects.none()  # the real one is the caller's own

    def get_queryset(self) -> ReviewQuerySet:
        return Review.objects.visible_to(self.request.user).select_related("force", "theme")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        filters = sorted(set(request.query_params) & set(self.filterset_class.base_filters))
        verb = "review.searched" if filters else "review.listed"
        audit.record_list(verb, Review, page, by=request.user, filters=filters)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses=DetailOut)
    def retrieve(self, request: Request, pk: int) -> Response:
        review = audit.find(Review.objects.opened_to(request.user), by=request.user, pk=pk)
        audit.record(VIEWED, review, by=request.user)
        return Response(as_data(ready(review), request.user, on=timezone.localdate()))
