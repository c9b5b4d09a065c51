"""Forms of panels: what people type, as typed values."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms

from casework.forms.fields import day_field, reason_field
from complaints.choices import Handling
from pcc.models import Force, User
from reviews.dip_sampling.choices import (
    ON_SCALE,
    AnswerCode,
    ContentNote,
    Exclusion,
    KnownAs,
    Part,
    Place,
    Position,
    Replacement,
    Reported,
    Scale,
    Section,
    Strata,
)
from reviews.dip_sampling.models import Panel, QuestionSet, Sample, Session
from reviews.dip_sampling.rules import WRITES_REQUESTS
from reviews.dip_sampling.rules.questions import STANDING, AskedQuestion
from reviews.dip_sampling.stats.populations import Filters

NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}
MOST_QUESTIONS = 8
LARGEST_FILE = 10 * 1024 * 1024


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PanelForm(forms.Form):
    """A panel and its term."""

    name = forms.CharField(label="Name of the panel", max_length=120)
    began_on = day_field("First day of the term")
    ends_on = day_field("Last day of the term")
    seat_count = forms.IntegerField(label="Seats", min_value=1, max_value=100, widget=forms.NumberInput(NARROW))
    has_under_18s = forms.BooleanField(
        label="Some members are under 18", required=False, help_text="Blocked topics are then left out of every sample."
    )
    undertaking = forms.CharField(
        label="What members promise before they read",
        help_text="In words that a 14-year-old follows.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    talk_to = forms.CharField(label="Who is there for members", max_length=120, help_text="A first name.")
    talk_to_how = forms.CharField(label="How and when members reach them", max_length=200)


class SeatForm(forms.Form):
    """A new member. For somebody under 18 the office holds no more than this."""

    alias = forms.CharField(
        label="What other members call them", max_length=40, help_text="A first name or a chosen name. No surname."
    )
    under_18 = forms.BooleanField(label="Is under 18", required=False)
    email = forms.EmailField(
        label="E-mail address held by the programme (optional)",
        required=False,
        help_text="Leave it empty for a member who comes in by codes alone.",
    )
    began_on = day_field("First day")
    ends_on = day_field("Last day")


class SeatRecordForm(forms.Form):
    """Training, promise and consent of a member."""

    trained_on = day_field("Trained (optional)", required=False)
    consent_on = day_field("A parent or carer consented (optional)", required=False)
    consent_until = day_field("Last day of that consent (optional)", required=False)
    ends_on = day_field("Last day on the panel")


class NextHoursForm(forms.Form):
    """For how long adults are said to be there."""

    hours = forms.IntegerField(
        label="For how many hours from now?", min_value=1, max_value=8, initial=2, widget=forms.NumberInput(NARROW)
    )

    def until(self, now: datetime) -> datetime:
        return now + timedelta(hours=self.cleaned_data["hours"])


class QuestionsForm(forms.Form):
    """A version of a question set: up to eight questions, those without words left out."""

    name = forms.CharField(label="Name of the set", max_length=80)
    theme = forms.CharField(label="Theme (optional)", max_length=120, required=False)

    def __init__(self, *args: Any, start: QuestionSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if start is not None:
            self.initial |= {"name": start.name, "theme": start.theme}
        asked: list[Any] = list(start.questions.all()) if start is not None else list(STANDING)
        for place in range(1, MOST_QUESTIONS + 1):
            self._add(place, asked[place - 1] if place <= len(asked) else None)

    def _add(self, place: int, asked: Any) -> None:
        words = f"Question {place}"
        scale = Scale(asked.scale if asked else Scale.FOUR)
        fields: dict[str, forms.Field] = {
            "text": forms.CharField(
                label=f"{words} (optional)", required=False, max_length=200, initial=asked and asked.text
            ),
            "hint": forms.CharField(
                label=f"{words}: hint (optional)", required=False, max_length=300, initial=asked and asked.hint
            ),
            "code": forms.SlugField(
                label=f"{words}: code (optional)", required=False, max_length=30, initial=asked and asked.code
            ),
            "measure": forms.CharField(
                label=f"{words}: as it is published (optional)",
                required=False,
                max_length=200,
                initial=asked and asked.measure,
            ),
            "scale": forms.ChoiceField(label=f"{words}: answers", choices=Scale.choices, initial=scale),
            "yes": forms.MultipleChoiceField(
                label=f"{words}: which answers count as yes (optional)",
                choices=[(code, AnswerCode(code).label) for code in ON_SCALE[Scale.FOUR]],
                required=False,
                initial=list(asked.counts_as_yes) if asked else ["YES", "MOSTLY"],
                widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
            ),
            "reported": forms.ChoiceField(
                label=f"{words}: what is published",
                choices=Reported.choices,
                initial=asked.reported if asked else Reported.YES,
            ),
        }
        for name, field in fields.items():
            self.fields[f"{name}_{place}"] = field

    def questions(self) -> list[AskedQuestion]:
        """The questions with words, in order."""
        given = self.cleaned_data
        return [
            AskedQuestion(
                code=given[f"code_{place}"],
                text=given[f"text_{place}"].strip(),
                measure=given[f"measure_{place}"].strip(),
                hint=given[f"hint_{place}"].strip(),
                scale=given[f"scale_{place}"],
                counts_as_yes=tuple(given[f"yes_{place}"]),
                reported=given[f"reported_{place}"],
            )
            for place in range(1, MOST_QUESTIONS + 1)
            if given[f"text_{place}"].strip()
        ]


class SampleForm(forms.Form):
    """The sample designer: which closed complaints, who is left out, how many, and the seed."""

    panel = forms.ModelChoiceField(label="Panel", queryset=Panel.objects.none(), empty_label=None)
    title = forms.CharField(label="Title of the sample", max_length=120)
    since = day_field("Finalised from")
    until = day_field("Finalised to")
    force = forms.ModelChoiceField(
        label="Force (optional)", queryset=Force.objects.none(), required=False, to_field_name="code", empty_label="Any"
    )
    handling = forms.ChoiceField(
        label="Handling (optional)",
        choices=[("", "Any"), ("schedule-3", "All of Schedule 3"), *Handling.choices],
        required=False,
    )
    area = forms.CharField(label="Area (optional)", max_length=120, required=False)
    category = forms.CharField(label="Allegation category (optional)", max_length=120, required=False)
    young = forms.BooleanField(label="Only where the person who complained was under 18", required=False)
    exclude = forms.MultipleChoiceField(
        label="Leave out (optional)",
        help_text="Sealed files, and files that the force's newest extract no longer has, are always left out.",
        choices=[(code.value, code.label) for code in Exclusion if code not in (Exclusion.LIVE, Exclusion.SEALED)],
        required=False,
        initial=["REFERRED", "UNDER_REVIEW", "BLOCKED_TOPIC", "SAMPLED_BEFORE"],
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    strata = forms.ChoiceField(label="Divide by", choices=Strata.choices)
    size = forms.IntegerField(label="Files", min_value=1, max_value=500, widget=forms.NumberInput(NARROW))
    reserves = forms.IntegerField(
        label="Files in reserve", min_value=0, max_value=500, initial=5, widget=forms.NumberInput(NARROW)
    )
    readers_per_file = forms.IntegerField(
        label="Readers a file", min_value=1, max_value=50, initial=5, widget=forms.NumberInput(NARROW)
    )
    seed = forms.CharField(
        label="Seed (optional)",
        max_length=100,
        required=False,
        help_text="Typed in the meeting, such as the date and a number that somebody calls out. Empty: the computer "
        "makes one.",
    )

    def __init__(self, *args: Any, panels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = panels
        self.fields["force"].queryset = Force.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "The period ends before it begins.")
        return given

    def filters(self) -> Filters:
        given = self.cleaned_data
        return Filters(
            since=given["since"],
            until=given["until"],
            force=given["force"].code if given["force"] else "",
            handling=given["handling"],
            area=given["area"].strip(),
            category=given["category"].strip(),
            young=given["young"],
        )


class AskForm(forms.Form):
    due_on = day_field("The force is asked to send the papers by")


class HandForm(AskForm):
    """Which colleague writes to the force, and by when the papers are wanted."""

    to = forms.ModelChoiceField(
        label="Who writes the letter?",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Choose who writes it. When nobody is offered, record the request by hand.",
            "invalid_choice": "Choose somebody who writes letters to the force.",
        },
    )

    field_order = ["to", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers = User.objects.filter(groups__name__in=WRITES_REQUESTS, is_active=True)
        self.fields["to"].queryset = writers.distinct().order_by("name", "pk")


class ChaseForm(forms.Form):
    note = forms.CharField(label="Note (optional)", max_length=300, required=False)


class PaperForm(forms.Form):
    """The text of the force's papers for one part of a file: pasted, or taken from a PDF or Word file."""

    section = forms.ChoiceField(label="Which part is it?", choices=Section.choices)
    text = forms.CharField(
        label="Paste the text (optional)", required=False, strip=False, widget=forms.Textarea({"rows": 10})
    )
    file = forms.FileField(
        label="Or choose a PDF or Word file (optional)",
        required=False,
        help_text="Its text is taken out and the file itself is not kept. Up to 10 MB.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", "The file is larger than 10 MB. Bring in the pages that readers need.")
        if not file and not given.get("text", "").strip() and "file" not in self.errors:
            self.add_error("text", "Paste the text, or choose a file.")
        return given


