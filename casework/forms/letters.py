"""What people type about letters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms

from casework.choices import ContactBy, Need, PartyRole, Way
from casework.forms.fields import day_field, reason_field
from casework.letters.checks import Finding, spoken
from casework.letters.paragraphs import FILLED_LAST, OF_CLOCK, Addressee, fields_of
from casework.models import Case, Letter, LetterTemplate, Party, TemplatePart
from casework.workflow.letters import as_wished, way_for

GIVEN_BY_THE_OFFICE = ("our_reference", "office_name", "office_email", "office_phone")


class ChooseForm(forms.Form):
    """Which letter to write."""

    code = forms.ChoiceField(label="Which letter?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, templates: Iterable[LetterTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(template.code, template.name) for template in templates]
        self.fields["code"].error_messages["required"] = "Choose which letter to write."


class WriteForm(forms.Form):
    """The author's part of a letter: its fields, the parts to write, and the optional parts that are in it."""

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = list(letter.template.parts.all())
        filled = (*FILLED_LAST, *OF_CLOCK, *GIVEN_BY_THE_OFFICE)
        for name in fields_of(letter.subject, *(part.text for part in parts), *letter.texts.values()):
            if name not in filled:
                self.fields[f"value_{name}"] = forms.CharField(
                    label=spoken(name), max_length=500, required=False, initial=letter.values.get(name, "")
                )
        for part in parts:
            self._add(part, letter)

    def _add(self, part: TemplatePart, letter: Letter) -> None:
        label = part.heading or spoken(part.code)
        if part.need == Need.OPTIONAL:
            self.fields[f"in_{part.code}"] = forms.BooleanField(
                label=label,
                help_text=_beginning(part.text),
                required=False,
                initial=part.code not in letter.left_out,
            )
        elif part.need in (Need.WRITE, Need.MAY_WRITE):
            optional = " (optional)" if part.need == Need.MAY_WRITE else ""
            self.fields[f"text_{part.code}"] = forms.CharField(
                label=f"{label}{optional}",
                help_text=part.prompt,
                max_length=20_000,
                required=False,
                initial=letter.texts.get(part.code, ""),
                widget=forms.Textarea({"rows": 6}),
            )

    def given(self) -> dict[str, Any]:
        """Values, texts and the optional parts left out, as the verb takes them."""
        data = self.cleaned_data
        return {
            "values": _under(data, "value_"),
            "texts": _under(data, "text_"),
            "left_out": [code for code, is_in in _under(data, "in_").items() if not is_in],
        }


def _under(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix)}


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 120 else f"{words[:120].rpartition(' ')[0]} …"


AS_WISHED = ""
"""The choice of a way that leaves it to what the person said they want."""


class AddresseeForm(forms.Form):
    """One more recipient: somebody on the case, or anybody else by name."""

    party = forms.ChoiceField(label="Who gets it?", required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label="Name (optional)",
        help_text="Only for somebody who is not in the list above, such as the force.",
        max_length=150,
        required=False,
    )
    way = forms.ChoiceField(
        label="How does it go?",
        choices=[(AS_WISHED, "As the person wants it"), *Way.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label="E-mail address (optional)", help_text="Left empty, the address on the person's record.", required=False
    )
    address = forms.CharField(
        label="Postal address (optional)",
        help_text="Left empty, the address on the person's record.",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    attach_pdf = forms.BooleanField(
        label="Attach the letter as PDF as well",
        help_text="Only when the recipient wants it: the letter itself stands in the e-mail.",
        required=False,
    )
    large_print = forms.BooleanField(label="Large print", required=False)
    because = forms.CharField(
        label="Why it goes to them all the same (optional)",
        help_text="Only for somebody who wants to hear through their representative.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {
            str(party.pk): party
            for party in case.parties.filter(ended_on=None).select_related("person").order_by("role", "pk")
        }
        self.fields["party"].choices = [
            *((pk, _described(party)) for pk, party in self.people.items()),
            ("", "Somebody else, named below"),
        ]
        if is_first:
            self.fields["party"].initial = _likely(list(self.people.values()))

    def addressee(self) -> Addressee:
        """The recipient as typed, with what is left empty read from the person's record and from what they want."""
        given = self.cleaned_data
        party = self.people.get(given["party"])
        if party is None:
            email, address = given["email"], given["address"]
            wished = Addressee(given["name"], way_for(None, email=email, address=address), email, address)
        else:
            wished = as_wished(party)
        return replace(
            wished,
            way=Way(given["way"]) if given["way"] else wished.way,
            email=given["email"] or wished.email,
            address=given["address"] or wished.address,
            attach_pdf=given["attach_pdf"] or wished.attach_pdf,
            large_print=given["large_print"] or wished.large_print,
            because=given["because"],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("party") and not given.get("name"):
            self.add_error("party", "Choose who gets the letter, or give a name below.")
        return given


def _likely(parties: list[Party]) -> str:
    """Who most likely gets the letter: the complainant, or who speaks for them where they want that alone."""
    complainant = next((party for party in parties if party.role == PartyRole.COMPLAINANT), None)
    if complainant is None:
        return ""
    if complainant.person.contact_by == ContactBy.REPRESENTATIVE:
        speaks = next((party for party in parties if party.represents_id == complainant.pk), None)
        return str(speaks.pk) if speaks else ""
    return str(complainant.pk)


def _described(party: Party) -> str:
    """Somebody on the case as the list of recipients says it: name, role, and how they want to hear."""
    person = party.person
    wants = [person.get_contact_by_display(), person.get_letter_form_display()]
    wanted = ", ".join(words[0].lower() + words[1:] for words in map(str, wants) if words)
    return f"{person.name}, {party.get_role_display().lower()}" + (f" (wants: {wanted})" if wanted else "")


class SendBackForm(forms.Form):
    reason = reason_field("What is to be changed", "Say what is to be changed.", longest=500)


class WaiveForm(forms.Form):
    reason = reason_field("Why nobody can check it", "Say why nobody can check this letter.", longest=500)


class IssueForm(forms.Form):
    """A tick for each thing that was found and does not block."""

    def __init__(self, *args: Any, findings: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes: dict[str, str] = {}
        for number, finding in enumerate(findings):
            self.codes[f"seen_{number}"] = finding.code
            self.fields[f"seen_{number}"] = forms.BooleanField(
                label=f"I have looked at this: {finding.sentence}",
                error_messages={"required": f"Look at this, and say that you have: {finding.sentence}"},
            )

    @property
    def accepted(self) -> set[str]:
        return {code for name, code in self.codes.items() if self.cleaned_data.get(name)}


class PostedForm(forms.Form):
    on = day_field("Day on which it was posted")


class ArrivedForm(forms.Form):
    on = day_field("Day on which it arrived")


class PostInsteadForm(forms.Form):
    address = forms.CharField(
        label="Postal address",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Give the postal address."},
    )
