"""The list of cases, one case with its clocks, and who may see it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework import workflow
from casework.choices import Stage
from casework.forms.cases import ConnectForm, LetInForm, ReasonForm, SealForm
from casework.forms.clocks import StartForm
from casework.models import Case, CaseClock
from casework.rules import ANSWERS_FOR_CASES, CASE_MOVES, SEES_CASES, WORKS_CASES
from casework.views.explanations import BINDS, as_due
from pcc import audit
from pcc.clocks import EARLIEST, LATEST, Explanation
from pcc.models import BankHoliday
from pcc.moves import open_moves
from pcc.views import ActionView, Page, keyset
from pcc.working_days import WorkingCalendar

TONES = {Stage.OPEN: "blue", Stage.CLOSED: "green"}
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


class CaseList(Page):
    """The cases a person may see, with the next due date of each."""

    roles = SEES_CASES
    template_name = "casework/case_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Case.objects.visible_to(self.person).for_list()
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
            "columns": columns,
            "rows": [
                [
                    {"text": case.reference, "url": case.get_absolute_url(), "hint": case.title},
                    {"text": case.get_stage_display(), "tone": TONES[Stage(case.stage)]},
                    str(case.owner or "Nobody"),
                    f"{case.opened_on:%-d %b %Y}",
                    f"{case.due_on:%a %-d %b %Y}" if case.due_on else "None",
                ]
                for case in page.rows
            ],
        }


class CaseDetail(Page):
    """One case: which it is, its clocks, and who may see it."""

    roles = SEES_CASES
    template_name = "casework/case_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.find(Case.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        audit.record("case.viewed", case, by=self.person)
        clocks = CaseClock.objects.visible_to(self.person).filter(case=case).for_explaining()
        pairs = explained(list(clocks), as_at=timezone.localdate())
        answers = bool(self.person.roles & ANSWERS_FOR_CASES)
        return super().get_context_data(**kwargs) | {
            "case": case,
            "bar": identity(case) | {"due": _next_due(pairs)},
            "moves": _ways(case, open_moves(CASE_MOVES, case, self.person)),
            "clock_columns": [
                {"label": "Time limit"},
                {"label": "Due"},
                {"label": "Started"},
                {"label": "Whose"},
                {"label": "Working"},
            ],
            "clocks": [_clock_row(clock, explanation) for clock, explanation in pairs],
            "seal": case.seals.filter(lifted_at=None).select_related("sealed_by").prefetch_related("named").first()
            if case.is_sealed
            else None,
            "register": list(case.connections.filter(ended_at=None).select_related("user").order_by("pk"))
            if answers
            else [],
            "answers": answers,
        }


def identity(case: Case) -> dict[str, Any]:
    """The inputs of the identity bar of a case."""
    return {
        "reference": case.reference,
        "title": case.title,
        "stage": case.get_stage_display(),
        "tone": TONES[Stage(case.stage)],
        "facts": [
            {"label": "About", "value": case.get_kind_display()},
            {"label": "Owner", "value": str(case.owner or "Nobody")},
            {"label": "Opened", "value": f"{case.opened_on:%-d %B %Y}"},
        ],
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
        if name != "end_connection"
    ]


ROUTES = {
    "start_clock": "start-clock",
    "seal": "seal",
    "lift_seal": "lift-seal",
    "declare_conflict": "declare-conflict",
    "connect_staff": "shut-out",
    "end_connection": "let-in",
}


class CaseAction(ActionView):
    """An act on a case that the person may see."""

    heading = ""
    label = "Save"
    intro = ""
    warning = ""

    @cached_property
    def on(self) -> Case:
        return self.find(Case.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on.reference}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "back_url": self.on.get_absolute_url(),
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


class SealCase(CaseAction):
    """Seal a case to named people."""

    roles = ANSWERS_FOR_CASES
    form_class = SealForm
    heading = "Seal this case"
    label = "Seal the case"
    warning = (
        "From now on only the people named will know of this case. Everybody else gets the answer of a missing page."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.person, "today": timezone.localdate()}

    def perform(self, form: Any) -> str:
        named = list(form.cleaned_data["named"])
        given = {"reason": form.cleaned_data["reason"], "review_on": form.cleaned_data["review_on"]}
        workflow.seal(self.on, named=named, by=self.person, **given)
        if self.person in named:
            return self.on.get_absolute_url()
        return reverse("casework:list")


class LiftSeal(CaseAction):
    """Lift a seal."""

    roles = ANSWERS_FOR_CASES
    confirms_who = True
    form_class = ReasonForm
    heading = "Lift the seal"
    label = "Lift the seal"
    warning = "Everybody whose role sees cases can open this case again."
    done = "The seal is lifted."

    def perform(self, form: Any) -> Case:
        workflow.lift_seal(self.on, by=self.person, **form.cleaned_data)
        return self.on


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
