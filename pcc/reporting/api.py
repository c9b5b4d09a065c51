"""Figures and files by API: the same functions, numbers and rules as the pages."""

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casework.stats import correspondence as letters
from complaints import stats
from pcc import audit, exports
from pcc.models import BankHoliday, Export, FileKind
from pcc.reporting.forms.complaints import TimelinessForm
from pcc.reporting.forms.letters import LettersForm
from pcc.reporting.forms.lists import LONGEST_REASON
from pcc.reporting.models import Snapshot
from pcc.reporting.stats import DEFINITIONS, answer
from pcc.roles import ANSWERS_LETTERS, READS_FIGURES, Role

NOT_SHOWN = "Null where there are none."


def _days(unit: str, what: str) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, help_text=f"{what}, in {unit}, to two decimals. {NOT_SHOWN}")


class Numbers(serializers.Serializer[Any]):
    """How many, and how long they took."""

    n = serializers.IntegerField(help_text="Complaints counted.")
    mean = _days("working days", "Mean")
    median = _days("working days", "Median")
    p75 = _days("working days", "75th percentile")
    p90 = _days("working days", "90th percentile")
    calendar_mean = _days("calendar days", "Mean")
    calendar_median = _days("calendar days", "Median")
    calendar_p75 = _days("calendar days", "75th percentile")
    calendar_p90 = _days("calendar days", "90th percentile")
    open = serializers.IntegerField(
        allow_null=True, help_text="Still open on the as-at day; null in rows that open complaints do not belong to."
    )


class Row(Numbers):
    key = serializers.CharField()
    label = serializers.CharField()


class LeftOut(serializers.Serializer[Any]):
    reason = serializers.CharField()
    count = serializers.IntegerField()


class Restated(serializers.Serializer[Any]):
    force = serializers.CharField()
    month = serializers.CharField(help_text="2024-05")
    on = serializers.DateField()
    because = serializers.CharField()


