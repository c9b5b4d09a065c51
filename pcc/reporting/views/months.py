"""Is a month unusual? Process limits over monthly measures, and the limits that a named person worked out anew."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints import stats
from complaints.stats import MEASURES, Measure, Month, Which
from pcc import audit, charts
from pcc.errors import RuleBroken
from pcc.figures import Stretch, XmR, rounded, summarise
from pcc.models import BankHoliday, User
from pcc.reporting import workflow
from pcc.reporting.forms.complaints import MonthsForm, RebaseForm
from pcc.reporting.models import Rebase
from pcc.reporting.rules import REBASES
from pcc.reporting.views.reports import ReportPage, as_file, drawn, list_of, not_watched, whole_life
from pcc.roles import FREEZES_FIGURES, SEES_COMPLAINTS
from pcc.views import ActionView

SOURCE = "Source: the complaints the force sent. A month that is not over yet is left out."
FEW = 5
"""With fewer a month on average, each complaint is shown as a dot instead: months of a handful say nothing."""


class Asked:
    """What the page was asked for: the months, their limits, and where limits were worked out anew."""

    def __init__(self, form: MonthsForm, *, person: User) -> None:
        given = form.cleaned_data
        self.measure: Measure = MEASURES[given["measure"]]
        self.handling: str = given["handling"]
        self.which, self.population = form.which, form.population
        life, self.as_at = whole_life(form.forces, self.which, months=int(given["months"]))
        self.watched_since = stats.watched_since(life)
        self.months = stats.months(
            life.of(self.handling),
            BankHoliday.objects.as_calendar(),
            until=stats.last_whole_month(self.as_at),
            count=int(given["months"]),
        )
        self.rebases = rebases_of(self.measure.code, self.handling, self.which, person)
        self.standing = [rebase.month for rebase in self.rebases if rebase.taken_back_at is None]
        self.unusual = self.limited(self.standing)

    def limited(self, rebased: list[date]) -> XmR:
        """The months with new limits from each of these."""
        return stats.unusual(self.months, self.measure.code, rebased=rebased)

    @property
    def filters(self) -> str:
        """The filters in words, for files and print."""
        first, last = self.months[0], self.months[-1]
        return f"{self.measure.name}; {self.population}; {first.label} to {last.label}"


def rebases_of(measure: str, handling: str, which: Which, person: User) -> list[Rebase]:
    """What was said of the limits of these months. It was said of all areas, categories and forces, and holds for no
    part of them."""
    return [] if which.narrowed else list(Rebase.objects.visible_to(person).of(measure=measure, handling=handling))


class Months(ReportPage):
    """One measure by month with the limits of its ordinary variation: every signal in words, and no red or green."""

    template_name = "reporting/months.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = MonthsForm.asked(self.request.GET.dict(), forces=self.forces)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_valid():
            return context
        asked = Asked(form, person=self.person)
        drills = bool(self.person.roles & SEES_COMPLAINTS)
        audit.record("figures.read", by=self.person, figure="months", measure=asked.measure.code)
        query = urlencode(form.data)
        may = bool(self.person.roles & REBASES) and not asked.which.narrowed

        def files(name: str) -> Callable[[str], str]:
            return lambda kind: f"{reverse('reporting:months-file', args=[name, kind])}?{query}"

        dots = strip(asked, self.person)
        may = may and any(month.value(asked.measure.code) for month in asked.months)
        return context | {
            "as_at": asked.as_at,
            "sentence": sentence(asked),
            "caution": asked.measure.caution,
            "chart": drawn(
                chart(asked, drills=drills),
                cell=lambda row, column, text: linked(asked, row, column, text) if drills else text,
                files=files("months"),
            ),
            "signals": [signal.words for signal in stats.told(asked.unusual)],
            "no_signal": "No unusual change: every month is within the range to be expected."
            if has_limits(asked.unusual)
            else "There are too few months to say what is unusual.",
            "stretches": [stretch_words(asked, stretch) for stretch in asked.unusual.stretches],
            "rules": asked.unusual.rules.words,
            "few": few_words(asked),
            "strip": drawn(dots, files=files("strip")) if dots else None,
            "rebases": [rebase_row(rebase, may=may) for rebase in asked.rebases],
            "rebase_columns": [{"label": name} for name in ("From", "Why", "By", "Stands")],
            "rebase_url": f"{reverse('reporting:rebase')}?{query}" if may else "",
            "publish_url": publish_url(asked) if self.person.roles & FREEZES_FIGURES else "",
            "filters": asked.filters,
        }


def publish_url(asked: Asked) -> str:
    """Where these months are proposed for publication."""
    last = stats.last_whole_month(asked.as_at)
    query = {"figure": "months", "measure": asked.measure.code, "handling": asked.handling} | asked.which.narrowed
    period = {"from": asked.months[0].first, "to": last}
    return f"{reverse('reporting:propose')}?{urlencode(query | period)}"


class MonthsFile(Months):
    """One of the charts as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MonthsForm.asked(request.GET.dict())
        if not form.is_valid():
            raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
        asked = Asked(form, person=self.person)
        found: dict[str, charts.Chart] = {"months": chart(asked, drills=False)}
        if kwargs["name"] == "strip" and (dots := strip(asked, self.person)):
            found["strip"] = dots
        return as_file(request, found, **kwargs, as_at=asked.as_at, filters=asked.filters)


