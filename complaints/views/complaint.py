"""The pages of one complaint: overview, timeline, and every change of its fields."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from casework.models import Case
from casework.querysets import events_of, looks_at
from complaints.forms.records import QUESTIONS, LabelForm
from complaints.models import Allegation, Category, Complaint
from complaints.querysets import VIEWED, read_parts, seen_last
from complaints.rules import (
    MOVES,
    NAMES,
    NOTICE_ROUTES,
    SEES_EQUALITY,
    code_named,
    has_right_of_review,
    objection_to_review,
)
from complaints.views.clocks import Rules, clock_rules, clocks_of, owed_notices
from complaints.views.shown import NOTHING, day, due_of, name_of, told, value_of
from pcc import audit
from pcc.models import BankHoliday, User
from pcc.moves import open_moves
from pcc.roles import SEES_COMPLAINTS, Role
from pcc.templatetags.components import days
from pcc.views import Page, RolePage
from pcc.working_days import WorkingCalendar

SITTING = timedelta(minutes=30)
"""Looks closer together than this are one sitting: what is new stays marked while somebody moves about the pages."""
LOOKING_NOW = timedelta(minutes=10)
MOST_EVENTS = 200
MOST_COPIES = 50


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


class ComplaintDetail(ComplaintPage):
    """The overview: dates with the working days between them, route, outcome, allegations, clocks, links."""

    template_name = "complaints/complaint_detail.html"
    here = "complaint"

    def about(
        self, complaint: Complaint, *, rules: Rules, calendar: WorkingCalendar, on: date, moves: list[str]
    ) -> dict[str, Any]:
        edits = "edit" in moves
        linked = _linked(complaint, self.person, may="link" in moves)
        labels = complaint.labelled.select_related("label").order_by("label__name") if complaint.has_labels else ()
        return {
            "sees_trail": _sees_trail(complaint, self.person),
            "dates": _dates(complaint, calendar),
            "cards": _cards(complaint, calendar, edits=edits, on=on),
            "dates_url": _edit(complaint, "dates") if edits else "",
            "columns": ALLEGATION_COLUMNS,
            "allegations": _allegations(complaint, edits=edits),
            "corrections": _corrections(complaint, may="settle" in moves),
            "notices": _notices(complaint, rules, calendar, on=on, may="note_notice" in moves),
            "notice_columns": [
                {"label": "Notice"},
                {"label": "Due after"},
                {"label": "Received"},
                {"label": "What it says"},
                {"label": "What the office did"},
            ],
            "linked": linked,
            "link_columns": [{"label": "Complaint"}, {"label": "How"}, {"label": "Received"}, {"label": "Change"}],
            "labels": labels,
            "label_form": LabelForm() if "label" in moves else None,
            "watching": complaint.is_watched,
            "review": objection_to_review(
                handling=complaint.handling,
                outcome_on=complaint.outcome_stated_on or complaint.outcome_sent_on or complaint.outcome_provided_on,
            ),
        }


def _sees_trail(complaint: Complaint, person: User) -> bool:
    """Managers, and the owner of the complaint's case, may see who looked at it."""
    return Role.MANAGER in person.roles or bool(complaint.case and complaint.case.owner_id == person.pk)


def _edit(complaint: Complaint, section: str) -> str:
    return reverse("complaints:edit", args=[complaint.pk, section])


