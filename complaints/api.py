"""The API of complaints: the same rows, filters and permissions as the pages."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.filters import ComplaintFilter
from complaints.models import Allegation, Complaint, RouteChange, Suspension, TwelveMonthNotice
from complaints.querysets import ComplaintQuerySet
from pcc import audit
from pcc.api import DenyUnlessDeclared
from pcc.roles import SEES_COMPLAINTS, STAFF


class AllegationOut(serializers.ModelSerializer):
    code = serializers.CharField(source="code.code", allow_null=True, read_only=True)

    class Meta:
        model = Allegation
        fields: ClassVar = [
            "number",
            "category",
            "code",
            "factors",
            "decision",
            "decision_code",
            "decided_on",
            "action",
            "action_codes",
        ]


class RouteChangeOut(serializers.ModelSerializer):
    class Meta:
        model = RouteChange
        fields: ClassVar = ["changed_on", "before", "handling"]


class SuspensionOut(serializers.ModelSerializer):
    class Meta:
        model = Suspension
        fields: ClassVar = ["began_on", "ended_on", "reason"]


class TwelveMonthNoticeOut(serializers.ModelSerializer):
    class Meta:
        model = TwelveMonthNotice
        fields: ClassVar = ["occurrence", "received_on", "expected_end_on", "action", "action_on"]


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
    """The whole record but notes, which may name people, and equality data, which has a permission of its own."""

    allegations = AllegationOut(many=True)
    routes = RouteChangeOut(many=True)
    suspensions = SuspensionOut(many=True)
    notices = TwelveMonthNoticeOut(many=True)
    updates = serializers.SlugRelatedField("given_on", many=True, read_only=True)
    case = serializers.CharField(source="case.reference", allow_null=True, read_only=True)
    extract_taken_on = serializers.DateField(source="last_batch.taken_on", allow_null=True, read_only=True)

    class Meta(ComplaintOut.Meta):
        fields: ClassVar = [
            *ComplaintOut.Meta.fields,
            "version",
            "logged_on",
            "first_contact_on",
            "channel",
            "result",
            "complainant",
            "age_band",
            "young_person",
            "schedule_3_on",
            "schedule_3_reason",
            "special_requirements",
            "referral",
            "referred_on",
            "referral_decision",
            "referral_decided_on",
            "outcome_stated_on",
            "outcome_sent_on",
            "outcome_provided_on",
            "review_body_named",
            "withdrawn_on",
            "withdrawal_evidence",
            "suspended_days",
            "allegations",
            "routes",
            "suspensions",
            "notices",
            "updates",
            "case",
            "extract_taken_on",
        ]


class ComplaintsAPI(viewsets.ReadOnlyModelViewSet):
    """Complaints that the caller may see: filters as on the page, cursor paging, newest first."""

    roles = SEES_COMPLAINTS
    filterset_class = ComplaintFilter
    queryset = Complaint.objects.none()  # the real one is the caller's own

    def get_queryset(self) -> ComplaintQuerySet:
        rows = Complaint.objects.visible_to(self.request.user)
        return rows.for_detail() if self.action == "retrieve" else rows.for_list()

    def filter_arguments(self) -> dict[str, Any]:
        """What the filters must know beside what they are asked for."""
        return {"on": timezone.localdate(), "person": self.request.user}

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
