"""The history of one complaint: what happened, what was recorded, and every change of its fields."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from casework.querysets import events_of
from complaints.models import Complaint
from complaints.rules import NAMES
from complaints.views.complaint import ComplaintPage
from complaints.views.shown import name_of, value_of
from pcc import audit
from pcc.models import User

MOST_EVENTS = 200

VERBS = {
    "complaint.entered": "Entered by hand",
    "complaint.edited": "Changed",
    "complaint.route_changed": "Route changed",
    "complaint.extract_accepted": "The extract's value accepted",
    "complaint.suspended": "Suspension recorded",
    "complaint.resumed": "Suspension ended",
    "complaint.update_noted": "Update to the complainant recorded",
    "complaint.notice_noted": "12-month notice recorded",
    "complaint.notice_acted_on": "The office acted on a 12-month notice",
    "complaint.review_body_checked": "Review body checked",
    "complaint.linked": "Linked to another complaint",
    "complaint.unlinked": "Link removed",
    "complaint.duplicate_marked": "Duplicate marked",
    "complaint.labelled": "Labelled",
    "complaint.label_removed": "Label removed",
    "complaint.file_opened": "Case file opened",
    "allegation.edited": "Codes of an allegation changed",
}
"""Events of a complaint as its timeline tells them; looks, watches and equality data are left out of it."""

HAPPENED = ("received_on", "logged_on", "first_contact_on", "schedule_3_on", "referred_on", "referral_decided_on")
ENDED = ("finalised_on", "outcome_sent_on", "outcome_provided_on", "withdrawn_on")


class ComplaintTimeline(ComplaintPage):
    """What happened and what was recorded, newest first, with what is new since the person last looked."""

    template_name = "complaints/complaint_timeline.html"
    here = "timeline"

    def about(self, complaint: Complaint, **_: Any) -> dict[str, Any]:
        items = sorted(
            [*_happened(complaint), *_recorded(complaint, self.person, since=self.looked_at)],
            key=lambda item: item["at"],
            reverse=True,
        )
        kind = self.request.GET.get("show", "")
        if kind in ("happened", "recorded"):
            items = [item for item in items if item["kind"] == kind]
        return {
            "items": items,
            "looked_at": self.looked_at,
            "new": sum(item["new"] for item in items),
            "kinds": [
                {"text": text, "url": f"?show={code}" if code else "?", "current": kind == code}
                for code, text in (("", "Everything"), ("happened", "What happened"), ("recorded", "What was recorded"))
            ],
        }


def _item(on: date, title: str, **more: Any) -> dict[str, Any]:
    """Something that happened on a day whose time is not known: it stands at the day's beginning."""
    at = timezone.make_aware(datetime.combine(on, time()))
    return {"title": title, "on": on, "at": at, "timed": False, "new": False, "kind": "happened", "by": ""} | more


def _happened(complaint: Complaint) -> list[dict[str, Any]]:
    items = [
        _item(getattr(complaint, name), NAMES[name])
        for name in (*HAPPENED, *ENDED)
        if getattr(complaint, name) is not None
    ]
    items += [
        _item(change.changed_on, f"Route: {change.get_handling_display()}", text=change.reason)
        for change in complaint.routes.all()
    ]
    for period in complaint.suspensions.all():
        items.append(_item(period.began_on, f"Suspended: {period.get_reason_display()}", text=period.note))
        if period.ended_on:
            items.append(_item(period.ended_on, "Suspension ended"))
    items += [_item(each.given_on, "Update to the complainant", text=each.note) for each in complaint.updates.all()]
    for notice in complaint.notices.all():
        items.append(_item(notice.received_on, f"12-month notice {notice.occurrence} received", text=notice.reasons))
        if notice.action_on:
            items.append(_item(notice.action_on, notice.get_action_display(), text=notice.action_note))
    return items


def _recorded(complaint: Complaint, person: User, *, since: datetime | None) -> list[dict[str, Any]]:
    items = []
    for event in events_of(complaint).filter(verb__in=VERBS)[:MOST_EVENTS]:
        fields = ", ".join(name_of(complaint, name) for name in event.facts.get("fields", []))
        items.append(
            {
                "title": VERBS[event.verb] + (f": {fields[0].lower()}{fields[1:]}" if fields else ""),
                "by": str(event.by) if event.by else "the system",
                "on": timezone.localtime(event.at),
                "at": event.at,
                "timed": True,
                "text": event.reason,
                "new": since is not None and event.at > since and event.by_id != person.pk,
                "kind": "recorded",
            }
        )
    for batch in {complaint.first_batch, complaint.last_batch} - {None}:
        if batch.loaded_at is not None:
            what = "Came in with" if batch == complaint.first_batch else "Last changed by"
            items.append(
                {
                    "title": f"{what} the force's extract of {batch.taken_on:%-d %B %Y}",
                    "by": "",
                    "on": timezone.localtime(batch.loaded_at),
                    "at": batch.loaded_at,
                    "timed": True,
                    "text": batch.file_name,
                    "new": since is not None and batch.loaded_at > since,
                    "kind": "recorded",
                }
            )
    return items


HIDDEN = {
    "version",
    "reference_key",
    "id",
    "force_id",
    "first_batch_id",
    "last_batch_id",
    "case_id",
    "duplicate_of_id",
    "answered_by_id",
    "answered_at",
    "recorded_by_id",
    "recorded_at",
}
"""Columns whose values say nothing to a reader; files and duplicates stand on the timeline."""


def _parts_of(complaint: Complaint) -> list[tuple[str, Any]]:
    """The complaint and what is noted beside it, each with the words that stand before its fields."""
    parts: list[tuple[str, Any]] = [("", complaint)]
    parts += [(f"Allegation {each.number}, ", each) for each in complaint.allegations.all()]
    parts += [(f"Suspension of {each.began_on:%-d %B %Y}, ", each) for each in complaint.suspensions.all()]
    parts += [(f"12-month notice {each.occurrence}, ", each) for each in complaint.notices.all()]
    if (check := getattr(complaint, "review_body_check", None)) is not None:
        parts.append(("Review body, ", check))
    return parts


class ComplaintChanges(ComplaintPage):
    """Who changed which field when, from what to what: of the complaint and of what is noted beside it."""

    template_name = "complaints/complaint_changes.html"
    here = "changes"

    def about(self, complaint: Complaint, **_: Any) -> dict[str, Any]:
        found = [(prefix, row, change) for prefix, row in _parts_of(complaint) for change in audit.history_of(row)]
        found.sort(key=lambda each: each[2].at, reverse=True)
        return {
            "columns": [{"label": "When"}, {"label": "Field"}, {"label": "From"}, {"label": "To"}, {"label": "Who"}],
            "rows": [
                [
                    f"{timezone.localtime(change.at):%-d %b %Y, %H:%M}",
                    prefix + name_of(row, change.field),
                    value_of(row, change.field, change.old),
                    value_of(row, change.field, change.new),
                    change.who,
                ]
                for prefix, row, change in found
                if change.field and change.field not in HIDDEN
            ],
        }