def _dates(complaint: Complaint, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    """The dates as a list, each with the working days since receipt."""
    rows = []
    for name in ("received_on", "logged_on", "first_contact_on", "finalised_on"):
        on = getattr(complaint, name)
        if on is None:
            rows.append({"key": NAMES[name], "value": "Not stated by the force" if name != "finalised_on" else "Open"})
        elif on == complaint.received_on:
            rows.append({"key": NAMES[name], "value": day(on)})
        else:
            passed = calendar.between(complaint.received_on, on)
            calendar_days = days((on - complaint.received_on).days, "calendar")
            hint = f"{days(passed, 'working')} and {calendar_days} after receipt"
            rows.append({"key": NAMES[name], "value": {"text": day(on), "hint": hint}})
    updates = sorted(complaint.updates.all(), key=lambda each: each.given_on)
    if updates:
        rows.append({"key": "Updates to the complainant", "value": {"lines": [day(each.given_on) for each in updates]}})
    return rows


def _stated(complaint: Complaint, *names: str) -> list[dict[str, Any]]:
    return [{"key": NAMES[name], "value": value_of(complaint, name, getattr(complaint, name))} for name in names]


def _cards(complaint: Complaint, calendar: WorkingCalendar, *, edits: bool, on: date) -> list[dict[str, Any]]:
    """The parts of the record, each with the link that changes it; what says nothing is left out for readers."""
    about = _stated(complaint, "area", "channel", "result", "complainant", "age_band", "young_person")
    made = [
        ("Handling", "schedule-3", _handling(complaint, calendar, on=on), True),
        ("Outcome letter and review", "outcome", _outcome(complaint), bool(complaint.finalised_on) or edits),
        (
            "Referral to the IOPC",
            "referral",
            _stated(complaint, "referral", "referred_on", "referral_decision", "referral_decided_on"),
            bool(complaint.referral),
        ),
        (
            "Withdrawal",
            "withdrawal",
            _stated(complaint, "withdrawn_on", "withdrawal_evidence"),
            bool(complaint.withdrawn_on),
        ),
        ("About the complaint", "about", about, True),
    ]
    return [
        {
            "title": title,
            "rows": rows if says else [{"key": title, "value": "None recorded"}],
            "url": _edit(complaint, section) if edits else "",
        }
        for title, section, rows, says in made
        if says or edits
    ]


def _handling(complaint: Complaint, calendar: WorkingCalendar, *, on: date) -> list[dict[str, Any]]:
    route = [
        f"{change.get_handling_display()} from {change.changed_on:%-d %B %Y}: {change.reason}"
        for change in sorted(complaint.routes.all(), key=lambda each: (each.changed_on, each.pk))
    ]
    rows = [{"key": "Route", "value": complaint.get_handling_display()}]
    if route:
        first = min(complaint.routes.all(), key=lambda each: (each.changed_on, each.pk))
        rows.append({"key": "Route before", "value": {"lines": [first.get_before_display(), *route]}})
    rows += _stated(complaint, "schedule_3_on", "schedule_3_reason", "special_requirements")
    periods = sorted(complaint.suspensions.all(), key=lambda each: each.began_on)
    for period in periods:
        until = f"to {period.ended_on:%-d %B %Y}" if period.ended_on else "until now"
        end = reverse("complaints:end-suspension", args=[complaint.pk, period.pk])
        last = max(period.ended_on or on, period.began_on)
        so_far = "" if period.ended_on else " so far, counted below when it is over"
        hint = f"{days(calendar.between(period.began_on, last), 'working')}{so_far}. {period.note}".strip()
        rows.append(
            {
                "key": "Suspended",
                "value": {
                    "text": f"{period.get_reason_display()}, {period.began_on:%-d %B %Y} {until}",
                    "hint": hint,
                },
                "change_url": "" if period.ended_on else end,
                "change_text": "End",
                "change_hidden": "the suspension",
            }
        )
    rows.append({"key": NAMES["suspended_days"], "value": f"{complaint.suspended_days:,}"})
    return rows


def _outcome(complaint: Complaint) -> list[dict[str, Any]]:
    rows = _stated(complaint, "outcome_stated_on", "outcome_sent_on", "outcome_provided_on", "review_body_named")
    check = getattr(complaint, "review_body_check", None)
    if check is None:
        rows.append({"key": "Our check of the review body", "value": "Not done"})
        return rows
    hint = f"Answered by {check.answered_by} on {check.answered_at:%-d %B %Y}."
    yes = [QUESTIONS[name] for name in check.QUESTIONS if getattr(check, name) == "YES"]
    if yes:
        hint = f"Yes to: {yes[0]} {hint}"
    elif not check.body:
        hint = f"The force has not said everything yet. {hint}"
    body = check.get_body_display() if check.body else "Cannot be told yet"
    if check.body and complaint.review_body_named and check.body != complaint.review_body_named:
        hint = f"The force named another body. {hint}"
    rows.append({"key": "Our check of the review body", "value": {"text": body, "hint": hint}})
    return rows


ALLEGATION_COLUMNS = [
    {"label": "Number"},
    {"label": "Category"},
    {"label": "Decision"},
    {"label": "Decided"},
    {"label": "Action"},
]


def _allegations(complaint: Complaint, *, edits: bool) -> list[list[Any]]:
    """The force's words with the codes beside them."""
    stated = {allegation.code_id for allegation in complaint.allegations.all()}
    taxonomy = list(Category.objects.in_force(complaint.received_on) | Category.objects.filter(pk__in=stated - {None}))
    return [
        [
            {
                "text": f"Allegation {allegation.number}",
                "url": reverse("complaints:allegation", args=[complaint.pk, allegation.number]) if edits else "",
                "hint": value_of(allegation, "factors", allegation.factors) if allegation.factors else "",
            },
            {
                "text": allegation.category or NOTHING,
                "hint": _code_words(allegation, taxonomy, on=complaint.received_on),
            },
            {"text": allegation.decision or NOTHING, "hint": allegation.get_decision_code_display()},
            f"{allegation.decided_on:%-d %b %Y}" if allegation.decided_on else NOTHING,
            {
                "text": allegation.action or NOTHING,
                "hint": value_of(allegation, "action_codes", allegation.action_codes)
                if allegation.action_codes
                else "",
            },
        ]
        for allegation in sorted(complaint.allegations.all(), key=lambda row: row.number)
    ]


def _code_words(allegation: Allegation, taxonomy: list[Category], *, on: date) -> str:
    """The national code: the office's own, or the one that the force's words name exactly."""
    stated = next((each for each in taxonomy if each.pk == allegation.code_id), None)
    code = stated or code_named(allegation.category, taxonomy, on=on)
    if code is None:
        return ""
    kind = "set by the office" if stated else "named by the force's words"
    return f"National code {code}, {kind}" + ("" if code.verified else "; code not verified")


def _corrections(complaint: Complaint, *, may: bool) -> list[dict[str, Any]]:
    """Corrections that stand, each with what the extract says and the way to accept it."""
    if not complaint.has_corrections:
        return []
    return [
        {
            "key": NAMES[each.field],
            "value": {
                "text": f"The office: {told(complaint, each.field, each.office_value)}. "
                f"The extract: {told(complaint, each.field, each.extract_value)}.",
                "hint": f"{each.corrected_by}, {timezone.localtime(each.corrected_at):%-d %B %Y}: {each.reason}",
            },
            "change_url": reverse("complaints:accept", args=[complaint.pk, each.pk]) if may else "",
            "change_text": "Accept the extract",
            "change_hidden": f"for {NAMES[each.field].lower()}",
        }
        for each in complaint.corrections.unsettled().select_related("corrected_by").order_by("field")
    ]


def _notices(complaint: Complaint, rules: Rules, calendar: WorkingCalendar, *, on: date, may: bool) -> list[list[Any]]:
    """The 12-month notices that fell due or were received, and what the office did."""
    noted = {notice.occurrence: notice for notice in complaint.notices.all()}
    owed = {each.occurrence: each.due_on for each in owed_notices(complaint, rules, calendar=calendar, on=on)}
    rows = []
    for number in sorted(noted.keys() | owed.keys()):
        notice, due_on = noted.get(number), owed.get(number)
        act = reverse("complaints:act-on-notice", args=[complaint.pk, number]) if notice and may else ""
        ask = reverse("complaints:note-notice", args=[complaint.pk]) if may and due_on and due_on < on else ""
        did = notice.get_action_display() if notice and notice.action else "Nothing yet"
        waits = "Not received" if due_on and due_on < on else "Not due yet"
        rows.append(
            [
                f"Notice {number}",
                f"{due_on:%-d %b %Y}" if due_on else "Not due",
                f"{notice.received_on:%-d %b %Y}" if notice else {"text": waits, "url": ask},
                {"text": notice.reasons, "hint": _expected(notice)} if notice else "–",
                {"text": did, "url": act, "hint": notice.action_note} if notice else "–",
            ]
        )
    return rows


def _expected(notice: Any) -> str:
    return f"Expected to finish on {notice.expected_end_on:%-d %B %Y}" if notice.expected_end_on else ""


def _linked(complaint: Complaint, person: User, *, may: bool) -> list[list[Any]]:
    """Linked complaints that this person may see, copies and originals among them."""
    if not complaint.has_links:
        return []
    links = [(link, link.second_id if link.first_id == complaint.pk else link.first_id) for link in complaint.links()]
    named = {number for _, number in links} | {complaint.duplicate_of_id}
    visible = Complaint.objects.visible_to(person)
    copies = visible.filter(duplicate_of=complaint).values("pk")[:MOST_COPIES]
    found = visible.filter(Q(pk__in=named) | Q(pk__in=copies)).order_by("received_on", "pk").for_list()
    seen = {other.pk: other for other in found}
    rows = []
    for link, number in links:
        if number in seen:
            away = reverse("complaints:unlink", args=[complaint.pk, link.pk])
            rows.append(_link_row(seen[number], link.get_kind_display(), link.note, away if may else ""))
    if complaint.duplicate_of_id in seen:
        away = reverse("complaints:unmark-duplicate", args=[complaint.pk])
        rows.append(_link_row(seen[complaint.duplicate_of_id], "This is a copy of it", "", away if may else ""))
    rows += [_link_row(copy, "A copy of this one", "", "") for copy in seen.values() if copy.pk not in named]
    return rows


def _link_row(other: Complaint, kind: str, note: str, away: str) -> list[Any]:
    return [
        {"text": other.reference, "url": other.get_absolute_url()},
        {"text": kind, "hint": note},
        f"{other.received_on:%-d %b %Y}",
        {"text": "Remove" if away else "", "url": away, "hint": ""},
    ]


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
