"""The list of cases, one case with everything on it, and who may see it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework import workflow
from casework.choices import Kind, PartyRole, PlanStage, Stage
from casework.forms.cases import ConnectForm, LetInForm
from casework.forms.clocks import StartForm
from casework.models import Case, CaseClock, CaseLink, Opening, Party, Person, Seal, Task
from casework.querysets import VIEWED, last_look, looking_too
from casework.rules import ANSWERS_FOR_CASES, CASE_MOVES, KEEPS_FILES, OPENS_SEALED, SEES_CASES, WORKS_CASES
from casework.rules.doors import asked_first
from casework.stats.files import linked, timeline
from casework.views.explanations import BINDS, as_due
from pcc import audit
from pcc.clocks import EARLIEST, LATEST, Binds, Explanation
from pcc.models import BankHoliday, User
from pcc.moves import open_moves
from pcc.roles import SEES_COMPLAINTS, SEES_REVIEWS, Role
from pcc.views import ActionView, Page, keyset, open_to
from pcc.working_days import WorkingCalendar, in_words

TONES = {Stage.OPEN: "blue", Stage.CLOSED: "green"}
SOON = 3
"""Days before its day from which something counts as due soon."""
SORTS = {"opened": "opened_on", "due": Coalesce("due_on", Value(LATEST))}


def calendars_of(clocks: list[CaseClock]) -> dict[str, WorkingCalendar]:
    """The calendars that these clocks count on, each read once."""
    return {name: BankHoliday.objects.as_calendar(name) for name in sorted({clock.rule.calendar for clock in clocks})}


def explained(clocks: list[CaseClock], *, as_at: date) -> list[tuple[CaseClock, Explanation]]:
    """Each clock with its explanation, the one that is due first at the top and finished ones last."""
    calendars = calendars_of(clocks)
    pairs = [(clock, clock.explain(calendars[clock.rule.calendar], as_at=as_at)) for clock in clocks]
    return sorted(pairs, key=lambda pair: _urgency(*pair))


def _urgency(clock: CaseClock, explanation: Explanation) -> tuple[bool, date, int]:
    """Not finished before finished; among these what cannot be worked out, then the nearest, then paused ones."""
    due_on = explanation.due_on or (EARLIEST if explanation.start is None else LATEST)
    return clock.met_on is not None, due_on, clock.pk


@dataclass(frozen=True)
class Leaf:
    """A page of a file, and the roles it opens for."""

    text: str
    route: str
    roles: frozenset[Role] = SEES_CASES


BESIDE = (
    Leaf("Open a file", "casework:open", WORKS_CASES),
    Leaf("Hand-overs", "casework:hand-overs", WORKS_CASES | ANSWERS_FOR_CASES),
    Leaf("Tags", "casework:tags", KEEPS_FILES),
    Leaf("Teams", "casework:teams", ANSWERS_FOR_CASES),
    Leaf("Open a sealed case in an emergency", "casework:open-sealed", OPENS_SEALED),
    Leaf("Sealed cases opened in an emergency", "casework:openings", OPENS_SEALED),
)
"""What stands beside the list of cases."""


class CaseList(Page):
    """The cases a person may see, with the next due date of each."""

    roles = SEES_CASES
    template_name = "casework/case_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, today = Case.objects.visible_to(self.person).for_list(), timezone.localdate()
        page = keyset(rows, self.request, sorts=SORTS, default="-opened")
        columns = [
            {"label": "Case"},
            {"label": "Stage"},
            {"label": "Owner"},
            {"label": "Opened", "sort": "opened"},
            {"label": "Next due date", "sort": "due"},
        ]
        return super().get_context_data(**kwargs) | {
            "page": page,
            "ways": [{"text": way.text, "url": url} for way, url in open_to(self.person.roles, BESIDE)],
            "columns": columns,
            "rows": [
                [
                    {"text": case.reference, "url": case.get_absolute_url(), "hint": titled(case)},
                    {"text": case.get_stage_display(), "tone": TONES[Stage(case.stage)]},
                    str(case.owner or "Nobody"),
                    f"{case.opened_on:%-d %b %Y}",
                    {"due": due_day(case.due_on, as_at=today)} if case.due_on else "None",
                ]
                for case in page.rows
            ],
        }


def titled(case: Any) -> str:
    """What a list says of a case; of a sealed one it says no more, since others may see the screen."""
    return "Sealed" if case.is_sealed else str(case.title)


LEAVES = (
    Leaf("Overview", "casework:case"),
    Leaf("Timeline", "casework:timeline"),
    Leaf("People", "casework:parties"),
    Leaf("Tasks", "casework:tasks"),
    Leaf("Notes", "casework:notes"),
    Leaf("Documents", "casework:documents"),
    Leaf("Letters", "casework:letters"),
)
"""The pages of a file in their order; one that this process does not serve is left out."""

SUBJECTS = {
    Kind.COMPLAINT: Leaf("The complaint", "complaints:of-case", SEES_COMPLAINTS),
    Kind.REVIEW: Leaf("The review", "reviews:of-case", SEES_REVIEWS),
    Kind.CORRESPONDENCE: Leaf("The correspondence", "casework:correspondence-of-case"),
    Kind.PANEL_FILE: Leaf("The panel file", "panels:of-case"),
}
"""The page of what the file is about, which the room above keeps: named by its route, since nothing here knows it."""

SITTING = timedelta(minutes=30)
"""Looks closer together than this are one sitting: what is new stays marked while somebody moves about the pages."""
LOOKING_NOW = timedelta(minutes=10)


def leaves_of(case: Case, person: User, *, here: str) -> list[dict[str, Any]]:
    """The pages of a file that open for this person, and at last the page of what it is about."""
    found = []
    for leaf in (*LEAVES, SUBJECTS[Kind(case.kind)]):
        with suppress(NoReverseMatch):
            if leaf.roles & person.roles:
                url = reverse(leaf.route, args=[case.pk])
                found.append({"text": leaf.text, "url": url, "current": leaf.route == here})
    return found


class AskedFirst(Exception):
    """A room above asks something of this person before the file opens, at that address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def case_of(row: Any) -> Case | None:
    """The file on which a row stands: the row itself, its case, its letter's or its review's; None for another kind."""
    if isinstance(row, Case):
        return row
    for name in ("letter", "review"):
        if hasattr(row, f"{name}_id"):
            return case_of(getattr(row, name))
    return row.case if hasattr(row, "case_id") else None


