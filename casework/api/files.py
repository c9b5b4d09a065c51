"""The API of case files, to be read: the same rows and permissions as the pages; and why a date is the date."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework import stats
from casework.models import Case, CaseClock, Dispatch, Document, Letter, Note, Party, Task
from casework.querysets import VIEWED
from casework.rules import SEES_CASES
from casework.stats.files import timeline
from casework.workflow.letters import sheet_for
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
        clock = audit.find(CaseClock.objects.opened_to(request.user).for_explaining(), by=request.user, pk=pk)
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


# Files and what stands on them


class CaseOut(serializers.ModelSerializer):
    """A file; the title of a sealed one stays on its page."""

    owner = serializers.CharField(allow_null=True, read_only=True)
    is_sealed = serializers.BooleanField(read_only=True)
    due_on = serializers.DateField(allow_null=True, read_only=True)

    class Meta:
        model = Case
        fields: ClassVar = [
            "id",
            "reference",
            "kind",
            "stage",
            "owner",
            "opened_on",
            "closed_on",
            "is_sealed",
            "due_on",
        ]


class PartyOut(serializers.ModelSerializer):
    """Somebody on a file: what they are to it, and how to deal with them."""

    name = serializers.CharField(source="person.name", read_only=True)
    email = serializers.CharField(source="person.email", read_only=True)
    phone = serializers.CharField(source="person.phone", read_only=True)
    address = serializers.CharField(source="person.address", read_only=True)
    postcode = serializers.CharField(source="person.postcode", read_only=True)
    contact_by = serializers.CharField(source="person.contact_by", read_only=True)
    contact_note = serializers.CharField(source="person.contact_note", read_only=True)
    adjustments = serializers.CharField(source="person.adjustments", read_only=True)
    safe_contact = serializers.CharField(source="person.safe_contact", read_only=True)
    is_young = serializers.BooleanField(source="person.is_young", allow_null=True, read_only=True)

    class Meta:
        model = Party
        fields: ClassVar = [
            "id",
            "person",
            "name",
            "role",
            "represents",
            "consent_on",
            "consent_evidence",
            "added_on",
            "ended_on",
            "email",
            "phone",
            "address",
            "postcode",
            "contact_by",
            "contact_note",
            "adjustments",
            "safe_contact",
            "is_young",
        ]


class NoteOut(serializers.ModelSerializer):
    """A note; one that was struck out keeps its words and says why."""

    written_by = serializers.CharField(allow_null=True, read_only=True)

    class Meta:
        model = Note
        fields: ClassVar = [
            "id",
            "kind",
            "on",
            "text",
            "is_releasable",
            "written_by",
            "written_at",
            "struck_at",
            "struck_because",
        ]


class TaskOut(serializers.ModelSerializer):
    owner = serializers.CharField(allow_null=True, read_only=True)

    class Meta:
        model = Task
        fields: ClassVar = ["id", "text", "due_on", "owner", "stage", "waits_on", "done_on", "outcome"]


class DocumentOut(serializers.ModelSerializer):
    """What a document is; its bytes leave by its page alone, where they are compared with the digest first."""

    added_by = serializers.CharField(allow_null=True, read_only=True)

    class Meta:
        model = Document
        fields: ClassVar = [
            "id",
            "name",
            "title",
            "kind",
            "bytes",
            "digest",
            "stage",
            "scan",
            "scanned_at",
            "fixity",
            "releasable",
            "added_by",
            "added_at",
        ]


class DispatchOut(serializers.ModelSerializer):
    class Meta:
        model = Dispatch
        fields: ClassVar = ["name", "way", "stage", "attach_pdf", "large_print", "gone_on"]


class LetterOut(serializers.ModelSerializer):
    template = serializers.CharField(source="template.code", read_only=True)
    version = serializers.IntegerField(source="template.version", read_only=True)
    author = serializers.CharField(allow_null=True, read_only=True)
    copies = DispatchOut(source="dispatches", many=True, read_only=True)

    class Meta:
        model = Letter
        fields: ClassVar = [
            "id",
            "template",
            "version",
            "subject",
            "stage",
            "author",
            "written_at",
            "dated_on",
            "issued_at",
            "digest",
            "copies",
        ]


class WordsOut(serializers.Serializer):
    """One part of a letter, with its fields filled in."""

    heading = serializers.CharField()
    text = serializers.CharField()


class WholeLetterOut(LetterOut):
    """A letter with its words: the frozen ones of an issued letter, else as they stand. ``[[recipient_name]]`` stands
    where each copy has its own."""

    words = serializers.SerializerMethodField()

    @extend_schema_field(WordsOut(many=True))
    def get_words(self, letter: Letter) -> Any:
        sheet = sheet_for(letter, None, on=timezone.localdate())
        return WordsOut(sheet.sections, many=True).data

    class Meta(LetterOut.Meta):
        fields: ClassVar = [*LetterOut.Meta.fields, "words"]


class CaseClockOut(serializers.ModelSerializer):
    """A clock of a file; why its date is the date is read by its number."""

    code = serializers.CharField(source="rule.code", read_only=True)
    name = serializers.CharField(source="rule.name", read_only=True)

    class Meta:
        model = CaseClock
        fields: ClassVar = ["id", "code", "name", "stage", "started_on", "due_on", "met_on", "result"]


class EntryOut(serializers.Serializer):
    """One thing on the timeline; ``timed`` says whether the time of ``at`` is known, or its day alone."""

    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    timed = serializers.BooleanField()
    recorded_at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_null=True)


class CasesAPI(viewsets.GenericViewSet):
    """The files that the caller may see, newest first, and each by its number."""

    roles = SEES_CASES
    serializer_class = CaseOut
    queryset = Case.objects.none()  # the real one is the caller's own

    def get_queryset(self) -> "QuerySet[Case]":
        return Case.objects.visible_to(self.request.user).for_list()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        audit.record_list("case.listed", Case, page, by=request.user)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        rows = Case.objects.opened_to(request.user).for_list()
        return Response(self.get_serializer(the_case(request, rows, pk, part="file")).data)


def the_case(request: Request, rows: "QuerySet[Case]", pk: int, *, part: str) -> Case:
    """The file of that number among those the caller may open, with the event of it; else 404 and an event.

    A file that asks something first, as a review's does, opens by its page.
    """
    case = audit.find(rows, by=request.user, pk=pk)
    audit.record(VIEWED, case, by=request.user, part=part)
    return case


class OfCaseAPI(viewsets.GenericViewSet):
    """What stands on one file, newest first."""

    roles = SEES_CASES
    part = ""

    def rows(self) -> "QuerySet[Any]":
        """Every row that the caller may see, of any file."""
        raise NotImplementedError

    def list(self, request: Request, pk: int) -> Response:
        case = the_case(request, Case.objects.opened_to(request.user), pk, part=self.part)
        page = self.paginate_queryset(self.filter_queryset(self.rows().filter(case=case)))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class PeopleAPI(OfCaseAPI):
    """The people on a file, and who was."""

    part = "people"
    serializer_class = PartyOut
    queryset = Party.objects.none()

    def rows(self) -> "QuerySet[Any]":
        return Party.objects.visible_to(self.request.user).select_related("person")


class NotesAPI(OfCaseAPI):
    """The notes on a file."""

    part = "notes"
    serializer_class = NoteOut
    queryset = Note.objects.none()

    def rows(self) -> "QuerySet[Any]":
        return Note.objects.visible_to(self.request.user).select_related("written_by")


class TasksAPI(OfCaseAPI):
    """The tasks of a file, done ones too."""

    part = "tasks"
    serializer_class = TaskOut
    queryset = Task.objects.none()

    def rows(self) -> "QuerySet[Any]":
        return Task.objects.visible_to(self.request.user).select_related("owner")


class DocumentsAPI(OfCaseAPI):
    """What the documents of a file are, without their bytes."""

    part = "documents"
    serializer_class = DocumentOut
    queryset = Document.objects.none()

    def rows(self) -> "QuerySet[Any]":
        return Document.objects.visible_to(self.request.user).select_related("added_by")


class ClocksAPI(OfCaseAPI):
    """The clocks of a file, finished ones too."""

    part = "clocks"
    serializer_class = CaseClockOut
    queryset = CaseClock.objects.none()

    def rows(self) -> "QuerySet[Any]":
        return CaseClock.objects.visible_to(self.request.user).select_related("rule")


class LettersAPI(OfCaseAPI):
    """The letters of a file and where each copy is; the words of each by its number."""

    part = "letters"
    serializer_class = LetterOut
    queryset = Letter.objects.none()

    def rows(self) -> "QuerySet[Any]":
        rows = Letter.objects.visible_to(self.request.user).select_related("template", "author")
        return rows.prefetch_related("dispatches")


class LetterAPI(APIView):
    """One letter with its words."""

    roles = SEES_CASES

    @extend_schema(responses=WholeLetterOut)
    def get(self, request: Request, pk: int) -> Response:
        rows = Letter.objects.opened_to(request.user).for_detail().prefetch_related("dispatches")
        letter = audit.find(rows, by=request.user, pk=pk)
        audit.record("letter.viewed", letter, by=request.user, case=letter.case_id)
        return Response(WholeLetterOut(letter).data)


class TimelineAPI(APIView):
    """Everything on a file that the caller may see, newest first, as its page tells it."""

    roles = SEES_CASES

    @extend_schema(responses=EntryOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        case = the_case(request, Case.objects.opened_to(request.user), pk, part="timeline")
        return Response(EntryOut(timeline(case, request.user), many=True).data)
