"""Bank holidays, what changing one would do, clock rules and their versions, and the bench to try them on."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.stats import ClockChange, visible_changes
from casework.views.explanations import BINDS, NOT_VERIFIED, amount, printed
from pcc import audit
from pcc.clocks import Unit, explain
from pcc.errors import RuleBroken
from pcc.models import ENGLAND_AND_WALES, UNITED_KINGDOM, BankHoliday, ClockRule
from pcc.reporting import workflow
from pcc.reporting.forms.calendars import ApplyForm, BenchForm, EndHolidayForm, HolidayForm, RuleForm
from pcc.reporting.rules import KEEPS_CALENDARS
from pcc.reporting.stats import COUNTS_IN, Impact, adding, ending, impact
from pcc.roles import Role
from pcc.views import ActionView, Page
from pcc.working_days import in_words

READS_RULES = frozenset(
    {Role.ADMINISTRATOR, Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER, Role.MANAGER, Role.CASEWORKER}
)
"""Roles that look up holidays and clock rules and try them on the bench."""


NAMES = {ENGLAND_AND_WALES: "England and Wales", UNITED_KINGDOM: "United Kingdom"}


class Calendars(Page):
    """The bank holidays of a year, calendar by calendar, each with its source."""

    roles = READS_RULES
    template_name = "reporting/calendar_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calendars = {name: BankHoliday.objects.as_calendar(name) for name in COUNTS_IN}
        first = min(calendar.first.year for calendar in calendars.values())
        last = max(calendar.last.year for calendar in calendars.values())
        year = _year(self.request.GET.get("year", ""), first, last, timezone.localdate().year)
        rows = BankHoliday.objects.filter(date__year=year).select_related("added_by").order_by("date", "pk")
        may_change = bool(self.person.roles & KEEPS_CALENDARS)
        return super().get_context_data(**kwargs) | {
            "year": year,
            "years": [
                {"text": str(each), "url": f"?year={each}", "current": each == year}
                for each in range(max(first, year - 3), min(last, year + 3) + 1)
            ],
            "first": first,
            "last": last,
            "columns": [{"label": "Day"}, {"label": "Holiday"}, {"label": "Source"}, {"label": "Added"}]
            + ([{"label": "Change"}] if may_change else []),
            "calendars": [
                {
                    "caption": f"{NAMES[name]}, {year}",
                    "rows": [_holiday_row(row, may_change) for row in rows if row.calendar == name],
                    "version": calendars[name].version,
                }
                for name in COUNTS_IN
            ],
            "may_change": may_change,
        }


def _year(text: str, first: int, last: int, this: int) -> int:
    """The year asked for, or this one, within those loaded."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    return min(max(asked, first), last)


def _holiday_row(row: BankHoliday, may_change: bool) -> list[Any]:
    day = in_words(row.date)
    if row.ended_at:
        cells: list[Any] = [
            {"text": day, "hint": f"Ended on {timezone.localtime(row.ended_at):%-d %B %Y}: {row.ended_reason}"},
            {"text": "Not a holiday any more", "tone": "grey", "hint": row.label},
        ]
    else:
        cells = [day, row.label]
    added = str(row.added_by) if row.added_by else "With the product or from a file"
    cells += [row.source, added]
    if may_change:
        link = {"text": f"End {row.label}", "url": reverse("reporting:end-holiday", args=[row.pk])}
        cells.append("–" if row.ended_at else link)
    return cells


class HolidayAct(ActionView):
    """A change of a calendar, with all that it does above the button that does it."""

    roles = KEEPS_CALENDARS
    template_name = "reporting/calendar_impact.html"
    done = "The calendar is changed, the clocks are worked out anew, and the figures will be computed again."

    def shown(self, effect: Impact) -> dict[str, Any]:
        cases = visible_changes(list(effect.clocks), self.person)
        day = in_words(effect.edit.day)
        return {
            "effect": effect,
            "versions": [
                {"key": NAMES[name], "value": f"Version {now} becomes version {then}"}
                for name, now, then in effect.versions
            ],
            "facts": [
                {"key": "Day", "value": day},
                {"key": "Holiday", "value": effect.edit.label},
                {"key": "In", "value": " and ".join(NAMES[name] for name in effect.edit.calendars)},
            ],
            "weekend": effect.edit.day.weekday() >= 5,
            "groups": [
                _group("Clocks that move", effect.moving, cases, "No clock that runs moves."),
                _group("Verdicts that become the other one", effect.flipping, cases, "No verdict changes."),
                _group(
                    "Finished clocks whose last day moves, and whose verdict stays",
                    effect.ended,
                    cases,
                    "No other finished clock moves.",
                ),
            ],
            "month_columns": [{"label": "Finalised in"}, {"label": "Complaints", "numeric": True}],
            "months": [[f"{month.month:%B %Y}", f"{month.complaints:,}"] for month in effect.months],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"back_url": reverse("reporting:calendars")}
        try:
            effect = self.effect()
        except RuleBroken as broken:
            return context | {"refused": str(broken)}
        if effect is None:
            return context
        # The token of what this page shows, also when another one was posted: consent is to what is read.
        context["form"].data = context["form"].data.copy()
        context["form"].data["token"] = context["form"].initial["token"] = effect.token
        return context | self.shown(effect)

    def effect(self) -> Impact | None:
        """What the change would do now; None while not enough is said to tell."""
        raise NotImplementedError


