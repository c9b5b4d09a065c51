"""What an extract would change or could not bring: its changes, its held rows, what vanished, and undoing it."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from casework.views.versioned import AsSeen
from complaints.choices import Handling, VanishedHow
from complaints.forms.imports import PlainForm, RowForm, SettleForm, StatedForm
from complaints.importing.sources import open_source
from complaints.models import Complaint, HeldRow, ImportBatch, ImportedChange, Vanishing
from complaints.querysets import SEES_IMPORTS
from complaints.rules import KEEPS_RECORDS, NAMES, SECOND_FILE, from_text, in_words
from complaints.workflow import extracts, fixes, undoing, vanished
from pcc import audit
from pcc.errors import RuleBroken
from pcc.exports import plain
from pcc.roles import BRINGS_IN_EXTRACTS
from pcc.views import ActionView, Page, RolePage, keyset

NOTHING = "nothing"
NOT_SHOWN = frozenset({"last_batch_id", "categories", "allegation_count"})
"""What a change keeps only to be put back."""
MOST_ALLEGATIONS_SHOWN = 5


def batch_of(page: RolePage) -> ImportBatch:
    """The extract that the address names, if this person may see it."""
    return page.find(ImportBatch.objects.visible_to(page.person).for_list(), pk=page.kwargs["pk"])


class ImportChanges(Page):
    """Known complaints that the extract changes, field by field, and those it no longer has."""

    roles = SEES_IMPORTS
    template_name = "complaints/import_changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = batch_of(self)
        rows = ImportedChange.objects.visible_to(self.person).of(batch)
        show = self.request.GET.get("show", "")
        if show == "vanished":
            rows = rows.filter(after__vanished_on__isnull=False).exclude(after__vanished_on=None)
        page = keyset(rows, self.request, sorts={"reference": "reference"}, default="reference")
        audit.record("extract.viewed", batch, by=self.person)
        audit.record_list("complaint.listed", Complaint, [row.complaint for row in page.rows], by=self.person)
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "page": page,
            "show": show,
            "columns": [{"label": "Complaint"}, {"label": "What changes"}],
            "rows": [
                [{"text": row.reference, "url": row.complaint.get_absolute_url()}, {"lines": list(in_lines(row))}]
                for row in page.rows
            ],
        }


def in_lines(change: ImportedChange) -> Iterator[str]:
    """A change in sentences, a field a line."""
    for name in NAMES:
        if name in change.after and name not in NOT_SHOWN:
            before, after = (_words(name, values.get(name)) for values in (change.before, change.after))
            yield f"{NAMES[name]}: {before} becomes {after}"
    if change.allegations_before is not None:
        before, after = (_allegations(rows) for rows in (change.allegations_before, change.allegations_after or []))
        yield f"Allegations: {before} become {after}"
    for each in change.corrections or []:
        name = each["field"]
        said, office = (_words(name, from_text(name, each[key])) for key in ("said", "office_value"))
        if each["said"] == each["office_value"]:
            yield f"{NAMES[name]}: the extract now agrees with the office's {office}"
        else:
            yield f"{NAMES[name]}: the office's {office} stands; the extract says {said}"
    if not change.after and change.allegations_before is None and not change.corrections:
        yield "Nothing but that an extract has it now."


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    if name.endswith("_on"):
        return in_words(value if hasattr(value, "year") else from_text("received_on", value))
    if name == "handling":
        return str(Handling(value).label)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _allegations(rows: list[Mapping[str, Any]]) -> str:
    if not rows:
        return NOTHING
    said = [
        " / ".join(str(row[name]) for name in ("category", "decision", "decided_on", "action") if row.get(name))
        for row in rows[:MOST_ALLEGATIONS_SHOWN]
    ]
    more = len(rows) - len(said)
    return "; ".join(said) + (f" and {more} more" if more else "")


class FixRow(AsSeen, ActionView):
    """One held row: what is wrong with it, its cells, and the place to put them right beside the force's file."""

    roles = BRINGS_IN_EXTRACTS
    form_class = RowForm
    template_name = "complaints/import_row.html"
    done = "The row is put right. Check the extract again when you have done all you can."

    def get_form_kwargs(self) -> dict[str, Any]:
        self._batch = batch_of(self)
        number = self.kwargs["number"]
        self._problems = list(HeldRow.objects.filter(batch=self._batch, number=number).order_by("pk"))
        if not self._problems:
            raise RuleBroken("Nothing is wrong with this row.")
        row = fixes.row_of(self._batch, number)
        if row is None:
            raise RuleBroken(
                "The cells of this row cannot be told apart, so it cannot be put right here: hand the file back with "
                "its problems, or ask the force for the row again."
            )
        columns = extracts.columns_of(self._batch)
        columns = columns.of_allegations() if number > SECOND_FILE else columns.of_cases()
        mine = {fix.column: fix.value for fix in self._batch.fixes.filter(number=number)}
        self._row = row
        return super().get_form_kwargs() | {"row": row, "mapped": set(columns.headers.values()), "fixed": mine}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()  # which finds the row
        batch, problems = self._batch, self._problems
        audit.record("extract.viewed", batch, by=self.person, row=self.kwargs["number"])
        others = (
            HeldRow.objects.filter(batch=batch, reference=problems[0].reference)
            .exclude(number=self.kwargs["number"])
            .order_by("number")
            if problems[0].reference
            else []
        )
        return super().get_context_data(**kwargs | {"form": form}) | {
            "batch": batch,
            "place": problems[0].place,
            "reference": problems[0].reference,
            "problems": [
                f"{problem.column}: {problem.reason}" if problem.column else problem.reason for problem in problems
            ],
            "others": {row.number: row for row in others[:20]}.values(),
            "unmapped": [{"key": key, "value": value} for key, value in self._row.items() if key not in form.names],
        }

    def seen_now(self) -> str:
        return fixes.mark_of_row(self._batch, self.kwargs["number"])

    def perform(self, form: Any) -> str:
        fixes.fix(
            self._batch,
            number=self.kwargs["number"],
            seen=form.cleaned_data["seen"],
            values=form.values(),
            reason=form.cleaned_data["reason"],
            by=self.person,
            at=timezone.now(),
        )
        return f"{self._batch.get_absolute_url()}?show=HELD#rows"


