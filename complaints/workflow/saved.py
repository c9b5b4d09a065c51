"""Views of the list of complaints kept under a name: saved, shared, renamed, removed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from complaints.models import SavedView
from complaints.rules import objection_to_keeping_view
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import User
from pcc.roles import SEES_COMPLAINTS


def save_view(name: str, *, query: str, shared: bool, by: User, at: datetime) -> SavedView:
    """Keep the list as this query narrows and sorts it. The query must be sound: the edge has read it."""
    if not by.roles & SEES_COMPLAINTS:
        raise RuleBroken("Your role does not allow this.")
    view = SavedView(query=query, shared=shared, made_by=by, made_at=at)
    with transaction.atomic():
        _name(view, name)
        audit.record("view.saved", view, by=by, shared=shared)
    return view


def change_view(view: SavedView, *, name: str, shared: bool, by: User) -> SavedView:
    """Give a view another name, share it with the office, or keep it to oneself."""
    with transaction.atomic():
        view = _taken(view, by)
        changed = [
            field for field, value in (("name", name.strip()), ("shared", shared)) if getattr(view, field) != value
        ]
        view.shared = shared
        _name(view, name)
        if changed:
            audit.record("view.changed", view, by=by, fields=changed)
    return view


def remove_view(view: SavedView, *, by: User) -> None:
    """Remove a view; the complaints it listed stay as they are."""
    with transaction.atomic():
        view = _taken(view, by)
        audit.record("view.removed", view, by=by, shared=view.shared)
        view.delete()


def _taken(view: SavedView, by: User) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    if refusal := objection_to_keeping_view(view, by):
        raise RuleBroken(refusal)
    return view


def _name(view: SavedView, name: str) -> None:
    view.name = name.strip()
    if not view.name or not view.name.isprintable():
        raise FieldsRefused({"name": "Give the view a name."})
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as taken:
        raise FieldsRefused({"name": f"You have a view called {view.name} already."}) from taken