def shown(measure: Measure, value: float) -> str:
    """A value with its unit: 24.0 working days."""
    return f"{rounded(value, measure.decimals)} {measure.unit}"


def sentence(asked: Asked) -> str:
    """What the months say, in one breath."""
    named = asked.measure.name[:1].lower() + asked.measure.name[1:]
    newest = next((month for month in reversed(asked.months) if month.value(asked.measure.code) is not None), None)
    if newest is None:
        return f"There is nothing to show of: {named}."
    value = newest.value(asked.measure.code)
    assert value is not None
    if not has_limits(asked.unusual):
        found = "too few months to say what is usual"
    else:
        place = asked.months.index(newest)
        found = "unusual" if asked.unusual.signals_at(place) else "within the range to be expected"
    return f"{asked.measure.name} in {newest.label}: {shown(asked.measure, value)}, {found}."


def has_limits(unusual: XmR) -> bool:
    """Whether there are months enough anywhere to say what is unusual."""
    return any(stretch.upper is not None for stretch in unusual.stretches)


def chart(asked: Asked, *, drills: bool) -> charts.Line:
    """The months with their limits. Nothing is good or bad here: a point is ordinary, or it has changed."""
    measure, unusual = asked.measure, asked.unusual
    points = []
    for place, month in enumerate(asked.months):
        words = stats.stands_out(unusual, place)
        count = month.counted(measure.code)
        points.append(
            charts.Point(
                month.key,
                month.value(measure.code),
                url=month_url(asked, month) if drills and count else "",
                n=count if measure.averages else None,
                signal=charts.Signal(charts.Meaning.CHANGED, charts.joined(words)) if words else None,
            )
        )
    return charts.Line(
        heading=heading(asked),
        finding=stretch_words(asked, unusual.stretches[-1]) if unusual.stretches else "",
        subtitle=f"{measure.name}, by month {measure.drills_by}. {asked.population}",
        source=" ".join([SOURCE, *not_watched(asked.watched_since)]),
        unit=measure.unit.capitalize(),
        decimals=measure.decimals,
        series=(charts.Series(measure.name.partition(" (")[0], tuple(points)),),
        limits=tuple(limits(asked, stretch) for stretch in unusual.stretches),
    )


def limits(asked: Asked, stretch: Stretch) -> charts.Limits:
    return charts.Limits(
        since=asked.months[stretch.start].key,
        until=asked.months[stretch.stop - 1].key,
        centre=stretch.centre,
        low=stretch.lower,
        high=stretch.upper,
        centre_name="Median" if stretch.basis == "median" else "Mean",
    )