class CheckWithFixes(ActionView):
    """Check the file again with what was put right."""

    roles = BRINGS_IN_EXTRACTS
    form_class = PlainForm
    done = "The extract is being checked again, with what was put right."
    http_method_names = ["post"]

    def perform(self, form: Any) -> ImportBatch:
        return fixes.check_with_fixes(batch_of(self), by=self.person, at=timezone.now())


class ProblemFile(RolePage):
    """The force's file handed back with one more column that says what is wrong with a row, safe in a spreadsheet."""

    roles = BRINGS_IN_EXTRACTS
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> StreamingHttpResponse:
        batch = batch_of(self)
        second = request.GET.get("file") == "allegations"
        columns = extracts.columns_of(batch)
        key = batch.allegations_key if second else batch.file_key
        source = open_source(extracts.folder() / key, columns.of_allegations() if second else columns.of_cases())
        audit.record("extract.handed_back", batch, by=self.person, rows=batch.read)
        name = (batch.allegations_name if second else batch.file_name).rsplit(".", 1)[0]
        safe = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
        return StreamingHttpResponse(
            _with_problems(source, _problems(batch, second=second), only=request.GET.get("only") == "problems"),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{safe}-problems.csv"'},
        )


def _problems(batch: ImportBatch, *, second: bool) -> dict[int, str]:
    """What is wrong with each row of one of the files, by its line."""
    said: dict[int, list[str]] = {}
    for row in HeldRow.objects.filter(batch=batch).order_by("number", "pk"):
        if (row.number > SECOND_FILE) == second:
            said.setdefault(row.number % SECOND_FILE, []).append(
                f"{row.column}: {row.reason}" if row.column else row.reason
            )
    return {number: " ".join(reasons) for number, reasons in said.items()}


def _with_problems(source: Any, problems: Mapping[int, str], *, only: bool) -> Iterator[str]:
    file = io.StringIO()
    writer = csv.writer(file)

    def line(cells: list[str]) -> str:
        writer.writerow([plain(cell) for cell in cells])
        text = file.getvalue()
        file.seek(0)
        file.truncate()
        return text.encode("utf-8", "replace").decode()

    yield "\ufeff" + line([*source.headers, "problem"])
    for number, cells, _ in source.rows():
        if number in problems or not only:
            yield line([*cells, *[""] * (len(source.headers) - len(cells)), problems.get(number, "")])