class Timeliness(Numbers):
    """How long complaints take, with what the numbers are of."""

    figure = serializers.CharField()
    definition = serializers.CharField(help_text="The code of the definition.")
    version = serializers.IntegerField(help_text="The version of the definition.")
    by = serializers.ChoiceField(stats.GROUPINGS)
    handling = serializers.CharField()
    measure = serializers.ChoiceField(list(stats.MEASURED))
    basis = serializers.ChoiceField(stats.BASES)
    suspension = serializers.ChoiceField(stats.SUSPENSIONS)
    force = serializers.CharField(help_text="The code of the force; empty for all.")
    area = serializers.CharField(help_text="The area, as the force writes it; empty for all.")
    category = serializers.CharField(help_text="The category of any of the allegations; empty for all.")
    as_at = serializers.DateField(help_text="The day open complaints are measured to.")
    calendar = serializers.CharField(help_text="The version of the calendar of working days.")
    left_out = LeftOut(many=True)
    rows = Row(many=True)
    restated = Restated(many=True, help_text="Months of the period that were once shown with other figures.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``from`` and ``to``, which cannot be names in Python, first."""
        return {"from": serializers.DateField(), "to": serializers.DateField(), **super().get_fields()}


class VersionOfADefinition(serializers.Serializer[Any]):
    """What a figure counts, or counted before."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    since = serializers.DateField()
    name = serializers.CharField()
    population = serializers.CharField()
    start = serializers.CharField()
    end = serializers.CharField()
    unit = serializers.CharField()
    left_out = serializers.CharField()
    source = serializers.CharField()


class DefinitionOfAFigure(VersionOfADefinition):
    """What a figure counts, and what it counted before, the newest first."""

    earlier = VersionOfADefinition(many=True)


class SnapshotShown(serializers.ModelSerializer[Snapshot]):
    """A frozen figure; a revision names the one it revises."""

    frozen_by = serializers.CharField(source="frozen_by.name")

    class Meta:
        model = Snapshot
        fields = (
            *("id", "original", "revision", "name", "reason", "title", "definition_code", "definition_version"),
            *("definition", "calendar_version", "asked", "since", "until", "as_at", "numbers", "left_out", "rows"),
            *("row_digest", "frozen_by", "frozen_at"),
        )


class TimelinessAPI(APIView):
    """How long complaints take: from kept figures while these are the newest, otherwise from the facts."""

    roles = READS_FIGURES

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True),
            OpenApiParameter("by", enum=list(stats.GROUPINGS)),
            OpenApiParameter("handling", description="all, schedule-3 or one way of handling, such as local."),
            OpenApiParameter("measure", enum=list(stats.MEASURED)),
            OpenApiParameter("basis", enum=list(stats.BASES)),
            OpenApiParameter("suspension", enum=list(stats.SUSPENSIONS)),
            OpenApiParameter("force", description="The code of a force."),
            OpenApiParameter("area", description="An area, as the force writes it, or not-stated."),
            OpenApiParameter("category", description="A category of allegations, in the force's words."),
        ],
        responses=Timeliness,
    )
    def get(self, request: Request) -> Response:
        form = TimelinessForm.asked(request.query_params)
        if not form.is_valid():
            raise exceptions.ValidationError({form.add_prefix(name): errors for name, errors in form.errors.items()})
        asked = form.cleaned_data["asked"]
        kept = answer(asked, calendar=BankHoliday.objects.as_calendar(), now=timezone.now(), fresh=True)
        audit.record(
            "figures.read",
            by=request.user,
            figure=asked.definition.code,
            since=str(asked.since),
            until=str(asked.until),
        )
        return Response(kept.report.as_json())


def _share() -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, help_text=f"To four decimals. {NOT_SHOWN}")


class LetterNumbers(serializers.Serializer[Any]):
    """How much came in, and how it was answered. Shares have their base beside them."""

    received = serializers.IntegerField(help_text="Matters received: joined and discarded ones are told apart.")
    n = serializers.IntegerField(help_text="Replies whose days are summarised.")
    replied = serializers.IntegerField()
    in_time = serializers.IntegerField(help_text="Replied to by the due day.")
    base = serializers.IntegerField(help_text="Replied to, or overdue: the base of the share in time.")
    rate = _share()
    low = _share()
    high = _share()
    acknowledged_in_time = serializers.IntegerField()
    acknowledged_base = serializers.IntegerField()
    acknowledged_rate = _share()
    mean = _days("working days", "Mean until the reply")
    median = _days("working days", "Median")
    p75 = _days("working days", "75th percentile")
    p90 = _days("working days", "90th percentile")
    without_waiting_mean = _days("working days in which nobody else was waited for", "Mean")
    without_waiting_median = _days("working days in which nobody else was waited for", "Median")
    without_waiting_p75 = _days("working days in which nobody else was waited for", "75th percentile")
    without_waiting_p90 = _days("working days in which nobody else was waited for", "90th percentile")
    not_due = serializers.IntegerField()
    without_reply = serializers.IntegerField()
    overdue = serializers.IntegerField()
    open = serializers.IntegerField(help_text="Of those received in the period.")
    joined = serializers.IntegerField()
    discarded = serializers.IntegerField()


class LetterRow(LetterNumbers):
    key = serializers.CharField()
    label = serializers.CharField()


class WaitingOn(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class OpenOfAge(serializers.Serializer[Any]):
    band = serializers.CharField(help_text="Working days since receipt.")
    count = serializers.IntegerField()
    oldest = serializers.IntegerField(allow_null=True)


class LetterFigures(LetterNumbers):
    """What the public writes, with what the numbers are of."""

    figure = serializers.CharField()
    definition = serializers.CharField(help_text="The code of the definition.")
    version = serializers.IntegerField()
    by = serializers.ChoiceField(letters.GROUPINGS)
    as_at = serializers.DateField()
    calendar = serializers.CharField(help_text="The version of the calendar of working days.")
    in_hand = serializers.IntegerField(help_text="Open on the as-at day, whenever received.")
    waiting_on = WaitingOn(many=True)
    in_hand_by_age = OpenOfAge(many=True)
    left_out = LeftOut(many=True)
    rows = LetterRow(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``from`` and ``to``, which cannot be names in Python, first."""
        return {"from": serializers.DateField(), "to": serializers.DateField(), **super().get_fields()}


class LettersAPI(APIView):
    """How much correspondence comes, whether it is answered in time, what is open and on whom it waits."""

    roles = READS_FIGURES | ANSWERS_LETTERS

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True),
            OpenApiParameter("by", enum=list(letters.GROUPINGS)),
        ],
        responses=LetterFigures,
    )
    def get(self, request: Request) -> Response:
        form = LettersForm.asked(request.query_params.dict(), on=timezone.localdate())
        if not form.is_valid():
            raise exceptions.ValidationError({form.add_prefix(name): errors for name, errors in form.errors.items()})
        given = form.cleaned_data
        report = letters.figures(
            letters.all_correspondence(),
            calendar=BankHoliday.objects.as_calendar(),
            since=given["since"],
            until=given["until"],
            on=timezone.localdate(),
            by=given["by"],
        )
        audit.record(
            "figures.read", by=request.user, figure="casework", since=str(given["since"]), until=str(given["until"])
        )
        return Response(report.as_json())


