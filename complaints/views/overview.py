"""The overview of one complaint: dates, the parts of its record, allegations, corrections, notices, links."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from complaints.forms.records import QUESTIONS, LabelForm
from complaints.models import Allegation, Category, Complaint
from complaints.rules import NAMES, code_named, objection_to_review
from complaints.views.clocks import Rules, owed_notices
from complaints.views.complaint import ComplaintPage
from complaints.views.shown import NOTHING, day, told, value_of
from pcc.models import User
from pcc.roles import Role
from pcc.templatetags.components import days
from pcc.working_days import WorkingCalendar

MOST_COPIES = 50


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
    hint = f"Answered by {check.answered_by} on {timezone.localtime(check.answered_at):%-d %B %Y}."
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