class FormsForm(forms.Form):
    """Further forms of an entry on a file's list: aliases, nicknames, short forms."""

    others = forms.CharField(
        label="Other forms of it",
        help_text="One a line: nicknames, maiden names, short forms, user names. Common short forms such as Kate for "
        "Catherine are known.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Write at least one other form, one on each line."},
    )

    def clean_others(self) -> list[str]:
        forms_given = _lines(self.cleaned_data["others"])
        if any(len(form) > 120 for form in forms_given):
            raise forms.ValidationError("Each form can have 120 characters: put one on each line.")
        return forms_given


class ListedForm(FormsForm):
    """Somebody or something that must not reach a reader."""

    known_as = forms.ChoiceField(label="What is it?", choices=KnownAs.choices)
    part = forms.ChoiceField(label="What part does it play?", choices=Part.choices)
    text = forms.CharField(label="As it stands in the papers, in full", max_length=120)

    field_order = ["known_as", "part", "text", "others"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].label += " (optional)"
        self.fields["others"].required = False


class ReasonForm(forms.Form):
    reason = reason_field("Why?", "Say why.")


class ReplaceForm(forms.Form):
    because = forms.ChoiceField(label="Why is it replaced?", choices=Replacement.choices)
    note = forms.CharField(label="Note (optional)", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))