def heading(asked: Asked) -> str:
    """The newest thing out of the ordinary, or that there is none."""
    if not asked.unusual.stretches:
        return "There are no months to show"
    if not has_limits(asked.unusual):
        return "There are too few months to say what is unusual"
    found = stats.told(asked.unusual)
    return found[-1].words.removesuffix(".") if found else f"No unusual change since {asked.months[0].label}"


def stretch_words(asked: Asked, stretch: Stretch) -> str:
    """The limits of a stretch of months, and how many of these lie within: where many do not, nothing is usual."""
    first, last = asked.months[stretch.start].label, asked.months[stretch.stop - 1].label
    places = asked.measure.decimals
    centre = rounded(stretch.centre, max(places, 1))
    if stretch.lower is None or stretch.upper is None:
        return f"{first} to {last}: too few months for limits; their median is {centre} {asked.measure.unit}."
    low, high = rounded(stretch.lower, max(places, 1)), rounded(stretch.upper, max(places, 1))
    trial = " The limits are on trial: fewer than 12 months." if stretch.basis == "trial limits" else ""
    own = [value for value in asked.unusual.values[stretch.start : stretch.stop] if value is not None]
    within = sum(stretch.lower <= value <= stretch.upper for value in own)
    return (
        f"{first} to {last}: ordinary variation round the mean of {centre} {asked.measure.unit} is from {low} to "
        f"{high}; {within} of {len(own)} months lie within it.{trial}"
    )


