"""The queue of extracts, and one extract: written, signed, checked, released, recalled."""

from typing import Any

from django.urls import reverse

from pcc import audit
from pcc.models import AuditEvent
from pcc.moves import open_moves
from pcc.views import Page
from reviews.dip_sampling.choices import ContentNote, ExtractStage, Section
from reviews.dip_sampling.forms.extracts import ExtractForm, ReleaseForm, SeenForm, SuggestForm
from reviews.dip_sampling.forms.samples import ReasonForm
from reviews.dip_sampling.models import DrawnFile, Extract, Hit
from reviews.dip_sampling.querysets import openings_of
from reviews.dip_sampling.rules import (
    EXTRACT_MOVES,
    READS_EXTRACTS,
    RECALLS_EXTRACTS,
    RUNS_PANELS,
    may_be_released,
)
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.views.panels import day
from reviews.dip_sampling.workflow import extracts

TONES = {
    ExtractStage.WRITING: "yellow",
    ExtractStage.SIGNED: "yellow",
    ExtractStage.AGREED: "blue",
    ExtractStage.RELEASED: "green",
    ExtractStage.RECALLED: "red",
    ExtractStage.EXPIRED: "grey",
}
MOST_SHOWN = 200


class ExtractQueue(Page):
    """The files of every sample whose extract is not with readers yet, the first in the draw first."""

    roles = READS_EXTRACTS
    template_name = "dip_sampling/extract_queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = (
            DrawnFile.objects.visible_to(self.person)
            .standing()
            .for_list()
            .select_related("sample__panel")
            .defer("sample__population")
            .exclude(extract__stage__in=[ExtractStage.RELEASED, ExtractStage.EXPIRED])
            .order_by("-sample", "position")[:MOST_SHOWN]
        )
        return super().get_context_data(**kwargs) | {
            "columns": [
                {"label": "File"},
                {"label": "Sample"},
                {"label": "Papers"},
                {"label": "On the list", "numeric": True},
                {"label": "Extract"},
            ],
            "rows": [
                [
                    {"text": str(file), "url": file.get_absolute_url()},
                    file.sample.reference,
                    {"text": file.get_stage_display(), "hint": f"Due {day(file.due_on)}" if file.due_on else ""},
                    file.names_listed,
                    {"text": f"{extract.get_stage_display()}: {file}", "url": extract.get_absolute_url()}
                    if (extract := getattr(file, "extract", None))
                    else "Not begun",
                ]
                for file in rows
            ],
        }


class StartExtract(Act):
    """Begin the extract of a file."""

    heading = "Write the extract"
    label = "Begin"
    intro = "It begins empty: month and age band alone are taken from the complaint. Nothing is copied."

    def rows(self) -> Any:
        return DrawnFile.objects.visible_to(self.person).select_related("complaint")

    def perform(self, form: Any) -> Extract:
        return extracts.start_extract(self.on, by=self.person)


WAYS = {
    "edit": "panels:extract-edit",
    "recall": "panels:extract-recall",
    "reopen": "panels:extract-reopen",
}


def asked_last(extract: Extract) -> Extract:
    """The extract as it stands apart from the question of the press, which the page of the release itself asks."""
    extract.press_checked = True
    return extract


class ExtractDetail(Page):
    """An extract as readers get it, beside the papers; signatures, the check, and what still stands in the way."""

    roles = RECALLS_EXTRACTS
    template_name = "dip_sampling/extract_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extract = self.find(Extract.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        extract = asked_last(extracts.with_list(extract))
        audit.record("extract.viewed", extract, by=self.person)
        moves = open_moves(EXTRACT_MOVES, extract, self.person)
        check = next(iter(extract.newest_checks), None)
        hits = list(check.hits.all()) if check else []
        being_written = extract.stage in (ExtractStage.WRITING, ExtractStage.SIGNED, ExtractStage.AGREED)
        return super().get_context_data(**kwargs) | {
            "extract": extract,
            "file": extract.drawn_file,
            "bar": {
                "stage": extract.get_stage_display(),
                "tone": TONES[ExtractStage(extract.stage)],
                "facts": [
                    {"label": "What about", "value": extract.about_what or "–"},
                    {
                        "label": "When and where",
                        "value": " · ".join(filter(None, [extract.about_when, extract.about_where])) or "–",
                    },
                    {
                        "label": "Readers are told",
                        "value": ", ".join(str(ContentNote(one).label) for one in extract.content_notes) or "No note",
                    },
                ],
                "links": [
                    {"text": EXTRACT_MOVES[name].label, "url": reverse(WAYS[name], args=[extract.pk])}
                    for name in moves
                    if name in WAYS
                ],
            },
            "may": set(moves),
            "may_open_file": bool(self.person.roles & READS_EXTRACTS),
            "who": extracts.who_is_who(extract),
            "parts": _parts(extract, with_papers=bool(self.person.roles & READS_EXTRACTS)),
            "signatures": extract.standing_signatures,
            "check": check,
            "hit_columns": [{"label": "Found"}, {"label": "Where"}, {"label": "Why"}, {"label": "State"}],
            "hits": [_hit(hit, open_to="dismiss" in moves) for hit in hits],
            "open_hits": sum(hit.dismissed_at is None for hit in hits),
            "in_the_way": may_be_released(extract, self.person) if being_written else "",
            "being_written": being_written,
            "openings": [_opening(event) for event in openings_of(extract)] if not being_written else [],
        }


def _opening(event: AuditEvent) -> dict[str, Any]:
    """Who opened an extract: a reader on their own, or a numbered print that was given out."""
    number = event.facts.get("print")
    return {"who": f"Print {number}, given out by {event.by}" if number else str(event.by), "at": event.at}


