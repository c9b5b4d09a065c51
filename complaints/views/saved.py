"""Saved views of the list of complaints."""

from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from complaints.filters import asked, selected
from complaints.forms.lists import ViewForm
from complaints.models import SavedView
from complaints.rules import objection_to_keeping_view
from complaints.workflow import saved
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import SEES_COMPLAINTS
from pcc.views import ActionView, Page


def filters_in_words(person: User, query: QueryDict) -> list[dict[str, str]]:
    """What a view narrows the list to, for a summary; a filter that has gone since is told, not an error."""
    try:
        filterset = asked(person, query, timezone.localdate())
    except RuleBroken as broken:
        return [{"key": "Filters", "value": str(broken)}]
    told = [{"key": each["label"], "value": each["text"]} for each in selected(filterset, query)]
    return told or [{"key": "Filters", "value": "None: the whole list"}]


class SaveView(ActionView):
    """Give the list as it is now a name."""

    roles = SEES_COMPLAINTS
    form_class = ViewForm
    done = "The view is saved. It stands above the list."

    @property
    def query(self) -> QueryDict:
        """The filters and sorting of the list; which of its pages was open is not part of a view."""
        query = self.request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        return query

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked(self.person, self.query, timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "heading": "Save this view",
            "label": "Save it",
            "facts": filters_in_words(self.person, self.query),
            "back_url": f"{reverse('complaints:list')}?{self.query.urlencode()}",
        }

    def perform(self, form: Any) -> SavedView:
        asked(self.person, self.query, timezone.localdate())
        given = form.cleaned_data
        return saved.save_view(
            given["name"],
            query=self.query.urlencode(),
            shared=given["shared"],
            by=self.person,
            at=timezone.now(),
        )


class ViewList(Page):
    """The person's own views and those that colleagues share."""

    roles = SEES_COMPLAINTS
    template_name = "complaints/view_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = SavedView.objects.visible_to(self.person)
        return super().get_context_data(**kwargs) | {
            "columns": [{"label": "View"}, {"label": "Seen by"}, {"label": "Saved by"}, {"label": "Change"}],
            "rows": [self.row(view) for view in views],
        }

    def row(self, view: SavedView) -> list[Any]:
        change = "" if objection_to_keeping_view(view, self.person) else reverse("complaints:view", args=[view.pk])
        return [
            {"text": view.name, "url": view.get_absolute_url()},
            "The office" if view.shared else "You",
            {"text": str(view.made_by), "hint": f"{timezone.localtime(view.made_at):%-d %b %Y}"},
            {"text": "Change or remove" if change else "–", "url": change},
        ]


class ChangeView(ActionView):
    """Rename a view, share it, or keep it to oneself."""

    roles = SEES_COMPLAINTS
    form_class = ViewForm
    template_name = "complaints/view_change.html"
    done = "The view is changed."

    def view_asked_for(self) -> SavedView:
        """The view, if this person keeps it; a colleague's is a missing page, though its link may be followed."""
        view = self.find(SavedView.objects.visible_to(self.person), pk=self.kwargs["pk"])
        if objection_to_keeping_view(view, self.person):
            audit.record("record.refused", view, by=self.person)
            raise Http404
        return view

    def get_initial(self) -> dict[str, Any]:
        view = self.view_asked_for()
        return {"name": view.name, "shared": view.shared}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = self.view_asked_for()
        return super().get_context_data(**kwargs) | {
            "view": view,
            "heading": f"Change the view {view.name}",
            "label": "Keep the change",
            "facts": filters_in_words(self.person, QueryDict(view.query)),
            "back_url": reverse("complaints:views"),
        }

    def perform(self, form: Any) -> str:
        given = form.cleaned_data
        saved.change_view(self.view_asked_for(), name=given["name"], shared=given["shared"], by=self.person)
        return reverse("complaints:views")


class RemoveView(ChangeView):
    """Remove a view."""

    form_class = forms.Form
    template_name = "components/action_page.html"
    done = "The view is removed."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "heading": f"Remove the view {context['view'].name}",
            "label": "Remove it",
            "tone": "warning",
            "intro": "The complaints that it lists stay as they are.",
        }

    def perform(self, form: Any) -> str:
        saved.remove_view(self.view_asked_for(), by=self.person)
        return reverse("complaints:views")
