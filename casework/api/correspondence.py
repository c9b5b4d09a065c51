"""The API of correspondence: what the public wrote, with its messages and enquiries, and the office's themes."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework.api.files import OfCaseAPI
from casework.filters import CorrespondenceFilter, told_in_lists
from casework.models import Correspondence, Enquiry, Message, Theme
from casework.querysets import CorrespondenceQuerySet
from casework.rules.correspondence import SEES_CORRESPONDENCE
from pcc import audit


class MessageOut(serializers.ModelSerializer):
    """A message as text; ``documents`` are the numbers of those that came with it, also where they went on since."""

    documents = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Message
        fields: ClassVar = [
            "id",
            "kind",
            "arrived_at",
            "sent_at",
            "sender_name",
            "sender_email",
            "subject",
            "text",
            "faults",
            "joined_because",
            "documents",
        ]


class EnquiryOut(serializers.ModelSerializer):
    asked_by = serializers.CharField(source="asked_by.name", read_only=True)

    class Meta:
        model = Enquiry
        fields: ClassVar = [
            "id",
            "stage",
            "asked_of",
            "recipient",
            "question",
            "asked_on",
            "due_on",
            "chased_on",
            "ended_on",
            "answer",
            "asked_by",
        ]


class CorrespondenceOut(serializers.ModelSerializer):
    reference = serializers.CharField(source="case.reference")
    case = serializers.IntegerField(source="case_id", help_text="The number of its file.")
    owner = serializers.CharField(source="case.owner.name", default=None, allow_null=True)
    theme = serializers.CharField(source="theme.name", default=None, allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="The earliest due date of a clock that runs.")
    is_sealed = serializers.BooleanField(read_only=True)
    subject = serializers.SerializerMethodField(help_text="In a list, “Sealed” for a matter that is.")

    def get_subject(self, item: Any) -> str:
        return told_in_lists(item, item.subject)

    class Meta:
        model = Correspondence
        fields: ClassVar = [
            "id",
            "reference",
            "case",
            "stage",
            "channel",
            "received_at",
            "received_on",
            "from_elected",
            "subject",
            "area",
            "theme",
            "route",
            "owner",
            "due_on",
            "acknowledged_on",
            "replied_on",
            "ended_on",
            "outcome",
            "may_upset",
            "is_automatic",
            "is_sealed",
            "version",
        ]


class ItemOut(CorrespondenceOut):
    """A matter with who wrote, its messages and what was asked of others."""

    subject = serializers.CharField(read_only=True)
    triaged_by = serializers.CharField(source="triaged_by.name", default=None, allow_null=True)
    messages = MessageOut(many=True, source="case.messages")
    enquiries = EnquiryOut(many=True, source="case.enquiries")
    became = serializers.CharField(source="became.reference", default=None, allow_null=True)
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True)

    class Meta(CorrespondenceOut.Meta):
        fields: ClassVar = [
            *CorrespondenceOut.Meta.fields,
            "sender_name",
            "sender_email",
            "sender_phone",
            "sender_address",
            "adjustments",
            "may_pass_on",
            "route_because",
            "triaged_by",
            "triaged_on",
            "brought_as",
            "became",
            "merged_into",
            "messages",
            "enquiries",
        ]


class CorrespondenceAPI(viewsets.GenericViewSet):
    """What the public wrote, as far as the caller may see it: filters as on the page, cursor paging, newest first.

    The list names nobody; a single matter has who wrote, its messages as text and the enquiries outward.
    """

    roles = SEES_CORRESPONDENCE
    filterset_class = CorrespondenceFilter
    serializer_class = CorrespondenceOut
    queryset = Correspondence.objects.none()  # the real one is the caller's own

    def get_queryset(self) -> CorrespondenceQuerySet:
        return Correspondence.objects.visible_to(self.request.user).for_list()

    def filter_arguments(self) -> dict[str, Any]:
        return {"on": timezone.localdate(), "person": self.request.user}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        filters = sorted(set(request.query_params) & set(self.filterset_class.base_filters))
        verb = "correspondence.searched" if "q" in filters else "correspondence.listed"
        audit.record_list(verb, Correspondence, page, by=request.user, filters=filters)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses=ItemOut)
    def retrieve(self, request: Request, pk: int) -> Response:
        item = audit.find(self.get_queryset().with_messages(), by=request.user, pk=pk)
        audit.record("correspondence.viewed", item, by=request.user, case=item.case_id)
        return Response(ItemOut(item).data)


class MessagesAPI(OfCaseAPI):
    """The messages that lie on a file, whatever it is about."""

    roles = SEES_CORRESPONDENCE
    part = "messages"
    serializer_class = MessageOut
    queryset = Message.objects.none()

    def rows(self) -> "QuerySet[Any]":
        return Message.objects.visible_to(self.request.user).prefetch_related("documents")


class ThemeOut(serializers.ModelSerializer):
    class Meta:
        model = Theme
        fields: ClassVar = ["id", "name", "meaning", "source", "verified", "retired_at"]


class ThemesAPI(APIView):
    """The office's themes, retired ones with the moment since when."""

    roles = SEES_CORRESPONDENCE

    @extend_schema(responses=ThemeOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(ThemeOut(Theme.objects.order_by("name"), many=True).data)
