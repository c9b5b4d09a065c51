"""Published figures for anybody: a page, files and their description at permanent addresses. Nobody signs in here."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from pcc.figures import CONFIDENTIAL, MARKS, Figure, Kind, PublicRow, PublicTable
from pcc.reporting import documents
from pcc.reporting.choices import PublicationStage
from pcc.reporting.models import Publication, Snapshot
from pcc.reporting.stats import held, kind_of, left_out_as_published, of_whom, once_public, open_to_anybody

LICENCE = "Open Government Licence v3.0"


def table_of(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """A published table for table.html, what its marks mean, and what a reader has to know."""
    table = held(kept)
    marks = {value for row in table.all_rows for value in row.values if isinstance(value, str)}

    def cells(row: PublicRow) -> list[Any]:
        return [row.label, *(_cell(table, row, place) for place in range(len(table.columns)))]

    return {
        "caption": "Working days, and calendar days where named"
        if any(column.unit.endswith("days") for column in table.columns)
        else "The numbers",
        "columns": [{"label": "Group"}, *({"label": column.label, "numeric": True} for column in table.columns)],
        "rows": [cells(row) for row in table.rows or table.all_rows],
        "foot": cells(table.total) if table.rows and table.total else None,
        "marks": [{"key": mark, "value": MARKS[mark]} for mark in sorted(marks)],
        "is_hidden": CONFIDENTIAL in marks,
        "rounded_to": table.rounded_to,
        "overlaps": asked.get("by") == "category",
        "caution": kind_of(asked).caution,
    }


def _cell(table: PublicTable, row: PublicRow, place: int) -> Any:
    """A value as people read it; a share with the counts that it is of, where these are shown."""
    column, value = table.columns[place], row.values[place]
    text = documents.in_words(column, value)
    if column.kind is not Kind.SHARE or isinstance(value, str):
        return text
    counts = {one.code: shown for one, shown in zip(table.columns, row.values, strict=True)}
    part, whole = counts[column.part], counts[column.of]
    if isinstance(part, str) or isinstance(whole, str):
        return text
    unit = next(one.unit for one in table.columns if one.code == column.of)
    return {"text": text, "hint": f"{part:,} of {whole:,} {unit}"}


def facts(of: Snapshot | Figure, table: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a figure is: period, as-at, definition and calendar; of a frozen one, or of one that may be.

    ``table`` is what the public sees of it.
    """
    if isinstance(of, Snapshot):
        name, rows, calendar, left = of.definition["name"], of.definition["rows"], of.calendar_version, of.left_out
    else:
        name, rows, calendar = of.definition.name, of.definition.as_rows(), of.calendar
        left = [{"reason": item.reason, "count": item.count} for item in of.left_out]
    asked = dict(of.asked)
    told = left_out_as_published(((item["reason"], item["count"]) for item in left), table)
    return [
        {"key": "Figure", "value": name},
        {"key": "Period", "value": f"{of.since:%-d %B %Y} to {of.until:%-d %B %Y}"},
        {"key": "As at", "value": f"{of.as_at:%-d %B %Y}"},
        {"key": "Of", "value": of_whom(asked)},
        *[{"key": key, "value": text} for key, text in rows],
        *([{"key": "Left out here", "value": "; ".join(told)}] if told else []),
        *([{"key": "Calendar", "value": calendar}] if calendar else []),
    ]


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A page for anybody. It reads published figures alone."""

    http_method_names = ["get", "head", "options"]


class Published(PublicPage):
    """All published figures, the newest first, and the definitions."""

    template_name = "published/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = open_to_anybody().newest_of_each()
        return super().get_context_data(**kwargs) | {
            "columns": [{"label": name} for name in ("Figure", "Period", "As at", "Published")],
            "rows": [
                [
                    {"text": str(row), "url": reverse("published:figure", args=[row.slug])},
                    f"{row.snapshot.since:%-d %B %Y} to {row.snapshot.until:%-d %B %Y}",
                    f"{row.snapshot.as_at:%-d %B %Y}",
                    f"{timezone.localtime(row.decided_at):%-d %B %Y}",
                ]
                for row in newest
            ],
        }


def found(slug: str, revision: int | None = None) -> Publication:
    """The publication at an address: the newest one of a slug, or a named revision. 404 when it never was public."""
    rows = once_public().filter(slug=slug)
    row = (rows if revision is None else rows.filter(snapshot__revision=revision)).first()
    if row is None:
        raise Http404
    return row


class PublishedFigure(PublicPage):
    """One published figure: its table, what it is, its files, and the revisions beside it."""

    template_name = "published/figure.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = found(kwargs["slug"], kwargs.get("revision"))
        context = self.get_context_data(row=row)
        return self.render_to_response(context, status=410 if context["taken_down"] else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: Publication = kwargs.pop("row")
        snapshot = row.snapshot
        others = [other for other in once_public().filter(slug=row.slug) if other.pk != row.pk]
        newer = [other for other in others if other.snapshot.revision > snapshot.revision]
        context = super().get_context_data(**kwargs) | {
            "publication": row,
            "title": str(row),
            "taken_down": row.stage == PublicationStage.TAKEN_DOWN,
            "newer": {"text": str(newer[0]), "url": newer[0].get_public_url()} if newer else None,
            "others": [
                {
                    "text": f"{other.snapshot.name or 'As first published'}, "
                    f"{timezone.localtime(other.decided_at):%-d %B %Y}",
                    "url": other.get_public_url(),
                }
                for other in others
            ],
        }
        if context["taken_down"]:
            return context
        return context | {
            "published_on": timezone.localtime(row.decided_at),
            "as_at": snapshot.as_at,
            "revision_reason": snapshot.reason,
            **table_of(row.table, snapshot.asked),
            "about": facts(snapshot, row.table),
            "licence": LICENCE,
            "files": [
                {"text": text, "url": reverse("published:file", args=[row.slug, snapshot.revision, name])}
                for text, name in FILES
            ],
        }


FILES = (
    ("CSV, one fact a row", "table.csv"),
    ("ODS spreadsheet", "table.ods"),
    ("Description of the CSV (CSVW)", "metadata.json"),
    ("Data package", "datapackage.json"),
)


class PublishedFile(PublicPage):
    """A published figure as a file, or the description of its files."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = found(kwargs["slug"], kwargs["revision"])
        if row.stage == PublicationStage.TAKEN_DOWN:
            return HttpResponse("This figure was taken down.", status=410, content_type="text/plain; charset=utf-8")
        name = kwargs["name"]
        office = settings.OFFICE["name"]
        base = documents.file_name(row)
        if name == "table.csv":
            return _attached(documents.as_csv(row), "text/csv; charset=utf-8", f"{base}.csv")
        if name == "table.ods":
            return _attached(documents.as_ods(row, office=office), documents.ODS, f"{base}.ods")
        made = documents.csvw if name == "metadata.json" else documents.datapackage
        return JsonResponse(made(row, office=office, licence=LICENCE), json_dumps_params={"indent": 2})


def _attached(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