def month_url(asked: Asked, month: Month) -> str:
    """The complaints that a month's figure is of."""
    last = (month.first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    by = asked.measure.drills_by
    state = "counted" if by == "received" else "finalised"
    return list_of(
        handling=asked.handling, which=asked.which, state=state, **{f"{by}_from": month.first, f"{by}_to": last}
    )


def linked(asked: Asked, row: int, column: int, text: str) -> Any:
    """The number counted leads to its complaints."""
    month = asked.months[row]
    return {"text": text, "url": month_url(asked, month)} if column == 1 and month.counted(asked.measure.code) else text


def few_words(asked: Asked) -> str:
    """Why each complaint is shown by itself; nothing where months hold enough."""
    counted = sum(month.counted(asked.measure.code) for month in asked.months)
    if counted >= FEW * len(asked.months):
        return ""
    return (
        f"There are fewer than {FEW} complaints a month here, so a month's figure rests on a handful. "
        "Look at each complaint instead."
    )


def strip(asked: Asked, person: User) -> charts.Strip | None:
    """Each complaint as a dot, where there are few; a dot leads to its complaint when this person may open it."""
    counted = sum(month.finalised for month in asked.months)
    if not few_words(asked) or not 0 < counted <= charts.MOST_DOTS or not asked.measure.averages:
        return None
    calendar = BankHoliday.objects.as_calendar()
    until = stats.last_whole_month(asked.as_at)
    rows = stats.narrowed(stats.all_complaints(), asked.which).counted().handled(asked.handling)
    rows = rows.finalised(since=asked.months[0].first, until=until).order_by("finalised_on", "pk")
    open_to_person = dict(rows.visible_to(person).values_list("pk", "reference"))
    dots, days = [], []
    for complaint in rows.only("pk", "reference", "received_on", "finalised_on"):
        took = calendar.between(complaint.received_on, complaint.finalised_on)
        days.append(took)
        is_open = complaint.pk in open_to_person
        name = complaint.reference if is_open else "A complaint"
        url = complaint.get_absolute_url() if is_open else ""
        dots.append(charts.Dot(f"{name}, finalised {complaint.finalised_on:%-d %B %Y}", took, url=url))
    took_all = summarise(days)
    assert took_all is not None
    half = took_all.median
    return charts.Strip(
        heading=f"Half of the complaints ({len(dots):,}) took up to {rounded(half)} working days",
        finding="Each dot is a complaint.",
        subtitle=f"Working days from receipt to finalisation of each complaint. {asked.population}",
        source=SOURCE,
        unit="Working days",
        decimals=0,
        dots=tuple(dots),
        rules=(charts.Rule("Median", half),),
    )


def rebase_row(rebase: Rebase, *, may: bool) -> list[Any]:
    made = f"{rebase.made_by}, {timezone.localtime(rebase.made_at):%-d %B %Y}"
    if rebase.taken_back_at is None:
        stands: Any = {"text": "Take back", "url": reverse("reporting:take-back", args=[rebase.pk])} if may else "Yes"
    else:
        stands = f"No: taken back by {rebase.taken_back_by}, {timezone.localtime(rebase.taken_back_at):%-d %B %Y}"
    return [f"{rebase.month:%B %Y}", rebase.reason, made, stands]


class MakeRebase(ActionView):
    """Work limits out anew: choose the month, look at the limits before and after, say why."""

    roles = REBASES
    section = "reporting:overview"
    template_name = "reporting/rebase.html"
    form_class = RebaseForm
    done = "The limits are worked out anew. Your reason stands under the chart."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.months_form = MonthsForm.asked(
            {name: value for name, value in request.GET.items() if name in MonthsForm.base_fields}
        )
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"month": self.request.GET.get("month", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not self.months_form.is_valid():
            raise RuleBroken("There is no such chart. Go back to the months and choose again.")
        asked = Asked(self.months_form, person=self.person)
        chosen = self._chosen(asked)
        back = f"{reverse('reporting:months')}?{urlencode(self.months_form.data)}"
        context |= {
            "back_url": back,
            "chosen": chosen,
            "hidden": list(self.months_form.data.items()),
            "choices": [
                {"value": month.first.isoformat(), "text": month.label, "chosen": month.first == chosen}
                for month in reversed(asked.months[1:])
                if month.first not in asked.standing
            ],
            "chart_name": f"{asked.measure.name}. {asked.population}",
        }
        if chosen is None:
            return context
        before = [stretch_words(asked, stretch) for stretch in asked.unusual.stretches]
        asked.unusual = asked.limited([*asked.standing, chosen])
        return context | {
            "before": before,
            "after": [stretch_words(asked, stretch) for stretch in asked.unusual.stretches],
            "preview": drawn(chart(asked, drills=False)),
            "as_at": asked.as_at,
        }

    def _chosen(self, asked: Asked) -> date | None:
        given = self.request.POST.get("month") or self.request.GET.get("month", "")
        return next((month.first for month in asked.months[1:] if month.first.isoformat() == given), None)

    def perform(self, form: RebaseForm) -> str:
        if not self.months_form.is_valid():
            raise RuleBroken("There is no such chart. Go back to the months and choose again.")
        given = self.months_form.cleaned_data
        if self.months_form.which.narrowed:
            raise RuleBroken("Limits are worked out anew for all areas, categories and forces together.")
        _, as_at = whole_life(self.months_form.forces, months=0)
        workflow.rebase(
            measure=given["measure"],
            handling=given["handling"],
            month=form.cleaned_data["month"],
            newest=stats.last_whole_month(as_at).replace(day=1),
            reason=form.cleaned_data["reason"],
            by=self.person,
        )
        return f"{reverse('reporting:months')}?{urlencode(self.months_form.data)}"


class TakeBack(ActionView):
    """Let limits run on as they did before."""

    roles = REBASES
    section = "reporting:overview"
    done = "The limits run on as before. The reason stays readable."

    def get_form_class(self) -> Any:
        return forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rebase = self._rebase()
        return super().get_context_data(**kwargs) | {
            "heading": f"Take back the limits from {rebase.month:%B %Y}",
            "intro": "The limits before that month will run on to the newest. What was said stays under the chart.",
            "facts": [
                {"key": "Why they were worked out anew", "value": rebase.reason},
                {"key": "By", "value": str(rebase.made_by)},
            ],
            "label": "Take back",
            "back_url": _months_url(rebase),
        }

    def _rebase(self) -> Rebase:
        return self.find(Rebase.objects.visible_to(self.person), pk=self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        return _months_url(workflow.take_back(self._rebase(), by=self.person))


def _months_url(rebase: Rebase) -> str:
    return f"{reverse('reporting:months')}?{urlencode({'measure': rebase.measure, 'handling': rebase.handling})}"
