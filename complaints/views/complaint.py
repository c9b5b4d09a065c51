"""One complaint: found for whoever may see it, and what stands above every one of its pages."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from casework.models import Case
from casework.querysets import looks_at
from complaints.models import Complaint
from complaints.querysets import VIEWED, read_parts, seen_last
from complaints.rules import MOVES, NOTICE_ROUTES, SEES_EQUALITY, has_right_of_review
from complaints.views.clocks import Rules, clock_rules, clocks_of
from complaints.views.shown import due_of
from pcc import audit
from pcc.models import BankHoliday, User
from pcc.moves import open_moves
from pcc.roles import SEES_COMPLAINTS
from pcc.templatetags.components import days
from pcc.views import Page, RolePage
from pcc.working_days import WorkingCalendar

SITTING = timedelta(minutes=30)
"""Looks closer together than this are one sitting: what is new stays marked while somebody moves about the pages."""
LOOKING_NOW = timedelta(minutes=10)


class OfCase(RolePage):
    """From the office's file to the complaint that it is about."""

    roles = SEES_COMPLAINTS
    only_reads = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        case = self.find(Case.objects.visible_to(self.person), pk=self.kwargs["pk"])
        complaint = Complaint.objects.visible_to(self.person).filter(case=case).first()
        if complaint is None:
            messages.info(request, "This file is about no complaint of the register.")
        return HttpResponseRedirect((complaint or case).get_absolute_url())


class ComplaintPage(Page):
    """A page about one complaint: found, its opening recorded, and what stands above every one of its pages."""

    roles = SEES_COMPLAINTS
    here = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        complaint = self.find(Complaint.objects.visible_to(self.person).for_page(self.person), pk=self.kwargs["pk"])
        read_parts(complaint)
        now = timezone.now()
        self.looked_at, others = looks_at(complaint, VIEWED, self.person, before=now - SITTING, since=now - LOOKING_NOW)
        audit.record(VIEWED, complaint, by=self.person)
        today = timezone.localdate(now)
        calendar, rules = BankHoliday.objects.as_calendar(), clock_rules()
        moves = open_moves(MOVES, complaint, self.person)
        clocks_shown = clocks_of(complaint, rules, calendar=calendar, on=today)
        running = [clock for clock in clocks_shown if clock.met_on is None and clock.due_on is not None]
        next_due = min(running, key=lambda clock: clock.due_on, default=None)
        return super().get_context_data(**kwargs) | {
            "complaint": complaint,
            "moves": moves,
            "others": " and ".join(others),
            "stage": complaint.get_stage_display(),
            "tone": "green" if complaint.finalised_on else "blue",
            "facts": _facts(complaint, calendar, on=today),
            "due": due_of(next_due, as_at=today) if next_due else None,
            "clocks": [{"clock": clock, "due": due_of(clock, as_at=today)} for clock in clocks_shown],
            "ways": _ways(complaint, moves),
            "pages": pages_of(complaint, self.person, here=self.here),
            **self.about(complaint, rules=rules, calendar=calendar, on=today, moves=moves),
        }

    def about(
        self, complaint: Complaint, *, rules: Rules, calendar: WorkingCalendar, on: date, moves: list[str]
    ) -> dict[str, Any]:
        """What this page shows beside that."""
        raise NotImplementedError


def pages_of(complaint: Complaint, person: User, *, here: str) -> list[dict[str, Any]]:
    """The pages of a complaint that open for this person."""
    named = [("Overview", "complaint"), ("Timeline", "timeline"), ("Changes", "changes")]
    if person.roles & SEES_EQUALITY:
        named.append(("Equality data", "equality"))
    return [
        {"text": text, "url": reverse(f"complaints:{name}", args=[complaint.pk]), "current": name == here}
        for text, name in named
    ]


WAYS = {
    "change_route": ("Record a change of route", "route"),
    "suspend": ("Record a suspension", "suspend"),
    "note_update": ("Record an update to the complainant", "note-update"),
    "check_review_body": ("Check which body reviews it", "review-body"),
    "note_notice": ("Record a 12-month notice", "note-notice"),
    "link": ("Link to another complaint", "link"),
    "open_file": ("Open a case file", "open-file"),
}
"""Ways on from a complaint, by the move that must be open: what the link says, and its page."""


def _ways(complaint: Complaint, moves: list[str]) -> list[dict[str, str]]:
    fitting = [name for name in WAYS if name in moves]
    if complaint.handling not in NOTICE_ROUTES and "note_notice" in fitting:
        fitting.remove("note_notice")
    if not has_right_of_review(complaint.handling) and "check_review_body" in fitting:
        fitting.remove("check_review_body")
    return [
        {"text": text, "url": reverse(f"complaints:{route}", args=[complaint.pk])}
        for text, route in (WAYS[name] for name in fitting)
    ]


def _facts(complaint: Complaint, calendar: WorkingCalendar, *, on: date) -> list[dict[str, Any]]:
    """Force, handling and age, for the identity bar. An open complaint is measured to the day of its extract."""
    facts = [{"label": "Force", "value": complaint.force.name}]
    facts.append({"label": "Handling", "value": complaint.get_handling_display()})
    if complaint.finalised_on:
        working = calendar.between(complaint.received_on, complaint.finalised_on)
        facts.append({"label": "Resolution time", "value": days(working, "working")})
    else:
        to = max(seen_last(complaint) or on, complaint.received_on)
        working = calendar.between(complaint.received_on, to)
        facts.append({"label": f"Open on {to:%-d %B %Y}", "value": days(working, "working")})
    if complaint.is_young:
        facts.append({"label": "Complainant", "value": {"text": "Under 18", "tone": "purple"}})
    if complaint.case:
        facts.append({"label": "Case file", "value": complaint.case.reference})
    return facts
