"""What people type about the templates of letters: a new letter, or the next version of one."""

from typing import Any

from django import forms
from django.utils.text import slugify

from casework.choices import Kind, Need, SecondCheck
from casework.letters.checks import spoken
from casework.letters.starter import PartWords, TemplateWords
from casework.models import LetterTemplate, TemplatePart
from pcc.models import ClockRule

AUTHORS = (Need.WRITE, Need.MAY_WRITE)
"""Parts that the author of a letter writes: the template holds what to write, and no words."""
LONGEST_PROMPT = 300


class WordsForm(forms.Form):
    """What every version of a letter has, and places for parts that are written anew."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the letter a name."})
    purpose = forms.CharField(
        label="When it is written, and to whom",
        max_length=300,
        error_messages={"required": "Say when it is written, and to whom."},
    )
    subject = forms.CharField(
        label="Subject", max_length=200, error_messages={"required": "Give the letter a subject."}
    )
    second_check = forms.ChoiceField(
        label="Second check",
        choices=SecondCheck,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether a second person checks it."},
    )
    clock = forms.ChoiceField(label="Time limit that gives the deadline (optional)", required=False)
    places = 0
    """How many parts can be written anew at a time."""
    called = "New part"
    """What such a part is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(rule.code, rule.name) for rule in ClockRule.objects.newest()]
        self.fields["clock"].choices = [("", "None"), *rules]

    def _make_places(self, beside: list[tuple[str, str]]) -> None:
        """Places for new parts; ``beside`` are the parts after which one can stand."""
        for number in range(1, self.places + 1):
            self.fields[f"new_{number}_need"] = forms.ChoiceField(
                label=f"{self.called} {number}", choices=[("", "Not used"), *Need.choices], required=False
            )
            self.fields[f"new_{number}_heading"] = forms.CharField(
                label=f"Heading of {self.called.lower()} {number} (optional)", max_length=120, required=False
            )
            self.fields[f"new_{number}_words"] = forms.CharField(
                label=f"Words of {self.called.lower()} {number}",
                help_text="The words, with fields as [[name]]. For a part that the author writes: what to write.",
                max_length=10_000,
                required=False,
                widget=forms.Textarea({"rows": 4}),
            )
            if beside:
                self.fields[f"new_{number}_after"] = forms.ChoiceField(
                    label=f"{self.called} {number} stands after", choices=beside, initial=beside[-1][0], required=False
                )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        part = self.called.lower()
        for number in range(1, self.places + 1):
            need, words = given.get(f"new_{number}_need"), (given.get(f"new_{number}_words") or "").strip()
            if need and not words and need != Need.MAY_WRITE:
                self.add_error(f"new_{number}_words", f"Write the words of {part} {number}, or choose “Not used”.")
            if need in AUTHORS and len(words) > LONGEST_PROMPT:
                self.add_error(
                    f"new_{number}_words", f"Say in {LONGEST_PROMPT} characters or fewer what the author writes."
                )
            if words and not need:
                self.add_error(f"new_{number}_need", f"Say what {part} {number} asks of the author.")
        return given

    def new_part(self, number: int, taken: set[str]) -> PartWords | None:
        """The part typed into that place, with a code of its own; None when the place is not used."""
        given = self.cleaned_data
        need, words = given[f"new_{number}_need"], given[f"new_{number}_words"]
        if not need:
            return None
        heading = given[f"new_{number}_heading"]
        stem = slugify(heading).replace("-", "_")[:36] or f"part_{number}"
        code = next(each for each in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if each not in taken)
        taken.add(code)
        written = need in AUTHORS
        return PartWords(code, need, heading, "" if written else words, words if written else "")

    def of_letter(self) -> dict[str, str]:
        """Name, purpose, subject, check and deadline, as they stand."""
        return {name: self.cleaned_data[name] for name in ("name", "purpose", "subject", "second_check", "clock")}


class NewTemplateForm(WordsForm):
    """A letter that the office does not have yet."""

    code = forms.CharField(
        label="Code",
        help_text="A short name that never changes, in small letters and _, such as visit_arranged.",
        max_length=60,
        error_messages={"required": "Give the letter a code."},
    )
    kind = forms.ChoiceField(
        label="For which files?", choices=[("", "Files of every kind"), *Kind.choices], required=False
    )
    field_order = ("name", "code", "purpose", "kind", "subject", "second_check", "clock")
    places = 6
    called = "Part"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._make_places([])
        for number, (need, words) in enumerate(
            (
                (Need.REQUIRED, "Dear [[recipient_name]]"),
                (Need.REQUIRED, ""),
                (Need.REQUIRED, "Yours sincerely\n\n[[officer_name]]\n\n[[office_name]]"),
            ),
            1,
        ):
            self.fields[f"new_{number}_need"].initial = need
            self.fields[f"new_{number}_words"].initial = words

    def words(self) -> TemplateWords:
        taken: set[str] = set()
        parts = [self.new_part(number, taken) for number in range(1, self.places + 1)]
        return TemplateWords(
            code=self.cleaned_data["code"],
            kind=self.cleaned_data["kind"],
            parts=tuple(part for part in parts if part is not None),
            **self.of_letter(),
        )


class TemplateForm(WordsForm):
    """The words of a template, part by part. Saving makes the next version, which somebody else approves."""

    places = 2

    def __init__(self, *args: Any, template: LetterTemplate, **kwargs: Any) -> None:
        names = ("name", "purpose", "subject", "second_check", "clock")
        super().__init__(*args, **kwargs | {"initial": {name: getattr(template, name) for name in names}})
        self.template = template
        self.parts = list(template.parts.all())
        for part in self.parts:
            label = f"{part.heading or spoken(part.code)}: {part.get_need_display().lower()}"
            written = part.need in AUTHORS
            self.fields[f"part_{part.code}"] = forms.CharField(
                label=label,
                help_text="What the author is asked to write." if written else "Fields are written as [[name]].",
                initial=part.prompt if written else part.text,
                max_length=LONGEST_PROMPT if written else 10_000,
                required=not written,
                widget=forms.TextInput() if written else forms.Textarea({"rows": 5}),
            )
            if len(self.parts) > 1:
                self.fields[f"out_{part.code}"] = forms.BooleanField(
                    label=f"Take the part “{part.heading or spoken(part.code)}” out of the letter", required=False
                )
        self._make_places([(part.code, part.heading or spoken(part.code)) for part in self.parts])

    def words(self) -> TemplateWords:
        given = self.cleaned_data
        taken = {part.code for part in self.parts}
        after: dict[str, list[PartWords]] = {}
        for number in range(1, self.places + 1):
            if (part := self.new_part(number, taken)) is not None:
                place = given[f"new_{number}_after"] or self.parts[-1].code
                after.setdefault(place, []).append(part)
        parts: list[PartWords] = []
        for kept in self.parts:
            if not given.get(f"out_{kept.code}"):
                parts.append(self._words_of(kept))
            parts += after.get(kept.code, [])
        return TemplateWords(code=self.template.code, kind=self.template.kind, parts=tuple(parts), **self.of_letter())

    def _words_of(self, part: TemplatePart) -> PartWords:
        typed = self.cleaned_data[f"part_{part.code}"]
        written = part.need in AUTHORS
        return PartWords(
            code=part.code,
            need=part.need,
            heading=part.heading,
            text=part.text if written else typed,
            prompt=typed if written else part.prompt,
        )
