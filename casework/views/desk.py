"""What an office keeps beside its files: the list of tags, teams, and who stands in for whom."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.forms import work as asked
from casework.models import HandOver, Tag, Team
from casework.rules import ANSWERS_FOR_CASES, KEEPS_FILES, WORKS_CASES
from casework.views.versioned import AsSeen
from pcc.models import User
from pcc.views import ActionView, Page


class Tags(Page):
    """The short list of tags, with what each means and on how many files it stands."""

    roles = KEEPS_FILES
    template_name = "casework/tag_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = bool(self.person.roles & ANSWERS_FOR_CASES)
        return super().get_context_data(**kwargs) | {
            "may": may,
            "columns": [{"label": "Tag"}, {"label": "What it means"}, {"label": "Used"}],
            "rows": [
                [
                    tag.name,
                    tag.meaning,
                    "No longer"
                    if tag.retired_at
                    else {"text": f"Retire {tag.name}", "url": reverse("casework:retire-tag", args=[tag.pk])}
                    if may
                    else "Yes",
                ]
                for tag in Tag.objects.order_by("retired_at", "name")
            ],
        }


class OfOffice(ActionView):
    """An act of those who answer for cases."""

    roles = ANSWERS_FOR_CASES
    heading = ""
    label = "Save"
    route = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "label": self.label,
            "back_url": reverse(self.route),
        }


class AddTag(OfOffice):
    form_class = asked.NewTagForm
    heading = "Add a tag"
    label = "Add it"
    route = "casework:tags"

    def perform(self, form: Any) -> str:
        workflow.add_tag(by=self.person, **form.cleaned_data)
        return reverse(self.route)


class RetireTag(OfOffice):
    form_class = forms.Form
    heading = "Retire a tag"
    label = "Retire it"
    route = "casework:tags"

    def tag(self) -> Tag:
        return self.find(Tag.objects.all(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tag = self.tag()
        facts = [{"key": tag.name, "value": {"text": tag.meaning, "hint": "Files that have it keep it."}}]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        workflow.retire_tag(self.tag(), by=self.person)
        return reverse(self.route)


class Teams(Page):
    """Teams and who is in them."""

    roles = ANSWERS_FOR_CASES
    template_name = "casework/team_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Team.objects.filter(ended_at=None).prefetch_related("members").order_by("name")
        return super().get_context_data(**kwargs) | {
            "columns": [{"label": "Team"}, {"label": "Members"}, {"label": "End"}],
            "rows": [
                [
                    {"text": team.name, "url": reverse("casework:change-team", args=[team.pk])},
                    {"lines": sorted(str(user) for user in team.members.all()) or ["Nobody"]},
                    {"text": f"End the team {team.name}", "url": reverse("casework:end-team", args=[team.pk])},
                ]
                for team in rows
            ],
        }


class AddTeam(OfOffice):
    form_class = asked.TeamForm
    heading = "Make a team"
    label = "Make it"
    route = "casework:teams"

    def perform(self, form: Any) -> str:
        workflow.add_team(by=self.person, **form.cleaned_data)
        return reverse(self.route)


class OnTeam(OfOffice):
    route = "casework:teams"

    def team(self) -> Team:
        return self.find(Team.objects.filter(ended_at=None), pk=self.kwargs["pk"])


class ChangeTeam(AsSeen, OnTeam):
    form_class = asked.TeamForm
    heading = "Change a team"
    done = "The team is changed. Its files are open to its members from now on."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"team": self.team()}

    def perform(self, form: Any) -> str:
        workflow.change_team(self.team(), by=self.person, **form.cleaned_data)
        return reverse(self.route)

    def seen_now(self) -> str:
        return workflow.mark_of_team(self.team())


class EndTeam(OnTeam):
    form_class = forms.Form
    heading = "End a team"
    label = "End it"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"facts": [{"key": "Team", "value": self.team().name}]}

    def perform(self, form: Any) -> str:
        workflow.end_team(self.team(), by=self.person)
        return reverse(self.route)


class HandOvers(Page):
    """Who stands in for whom, now and later."""

    roles = WORKS_CASES | ANSWERS_FOR_CASES
    template_name = "casework/hand_over_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = HandOver.objects.visible_to(self.person).filter(called_off_at=None, until_on__gte=timezone.localdate())
        answers = bool(self.person.roles & ANSWERS_FOR_CASES)
        return super().get_context_data(**kwargs) | {
            "columns": [
                {"label": "Whose work"},
                {"label": "Who does it"},
                {"label": "From"},
                {"label": "To"},
                {"label": "Why"},
                {"label": "Call off"},
            ],
            "rows": [
                [
                    str(each.giver),
                    str(each.taker),
                    f"{each.from_on:%a %-d %b %Y}",
                    f"{each.until_on:%a %-d %b %Y}",
                    each.reason if answers or self.person.pk in (each.giver_id, each.taker_id) else "–",
                    {
                        "text": f"Call off {each.giver}'s hand-over of {each.from_on:%-d %b}",
                        "url": reverse("casework:call-off", args=[each.pk]),
                    }
                    if answers or each.giver_id == self.person.pk
                    else "–",
                ]
                for each in rows.for_list()
            ],
        }


class HandOverWork(ActionView):
    """Somebody's open work goes to another from a day to a day, all of it in one act."""

    roles = WORKS_CASES | ANSWERS_FOR_CASES
    form_class = asked.HandOverForm
    done = "The work is handed over for those days."

    def get_form_kwargs(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        if (giver := self.request.GET.get("giver", "")).isdecimal() and len(giver) < 10:
            initial = {"giver": int(giver)}
        return super().get_form_kwargs() | {"by": self.person, "today": timezone.localdate(), "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Hand work over",
            "label": "Hand it over",
            "intro": "All open files and tasks show where they are done in those days, and are back on the day after. "
            "Files that the other person may not see stay with their owner.",
            "back_url": reverse("casework:hand-overs"),
        }

    def perform(self, form: Any) -> str:
        given = dict(form.cleaned_data)
        giver: User = given.pop("giver")
        workflow.hand_over(giver, by=self.person, **given)
        return reverse("casework:hand-overs")


class CallOff(ActionView):
    roles = WORKS_CASES | ANSWERS_FOR_CASES
    form_class = forms.Form
    done = "The work is with its owner again."

    def made(self) -> HandOver:
        rows = HandOver.objects.visible_to(self.person).filter(called_off_at=None)
        return self.find(rows.for_list(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = self.made()
        return super().get_context_data(**kwargs) | {
            "heading": "Call a hand-over off",
            "label": "Call it off",
            "facts": [
                {"key": "Whose work", "value": str(made.giver)},
                {"key": "Who does it", "value": str(made.taker)},
                {"key": "Days", "value": f"{made.from_on:%-d %B %Y} to {made.until_on:%-d %B %Y}"},
            ],
            "back_url": reverse("casework:hand-overs"),
        }

    def perform(self, form: Any) -> str:
        workflow.call_off(self.made(), by=self.person)
        return reverse("casework:hand-overs")
