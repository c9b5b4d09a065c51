"""The form of a record that two people may edit at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from pcc.versions import Clash

BESIDE = frozenset({"version", "clashing", "reason"})
"""Fields of a form that are none of the record."""


class VersionedForm(forms.Form):
    """A form of a record that two people may edit at once: it carries the version that it shows.

    ``clashes`` are fields that somebody else changed meanwhile, too: each gets a choice between the two values.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    clashing = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, clashes: Iterable[Clash] = (), other: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"])
        asked = str(self.data.get("clashing", "")).split() if self.is_bound else [clash.field for clash in clashes]
        self.asked = [name for name in dict.fromkeys(asked) if name in self.fields and name not in BESIDE]
        """The fields of which a choice is asked."""
        for name in self.asked:
            is_text = type(self.fields[name]) is forms.CharField
            choices = [("mine", "Use mine, as it stands in this form"), ("theirs", f"Use {other or 'theirs'}")]
            choices += [("both", "Combine them: mine, then the other")] if is_text else []
            label = str(self.fields[name].label).removesuffix(" (optional)")
            self.fields[f"take_{name}"] = forms.ChoiceField(
                label=f"{label}: which one?",
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose one."},
            )
            names = [each for each in self.fields if each != f"take_{name}"]
            names.insert(names.index(name) + 1, f"take_{name}")
            self.order_fields(names)
        if not self.is_bound:
            self.initial["clashing"] = " ".join(asked)

    def clean_clashing(self) -> list[str]:
        return self.asked

    def changes(self, *, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """What the person wants of each field, the clashes settled as they chose."""
        given = self.cleaned_data
        wanted = {name: given[name] for name in self.fields if name not in BESIDE and not name.startswith("take_")}
        for name in given["clashing"]:
            if given[f"take_{name}"] == "theirs":
                wanted[name] = theirs[name]
            elif given[f"take_{name}"] == "both":
                wanted[name] = " ".join(part for part in (wanted[name], theirs[name]) if part)
        return wanted
