"""Why a date is the date, and what can be done to a clock."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework import stats, workflow
from casework.forms.clocks import ChangeStartForm, DayForm, PauseForm, ReadingForm
from casework.models import CaseClock
from casework.rules import CLOCK_MOVES, SEES_CASES, WORKS_CASES
from casework.views.explanations import READING_COLUMNS, printed, reading_rows
from casework.views.files import Asked, only_to_read
from casework.views.versioned import AsSeen
from pcc import audit
from pcc.clocks import readings
from pcc.models import BankHoliday
from pcc.moves import open_moves
from pcc.views import ActionView, Page
from pcc.working_days import in_words

ROUTES = {
    "meet_clock": "meet",
    "pause_clock": "pause",
    "resume_clock": "resume",
    "change_start": "change-start",
    "state_reading": "reading",
}


class Why(Asked, Page):
    """Why this date? The sum, each step, the calendar, the rule, other readings, and who changed an input."""

    roles = SEES_CASES
    template_name = "casework/clock_why.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clock = self.find(CaseClock.objects.visible_to(self.person).for_explaining(), pk=self.kwargs["pk"])
        audit.record("case.viewed", clock.case, by=self.person, clock=clock.pk)
        calendar = BankHoliday.objects.as_calendar(clock.rule.calendar)
        explanation = clock.explain(calendar, as_at=timezone.localdate())
        shown = printed(explanation, clock.spans_left_out(), calendar)
        reads = only_to_read(clock.case_id, self.person)
        moves = [] if reads else open_moves(CLOCK_MOVES, clock, self.person)
        return super().get_context_data(**kwargs) | {
            "clock": clock,
            "case": clock.case,
            "shown": shown,
            "inputs": _inputs(clock, moves),
            "reading_columns": READING_COLUMNS,
            "readings": _readings(clock, calendar),
            "may_add_reading": "state_reading" in moves,
            "changes": [_change(change) for change in stats.changes_of(clock)],
        }


def _address(clock: CaseClock, move: str) -> str:
    return reverse(f"casework:{ROUTES[move]}", args=[clock.pk])


def _inputs(clock: CaseClock, moves: list[str]) -> list[dict[str, Any]]:
    """What the date is worked out from, each with the way to change it where the person may."""

    def way(move: str, text: str) -> dict[str, str]:
        return {"change_url": _address(clock, move), "change_text": text} if move in moves else {}

    start: Any = "Not known"
    if clock.started_on:
        start = {"text": in_words(clock.started_on), "hint": clock.get_known_from_display()}
    rows = [{"key": "Start", "value": start, **way("change_start", "Change"), "change_hidden": "the start date"}]
    for pause in clock.pauses.all():
        end = f"to {in_words(pause.ended_on)}" if pause.ended_on else "and still paused"
        look = "" if pause.ended_on else f"To be looked at again on {in_words(pause.look_again_on)}"
        rows.append(
            {
                "key": "Paused",
                "value": {"text": f"After {in_words(pause.started_on)} {end}: {pause.reason}", "hint": look},
                **({} if pause.ended_on else way("resume_clock", "Run again")),
                "change_hidden": "the pause",
            }
        )
    if "pause_clock" in moves:
        pause = way("pause_clock", "Pause")
        rows.append({"key": "Pauses", "value": "Not paused now", **pause, "change_hidden": "the clock"})
    done = in_words(clock.met_on) if clock.met_on else "Not yet"
    rows.append({"key": "Done", "value": done, **way("meet_clock", "Record"), "change_hidden": "when it was done"})
    return rows


def _readings(clock: CaseClock, calendar: Any) -> list[list[str]]:
    """What the other dates stated for the start would give; none while the clock has no start or no other date."""
    starts = {
        row.get_known_from_display() + (f" ({row.note})" if row.note else ""): row.on
        for row in clock.readings.order_by("on", "pk")
    }
    if not starts:
        return []
    found = readings(clock.rule.as_rule(), starts, clock.spans_left_out(), calendar)
    return reading_rows(found, starts, clock.met_on)


def _change(change: stats.Change) -> dict[str, Any]:
    parts = []
    if change.was_started != change.started_on:
        was = in_words(change.was_started) if change.was_started else "not known"
        parts.append(f"The start was {was}.")
    if change.was_due != change.due_on:
        was = in_words(change.was_due) if change.was_due else "not set"
        now = in_words(change.due_on) if change.due_on else "not set"
        parts.append(f"The last day was {was}, and became {now}.")
    return {
        "title": change.because or "Changed",
        "by": str(change.by) if change.by else "",
        "on": change.at,
        "timed": True,
        "text": " ".join(parts),
    }


class ClockAction(Asked, ActionView):
    """An act on a clock of a case that the person may see."""

    roles = WORKS_CASES
    heading = ""
    label = "Save"
    intro = ""

    @cached_property
    def on(self) -> CaseClock:
        return self.find(CaseClock.objects.visible_to(self.person).for_explaining(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.on.rule.name}, {self.on.case.reference}",
            "label": self.label,
            "intro": self.intro,
            "back_url": self.on.get_absolute_url(),
        }


class ChangeStart(AsSeen, ClockAction):
    form_class = ChangeStartForm
    heading = "Change the start date"
    intro = "The due date and the verdict are worked out again. The old start stays on the record."
    done = "The start date is changed and the due date worked out again."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"clock": self.on}

    def perform(self, form: Any) -> CaseClock:
        return workflow.change_start(self.on, by=self.person, **form.cleaned_data)

    def seen_now(self) -> str:
        return workflow.mark_of_start(CaseClock.objects.visible_to(self.person).get(pk=self.on.pk))


class StateReading(ClockAction):
    form_class = ReadingForm
    heading = "Add another possible start date"
    intro = "The page then shows beside the date in force what this one would give. Nothing else changes."
    done = "The other reading is shown beside the date in force."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"clock": self.on}

    def perform(self, form: Any) -> CaseClock:
        workflow.state_reading(self.on, by=self.person, **form.cleaned_data)
        return self.on


class Pause(ClockAction):
    form_class = PauseForm
    heading = "Pause the clock"
    label = "Pause the clock"
    done = "The clock is paused."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def perform(self, form: Any) -> CaseClock:
        workflow.pause_clock(self.on, by=self.person, **form.cleaned_data)
        return self.on


class Resume(ClockAction):
    form_class = DayForm
    heading = "Let the clock run again"
    label = "Let it run"
    done = "The clock runs again."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"label": "Last day left out", "today": timezone.localdate()}

    def perform(self, form: Any) -> CaseClock:
        return workflow.resume_clock(self.on, on=form.cleaned_data["on"], by=self.person)


class Meet(ClockAction):
    form_class = DayForm
    heading = "Record that it was done"
    label = "Record"
    done = "Recorded. The clock has ended."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"label": "Day on which it was done", "today": timezone.localdate()}

    def perform(self, form: Any) -> CaseClock:
        return workflow.meet_clock(self.on, on=form.cleaned_data["on"], by=self.person)
