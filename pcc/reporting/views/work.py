"""My work today, and the same for the team: what is late and due, waited for, come in, gone quiet."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from casework.models import HandOver
from casework.rules import ANSWERS_FOR_CASES, SEES_CASES
from casework.stats import Item, Work, in_hands_of, loads, work_of
from casework.views.rows import due_day
from pcc.models import BankHoliday, User
from pcc.views import Page, RolePage
from pcc.working_days import in_words

MOST_SHOWN = 50
COLUMNS = [{"label": "File"}, {"label": "Next step"}, {"label": "Due"}]
WAITING_COLUMNS = [{"label": "File"}, {"label": "What"}, {"label": "By"}, {"label": "From whom"}]
SHORT_COLUMNS = [{"label": "File"}, {"label": "What"}]


def todays(person: User, *, whose: set[int] | None, on: date) -> Work:
    """The work in these hands on that day, as far as this person may see it."""
    return work_of(person, whose=whose, on=on, calendar=BankHoliday.objects.as_calendar())


def headline(work: Work) -> str:
    """The day in a sentence: ``2 late, 3 due in the next 7 days, 1 waiting for you to sign off.``"""
    parts = [f"{work.late} late"] if work.late else []
    parts += [f"{work.soon} due in the next 7 days"] if work.soon else []
    undated = sum(item.due_on is None for item in work.due)
    parts += [f"{undated} without a date"] if undated else []
    parts += [f"{work.to_sign} waiting for you to sign off"] if work.to_sign else []
    return f"{', '.join(parts)}." if parts else "Nothing is due in the next 7 days."


def lists(work: Work) -> dict[str, Any]:
    """The four lists as a page prints them."""
    waiting = len(work.waiting)
    after = f" The next is due on {in_words(work.next_due)}." if work.next_due else ""
    held = f" {waiting} {'thing is' if waiting == 1 else 'things are'} awaited from others." if waiting else ""
    return {
        "columns": COLUMNS,
        "due": [[_file(item, work), _step(item), _due(item, work.on)] for item in work.due[:MOST_SHOWN]],
        "due_empty": f"Nothing due in the next 7 days.{held}{after}",
        "waiting_columns": WAITING_COLUMNS,
        "waiting": [
            [_file(item, work), _step(item), _due(item, work.on), item.waits_on] for item in work.waiting[:MOST_SHOWN]
        ],
        "short_columns": SHORT_COLUMNS,
        "came_in": [[_file(item, work), _step(item)] for item in work.came_in[:MOST_SHOWN]],
        "quiet": [[_file(item, work), item.step] for item in work.quiet[:MOST_SHOWN]],
        "cut": [
            f"{name}: {MOST_SHOWN} of {len(rows)} are shown."
            for name, rows in (
                ("Late or due", work.due),
                ("Waiting on others", work.waiting),
                ("Came in", work.came_in),
                ("Quiet", work.quiet),
            )
            if len(rows) > MOST_SHOWN
        ],
    }


def _file(item: Item, work: Work) -> dict[str, str]:
    """The file of an item, or what it is about where it stands on none."""
    if item.case is None:
        return {"text": item.about, "url": item.url}
    title = "Sealed" if item.case.pk in work.sealed else item.case.title
    return {"text": item.case.reference, "url": item.case.get_absolute_url(), "hint": title}


def _step(item: Item) -> dict[str, str]:
    """What to do, leading straight there when that is not the file's own page."""
    if item.case is None or item.url == item.case.get_absolute_url():
        return {"text": item.step}
    return {"text": item.step, "url": item.url}


def _due(item: Item, on: date) -> dict[str, Any]:
    if item.due_on is None:
        return {"due": {"state": "unknown", "words": "No date can be worked out yet"}}
    return {"due": due_day(item.due_on, as_at=on)}


def for_home(person: User) -> dict[str, Any]:
    """What the home page shows to somebody who works on cases."""
    on = timezone.localdate()
    work = todays(person, whose=in_hands_of(person, on=on), on=on)
    standing = HandOver.objects.visible_to(person).standing(on).for_list()
    away = next((each for each in standing if each.giver_id == person.pk), None)
    return lists(work) | {
        "headline": headline(work),
        "next_url": reverse("reporting:open-next") if work.due else "",
        "away": away,
        "standing_in": [each for each in standing if each.taker_id == person.pk],
        "team_url": reverse("reporting:team") if person.roles & ANSWERS_FOR_CASES else "",
    }


class OpenNext(RolePage):
    """Straight to what is due first; home again when nothing is."""

    roles = SEES_CASES
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        on = timezone.localdate()
        work = todays(self.person, whose=in_hands_of(self.person, on=on), on=on)
        return HttpResponseRedirect(work.due[0].url if work.due else reverse("home"))


class Team(Page):
    """Everybody's work in numbers, and each person's lists."""

    roles = ANSWERS_FOR_CASES
    template_name = "reporting/team.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on = timezone.localdate()
        asked = self.request.GET.get("who", "")
        found = loads(self.person, todays(self.person, whose=None, on=on))
        chosen = next((load for load in found if load.owner and str(load.owner.pk) == asked), None)
        context = super().get_context_data(**kwargs) | {
            "today": on,
            "columns": [
                {"label": "Who"},
                {"label": "Open files", "numeric": True},
                {"label": "Late", "numeric": True},
                {"label": "Due in 7 days", "numeric": True},
                {"label": "Waiting on others", "numeric": True},
                {"label": "Quiet", "numeric": True},
                {"label": "Hand over"},
            ],
            "rows": [
                [
                    {
                        "text": str(load.owner),
                        "url": f"?who={load.owner.pk}",
                        "hint": f"{load.stand_in.taker} stands in until {load.stand_in.until_on:%-d %B}"
                        if load.stand_in
                        else "",
                    }
                    if load.owner
                    else "Nobody",
                    str(load.files),
                    str(load.late),
                    str(load.soon),
                    str(load.waiting),
                    str(load.quiet),
                    {
                        "text": f"Hand over the work of {load.owner}",
                        "url": f"{reverse('casework:hand-over')}?giver={load.owner.pk}",
                    }
                    if load.owner
                    else "–",
                ]
                for load in found
            ],
        }
        if chosen is not None and chosen.owner is not None:
            work = todays(self.person, whose={chosen.owner.pk}, on=on)
            shown = lists(work)
            context |= shown | {"columns": context["columns"], "work_columns": shown["columns"]}
            context |= {"chosen": chosen.owner, "headline": headline(work)}
        return context