class ExtractForm(forms.Form):
    """All that a reader is given of a file, and nothing else can be."""

    about_what = forms.CharField(
        label="What it is about", max_length=120, help_text="The kind of complaint, in plain words."
    )
    about_when = forms.CharField(label="When", max_length=40, help_text="A month and year.")
    about_where = forms.CharField(
        label="Where (optional)", max_length=80, required=False, help_text="A district, never a street."
    )
    age_band = forms.CharField(label="Age of the person (optional)", max_length=40, required=False)
    content_notes = forms.MultipleChoiceField(
        label="What readers are told before it opens (optional)",
        choices=ContentNote.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    minutes = forms.IntegerField(
        label="Minutes to read and score, about", min_value=1, max_value=60, widget=forms.NumberInput(NARROW)
    )
    complaint = forms.CharField(
        label="What the complaint said", strip=False, required=False, widget=forms.Textarea({"rows": 10})
    )
    police = forms.CharField(
        label="What the police did", strip=False, required=False, widget=forms.Textarea({"rows": 10})
    )
    letter = forms.CharField(
        label="The letter the person got", strip=False, required=False, widget=forms.Textarea({"rows": 10})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def facts(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in ("about_what", "about_when", "about_where", "age_band", "content_notes", "minutes")
        }

    def sections(self) -> dict[str, str]:
        return {section: self.cleaned_data[section.lower()] for section in Section.values}


class SuggestForm(forms.Form):
    """Begin a part with the text of the papers, names and details marked."""

    section = forms.ChoiceField(label="Which part?", choices=Section.choices)
    day_1 = day_field("Day 1 (optional)", required=False, help_text="Later dates become day 2, day 3 and so on.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReleaseForm(forms.Form):
    press_checked = forms.BooleanField(
        label="I have looked whether place, month and event lead to a news report",
        error_messages={"required": "Look, and say that you have looked."},
    )


class SessionForm(forms.ModelForm):
    """When, where, and how many read what."""

    class Meta:
        model = Session
        fields = [
            "title",
            "place",
            "opens_at",
            "closes_at",
            "readers_per_file",
            "files_per_reader",
            "allows_paper",
            "on_duty",
            "on_duty_how",
            "results_on",
        ]

    title = forms.CharField(label="Title", max_length=120)
    place = forms.ChoiceField(label="Where do members read?", choices=Place.choices)
    opens_at = forms.DateTimeField(label="Opens", help_text="For example, 2026-12-08 17:00.")
    closes_at = forms.DateTimeField(label="Closes", help_text="For example, 2026-12-08 21:00.")
    readers_per_file = forms.IntegerField(
        label="Readers a file", min_value=1, max_value=50, initial=5, widget=forms.NumberInput(NARROW)
    )
    files_per_reader = forms.IntegerField(
        label="Files a reader, at most", min_value=1, max_value=100, initial=11, widget=forms.NumberInput(NARROW)
    )
    allows_paper = forms.BooleanField(label="Staff may enter scores from numbered prints", required=False)
    on_duty = forms.CharField(label="Who is there for members", max_length=120)
    on_duty_how = forms.CharField(label="How members reach them", max_length=200)
    results_on = day_field("Results come out on (optional)", required=False)


class PlanForm(SessionForm):
    """A new session: its sample and questions as well."""

    sample = forms.ModelChoiceField(label="Sample", queryset=Sample.objects.none(), empty_label=None)
    question_set = forms.ModelChoiceField(label="Questions", queryset=QuestionSet.objects.none(), empty_label=None)

    field_order = ["title", "sample", "question_set"]

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sample"].queryset = panel.samples.defer("population").order_by("-pk")
        self.fields["question_set"].queryset = QuestionSet.objects.newest()

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SessionForm.Meta.fields}


class FindingForm(forms.Form):
    text = forms.CharField(label="What the panel found", max_length=2000, widget=forms.Textarea({"rows": 4}))


class SeenForm(forms.Form):
    """The digest of what the person was shown, so that nobody signs or clears what they have not seen."""

    seen = forms.CharField(widget=forms.HiddenInput)


class WordsForm(SeenForm):
    """The words of a finding that may be changed, each text a field of its own name."""

    def __init__(self, *args: Any, texts: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, text in texts:
            self.fields[name] = forms.CharField(
                label=label,
                initial=text,
                max_length=5000,
                widget=forms.Textarea({"rows": 4}),
                error_messages={"required": f"{label}: leave out what identifies somebody, and keep the rest."},
            )


class SendForm(forms.Form):
    reply_due_on = day_field("The force replies by")


class ReplyForm(forms.Form):
    position = forms.ChoiceField(label="What does the force say?", choices=Position.choices)
    text = forms.CharField(label="Its reply", max_length=5000, widget=forms.Textarea({"rows": 6}))


class ChangeForm(forms.Form):
    what_changed = forms.CharField(label="What changed?", max_length=2000, widget=forms.Textarea({"rows": 4}))


class CheckForm(forms.Form):
    sample = forms.ModelChoiceField(label="Later sample", queryset=Sample.objects.none(), empty_label=None)
    note = forms.CharField(label="What it shows", max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, samples: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sample"].queryset = samples


class NoteForm(forms.Form):
    note = reason_field("What was done?", "Say in a sentence what was done.")
