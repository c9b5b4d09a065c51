"""Saved views of any list that can be taken away: kept under a name, shared, changed, removed."""

from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from pcc import audit, exports
from pcc.errors import RuleBroken
from pcc.models import SavedView
from pcc.reporting.forms.lists import ViewForm
from pcc.reporting.views.downloads import OfListing
from pcc.views import ActionView, Page


class OfViews(OfListing):
    """A page about the views of one list."""

    def in_words(self, query: QueryDict) -> list[dict[str, str]]:
        """What a view narrows the list to; a filter that has gone since is told, not an error."""
        try:
            told = self.listing.told(self.person, query, timezone.localdate())
        except RuleBroken as broken:
            return [{"key": "Filters", "value": str(broken)}]
        shown = [{"key": label, "value": text} for label, text in told]
        return shown or [{"key": "Filters", "value": "None: the whole list"}]


class SaveView(OfViews, ActionView):
    """Give the list as it is now a name."""

    form_class = ViewForm
    done = "The view is saved. It stands above the list."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.listing.rows(self.person, self.query, timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "heading": "Save this view",
            "label": "Save it",
            "facts": self.in_words(self.query),
            "back_url": f"{reverse(self.listing.route)}?{self.query.urlencode()}",
        }

    def perform(self, form: Any) -> str:
        self.listing.rows(self.person, self.query, timezone.localdate())
        given = form.cleaned_data
        view = exports.save_view(
            given["name"],
            listing=self.listing.kind,
            query=self.query.urlencode(),
            shared=given["shared"],
            by=self.person,
            at=timezone.now(),
        )
        return exports.page_of(view)


class ViewList(OfViews, Page):
    """The person's own views of a list and those that colleagues share."""

    template_name = "reporting/view_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = SavedView.objects.visible_to(self.person).of(self.listing.kind)
        return super().get_context_data(**kwargs) | {
            "listing": self.listing,
            "list_url": reverse(self.listing.route),
            "columns": [{"label": "View"}, {"label": "Seen by"}, {"label": "Saved by"}, {"label": "Change"}],
            "rows": [self.row(view) for view in views],
        }

    def row(self, view: SavedView) -> list[Any]:
        shut = exports.objection_to_keeping_view(view, self.person)
        change = "" if shut else reverse("reporting:view", args=[view.listing, view.pk])
        return [
            {"text": view.name, "url": exports.page_of(view)},
            "The office" if view.shared else "You",
            {"text": str(view.made_by), "hint": f"{timezone.localtime(view.made_at):%-d %b %Y}"},
            {"text": "Change or remove" if change else "–", "url": change},
        ]


class ChangeView(OfViews, ActionView):
    """Rename a view, share it, or keep it to oneself."""

    form_class = ViewForm
    template_name = "reporting/view_change.html"
    done = "The view is changed."

    def view_asked_for(self) -> SavedView:
        """The view, if this person keeps it; a colleague's is a missing page, though its link may be followed."""
        views = SavedView.objects.visible_to(self.person).of(self.listing.kind)
        view = self.find(views, pk=self.kwargs["pk"])
        if exports.objection_to_keeping_view(view, self.person):
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
            "facts": self.in_words(QueryDict(view.query)),
            "back_url": reverse("reporting:views", args=[view.listing]),
        }

    def perform(self, form: Any) -> str:
        given = form.cleaned_data
        exports.change_view(self.view_asked_for(), name=given["name"], shared=given["shared"], by=self.person)
        return reverse("reporting:views", args=[self.listing.kind])


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
            "intro": "What it lists stays as it is.",
        }

    def perform(self, form: Any) -> str:
        exports.remove_view(self.view_asked_for(), by=self.person)
        return reverse("reporting:views", args=[self.listing.kind])
