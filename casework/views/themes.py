"""The themes of correspondence: what each means, where it is from, and who may change the list."""

from typing import Any

from django import forms
from django.urls import reverse

from casework.forms.correspondence import NewThemeForm
from casework.models import Theme
from casework.rules import ANSWERS_FOR_CASES
from casework.rules.correspondence import SEES_CORRESPONDENCE
from casework.views.desk import OfOffice
from casework.workflow import themes as workflow
from pcc.views import Page


class Themes(Page):
    """The short list of themes, those in use first."""

    roles = SEES_CORRESPONDENCE
    template_name = "casework/theme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = bool(self.person.roles & ANSWERS_FOR_CASES)
        return super().get_context_data(**kwargs) | {
            "may": may,
            "columns": [
                {"label": "Theme"},
                {"label": "What belongs under it"},
                {"label": "Where the name is from"},
                {"label": "Used"},
            ],
            "rows": [
                [theme.name, theme.meaning, {"text": theme.source, "hint": _checked(theme)}, self._used(theme, may=may)]
                for theme in Theme.objects.order_by("-retired_at", "name")
            ],
        }

    def _used(self, theme: Theme, *, may: bool) -> Any:
        if theme.retired_at:
            return "No longer"
        url = reverse("casework:retire-theme", args=[theme.pk])
        return {"text": f"Retire {theme.name}", "url": url} if may else "Yes"


def _checked(theme: Theme) -> str:
    return "" if theme.verified or not theme.source else "Nobody has checked it against the source."


class AddTheme(OfOffice):
    form_class = NewThemeForm
    heading = "Add a theme"
    label = "Add it"
    route = "casework:themes"
    done = "The theme can be chosen when a message is sorted."

    def perform(self, form: Any) -> str:
        workflow.add_theme(by=self.person, **form.cleaned_data)
        return reverse(self.route)


class RetireTheme(OfOffice):
    form_class = forms.Form
    heading = "Retire a theme"
    label = "Retire it"
    route = "casework:themes"
    done = "The theme is retired."

    def theme(self) -> Theme:
        return self.find(Theme.objects.all(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        theme = self.theme()
        kept = "Matters that have it keep it, and figures go on counting them under it."
        facts = [{"key": theme.name, "value": {"text": theme.meaning or "No meaning given", "hint": kept}}]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        workflow.retire_theme(self.theme(), by=self.person)
        return reverse(self.route)