def _group(caption: str, changes: tuple[ClockChange, ...], cases: dict[int, Any], empty: str) -> dict[str, Any]:
    """The clocks of a kind: those of cases the person may see by reference, the others counted by rule."""
    rows = []
    hidden: dict[str, int] = {}
    for change in changes:
        if (case := cases.get(change.case)) is None:
            hidden[change.rule] = hidden.get(change.rule, 0) + 1
            continue
        moved = "Paused" if change.due_on is None else in_words(change.due_on)
        rows.append(
            [
                {"text": case.reference, "url": reverse("casework:why", args=[change.clock])},
                change.rule,
                in_words(change.was_due) if change.was_due else "None",
                moved,
                _verdicts(change),
            ]
        )
    return {
        "caption": f"{caption}: {len(changes):,}",
        "columns": [
            {"label": "Case"},
            {"label": "Time limit"},
            {"label": "Last day now"},
            {"label": "Last day then"},
            {"label": "Verdict"},
        ],
        "rows": rows,
        "hidden_columns": [{"label": "Time limit"}, {"label": "Clocks", "numeric": True}],
        "hidden": [[rule, f"{count:,}"] for rule, count in sorted(hidden.items())],
        "empty": empty if not changes else "",
    }


VERDICTS = {"IN_TIME": "In time", "LATE": "Late", "": "Still open"}


def _verdicts(change: ClockChange) -> str:
    was, then = VERDICTS[change.was_result], VERDICTS[change.result]
    return f"{was} becomes {then.lower()}" if change.flips else was


class AddHoliday(HolidayAct):
    """First the day, then what it does, then the act."""

    form_class = ApplyForm

    @cached_property
    def asked(self) -> HolidayForm:
        """The day as the address gives it; an empty form when it gives none."""
        given: QueryDict = self.request.GET
        return HolidayForm(given) if given else HolidayForm()

    def effect(self) -> Impact | None:
        if not self.asked.is_bound or not self.asked.is_valid():
            return None
        given = self.asked.cleaned_data
        return impact(adding(given["calendar"], day=given["day"], label=given["label"].strip()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if "refused" in context and not context["form"].errors:
            self.asked.add_error(None, context["refused"])
        return context | {"heading": "Add a bank holiday", "asked": self.asked, "label": "Add this holiday"}

    def perform(self, form: Any) -> str:
        if not self.asked.is_bound or not self.asked.is_valid():
            raise RuleBroken("Give the holiday's date, name and source first.")
        given = self.asked.cleaned_data
        row = workflow.add_holiday(
            given["calendar"],
            day=given["day"],
            label=given["label"],
            source=given["source"],
            token=form.cleaned_data["token"],
            by=self.person,
        )
        return f"{reverse('reporting:calendars')}?year={row.date.year}"


class EndHoliday(HolidayAct):
    """What ending a holiday does, then the act, with its reason."""

    form_class = EndHolidayForm

    @cached_property
    def holiday(self) -> BankHoliday:
        return self.find(BankHoliday.objects.all(), pk=self.kwargs["pk"])

    def effect(self) -> Impact:
        return impact(ending(self.holiday))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"End a holiday: {self.holiday.label}, {in_words(self.holiday.date)}",
            "label": "End this holiday",
            "tone": "warning",
        }

    def perform(self, form: Any) -> str:
        row = workflow.end_holiday(self.holiday, by=self.person, **form.cleaned_data)
        return f"{reverse('reporting:calendars')}?year={row.date.year}"


# Clock rules


class Rules(Page):
    """The time limits that the product knows, each in its newest version."""

    roles = READS_RULES
    template_name = "reporting/calendar_rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "columns": [
                {"label": "Time limit"},
                {"label": "Length"},
                {"label": "Whose"},
                {"label": "Source"},
                {"label": "Checked"},
            ],
            "rows": [
                [
                    {"text": rule.name, "url": reverse("reporting:rule", args=[rule.code])},
                    amount(rule.amount, Unit(rule.unit)),
                    BINDS[rule.binds],
                    rule.source,
                    "Yes" if rule.verified else {"text": "Not verified", "tone": "yellow"},
                ]
                for rule in ClockRule.objects.newest()
            ],
        }


