"""Who is on a file: found, added, ended."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from casework import workflow
from casework.forms import people as asked
from casework.models import Case, Party, Person
from casework.rules import KEEPS_FILES, email_key, name_key, phone_key
from casework.views.files import CaseAction, CasePage
from casework.views.rows import party_row, ways_to
from pcc import audit

MOST_FOUND = 20


class Parties(CasePage):
    """Everybody on the file, and who was."""

    template_name = "casework/case_parties.html"
    here = "casework:parties"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        may = "end_party" in self.open
        over = case.parties.exclude(ended_on=None).select_related("person").order_by("-ended_on", "-pk")
        return {
            "columns": [
                {"label": "Person"},
                {"label": "Role"},
                {"label": "Reached by"},
                {"label": "Since"},
                {"label": "End"},
            ],
            "rows": [
                [
                    *party_row(party),
                    f"{party.added_on:%-d %b %Y}",
                    {
                        "text": f"No longer {party.get_role_display().lower()}",
                        "url": reverse("casework:end-party", args=[case.pk, party.pk]),
                    }
                    if may
                    else "–",
                ]
                for party in parties
            ],
            "over_columns": [{"label": "Person"}, {"label": "Role"}, {"label": "Until"}, {"label": "Why"}],
            "over": [
                [
                    {"text": party.person.name, "url": party.person.get_absolute_url()},
                    party.get_role_display(),
                    f"{party.ended_on:%-d %b %Y}",
                    party.ended_because,
                ]
                for party in over
            ],
            "may_add": "add_party" in self.open,
        }


class FindPerson(CasePage):
    """Somebody is looked for among the people the office knows, before they are added a second time."""

    roles = KEEPS_FILES
    template_name = "casework/find_person.html"
    here = "casework:parties"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        form = asked.FindForm(self.request.GET if "q" in self.request.GET else None)
        found: list[Person] = []
        if form.is_valid():
            rows = Person.objects.visible_to(self.person).matching(form.cleaned_data["q"])
            found = list(rows.order_by("name", "pk")[:MOST_FOUND])
            audit.record("person.searched", case, by=self.person, shown_people=[person.pk for person in found])
        return {
            "form": form,
            "asked": form.is_bound and form.is_valid(),
            "columns": [{"label": "Person"}, {"label": "Reached by"}, {"label": "Choose"}],
            "found": [
                [
                    {"text": person.name, "url": person.get_absolute_url()},
                    {"lines": ways_to(person)},
                    {
                        "text": f"Put {person.name} on this file",
                        "url": reverse("casework:add-party", args=[case.pk, person.pk]),
                    },
                ]
                for person in found
            ],
            "more": len(found) == MOST_FOUND,
            "new_url": reverse("casework:add-new-party", args=[case.pk]),
        }


class OnParties(CaseAction):
    roles = KEEPS_FILES

    def back(self) -> str:
        return reverse("casework:parties", args=[self.on.pk])

    def onward(self) -> str:
        """The people of the file, or the list of cases when it turns out to be shut to whoever added them."""
        seen = Case.objects.visible_to(self.person).filter(pk=self.on.pk).exists()
        return self.back() if seen else reverse("casework:list")


class AddParty(OnParties):
    """Somebody the office knows already."""

    form_class = asked.RoleForm
    tells = ("case", "today")
    label = "Put them on the file"
    done = "They are on the file."

    def who(self) -> Person:
        return self.find(Person.objects.visible_to(self.person), pk=self.kwargs["person"])

    @property
    def heading(self) -> str:  # type: ignore[override]
        return f"Put {self.who()} on this file"

    def perform(self, form: Any) -> str:
        workflow.add_party(self.on, person=self.who(), by=self.person, **form.cleaned_data)
        return self.onward()


class AddNewParty(OnParties):
    """Somebody new. When they look like somebody known, the page asks first."""

    form_class = asked.NewPartyForm
    tells = ("case", "today")
    heading = "Put somebody new on this file"
    label = "Put them on the file"
    done = "They are on the file."
    alike: tuple[Person, ...] = ()

    def get_form_kwargs(self) -> dict[str, Any]:
        asks = "is_new" in self.request.POST or bool(self.alike)
        return super().get_form_kwargs() | {"asks_whether_new": asks}

    def form_valid(self, form: Any) -> HttpResponse:
        details = form.details()
        probe = Person(
            name_key=name_key(details["name"]),
            phone_key=phone_key(details["phone"]),
            email_key=email_key(details["email"]),
        )
        self.alike = tuple(Person.objects.visible_to(self.person).alike(probe)[:5])
        if self.alike and not form.cleaned_data.get("is_new"):
            again = self.get_form()  # which now asks whether this is somebody else
            again.full_clean()
            again.add_error(
                "is_new", "Somebody like this is known already. Choose them, or say that this is somebody else."
            )
            return self.form_invalid(again)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "facts": [
                {
                    "key": "Known already",
                    "value": {
                        "text": person.name,
                        "hint": " · ".join(ways_to(person)),
                    },
                    "change_url": reverse("casework:add-party", args=[self.on.pk, person.pk]),
                    "change_text": "Choose",
                    "change_hidden": person.name,
                }
                for person in self.alike
            ]
        }

    def perform(self, form: Any) -> str:
        workflow.add_new_party(self.on, details=form.details(), by=self.person, **form.standing())
        return self.onward()


class EndParty(OnParties):
    form_class = asked.EndPartyForm
    tells = ("today",)
    heading = "End what somebody is to this file"
    label = "End it"
    done = "It has ended. The file still says that it was so."

    def party(self) -> Party:
        rows = Party.objects.visible_to(self.person).select_related("person", "case")
        return self.part(rows, pk=self.kwargs["party"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        party = self.party()
        facts = [{"key": party.get_role_display(), "value": party.person.name}]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        workflow.end_party(self.party(), by=self.person, **form.cleaned_data)
        return self.back()
