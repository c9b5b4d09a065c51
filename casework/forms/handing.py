"""What people type when a matter goes on to become another file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from casework.forms.fields import day_field
from casework.models import Person
from casework.workflow.handing import Carried

NOBODY = "NOBODY"
SOMEBODY_NEW = "NEW"


class BecomeComplaintForm(forms.Form):
    """A complaint file. All that the message said stands in the fields already."""

    title = forms.CharField(
        label="What the complaint is about",
        max_length=200,
        error_messages={"required": "Say what the complaint is about."},
    )
    who = forms.ChoiceField(
        label="Who complains?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say who complains.", "invalid_choice": "Choose one of the list."},
    )
    name = forms.CharField(label="Name (optional)", max_length=150, required=False)
    email = forms.EmailField(
        label="E-mail address (optional)",
        required=False,
        error_messages={"invalid": "Write the e-mail address as name@example.org."},
    )
    phone = forms.CharField(label="Phone (optional)", max_length=40, required=False)
    address = forms.CharField(
        label="Postal address (optional)", max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    adjustments = forms.CharField(
        label="Reasonable adjustments (optional)", max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    on = day_field("Made a complaint on", help_text="The day of this step. The complaint keeps its day of receipt.")

    def __init__(self, *args: Any, carried: Carried, known: Iterable[Person], today: date, **kwargs: Any) -> None:
        self.known = {str(person.pk): person for person in known}
        initial = {
            "title": carried.subject[:200],
            "who": next(iter(self.known), SOMEBODY_NEW if carried.sender_name else NOBODY),
            "name": carried.sender_name,
            "email": carried.sender_email,
            "phone": carried.sender_phone,
            "address": carried.postal_address,
            "adjustments": carried.adjustments,
            "on": today,
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        self.fields["who"].choices = [
            *((pk, f"{person.name}, who is known to the office by this address") for pk, person in self.known.items()),
            (SOMEBODY_NEW, "Somebody new, as below"),
            (NOBODY, "Nobody is named"),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == SOMEBODY_NEW and not given.get("name"):
            self.add_error("name", "Give the name, or say that nobody is named.")
        return given

    @property
    def person(self) -> Person | None:
        return self.known.get(self.cleaned_data["who"])

    @property
    def details(self) -> dict[str, str]:
        """Who is new, as the verb that adds a person takes it; empty when nobody is."""
        if self.cleaned_data["who"] != SOMEBODY_NEW:
            return {}
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone", "address", "adjustments")}