class Rule(Page):
    """One time limit: what it says now, and each version it had."""

    roles = READS_RULES
    template_name = "reporting/calendar_rule.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs["code"]
        newest = self.find(ClockRule.objects.order_by("-version"), code=code)
        versions = ClockRule.objects.filter(code=code).select_related("made_by").order_by("-version")
        return super().get_context_data(**kwargs) | {
            "rule": newest,
            "facts": _facts(newest),
            "not_verified": "" if newest.verified else NOT_VERIFIED,
            "versions": [
                {
                    "title": f"Version {rule.version}: {amount(rule.amount, Unit(rule.unit))}",
                    "by": str(rule.made_by) if rule.made_by else "the product",
                    "on": rule.made_at,
                    "timed": rule.made_by is not None,
                    "text": rule.made_because or "As shipped with the product.",
                }
                for rule in versions
            ],
            "may_change": bool(self.person.roles & KEEPS_CALENDARS),
            "bench_url": f"{reverse('reporting:bench')}?rule={code}",
        }


def _facts(rule: ClockRule) -> list[dict[str, Any]]:
    since = f"from {rule.in_force_from:%-d %B %Y}" if rule.in_force_from else ""
    until = f"to {rule.in_force_to:%-d %B %Y}" if rule.in_force_to else ""
    repeats = amount(rule.repeats_amount, Unit(rule.repeats_unit)) if rule.repeats_amount else ""
    return [
        {"key": "In plain words", "value": rule.text},
        {"key": "Whose time limit", "value": BINDS[rule.binds]},
        {"key": "Length", "value": amount(rule.amount, Unit(rule.unit))},
        {"key": "Then again every", "value": repeats or "It does not repeat"},
        {"key": "Started by", "value": rule.starts},
        {"key": "Day 1", "value": "The start itself" if rule.counts_start_day else "The day after the start"},
        {"key": "Start that is not a working day", "value": rule.get_on_closed_start_day_display()},
        {"key": "Last day that is not a working day", "value": rule.get_on_closed_last_day_display()},
        {"key": "Bank holidays", "value": NAMES[rule.calendar]},
        {"key": "Source", "value": rule.source},
        {
            "key": "Checked against its source",
            "value": "Yes" if rule.verified else {"text": "Not verified", "tone": "yellow"},
        },
        {"key": "In force", "value": " ".join(filter(None, [since, until])) or "Not bounded"},
        {"key": "Version", "value": str(rule.version)},
    ]


class ChangeRule(ActionView):
    """Make the next version of a time limit."""

    roles = KEEPS_CALENDARS
    form_class = RuleForm
    done = "Saved as the next version. Clocks that run keep the version they started with."

    @cached_property
    def rule(self) -> ClockRule:
        """The version that the form was filled from, or the newest when it was never shown."""
        versions = ClockRule.objects.order_by("-version")
        shown = self.request.POST.get("version", "")
        if shown.isascii() and shown.isdigit() and len(shown) < 5:
            return self.find(versions, code=self.kwargs["code"], version=int(shown))
        return self.find(versions, code=self.kwargs["code"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rule": self.rule}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"Change a time limit: {self.rule.name}",
            "label": f"Save as version {self.rule.version + 1}",
            "intro": "No due date moves: clocks that run keep their version, and new ones take the new one.",
            "back_url": reverse("reporting:rule", args=[self.rule.code]),
        }

    def perform(self, form: Any) -> str:
        given = dict(form.cleaned_data)
        given.pop("version")
        workflow.change_rule(self.rule, by=self.person, **given)
        return reverse("reporting:rule", args=[self.rule.code])


class Bench(Page):
    """Pick a rule, type dates, see the working. The address holds it all, and nothing is kept."""

    roles = READS_RULES
    template_name = "reporting/calendar_bench.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = "start" in request.GET
        form = BenchForm(request.GET) if asked else BenchForm(initial=request.GET.dict())
        context = self.get_context_data(form=form)
        if asked and form.is_valid():
            try:
                context["shown"] = _worked(form.cleaned_data)
                audit.record("clock_rule.tried", by=self.person, code=form.cleaned_data["rule"])
            except RuleBroken as broken:
                form.add_error(None, str(broken))
        return self.render_to_response(context)


def _worked(given: dict[str, Any]) -> dict[str, Any]:
    rule = ClockRule.objects.for_start(given["rule"], on=given["start"])
    calendar = BankHoliday.objects.as_calendar(rule.calendar)
    explanation = explain(
        rule.as_rule(),
        given["start"],
        given["pauses"],
        calendar,
        given["as_at"] or timezone.localdate(),
        met_on=given["met"],
        occurrence=given["occurrence"] or 1,
    )
    return printed(explanation, given["pauses"], calendar)
