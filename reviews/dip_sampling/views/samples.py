"""The sample designer, the receipt of a draw, drawing it again; the files drawn and their papers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.figures import percent
from pcc.moves import open_moves
from pcc.views import ActionView, Page
from reviews.dip_sampling import documents, sampling
from reviews.dip_sampling.choices import Exclusion, FileStage, PanelStage, PaperSource, Strata
from reviews.dip_sampling.forms import (
    AskForm,
    ChaseForm,
    FormsForm,
    ListedForm,
    PaperForm,
    ReasonForm,
    ReplaceForm,
    SampleForm,
)
from reviews.dip_sampling.models import DrawnFile, Listed, Panel, Sample
from reviews.dip_sampling.rules import (
    FILE_MOVES,
    PAPERS_DUE_AFTER,
    READS_EXTRACTS,
    READS_RECEIPTS,
    RUNS_PANELS,
    WRITES_REQUESTS,
)
from reviews.dip_sampling.stats import populations
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.views.panels import day
from reviews.dip_sampling.workflow import samples, written

FILE_TONES = {
    FileStage.RESERVE: "grey",
    FileStage.DRAWN: "yellow",
    FileStage.ASKED: "blue",
    FileStage.ARRIVED: "green",
    FileStage.REPLACED: "grey",
}


class DesignSample(ActionView):
    """Design a sample: **Count** shows population, precision and load, and draws nothing; **Draw** draws it."""

    roles = RUNS_PANELS
    form_class = SampleForm
    template_name = "dip_sampling/sample_design.html"
    counted: dict[str, Any] | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        panels = Panel.objects.visible_to(self.person).filter(stage=PanelStage.OPEN).order_by("name")
        return super().get_form_kwargs() | {"panels": panels}

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        first = today.replace(year=today.year - 1, day=1)
        return {"since": first, "until": today, "size": 30}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"counted": self.counted}

    def form_valid(self, form: Any) -> HttpResponse:
        if "draw" in self.request.POST:
            return super().form_valid(form)
        self.counted = counted(form)
        audit.record("sample.counted", by=self.person, population=self.counted["population"])
        return self.render_to_response(self.get_context_data(form=form))

    def perform(self, form: Any) -> Sample:
        given = form.cleaned_data
        return samples.draw_sample(
            given["panel"],
            title=given["title"],
            filters=form.filters(),
            exclude=given["exclude"],
            strata=given["strata"],
            size=given["size"],
            reserves=given["reserves"],
            seed=given["seed"],
            by=self.person,
            on=timezone.localdate(),
        )


def counted(form: Any) -> dict[str, Any]:
    """What the designer says before the draw: the population, what is left out, strata, precision, reading load."""
    given = form.cleaned_data
    panel = given["panel"]
    codes = set(given["exclude"]) | ({Exclusion.BLOCKED_TOPIC} if panel.has_under_18s else set())
    found = populations.population(form.filters(), exclude=codes, strata=given["strata"])
    total, size = len(found.units), given["size"]
    facts: dict[str, Any] = {
        "population": total,
        "matched": found.matched,
        "excluded": [{"text": str(row.reason.label), "count": row.count} for row in found.excluded],
        "size": size,
    }
    if not total:
        name = populations.took_most(form.filters())
        facts["took_most"] = form.fields[name].label.removesuffix(" (optional)") if name else ""
    elif size <= total:
        wide = sampling.precision(size, total)
        readers = panel.seats.live(on=timezone.localdate()).count() or panel.seat_count
        load = sampling.reading_load(size, readers=readers, readers_per_file=given["readers_per_file"])
        facts |= {
            "low": percent(wide.low),
            "high": percent(wide.high),
            "readers": readers,
            "load": load,
            "shares": sampling.shares(found.units, size) if given["strata"] != Strata.NONE else (),
        }
    return facts


class Receipt(Page):
    """The receipt of a draw: everything by which anybody can draw it again."""

    roles = READS_RECEIPTS
    template_name = "dip_sampling/sample_receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Sample.objects.visible_to(self.person).select_related("panel", "drawn_by")
        sample = self.find(rows, pk=self.kwargs["pk"])
        audit.record("sample.viewed", sample, by=self.person)
        files = DrawnFile.objects.visible_to(self.person).for_list().filter(sample=sample).order_by("position")
        total = len(sample.population)
        wide = sampling.precision(sample.size, total)
        facts = [
            {"key": "Drawn for", "value": sample.panel.name},
            {"key": "Drawn by", "value": f"{sample.drawn_by}, {timezone.localtime(sample.drawn_at):%-d %B %Y, %H:%M}"},
            {"key": "Population", "value": f"{total:,} closed complaints"},
            {
                "key": "Left out",
                "value": {"lines": [f"{row['count']:,}: {Exclusion(row['code']).label}" for row in sample.exclusions]},
            },
            {
                "key": "Filters",
                "value": {"lines": [f"{name}: {value}" for name, value in sample.filters.items() if value]},
            },
            {"key": "Method", "value": sample.get_strata_display()},
            {"key": "Size", "value": f"{sample.size}, and {sample.reserves} in reserve"},
            {
                "key": "Precision",
                "value": f"A result of 50% means roughly {percent(wide.low)} to {percent(wide.high)} of the population",
            },
            {
                "key": "Seed",
                "value": {"text": sample.seed, "hint": "Typed" if sample.seed_typed else "Made by computer"},
            },
            {"key": "Algorithm", "value": sample.algorithm},
            {
                "key": "Fingerprint of the population",
                "value": {"lines": [sample.fingerprint[:32], sample.fingerprint[32:]]},
            },
        ]
        return super().get_context_data(**kwargs) | {
            "sample": sample,
            "facts": facts,
            "share_columns": [
                {"label": "Stratum"},
                {"label": "Files", "numeric": True},
                {"label": "Drawn", "numeric": True},
            ],
            "shares": [[row["stratum"], row["population"], row["drawn"]] for row in sample.allocation]
            if sample.strata != Strata.NONE
            else [],
            "columns": [
                {"label": "Place"},
                {"label": "File"},
                {"label": "Reference"},
                {"label": "Stage"},
                {"label": "Extract"},
            ],
            "rows": [_file_row(file) for file in files],
            "may_see_files": bool(self.person.roles & READS_EXTRACTS),
        }


def _file_row(file: DrawnFile) -> list[Any]:
    extract = getattr(file, "extract", None)
    spare = getattr(file, "replaced_by", None)
    why = f"{file.get_replaced_because_display()}; replaced by {spare}" if file.stage == FileStage.REPLACED else ""
    return [
        str(file.position),
        {
            "text": str(file),
            "url": file.get_absolute_url(),
            "hint": f"In the place of {file.replaces}" if file.replaces else "",
        },
        file.key,
        {"text": file.get_stage_display(), "tone": FILE_TONES[FileStage(file.stage)], "hint": why},
        extract.get_stage_display() if extract else "–",
    ]


class Redraw(ActionView):
    """Draw a sample again, compare, and show what has changed in the records."""

    roles = READS_RECEIPTS
    http_method_names = ["post", "options"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        sample = self.find(Sample.objects.visible_to(self.person), pk=self.kwargs["pk"])
        again = samples.redraw(sample)
        audit.record("sample.redrawn", sample, by=self.person, same=again.same)
        words = "Drawn again: the same list." if again.same else "Drawn again: this is NOT the list that was kept."
        if again.change:
            words += (
                f" The records have changed since: {len(again.change.came)} files came, {len(again.change.went)} went, "
                f"{len(again.change.moved)} changed stratum. The draw stands."
            )
        tell = messages.success if again.same and again.fingerprint_holds else messages.error
        tell(self.request, words)
        return HttpResponse(status=302, headers={"Location": sample.get_absolute_url()})


# Files

WAYS = {
    "write_request": "panels:request",
    "write_chase": "panels:request-chase",
    "ask": "panels:ask",
    "chase": "panels:chase",
    "add_paper": "panels:paper",
    "list": "panels:list-word",
    "replace": "panels:replace",
}


class FileDetail(Page):
    """A drawn file: papers, the list of people and words, and where its extract is."""

    roles = READS_EXTRACTS
    template_name = "dip_sampling/file_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.find(DrawnFile.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        audit.record("drawn_file.viewed", file, by=self.person)
        moves = open_moves(FILE_MOVES, file, self.person)
        return super().get_context_data(**kwargs) | {
            "file": file,
            "extract": getattr(file, "extract", None),
            "may_write": "write" in moves,
            "bar": {
                "stage": file.get_stage_display(),
                "tone": FILE_TONES[FileStage(file.stage)],
                "facts": [
                    {"label": "Complaint", "value": {"text": file.key, "url": file.complaint.get_absolute_url()}},
                    {
                        "label": "Sample",
                        "value": {"text": file.sample.reference, "url": file.sample.get_absolute_url()},
                    },
                    {"label": "Papers asked for", "value": day(file.asked_on)},
                    {"label": "Due", "value": day(file.due_on)},
                    {"label": "Arrived", "value": day(file.arrived_on)},
                ],
                "links": [
                    {"text": FILE_MOVES[name].label, "url": reverse(WAYS[name], args=[file.pk])}
                    for name in moves
                    if name in WAYS
                ],
            },
            "papers": list(file.papers.select_related("added_by").order_by("section", "pk")),
            "chases": list(file.chases.select_related("by").order_by("on", "pk")),
            "may_list": "list" in moves,
            "list_columns": [
                {"label": "Name or word"},
                {"label": "What it is"},
                {"label": "Part"},
                *([{"label": "Change"}, {"label": "Take off"}] if "list" in moves else []),
            ],
            "listed": [
                [
                    {"text": row.text, "hint": ", ".join(row.others)},
                    row.get_known_as_display(),
                    row.get_part_display(),
                    *(_ways_of_listed(row) if "list" in moves else []),
                ]
                for row in file.listed.order_by("pk")
            ],
        }


def _ways_of_listed(row: Listed) -> list[Any]:
    return [
        {"text": f"Add forms of {row.text}", "url": reverse("panels:listed-forms", args=[row.pk])},
        {"text": f"Take {row.text} off", "url": reverse("panels:strike-word", args=[row.pk])},
    ]


class OnFile(Act):
    def rows(self) -> Any:
        return DrawnFile.objects.visible_to(self.person).select_related("complaint")


class WriteRequest(OnFile):
    """Draft the letter that asks the force for papers."""

    roles = WRITES_REQUESTS
    form_class = AskForm
    heading = "Write the request to the force"
    label = "Draft the letter"
    intro = "The file counts as asked for once the letter has gone."

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": timezone.localdate() + PAPERS_DUE_AFTER}

    def perform(self, form: Any) -> Any:
        due_on = form.cleaned_data["due_on"]
        return written.write_request(self.on, due_on=due_on, by=self.person, on=timezone.localdate())


class WriteChase(OnFile):
    """Draft the letter that chases papers."""

    roles = WRITES_REQUESTS
    heading = "Write a reminder to the force"
    label = "Draft the letter"
    intro = "It is noted as a reminder once it has gone."

    def perform(self, form: Any) -> Any:
        return written.write_chase(self.on, by=self.person)


class AskForPapers(OnFile):
    """The force is asked for papers."""

    form_class = AskForm
    heading = "Record that papers are asked for"
    label = "Record the request"
    intro = "For a request that did not go by a letter of the office: by telephone, or through a shared folder."
    done = "Recorded."

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": timezone.localdate() + PAPERS_DUE_AFTER}

    def perform(self, form: Any) -> DrawnFile:
        return samples.ask_for_papers(
            self.on, due_on=form.cleaned_data["due_on"], by=self.person, on=timezone.localdate()
        )


class Chase(OnFile):
    """The force is reminded."""

    form_class = ChaseForm
    heading = "Note a reminder to the force"
    done = "Noted."

    def perform(self, form: Any) -> DrawnFile:
        samples.chase(self.on, note=form.cleaned_data["note"], by=self.person, on=timezone.localdate())
        return self.on


class AddPaper(OnFile):
    """Bring in the text of the papers."""

    form_class = PaperForm
    heading = "Add text of the force's papers"
    done = "The text is kept. Readers never see it: the extract is written from it."

    def perform(self, form: Any) -> DrawnFile:
        given = form.cleaned_data
        source, text, remarks = PaperSource.PASTED, given["text"], ()
        if given["file"]:
            taken = documents.take_text(given["file"].read())
            source, text, remarks = taken.source, taken.text, taken.remarks
        samples.add_paper(
            self.on,
            section=given["section"],
            source=source,
            text=text,
            remarks=remarks,
            by=self.person,
            on=timezone.localdate(),
        )
        for remark in remarks:
            messages.warning(self.request, remark)
        return self.on


class ListWord(OnFile):
    """Put a name or word on the list."""

    roles = READS_EXTRACTS
    form_class = ListedForm
    heading = "Add to the list of people and words"
    label = "Add"
    done = "On the list. The leak check looks for it in every form."

    def perform(self, form: Any) -> DrawnFile:
        samples.list_word(self.on, **form.cleaned_data, by=self.person)
        return self.on


class OnListed(Act):
    """An act on an entry of a file's list."""

    roles = READS_EXTRACTS

    def rows(self) -> Any:
        files = DrawnFile.objects.visible_to(self.person)
        return Listed.objects.visible_to(self.person).filter(drawn_file__in=files).select_related("drawn_file")

    def back(self) -> str:
        return str(self.on.drawn_file.get_absolute_url())


