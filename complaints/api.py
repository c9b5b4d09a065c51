"""The API of complaints: the same rows, filters and permissions as the pages."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.filters import ComplaintFilter
from complaints.importing.comparing import Counts
from complaints.models import (
    Allegation,
    Complaint,
    HeldRow,
    ImportBatch,
    Mapping,
    RouteChange,
    Suspension,
    TwelveMonthNotice,
)
from complaints.querysets import SEES_IMPORTS, ComplaintQuerySet, ImportBatchQuerySet
from complaints.rules import SECOND_FILE
from complaints.workflow import extracts
from pcc import audit
from pcc.api import DenyUnlessDeclared
from pcc.models import Force, Job
from pcc.roles import BRINGS_IN_EXTRACTS, SEES_COMPLAINTS, STAFF, Role


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
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        filters = sorted(set(request.query_params) & set(self.filterset_class.base_filters))
        verb = "complaint.searched" if filters else "complaint.listed"
        audit.record_list(verb, Complaint, page, by=request.user, filters=filters)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        complaint = audit.find(self.get_queryset(), by=request.user, pk=self.kwargs["pk"])
        audit.record("complaint.viewed", complaint, by=request.user)
        return Response(self.get_serializer(complaint).data)


class JobOut(serializers.ModelSerializer):
    class Meta:
        model = Job
        fields: ClassVar = ["id", "state", "step", "done", "total", "error"]


class ImportOut(serializers.ModelSerializer):
    """An extract: how far its job is, and what becomes of each row. loaded + held + duplicates + skipped = read."""

    force = serializers.CharField(source="force.code")
    mapping = serializers.CharField(allow_null=True)
    job = JobOut(allow_null=True)
    already_in = serializers.BooleanField(source="is_in_already", read_only=True)

    class Meta:
        model = ImportBatch
        fields: ClassVar = [
            *("id", "force", "state", "file_name", "file_digest", "taken_on", "asked_at", "loaded_at"),
            *("mapping", "encoding", "delimiter", "sheet", "problem", "already_in", "job"),
            *Counts.__dataclass_fields__,
        ]


class ImportIn(serializers.Serializer):
    """A file as the force sent it. Without a mapping, the one remembered by its headers is taken."""

    file = serializers.FileField()
    allegations = serializers.FileField(required=False)
    force = serializers.SlugRelatedField(slug_field="code", queryset=Force.objects.all())
    taken_on = serializers.DateField(help_text="The day on which the force took the extract.")
    mapping = serializers.PrimaryKeyRelatedField(queryset=Mapping.objects.all(), required=False)


class HeldRowOut(serializers.ModelSerializer):
    row = serializers.SerializerMethodField(help_text="The line of its file; the header is line 1.")
    file = serializers.SerializerMethodField(
        help_text="complaints, or allegations where they have a file of their own."
    )

    class Meta:
        model = HeldRow
        fields: ClassVar = ["row", "file", "reference", "fate", "column", "value", "problem", "reason"]

    def get_row(self, row: HeldRow) -> int:
        return row.number % SECOND_FILE

    def get_file(self, row: HeldRow) -> str:
        return "allegations" if row.number > SECOND_FILE else "complaints"


KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The same key with the same file answers with the same import, however often it is sent.",
)
LONGEST_KEY = 100


class ImportsAPI(viewsets.ReadOnlyModelViewSet):
    """Extracts: hand one over, watch its check, see what became of each row, and bring it in."""

    queryset = ImportBatch.objects.none()
    serializer_class = ImportOut
    parser_classes: ClassVar = [MultiPartParser]

    @property
    def roles(self) -> frozenset[Role]:
        return SEES_IMPORTS if self.request.method in SAFE_METHODS else BRINGS_IN_EXTRACTS

    def get_queryset(self) -> ImportBatchQuerySet:
        return ImportBatch.objects.visible_to(self.request.user).for_list()

    def batch(self) -> ImportBatch:
        return audit.find(self.get_queryset(), by=self.request.user, pk=self.kwargs["pk"])

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.batch()).data)

    @extend_schema(request={"multipart/form-data": ImportIn}, responses={202: ImportOut}, parameters=[KEY])
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand a file over: it is kept and checked in the background. Nothing counts before it is brought in."""
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key or len(key) > LONGEST_KEY or not key.isprintable():
            raise serializers.ValidationError(
                {"Idempotency-Key": [f"Send a key of your own, of 1 to {LONGEST_KEY} characters, in this header."]}
            )
        given = ImportIn(data=request.data)
        given.is_valid(raise_exception=True)
        file, allegations = given.validated_data["file"], given.validated_data.get("allegations")
        batch = extracts.receive_extract(
            file,
            name=file.name or "extract",
            allegations=extracts.Upload(allegations, allegations.name or "allegations") if allegations else None,
            force=given.validated_data["force"],
            mapping=given.validated_data.get("mapping"),
            taken_on=given.validated_data["taken_on"],
            request_key=key,
            by=request.user,
            at=timezone.now(),
        )
        return self._accepted(batch)

    @extend_schema(request=None, responses={202: ImportOut})
    @action(detail=True, methods=["post"])
    def load(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring a checked extract in: the rows that are ready together, or none. Asking twice is refused, not done."""
        return self._accepted(extracts.load(self.batch(), by=request.user))

    @extend_schema(responses=HeldRowOut(many=True))
    @action(detail=True)
    def rows(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The rows with something to say: held, counted once, skipped, or loaded with a warning."""
        batch = self.batch()
        page = self.paginate_queryset(HeldRow.objects.filter(batch=batch))
        audit.record("extract.viewed", batch, by=request.user, rows=len(page))
        return self.get_paginated_response(HeldRowOut(page, many=True).data)

    def _accepted(self, batch: ImportBatch) -> Response:
        batch = self.get_queryset().get(pk=batch.pk)
        place = reverse("complaints:api-import", args=[batch.pk])
        return Response(self.get_serializer(batch).data, status=status.HTTP_202_ACCEPTED, headers={"Location": place})


class SchemaAPI(SpectacularJSONAPIView):
    """The OpenAPI description of every route of the API, for the office's staff."""

    roles = STAFF
    permission_classes: ClassVar = [DenyUnlessDeclared]
