"""The API of complaints: the same rows, filters and permissions as the pages."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.filters import ComplaintFilter
from complaints.models import Allegation, Complaint
from complaints.querysets import ComplaintQuerySet
from pcc import audit
from pcc.api import DenyUnlessDeclared
from pcc.roles import SEES_COMPLAINTS, STAFF


class AllegationOut(serializers.ModelSerializer):
    class Meta:
        model = Allegation
        fields: ClassVar = ["number", "category", "decision", "decided_on", "action"]


class ComplaintOut(serializers.ModelSerializer):
    force = serializers.CharField(source="force.code")

    class Meta:
        model = Complaint
        fields: ClassVar = [
            "id",
            "force",
            "reference",
            "received_on",
            "finalised_on",
            "handling",
            "area",
            "categories",
            "allegation_count",
            "vanished_on",
        ]


class ComplaintDetailOut(ComplaintOut):
    allegations = AllegationOut(many=True)

    class Meta(ComplaintOut.Meta):
        fields: ClassVar = [
            *ComplaintOut.Meta.fields,
            "logged_on",
            "first_contact_on",
            "channel",
            "result",
            "allegations",
        ]


class ComplaintsAPI(viewsets.ReadOnlyModelViewSet):
    """Complaints that the caller may see: filters as on the page, cursor paging, newest first."""

    roles = SEES_COMPLAINTS
    filterset_class = ComplaintFilter
    queryset = Complaint.objects.none()  # the real one is the caller's own

    def get_queryset(self) -> ComplaintQuerySet:
        rows = Complaint.objects.visible_to(self.request.user)
        return rows.for_detail() if self.action == "retrieve" else rows.for_list()

    def get_serializer_class(self) -> type[ComplaintOut]:
        return ComplaintDetailOut if self.action == "retrieve" else ComplaintOut

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        filters = sorted(set(request.query_params) & set(self.filterset_class.base_filters))
        audit.record(
            "complaint.searched" if filters else "complaint.listed",
            audit.Subject("complaints.complaint"),
            by=request.user,
            filters=filters,
            shown=[row["id"] for row in answer.data["results"]],
        )
        return answer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        complaint = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if complaint is None:
            asked = audit.Subject("complaints.complaint", str(self.kwargs["pk"]))
            audit.record("record.refused", asked, by=request.user)
            raise Http404
        audit.record("complaint.viewed", complaint, by=request.user)
        return Response(self.get_serializer(complaint).data)


class SchemaAPI(SpectacularJSONAPIView):
    """The OpenAPI description of every route of the API, for the office's staff."""

    roles = STAFF
    permission_classes: ClassVar = [DenyUnlessDeclared]