class AddForms(OnListed):
    """Add further forms of an entry."""

    form_class = FormsForm
    heading = "Add other forms"
    label = "Add them"
    intro = "A leak check that has been run must be run again: it did not look for these."
    done = "Added. The leak check looks for them as well."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"lines": self.on.others} if self.on.others else "None"
        facts = [
            {"key": "As it stands in the papers", "value": self.on.text},
            {"key": "Other forms now", "value": known},
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        samples.add_forms(self.on, others=form.cleaned_data["others"], by=self.person)
        return self.back()


class StrikeWord(OnListed):
    """Take an entry off the list."""

    form_class = ReasonForm
    heading = "Take off the list"
    label = "Take it off"
    warning = "The leak check no longer looks for it."
    tone = "warning"
    done = "Taken off."

    def perform(self, form: Any) -> str:
        target = self.back()
        samples.strike_word(self.on, reason=form.cleaned_data["reason"], by=self.person)
        return target


class ReplaceFile(OnFile):
    """Put the next in reserve in its place."""

    form_class = ReplaceForm
    heading = "Replace by the next in reserve"
    label = "Replace it"
    warning = "It leaves the sample, with the reason on the receipt. Its case stays open."
    done = "Replaced by the next in reserve."

    def perform(self, form: Any) -> DrawnFile:
        return samples.replace_file(self.on, **form.cleaned_data, by=self.person, on=timezone.localdate())