class Asked:
    """A page of a file that a room above opens only once somebody has answered it: a conflict declared, say.

    Whatever of a file such a page finds, by the file's own address or by that of a letter, a paper or a clock, the
    question comes first.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # beside a page
        except AskedFirst as asked:
            return HttpResponseRedirect(asked.address)

    def find(self, rows: Any, **lookup: Any) -> Any:
        """The one row, for somebody who was asked nothing or has answered; else the 404 of a missing id."""
        found = super().find(rows, **lookup)  # type: ignore[misc]  # beside a page
        case = case_of(found)
        if case is not None and (address := asked_first(case.kind, case.pk, self.person)):  # type: ignore[attr-defined]
            raise AskedFirst(address)
        return found


class CasePage(Asked, Page):
    """A page about one case: found, its opening recorded, and what stands above every one of its pages.

    How people on the file want and need to be dealt with is always in sight.
    """

    roles = SEES_CASES
    here = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.find(Case.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        now = timezone.now()
        self.looked_at = last_look(case, VIEWED, self.person, before=now - SITTING)
        others = looking_too(case, VIEWED, self.person, since=now - LOOKING_NOW)
        parties = standing_parties(case)
        plans = [plan for party in parties for plan in party.person.plans.all() if plan.stage == PlanStage.IN_FORCE]
        seen: dict[str, Any] = {"plans": sorted({plan.pk for plan in plans})} if plans else {}
        openings = openings_of(case, self.person)
        self.emergency = next((each for each in openings if each.user_id == self.person.pk and each.is_open(now)), None)
        if self.emergency:
            seen["opening"] = self.emergency.pk
        audit.record(VIEWED, case, by=self.person, **seen)
        clocks = CaseClock.objects.visible_to(self.person).filter(case=case).for_explaining()
        self.clocks = explained(list(clocks), as_at=timezone.localdate(now))
        self.open = [] if self.emergency else open_moves(CASE_MOVES, case, self.person)
        return super().get_context_data(**kwargs) | {
            "case": case,
            "bar": identity(case, parties) | {"due": _next_due(self.clocks)},
            "moves": _ways(case, self.open),
            "leaves": leaves_of(case, self.person, here=self.here),
            "others": " and ".join(others),
            "care": care_of(parties),
            "emergency": self.emergency,
            "openings": [each for each in openings if each.user_id != self.person.pk and not each.looked_at],
            **self.about(case, parties),
        }

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        """What this page shows beside that."""
        raise NotImplementedError


def openings_of(case: Any, person: User) -> list[Opening]:
    """When a sealed case was opened in an emergency, as far as this person is to know; newest first."""
    if not case.is_sealed:
        return []
    return list(Opening.objects.visible_to(person).filter(case=case).for_list().order_by("-opened_at"))


def only_to_read(case: int, person: User) -> bool:
    """Whether this person has this case open in an emergency: they may read it, and there is nothing to press."""
    if not person.roles & OPENS_SEALED:
        return False
    return Opening.objects.visible_to(person).filter(case=case, user=person).standing(timezone.now()).exists()


def standing_parties(case: Case) -> list[Party]:
    """Who is on a file now, with who represents whom and plans for their contact; complainants first."""
    rows = case.parties.filter(ended_on=None).select_related("person", "represents__person")
    order = list(PartyRole.values)
    found = rows.prefetch_related("person__plans", "represents__person").order_by("pk")
    return sorted(found, key=lambda party: (order.index(party.role), party.pk))


def care_of(parties: list[Party]) -> list[dict[str, Any]]:
    """How to deal with the people of a file, a row a person of whom there is something to know."""
    rows = []
    for person in {party.person_id: party.person for party in parties}.values():
        lines = []
        if person.safe_contact:
            lines.append(f"Safe contact: {person.safe_contact}")
        if person.adjustments:
            lines.append(f"Adjustments: {person.adjustments}")
        if person.contact_by or person.letter_form or person.contact_note:
            words = [person.get_contact_by_display(), person.get_letter_form_display(), person.contact_note]
            wants = ". ".join(filter(None, words))
            lines.append(f"Prefers: {wants}")
        if person.is_young:
            lines.append("Under 18")
        lines += [
            f"Plan for contact since {in_words(plan.decided_on)}: {plan.get_level_display().lower()}. {plan.terms}"
            for plan in person.plans.all()
            if plan.stage == PlanStage.IN_FORCE
        ]
        if lines:
            rows.append({"key": person.name, "value": {"lines": lines}})
    return rows


class CaseDetail(CasePage):
    """The overview: what comes next, time limits, people, tasks, the last notes, other files, tags, who may see it."""

    template_name = "casework/case_detail.html"
    here = "casework:case"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        answers = bool(self.person.roles & ANSWERS_FOR_CASES) and not self.emergency
        tasks = list(case.tasks.open().for_list())
        today = timezone.localdate()
        seal = case.seals.filter(lifted_at=None).select_related("sealed_by").first() if case.is_sealed else None
        return {
            "next_step": _next_step(tasks, self.clocks),
            "clock_columns": [
                {"label": "Time limit"},
                {"label": "Due"},
                {"label": "Started"},
                {"label": "Whose"},
                {"label": "Working"},
            ],
            "clocks": [_clock_row(clock, explanation) for clock, explanation in self.clocks],
            "task_columns": TASK_COLUMNS,
            "tasks": [task_row(task, as_at=today, may="add_note" in self.open) for task in tasks],
            "party_columns": [{"label": "Person"}, {"label": "Role"}, {"label": "Reached by"}],
            "parties": [party_row(party) for party in parties],
            "notes": list(case.notes.filter(struck_at=None).select_related("written_by").order_by("-on", "-pk")[:3]),
            "link_columns": [{"label": "File"}, {"label": "How"}, {"label": "Take away"}],
            "links": [
                _link_row(link, other, case, may="link" in self.open) for link, other in linked(case, self.person)
            ],
            "tags": list(case.tagged.select_related("tag").order_by("tag__name")),
            "may_tag": "tag" in self.open,
            "seal": seal,
            "name_columns": NAME_COLUMNS,
            "names": _named(seal, answers=answers) if seal else [],
            "register": list(case.connections.filter(ended_at=None).select_related("user", "noted_by").order_by("pk"))
            if answers
            else [],
            "answers": answers,
        }


def _named(seal: Seal, *, answers: bool) -> list[list[Any]]:
    """Who is named on a seal, until when, and where to take them off it."""
    today = timezone.localdate()
    rows = []
    for name in seal.names.select_related("user").order_by("user__name", "pk"):
        until: Any = "As long as it is sealed"
        if name.until_on:
            until = in_words(name.until_on)
            if name.until_on < today:
                until = {"text": until, "hint": "Over: the case is shut to them"}
        away = {
            "text": f"Take {name.user} off the seal",
            "url": reverse("casework:take-off-seal", args=[seal.case_id, name.pk]),
        }
        rows.append([str(name.user), until, away if answers else "–"])
    return rows


NAME_COLUMNS = [{"label": "Who knows of this case"}, {"label": "Up to"}, {"label": "Take off"}]


def _next_step(tasks: list[Task], clocks: list[tuple[CaseClock, Explanation]]) -> dict[str, Any] | None:
    """The task of ours that is due first, or else the time limit of ours that ends first."""
    ours = [task for task in tasks if not task.waits_on]
    if ours:
        task = ours[0]
        url = reverse("casework:finish-task", args=[task.case_id, task.pk])
        return {"text": task.text, "url": url, "due": task.due_on, "link": "Mark it as done"}
    for clock, explanation in clocks:
        if clock.met_on is None and clock.rule.binds == Binds.OFFICE.value and explanation.due_on:
            url = clock.get_absolute_url()
            return {"text": clock.rule.name, "url": url, "due": explanation.due_on, "link": "Why this date?"}
    return None


def party_row(party: Party) -> list[Any]:
    """A person on a file: name, role with consent, and how they are reached."""
    hint = ""
    if party.represents and party.consent_on:
        hint = (
            f"For {party.represents.person}; written consent of {in_words(party.consent_on)}: {party.consent_evidence}"
        )
    person = party.person
    return [
        {"text": person.name, "url": person.get_absolute_url()},
        {"text": party.get_role_display(), "hint": hint},
        {"lines": ways_to(person)},
    ]


def ways_to(person: Person) -> list[str]:
    """How somebody is reached, a line a way."""
    return [way for way in (person.email, person.phone, person.postcode) if way] or ["Nothing known"]


TASK_COLUMNS = [{"label": "Task"}, {"label": "Due"}, {"label": "Who"}, {"label": "Whose turn"}, {"label": "Done?"}]


def due_day(day: date, *, as_at: date) -> dict[str, Any]:
    """A day by which something is to be done, as the component of a target date wants it; calendar days."""
    left = (day - as_at).days
    state = "late" if left < 0 else "today" if left == 0 else "soon" if left <= SOON else "plenty"
    return {"state": state, "date": day, "days": abs(left)}


def task_row(task: Task, *, as_at: date, may: bool) -> list[Any]:
    """An open task with the ways to change and end it."""
    at = [task.case_id, task.pk]
    return [
        {"text": task.text, "url": reverse("casework:change-task", args=at) if may else ""},
        {"due": due_day(task.due_on, as_at=as_at)},
        str(task.owner or "Nobody"),
        task.get_waits_on_display() or "Ours",
        {"text": f"Mark as done: {task.text}", "url": reverse("casework:finish-task", args=at)} if may else "Not yet",
    ]


def _link_row(link: CaseLink, other: Case, case: Case, *, may: bool) -> list[Any]:
    away = reverse("casework:unlink", args=[case.pk, link.pk])
    return [
        {"text": other.reference, "url": other.get_absolute_url(), "hint": other.title},
        {"text": link.get_kind_display(), "hint": link.note},
        {"text": f"Take the link to {other.reference} away", "url": away} if may else "–",
    ]


class CaseTimeline(CasePage):
    """Everything on the file, newest first, with what is new since the person last looked."""

    template_name = "casework/case_timeline.html"
    here = "casework:timeline"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        entries = timeline(case, self.person, since=self.looked_at)
        kinds = sorted({entry.kind for entry in entries})
        kind = self.request.GET.get("show", "")
        return {
            "looked_at": self.looked_at,
            "new": sum(entry.new for entry in entries),
            "items": [entry for entry in entries if kind not in kinds or entry.kind == kind],
            "kinds": [
                {"text": text, "url": f"?{urlencode({'show': code})}" if code else "?", "current": kind == code}
                for code, text in (("", "Everything"), *((each, each) for each in kinds))
            ],
        }


def identity(case: Case, parties: list[Party] = ()) -> dict[str, Any]:
    """The inputs of the identity bar of a case."""
    facts = [
        {"label": "About", "value": case.get_kind_display()},
        {"label": "Owner", "value": str(case.owner or "Nobody")},
        {"label": "Opened", "value": f"{case.opened_on:%-d %B %Y}"},
    ]
    if case.team:
        facts.append({"label": "Team", "value": str(case.team)})
    if names := [party.person.name for party in parties if party.role == PartyRole.COMPLAINANT]:
        facts.insert(0, {"label": "Complainant", "value": ", ".join(names)})
    if any(party.person.adjustments for party in parties):
        facts.append({"label": "Adjustments", "value": {"text": "Needed", "tone": "purple"}})
    if any(party.person.safe_contact for party in parties):
        facts.append({"label": "Safe contact", "value": {"text": "Take care", "tone": "red"}})
    if case.is_sealed:
        facts.append({"label": "Sealed", "value": {"text": "Named people only", "tone": "red"}})
    return {
        "reference": case.reference,
        "title": case.title,
        "stage": case.get_stage_display(),
        "tone": TONES[Stage(case.stage)],
        "facts": facts,
    }


def _next_due(pairs: list[tuple[CaseClock, Explanation]]) -> dict[str, Any] | None:
    return next((as_due(explanation) for clock, explanation in pairs if clock.met_on is None), None)


def _clock_row(clock: CaseClock, explanation: Explanation) -> list[Any]:
    period = f"Period {clock.occurrence}" if clock.occurrence > 1 else ""
    return [
        {"text": clock.rule.name, "hint": period},
        {"due": as_due(explanation)},
        {
            "text": f"{clock.started_on:%-d %b %Y}" if clock.started_on else "Not known",
            "hint": clock.get_known_from_display(),
        },
        BINDS[clock.rule.binds],
        {"text": f"Why this date? {clock.rule.name}", "url": clock.get_absolute_url()},
    ]


def _ways(case: Case, names: list[str]) -> list[dict[str, str]]:
    return [
        {"text": CASE_MOVES[name].label, "url": reverse(f"casework:{ROUTES[name]}", args=[case.pk])}
        for name in names
        if name in ROUTES
    ]


ROUTES = {
    "add_note": "add-note",
    "add_task": "add-task",
    "add_party": "find-person",
    "allocate": "allocate",
    "link": "link",
    "tag": "tag",
    "close": "close",
    "reopen": "reopen",
    "start_clock": "start-clock",
    "seal": "seal",
    "review_seal": "review-seal",
    "change_names": "name-on-seal",
    "lift_seal": "lift-seal",
    "declare_conflict": "declare-conflict",
    "connect_staff": "shut-out",
}
"""Acts that stand in the menu of a file; those on a part of it stand beside the part."""


class CaseAction(Asked, ActionView):
    """An act on a case that the person may see."""

    heading = ""
    label = "Save"
    intro = ""
    warning = ""
    tells: tuple[str, ...] = ()
    """What the form is told beside what was typed: ``case``, ``today``, ``by``."""

    @cached_property
    def on(self) -> Case:
        return self.find(Case.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        told = {"case": lambda: self.on, "today": timezone.localdate, "by": lambda: self.person}
        return super().get_form_kwargs() | {name: told[name]() for name in self.tells}

    def part(self, rows: "QuerySet[Any]", **lookup: Any) -> Any:
        """A part of the case, found through the case; the 404 of a missing page when the case has none like it."""
        return self.find(rows.filter(case=self.on), **lookup)

    def back(self) -> str:
        """Where Cancel leads."""
        return self.on.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on.reference}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "back_url": self.back(),
        }


class StartClock(CaseAction):
    """Start a time limit on a case."""

    roles = WORKS_CASES
    form_class = StartForm
    heading = "Start a clock"
    label = "Start the clock"
    done = "The clock runs."

    def perform(self, form: Any) -> CaseClock:
        return workflow.start_clock(self.on, by=self.person, **form.cleaned_data)


class DeclareConflict(CaseAction):
    """Say that one has a conflict of interest, without saying which; the case closes to that person at once."""

    roles = SEES_CASES
    form_class = forms.Form
    heading = "Declare a conflict of interest"
    label = "Declare and leave this case"
    warning = "You will not see this case again unless somebody who answers for cases lets you in."
    done = "Your conflict of interest is on the register. The case is closed to you."

    def perform(self, form: Any) -> str:
        workflow.declare_conflict(self.on, by=self.person)
        return reverse("casework:list")


class ShutOut(CaseAction):
    """Shut a member of staff out of a case: it is their own, or they have a conflict."""

    roles = ANSWERS_FOR_CASES
    form_class = ConnectForm
    heading = "Shut a member of staff out"
    label = "Shut them out"
    warning = "The case answers them like a missing page from now on."
    done = "That person no longer sees the case."

    def perform(self, form: Any) -> str:
        user = form.cleaned_data["user"]
        workflow.connect_staff(self.on, user=user, kind=form.cleaned_data["kind"], by=self.person)
        return reverse("casework:list") if user == self.person else self.on.get_absolute_url()


class LetIn(CaseAction):
    """Let a member of staff see the case again."""

    roles = ANSWERS_FOR_CASES
    confirms_who = True
    form_class = LetInForm
    heading = "Let a member of staff in again"
    label = "Let them in"
    done = "That person sees the case again, as far as their role and a seal allow."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.on}

    def perform(self, form: Any) -> Case:
        workflow.end_connection(**form.cleaned_data, by=self.person)
        return self.on
