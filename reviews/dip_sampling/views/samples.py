"""The sample designer, the receipt of a draw, and drawing it again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from pcc import audit
from pcc.figures import how_many, percent
from pcc.views import ActionView, Page
from reviews.dip_sampling import sampling
from reviews.dip_sampling.choices import Exclusion, FileStage, PanelStage, Strata
from reviews.dip_sampling.forms.samples import SampleForm
from reviews.dip_sampling.models import DrawnFile, Panel, Sample
from reviews.dip_sampling.rules import (
    READS_EXTRACTS,
    READS_RECEIPTS,
    RUNS_PANELS,
)
from reviews.dip_sampling.stats import populations
from reviews.dip_sampling.workflow import samples

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
            {"key": "Population", "value": how_many(total, "closed complaint")},
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