def _parts(extract: Extract, *, with_papers: bool = True) -> list[dict[str, Any]]:
    """The parts of an extract, beside the papers for those who work on the file."""
    texts = extracts.in_order(extract)
    papers = list(extract.drawn_file.papers.order_by("pk")) if with_papers else []
    return [
        {
            "name": str(section.label),
            "texts": [row.text for row in texts if row.section == section],
            "papers": [paper for paper in papers if paper.section == section],
            "with_papers": with_papers,
        }
        for section in Section
    ]


def _hit(hit: Hit, *, open_to: bool) -> list[Any]:
    state: Any = {"text": "Open", "tone": "red"}
    if hit.dismissed_at:
        state = {"text": "Dismissed", "hint": f"{hit.dismissed_by}: {hit.dismissed_because}"}
    elif open_to:
        state = {
            "text": f"Open: say why {hit.found} gives nobody away",
            "url": reverse("panels:hit-dismiss", args=[hit.pk]),
        }
    return [hit.found, hit.where, {"text": f"It {hit.because}", "hint": hit.get_kind_display()}, state]


class OnExtract(Act):
    roles = READS_EXTRACTS

    def rows(self) -> Any:
        return Extract.objects.visible_to(self.person).for_detail()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"heading": f"{self.heading}: {self.on.drawn_file}"}


class EditExtract(OnExtract):
    """Write the extract."""

    form_class = ExtractForm
    template_name = "dip_sampling/extract_edit.html"
    heading = "Write the extract"
    warning = "Any change voids the signatures and the leak check."
    done = "Saved."

    def get_initial(self) -> dict[str, Any]:
        extract = self.on
        texts = {section: [] for section in Section.values}
        for row in extracts.in_order(extract):
            texts[row.section].append(row.text)
        facts = {name: getattr(extract, name) for name in extracts.FACTS}
        told = {section.lower(): "\n\n".join(rows) for section, rows in texts.items()}
        return facts | told | {"seen": extract.digest}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"parts": _parts(self.on)}

    def perform(self, form: Any) -> Extract:
        seen = form.cleaned_data["seen"]
        return extracts.edit_extract(self.on, facts=form.facts(), sections=form.sections(), seen=seen, by=self.person)


class Suggest(OnExtract):
    """Begin a part with the text of the papers."""

    form_class = SuggestForm
    heading = "Begin a part with the papers"
    label = "Fill the part"
    intro = "Names, places and numbers become marks, dates months, ages bands. Then a person goes through every word."
    warning = "What stands in the part now is replaced."
    done = "Filled. Go through every word."

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.on.digest}

    def perform(self, form: Any) -> str:
        extracts.suggest_section(self.on, **form.cleaned_data, by=self.person)
        return reverse("panels:extract-edit", args=[self.on.pk])


class Sign(OnExtract):
    """Sign the extract as it was shown on its page."""

    form_class = SeenForm
    heading = "Sign"
    label = "Sign"
    intro = "By signing you say that you have read the whole extract as it is now and that nobody is named in it."
    done = "Signed."

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.on.digest}

    def perform(self, form: Any) -> Extract:
        return extracts.sign(self.on, seen=form.cleaned_data["seen"], by=self.person)


class RunCheck(OnExtract):
    """Run the leak check."""

    heading = "Run the leak check"
    label = "Run the leak check"

    def perform(self, form: Any) -> Extract:
        extracts.run_check(self.on, by=self.person)
        return self.on


class DismissHit(Act):
    """Say why a hit names nobody."""

    roles = READS_EXTRACTS
    form_class = ReasonForm
    heading = "Dismiss a hit"
    label = "Dismiss it"
    intro = "The same text found for the same reason is dismissed with it."

    def rows(self) -> Any:
        mine = Extract.objects.visible_to(self.person)
        return (
            Hit.objects.visible_to(self.person).filter(check_run__extract__in=mine).select_related("check_run__extract")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "facts": [
                {"key": "Found", "value": self.on.found},
                {"key": "Where", "value": self.on.where},
                {"key": "Why", "value": f"It {self.on.because}"},
            ],
            "heading": self.heading,
        }

    def back(self) -> str:
        return str(self.on.check_run.extract.get_absolute_url())

    def perform(self, form: Any) -> str:
        extracts.dismiss(self.on, reason=form.cleaned_data["reason"], by=self.person)
        return self.back()


class Release(OnExtract):
    """Release it to readers."""

    roles = RUNS_PANELS
    confirms_who = True
    form_class = ReleaseForm
    heading = "Release to readers"
    label = "Release"
    done = "Released. Deal files out again so that it gets its readers."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        in_the_way = may_be_released(asked_last(extracts.with_list(self.on)), self.person)
        claim = "No open hits, and two people signed. That is all this says: read it once more as a neighbour would."
        return super().get_context_data(**kwargs) | {"intro": "" if in_the_way else claim, "warning": in_the_way}

    def perform(self, form: Any) -> Extract:
        return extracts.release(self.on, press_checked=form.cleaned_data["press_checked"], by=self.person)


class Recall(OnExtract):
    """Recall a released extract."""

    roles = RECALLS_EXTRACTS
    form_class = ReasonForm
    heading = "Recall the extract"
    label = "Recall it now"
    warning = "No reader can open it from their next request on. Who opened it is listed on its page."
    tone = "warning"
    done = "Recalled."

    def perform(self, form: Any) -> Extract:
        return extracts.recall(self.on, reason=form.cleaned_data["reason"], by=self.person)


class Reopen(OnExtract):
    """Write a recalled extract again."""

    roles = RUNS_PANELS
    heading = "Write it again"
    label = "Write it again"

    def perform(self, form: Any) -> Extract:
        return extracts.reopen(self.on, by=self.person)
