"""Views of lists kept under a name: saved, shared, renamed, removed. A list has them once it is offered as a file."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken
from pcc.exports.taking import listing_for, listing_of
from pcc.models import SavedView, User
from pcc.roles import Role


def page_of(view: SavedView) -> str:
    """The address of the list as the view narrows it."""
    return f"{reverse(listing_of(view.listing).route)}?{view.query}"


def views_for(listing: str, query: QueryDict, person: User) -> list[dict[str, Any]]:
    """The saved views of a list as links, the one that is open marked."""
    here = query.copy()
    for gone in ("after", "before"):
        here.pop(gone, None)
    return [
        {"text": view.name, "url": page_of(view), "current": QueryDict(view.query) == here}
        for view in SavedView.objects.visible_to(person).of(listing).for_links()
    ]


def save_view(name: str, *, listing: str, query: str, shared: bool, by: User, at: datetime) -> SavedView:
    """Keep the list as this query narrows and sorts it. The query must be sound: the edge has read it."""
    if listing_for(listing, by) is None:
        raise RuleBroken("Your role does not allow this.")
    view = SavedView(listing=listing, query=query, shared=shared, made_by=by, made_at=at)
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
    """Remove a view; the rows it listed stay as they are."""
    with transaction.atomic():
        view = _taken(view, by)
        audit.record("view.removed", view, by=by, shared=view.shared)
        view.delete()


def objection_to_keeping_view(view: SavedView, user: User) -> str:
    """Why this person may not change or remove a saved view: it is its maker's, or a manager's once it is shared."""
    if view.made_by_id == user.pk or (view.shared and Role.MANAGER in user.roles):
        return ""
    return "Only the person who saved this view changes it, or a manager once it is shared."


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
