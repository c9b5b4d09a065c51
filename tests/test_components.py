"""The shared page components: what they print, that they escape, and that no page needs an inline style or script."""

import datetime
import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import escape

from pcc.cells import cell, table_row
from pcc.templatetags.components import DateParts, count, days, first_control, said, sortable

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "pcc" / "static" / "pcc"
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "path", "circle"}
DAY = datetime.date(2026, 11, 23)
NASTY = '<script>alert("x")</script>'


class Markup(HTMLParser):
    """Reads a piece of HTML: its elements, ids and words; a wrongly closed element is an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(self.words.split())

    @property
    def ids(self) -> list[str | None]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def component(name: str, **inputs: object) -> Markup:
    return Markup(render_to_string(f"components/{name}.html", inputs))


class Question(forms.Form):
    use_required_attribute = False
    reference = forms.CharField(label="Force reference", help_text="As the force writes it.", max_length=5)
    received = forms.DateField(label="When was it received?", widget=DateParts, input_formats=["%d/%m/%Y"])
    handling = forms.ChoiceField(label="Handling", widget=forms.RadioSelect, choices=[("a", "In"), ("b", "Out")])
    themes = forms.MultipleChoiceField(
        label="Themes", widget=forms.CheckboxSelectMultiple, choices=[("x", "Search"), ("y", "Force")], required=False
    )
    force = forms.ChoiceField(label="Force", choices=[("k", "Kent")])
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="I have read it", error_messages={"required": "Say that you have read it."})
    word = forms.CharField(label="Password", widget=forms.PasswordInput)
    extract = forms.FileField(label="Extract", required=False)


class Choosing(forms.Form):
    use_required_attribute = False
    way = forms.ChoiceField(
        choices=[("", "Any"), ("Inside <1>", [("b", "By <b>")])], widget=forms.Select({"data-x": "", "data-y": False})
    )


ROW = {"text": "REV-26-041", "url": "/reviews/41/", "hint": NASTY}
EVERY_COMPONENT = {
    "alert": {"text": NASTY, "tone": "warning"},
    "as_at": {"as_at": DAY, "filter": NASTY},
    "back_link": {"url": "/", "text": NASTY},
    "both_versions": {"other": NASTY, "merged": NASTY, "clash_columns": [{"label": NASTY}], "clashes": [[NASTY]]},
    "confirm_panel": {"heading": NASTY, "rows": [{"key": "a", "value": NASTY}], "label": "Go", "csrf_token": "t0ken"},
    "contextual_date": {"due": {"state": "paused", "reason": NASTY, "since": DAY}},
    "empty_state": {"heading": NASTY, "text": NASTY, "url": "/", "link_text": "See"},
    "error_summary": {"errors": [{"text": NASTY, "target": "x"}]},
    "figure": {
        "id": "f",
        "heading": NASTY,
        "finding": NASTY,
        "measure": NASTY,
        "source": NASTY,
        "columns": [{"label": NASTY}],
        "rows": [[NASTY]],
        "csv_url": "/c",
        "wide": NASTY,
        "narrow": NASTY,
    },
    "filter_panel": {
        "form": Question(),
        "selected": [{"label": "a", "text": NASTY, "remove_url": "?"}],
        "clear_url": "?",
        "hidden": [("sort", NASTY)],
    },
    "form": {"form": Question({"reference": NASTY}), "label": NASTY, "csrf_token": "t0ken"},
    "identity_bar": {
        "reference": NASTY,
        "title": NASTY,
        "stage": "Open",
        "facts": [{"label": "a", "value": NASTY}],
        "due": {"state": "today", "date": DAY},
        "primary": {"text": NASTY, "url": "/"},
        "links": [{"text": NASTY, "url": "/"}],
    },
    "number_tile": {"value": NASTY, "label": NASTY, "url": "/", "as_at": DAY, "note": NASTY, "signal": "unusual"},
    "page_links": {"page": {"previous": "?before=x", "first": "/", "next": "?after=x"}, "noun": NASTY},
    "pager": {"shown": 25, "total": 1000, "noun": NASTY, "page": {"next": "?after=x"}},
    "progress": {"id": "j", "label": NASTY, "state": "running", "done": 1, "total": 9, "words": NASTY},
    "sub_navigation": {"label": NASTY, "items": [{"text": NASTY, "url": "/", "current": True, "count": 0}]},
    "summary_list": {"rows": [{"key": NASTY, "value": NASTY, "change_url": "/"}], "title": NASTY},
    "table": {
        "caption": NASTY,
        "columns": [{"label": NASTY, "sort_url": "?s"}, {"label": "b"}],
        "rows": [[ROW, NASTY]],
        "foot": ["Total", 1],
    },
    "tag": {"text": NASTY},
    "warning": {"text": NASTY},
    "task_list": {"items": [{"text": NASTY, "url": "/", "hint": NASTY, "status": NASTY}], "heading": NASTY},
    "timeline": {"items": [{"title": NASTY, "by": NASTY, "on": DAY, "text": NASTY, "url": "/", "link_text": NASTY}]},
}


@pytest.mark.parametrize("name", EVERY_COMPONENT)
def test_a_component_escapes_what_it_prints_and_closes_what_it_opens(name):
    markup = component(name, **EVERY_COMPONENT[name])
    assert markup.all("script") == []
    assert NASTY in markup.words or any(NASTY in (value or "") for _, a in markup.elements for value in a.values())


@pytest.mark.parametrize("name", EVERY_COMPONENT)
def test_a_component_uses_each_id_once_and_names_only_ids_that_exist(name):
    markup = component(name, **EVERY_COMPONENT[name])
    assert len(markup.ids) == len(set(markup.ids))
    named = {
        one
        for _, attributes in markup.elements
        for attribute in ("aria-describedby", "aria-labelledby", "for", "aria-controls")
        for one in (attributes.get(attribute) or "").split()
    }
    assert named <= set(markup.ids)


def test_every_component_that_stands_alone_is_among_those_tested():
    pieces = {"action_page", "fields", "progress_refresh"}
    files = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    assert files - pieces == set(EVERY_COMPONENT)


def test_every_component_names_its_inputs_at_the_top():
    for path in (ROOT / "templates" / "components").glob("*.html"):
        opening = path.read_text().removeprefix('{% extends "base.html" %}\n').split("{% endcomment %}")[0]
        assert opening.startswith("{% comment %}") and "Inputs:" in opening, path.name


def test_no_template_carries_a_style_or_script_of_its_own():
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|javascript:")
    guilty = [path.name for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text())]
    assert guilty == []


def test_the_stylesheet_asks_only_for_files_that_are_shipped_with_it():
    css = (STATIC / "pcc.css").read_text()
    asked = {address.strip("\"'") for address in re.findall(r"url\(([^)]*)\)", css)}
    assert {address for address in asked if not (STATIC / address).is_file()} == set()
    assert "gds transport" not in css.lower() and "@import" not in css


def test_the_vendor_list_tells_the_sum_of_every_file_that_comes_from_others():
    listed = dict(
        re.findall(r"^\| `([^`]+)` \| .* \| `([0-9a-f]{64})` \|$", (ROOT / "assets/VENDOR.md").read_text(), re.M)
    )
    from_others = [STATIC / "pcc.css", *STATIC.glob("*.min.*"), *STATIC.glob("images/icon-*")]
    assert listed == {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in from_others
    }


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ({"state": "plenty", "days": 18}, "18 days left"),
        ({"state": "soon", "days": 1, "working": True}, "◷ 1 working day left"),
        ({"state": "today", "date": DAY}, "Mon 23 Nov 2026 ● Due today"),
        ({"state": "late", "days": 4, "date": DAY}, "Mon 23 Nov 2026 ▲ 4 days late"),
        (
            {"state": "paused", "reason": "waiting for court", "since": DAY},
            "‖ Paused – waiting for court, since 23 November 2026",
        ),
        ({"state": "met", "days": 2}, "✓ Met – 2 days early"),
        ({"state": "met", "days": 0}, "✓ Met – on the day"),
        ({"state": "missed", "days": 5, "working": True}, "▲ Done 5 working days late"),
        ({"state": "unknown", "reason": "outcome letter date missing"}, "? No date: outcome letter date missing"),
    ],
)
def test_a_date_says_in_words_how_it_stands(due, words):
    assert component("contextual_date", due=due).text == words


def test_a_table_tells_its_sorting_and_labels_its_cells_for_a_phone():
    columns = [
        {"label": "Review", "sort_url": "?sort=a", "direction": "descending"},
        {"label": "Days", "numeric": True},
    ]
    markup = component("table", caption="Late", columns=columns, rows=[[ROW, 0]])
    assert [head.get("aria-sort") for head in markup.all("th")] == ["descending", None, None]
    assert [cell["data-label"] for cell in markup.all("td")] == ["Days"]
    assert markup.text.endswith(f"REV-26-041{NASTY} 0")


def test_a_row_of_another_length_than_the_columns_is_a_mistake():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        table_row(["only one"], [{"label": "a"}, {"label": "b"}])


def test_an_empty_table_says_so_and_prints_no_table():
    markup = component("table", caption="Late", columns=[{"label": "a"}], rows=[], empty="Nothing is late.")
    assert (markup.all("table"), markup.text) == ([], "Nothing is late.")


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (26, "Showing 26 to 50 of 1,000+ complaints Next page →"),
        (None, "Showing 25 of 1,000+ complaints Next page →"),
    ],
)
def test_a_pager_says_where_the_page_stands_as_far_as_it_is_known(start, words):
    of = {"total": 1000, "at_least": True, "noun": "complaints", "page": {"next": "?after=x"}}
    assert component("pager", shown=25, start=start, **of).text == words


def test_a_head_sorts_from_the_first_page_keeps_the_filter_and_turns_round():
    context = {"request": RequestFactory().get("/", {"owner": "p", "sort": "due", "after": "x"})}
    columns = [{"label": "Due", "sort": "due"}, {"label": "Stage", "sort": "stage"}, {"label": "Note"}]
    assert sortable(context, columns, "due") == [
        {"label": "Due", "sort": "due", "sort_url": "?owner=p&sort=-due", "direction": "ascending"},
        {"label": "Stage", "sort": "stage", "sort_url": "?owner=p&sort=stage", "direction": ""},
        {"label": "Note"},
    ]


def test_a_running_job_renews_itself_and_a_finished_one_does_not():
    state = {"id": "j", "label": "Import", "done": 3, "total": 9}
    running = component("progress", state="running", **state).all("section")[0]
    finished = component("progress", state="done", **state).all("section")[0]
    assert (running.get("data-module"), finished.get("data-module")) == ("pcc-progress", None)


def test_a_field_ties_hint_and_error_to_its_control():
    form = Question({"reference": "too long a reference"})
    control = Markup(form["reference"].as_field_group()).all("input")[0]
    assert control["aria-describedby"] == "id_reference_helptext id_reference_error"
    assert (control["class"], control["aria-invalid"]) == ("govuk-input govuk-input--error", "true")


@pytest.mark.parametrize("name", Question.base_fields)
def test_the_error_summary_leads_to_a_control_that_exists(name):
    field = Question({})[name]
    assert first_control(field) in Markup(field.as_field_group()).ids


def test_errors_stand_alone_as_sentences():
    form = Question({"reference": "too long", "received_day": "31", "received_month": "2", "received_year": "2026"})
    form.is_valid()
    assert {name: said(form[name]) for name in ("reference", "received", "handling", "agreed")} == {
        "reference": ["Force reference: ensure this value has at most 5 characters (it has 8)."],
        "received": ["When was it received: enter a valid date."],
        "handling": ["Handling: an answer is needed."],
        "agreed": ["Say that you have read it."],
    }


@pytest.mark.parametrize(
    ("typed", "shown", "means"),
    [
        (("23", "11", "2026"), ["23", "11", "2026"], DAY),
        (("23", "Nov", "2026"), ["23", "11", "2026"], DAY),
        (("23/11/2026", "", ""), ["23", "11", "2026"], DAY),
        (("31", "2", "2026"), ["31", "2", "2026"], None),
        (("soon", "", ""), ["soon", "", ""], None),
        (("1/2", "3", "2026"), ["1", "2", "3/2026"], None),
        (("", "11", "2026"), ["", "11", "2026"], None),
    ],
)
def test_a_date_in_three_parts_is_understood_or_shown_again_as_typed(typed, shown, means):
    form = Question(dict(zip(("received_day", "received_month", "received_year"), typed, strict=True)))
    form.is_valid()
    assert form.cleaned_data.get("received") == means
    inputs = Markup(form["received"].as_field_group()).all("input")
    assert [control.get("value", "") for control in inputs] == shown


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [(0, "", "0 days"), (1, "", "1 day"), (-3, "working", "3 working days"), (1200, "", "1,200 days")],
)
def test_days_in_words(number, kind, words):
    assert days(number, kind) == words


def test_an_unknown_count_is_not_printed_as_nought():
    assert (count(1234), count(0), count(None)) == ("1,234", "0", "–")


@dataclass
class Shown:
    text: str
    hint: str = ""


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("a < b", "a &lt; b"),
        (0, "0"),
        (1234, "1234"),
        (DAY, "23 Nov 2026"),
        (None, "None"),
        ({"text": 0, "url": "/?a=1&b=2"}, '<a class="govuk-link" href="/?a=1&amp;b=2">0</a>'),
        ({"text": "Open", "tone": "blue"}, '<strong class="govuk-tag govuk-tag--blue pcc-tag">Open</strong>'),
        ({"lines": ["a", "<b>"]}, "a<br>&lt;b&gt;"),
        (Shown("a", hint=NASTY), f'a<span class="pcc-hint-line">{escape(NASTY)}</span>'),
    ],
)
def test_a_cell_may_be_text_a_number_a_day_or_parts_and_is_escaped(value, html):
    assert cell(value) == html


def test_a_choice_is_drawn_with_its_groups_and_what_is_chosen():
    form = Choosing({"way": "b"})
    drawn = Markup(str(form["way"]))
    assert drawn.all("optgroup") == [{"label": "Inside <1>"}]
    assert [(option["value"], "selected" in option) for option in drawn.all("option")] == [("", False), ("b", True)]
    assert drawn.all("select")[0] == {"name": "way", "class": "govuk-select", "id": "id_way", "data-x": ""}


@pytest.mark.parametrize(
    ("office", "css"),
    [
        ({}, ""),
        ({"brand_colour": "#123456"}, ":root { --govuk-brand-colour: #123456; --pcc-deep-colour: #123456; }"),
    ],
)
def test_the_office_colours_come_from_settings(office, css):
    assert " ".join(render_to_string("office.css", {"office": office}).split()) == css


def test_the_component_library_is_built_in():
    assert "pcc.templatetags.components" in engines["django"].engine.builtins
    assert settings.FORM_RENDERER == "pcc.controls.Controls"
