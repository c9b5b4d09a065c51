"""What every page of a case file has: who may open it, what stands above it, its leaves, and what may be done."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import Kind, PartyRole, PlanStage, Stage
from casework.models import Case, CaseClock, Opening, Party
from casework.querysets import VIEWED, last_look, looking_too
from casework.rules import CASE_MOVES, OPENS_SEALED, SEES_CASES
from casework.rules.doors import asked_first
from casework.views.explanations import as_due
from casework.views.rows import TONES
from pcc import audit
from pcc.clocks import EARLIEST, LATEST, Explanation
from pcc.models import BankHoliday, User
from pcc.moves import open_moves
from pcc.roles import ANSWERS_LETTERS, SEES_COMPLAINTS, SEES_REVIEWS, Role
from pcc.views import ActionView, Page
from pcc.working_days import WorkingCalendar, in_words


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


LEAVES = (
    Leaf("Overview", "casework:case"),
    Leaf("Timeline", "casework:timeline"),
    Leaf("People", "casework:parties"),
    Leaf("Tasks", "casework:tasks"),
    Leaf("Notes", "casework:notes"),
    Leaf("Documents", "casework:documents"),
    Leaf("Letters", "casework:letters"),
    Leaf("Messages", "casework:messages", ANSWERS_LETTERS),
)
"""The pages of a file in their order; one that this process does not serve is left out."""


SUBJECTS = {
    Kind.COMPLAINT: Leaf("The complaint", "complaints:of-case", SEES_COMPLAINTS),
    Kind.REVIEW: Leaf("The review", "reviews:of-case", SEES_REVIEWS),
    Kind.CORRESPONDENCE: Leaf("The correspondence", "casework:correspondence-of-case", ANSWERS_LETTERS),
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