class DefinitionsAPI(APIView):
    """What every figure counts."""

    roles = frozenset(Role)

    @extend_schema(responses=DefinitionOfAFigure(many=True))
    def get(self, request: Request) -> Response:
        return Response(DefinitionOfAFigure(DEFINITIONS, many=True).data)


class SnapshotsAPI(APIView):
    """Figures as they were published, the newest first, revisions beside them."""

    roles = READS_FIGURES

    @extend_schema(responses=SnapshotShown(many=True))
    def get(self, request: Request) -> Response:
        rows = Snapshot.objects.visible_to(request.user).select_related("frozen_by")
        return Response(SnapshotShown(rows, many=True).data)


LONGEST_QUERY = 2000


class ExportIn(serializers.Serializer[Any]):
    """Which list is wanted as a file, narrowed and sorted by what its address would say after the question mark."""

    listing = serializers.SlugField(max_length=60, help_text="complaints, for instance.")
    query = serializers.CharField(
        max_length=LONGEST_QUERY, required=False, allow_blank=True, help_text="state=open&sort=-received, for instance."
    )
    file_kind = serializers.ChoiceField(exports.BOOK_KINDS)
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="What the file is for.")


class ExportOut(serializers.ModelSerializer[Export]):
    """A file that was asked for: whether it can be had, and if not, why not."""

    state = serializers.CharField(source="job.state", help_text="Of the job that writes it.")
    refusal = serializers.SerializerMethodField(help_text="Why it cannot be taken now; empty when it can.")

    class Meta:
        model = Export
        fields = (
            *("key", "listing", "query", "file_kind", "reason", "asked_at", "state"),
            *("refusal", "as_at", "rows", "file_name", "file_bytes", "file_digest"),
        )

    def get_refusal(self, export: Export) -> str:
        return exports.objection_to_taking(export, at=timezone.now())


class OfOwnExports(APIView):
    """Files of the caller's own. Taking data away asks who is there, as on the page."""

    roles = frozenset(Role) - {Role.PANEL_MEMBER}

    def refuse_the_unconfirmed(self, request: Request) -> None:
        if is_reauthentication_required(request._request, app="allauth.mfa"):
            raise exceptions.NotAuthenticated("Sign in again first: who takes data away has signed in just before.")

    def export(self, request: Request, key: Any) -> Export:
        return audit.find(Export.objects.visible_to(request.user).select_related("job"), by=request.user, key=key)


class ExportsAPI(OfOwnExports):
    @extend_schema(request=ExportIn, responses={202: ExportOut})
    def post(self, request: Request) -> Response:
        """Ask for a list as a file: exactly the rows that the caller sees. A job writes it; its address tells."""
        self.refuse_the_unconfirmed(request)
        given = ExportIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        if exports.listing_for(asked["listing"], request.user) is None:
            raise serializers.ValidationError({"listing": ["There is no such list that you may take away."]})
        export = exports.ask(
            asked["listing"],
            query=asked.get("query", ""),
            file_kind=FileKind(asked["file_kind"]),
            reason=asked["reason"],
            by=request.user,
            at=timezone.now(),
        )
        place = reverse("reporting:export-api", args=[export.key])
        return Response(ExportOut(export).data, status=status.HTTP_202_ACCEPTED, headers={"Location": place})


class ExportAPI(OfOwnExports):
    @extend_schema(responses=ExportOut)
    def get(self, request: Request, key: Any) -> Response:
        """How far a file is."""
        return Response(ExportOut(self.export(request, key)).data)


class TakeExportAPI(OfOwnExports):
    @extend_schema(request=None, responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def post(self, request: Request, key: Any) -> FileResponse:
        """The file itself, once. 409 says why not."""
        export = self.export(request, key)
        self.refuse_the_unconfirmed(request)
        file = exports.take(export, by=request.user, at=timezone.now())
        return FileResponse(file, as_attachment=True, filename=export.file_name)