class UndoImport(ActionView):
    """Undo the last import of a force."""

    roles = BRINGS_IN_EXTRACTS
    form_class = PlainForm
    done = "The import is being undone."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = batch_of(self)
        return super().get_context_data(**kwargs) | {
            "heading": f"Undo the import of {batch.file_name}?",
            "intro": "Every complaint becomes what it was before. The file stays, and can be brought in again.",
            "facts": [
                {"key": "New complaints that go again", "value": f"{batch.cases_new:,}"},
                {"key": "Complaints that become what they were", "value": f"{batch.cases_changed:,}"},
                {"key": "Complaints that count again", "value": f"{batch.cases_vanished:,}"},
            ],
            "warning": "This cannot be done once somebody has worked on one of these complaints.",
            "label": "Undo this import",
            "tone": "warning",
            "back_url": batch.get_absolute_url(),
        }

    def perform(self, form: Any) -> ImportBatch:
        return undoing.undo(batch_of(self), by=self.person)


class StateCount(ActionView):
    """Hold a number that the force gave with its extract against what was counted here."""

    roles = BRINGS_IN_EXTRACTS
    form_class = StatedForm
    done = "The force's number is recorded beside ours."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = batch_of(self)
        return super().get_context_data(**kwargs) | {
            "heading": "What does the force count?",
            "intro": f"A number that came with {batch.file_name}, from the force's letter or its own report.",
            "label": "Hold it against ours",
            "back_url": batch.get_absolute_url(),
        }

    def perform(self, form: Any) -> ImportBatch:
        batch = batch_of(self)
        fixes.state_count(batch, **form.cleaned_data, by=self.person, at=timezone.now())
        return batch


class Vanished(Page):
    """Complaints that a newer extract no longer had, until somebody settles each."""

    roles = SEES_IMPORTS
    template_name = "complaints/vanished_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settled = self.request.GET.get("show") == "settled"
        rows = Vanishing.objects.visible_to(self.person).for_list()
        rows = rows.exclude(settled="") if settled else rows.unsettled()
        page = keyset(rows, self.request, sorts={"noticed": "noticed_on"}, default="-noticed")
        may = bool(self.person.roles & KEEPS_RECORDS)
        audit.record_list("vanished.listed", Complaint, [row.complaint for row in page.rows], by=self.person)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "settled": settled,
            "columns": [
                {"label": "Complaint"},
                {"label": "Received"},
                {"label": "Gone from the extract of"},
                {"label": "What came of it" if settled else "Settle"},
            ],
            "rows": [
                [
                    {
                        "text": row.complaint.reference,
                        "url": row.complaint.get_absolute_url(),
                        "hint": row.complaint.force.name,
                    },
                    in_words(row.complaint.received_on),
                    {"text": in_words(row.noticed_on), "url": row.batch.get_absolute_url()},
                    _settling(row, may=may),
                ]
                for row in page.rows
            ],
        }


def _settling(row: Vanishing, *, may: bool) -> Any:
    if row.settled:
        return {"text": row.get_settled_display(), "hint": row.reason}
    if may:
        return {"text": f"Settle {row.complaint.reference}", "url": reverse("complaints:settle", args=[row.pk])}
    return "Not settled"


class SettleVanished(ActionView):
    """Say what came of a complaint that the newest extract no longer has."""

    roles = KEEPS_RECORDS
    form_class = SettleForm
    done = "It is settled."

    def vanishing(self) -> Vanishing:
        return self.find(Vanishing.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.vanishing()
        complaint: Complaint = row.complaint
        return super().get_context_data(**kwargs) | {
            "heading": f"What came of {complaint.reference}?",
            "intro": f"The extract of {in_words(row.noticed_on)} no longer had it. It counts in no figure meanwhile.",
            "facts": [
                {"key": "Force", "value": complaint.force.name},
                {"key": "Received", "value": in_words(complaint.received_on)},
                {"key": "State", "value": complaint.get_stage_display()},
            ],
            "label": "Settle it",
            "back_url": reverse("complaints:vanished"),
        }

    def perform(self, form: Any) -> str:
        given = form.cleaned_data
        how = VanishedHow(given["how"])
        vanished.settle(self.vanishing(), how=how, reason=given["reason"], by=self.person, at=timezone.now())
        return reverse("complaints:vanished")
