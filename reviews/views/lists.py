"""The list of reviews, and the team's board."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.errors import RuleBroken
from pcc.filters import panel, selected, unknown
from pcc.models import BankHoliday
from pcc.roles import SEES_REVIEWS
from pcc.views import Page, count_up_to, keyset
from pcc.working_days import WorkingCalendar
from reviews import stats
from reviews.choices import Stage
from reviews.filters import NEWEST_FIRST, SORTS, ReviewFilter
from reviews.models import Recommendation, Review
from reviews.rules import LOGS_REVIEWS, OVERSEES_REVIEWS
from reviews.stats.waiting import days_so_far, waits_for
from reviews.views.shown import short, tag_of, tone_of

FIRST_ASKED = ("q", "state", "stage", "outcome", "owner")
"""Filters that stand open; the others fold away until they are wanted."""
SOON = timedelta(days=7)
RENEWED_EVERY = 60
"""Seconds between two looks of the board, while somebody watches it."""


def sections(here: str) -> list[dict[str, Any]]:
    """The pages of reviews that are about many."""
    named = [
        ("Board", "board"),
        ("All reviews", "list"),
        ("Recommendations", "register"),
        ("Pack for the force", "pack"),
    ]
    pages = [{"text": text, "url": reverse(f"reviews:{name}"), "current": name == here} for text, name in named]
    return [*pages, {"text": "Figures", "url": reverse("reviews:figures"), "current": here == "figures"}]


def due_cell(due_on: date | None, *, on: date) -> Any:
    """A target day by the office's standard, as the contextual date wants it."""
    if due_on is None:
        return "–"
    gap = (due_on - on).days
    state = "late" if gap < 0 else "today" if gap == 0 else "soon" if gap <= SOON.days else "plenty"
    return {"due": {"state": state, "date": due_on, "days": abs(gap), "working": False}}


class ReviewList(Page):
    """Every review the person may see, filtered by the address, newest first."""

    roles = SEES_REVIEWS
    template_name = "reviews/review_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"sections": sections("list")}
        query = self.request.GET
        filterset = ReviewFilter(query, queryset=Review.objects.visible_to(self.person), request=self.request)
        context |= {
            "filter": filterset,
            "clear_url": self.request.path,
            "selected": [],
            **panel(filterset, first=FIRST_ASKED),
        }
        context["unknown"] = unknown(filterset, query)
        if not filterset.is_valid():
            return context | {"problem": filterset.form, "form": filterset.form}
        try:
            page = keyset(filterset.qs.for_list(), self.request, sorts=SORTS, default=NEWEST_FIRST)
        except RuleBroken as broken:
            return context | {"refused": str(broken), "clear_url": self.request.path}
        filters = sorted(set(query) & set(filterset.filters))
        verb = "review.searched" if filters else "review.listed"
        audit.record_list(verb, Review, page.rows, by=self.person, filters=filters)
        total, more = count_up_to(filterset.qs)
        calendar = BankHoliday.objects.as_calendar()
        return context | {
            "page": page,
            "total": total,
            "at_least": more,
            "logs": bool(self.person.roles & LOGS_REVIEWS),
            "here": query.urlencode(),
            "selected": selected(filterset, query),
            "columns": [
                {"label": "Reference", "sort": "reference"},
                {"label": "Received", "sort": "received"},
                {"label": "Decision due"},
                {"label": "With"},
                {"label": "Waiting for"},
                {"label": "Working days", "numeric": True},
                {"label": "Stage"},
            ],
            "rows": [_row(review, calendar, on=timezone.localdate()) for review in page.rows],
        }


def _row(review: Review, calendar: WorkingCalendar, *, on: date) -> list[Any]:
    whole, with_force = days_so_far(review, calendar, on=on)
    return [
        {"text": review.reference, "url": review.get_absolute_url(), "hint": review.force_reference},
        short(review.received_on),
        due_cell(review.due_on, on=on),
        str(review.allocated_to or "Nobody"),
        waits_for(review.stage).capitalize(),
        {"text": f"{whole:,}", "hint": f"{with_force:,} with the force" if with_force else ""},
        {"text": tag_of(review), "tone": tone_of(review.stage)},
    ]


class Board(Page):
    """The team's board: in hand, late, due this week, waiting on whom; by person for those who answer for the load."""

    roles = SEES_REVIEWS
    template_name = "reviews/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        calendar = BankHoliday.objects.as_calendar()
        seen = Review.objects.visible_to(self.person)
        rows = list(seen.in_hand().for_list().order_by("received_on", "pk"))
        late = [row for row in rows if row.due_on and row.due_on < today]
        soon = [row for row in rows if row.due_on and today <= row.due_on <= today + SOON]
        force = [row for row in rows if row.stage == Stage.FILE_REQUESTED]
        advice = Recommendation.objects.visible_to(self.person)
        overdue = advice.overdue(on=today).count()
        in_hand = f"{reverse('reviews:list')}?state=in-hand"
        tiles = [
            ("In hand", len(rows), in_hand),
            ("Late by our standard", len(late), f"{in_hand}&due_to={today - timedelta(days=1)}"),
            ("Due in seven days", len(soon), f"{in_hand}&due_from={today}&due_to={today + SOON}"),
            ("Waiting for the force's file", len(force), f"{reverse('reviews:list')}?stage={Stage.FILE_REQUESTED}"),
            ("Replies overdue", overdue, f"{reverse('reviews:register')}?show=overdue"),
        ]
        audit.record_list("review.listed", Review, rows, by=self.person)
        oversees = bool(self.person.roles & OVERSEES_REVIEWS)
        return super().get_context_data(**kwargs) | {
            "sections": sections("board"),
            "logs": bool(self.person.roles & LOGS_REVIEWS),
            "sentence": f"{_count(len(late), 'late')}, {len(soon)} due in the next seven days, "
            f"{len(force)} waiting for the force, {len(rows)} in hand.",
            "tiles": [{"label": label, "value": value, "url": url} for label, value, url in tiles],
            "as_at": today,
            "seconds": RENEWED_EVERY,
            "columns": [
                {"label": "Reference"},
                {"label": "Decision due"},
                {"label": "With"},
                {"label": "Waiting for"},
                {"label": "Working days", "numeric": True},
                {"label": "Stage"},
            ],
            "rows": [
                [cells[0], *cells[2:]]
                for row in sorted(rows, key=lambda each: each.due_on or date.max)
                for cells in [_row(row, calendar, on=today)]
            ],
            "load": [_load(each, in_hand, on=today) for each in stats.load_by_person(on=today, soon=today + SOON)]
            if oversees
            else None,
            "load_columns": [
                {"label": "Person"},
                {"label": "In hand", "numeric": True},
                {"label": "Late", "numeric": True},
                {"label": "Due in seven days", "numeric": True},
            ],
        }


def _load(each: stats.Load, in_hand: str, *, on: date) -> list[Any]:
    """What one person has in hand; each number opens these reviews."""
    theirs = f"{in_hand}&owner={each.person.pk}"
    numbers = [
        (each.in_hand, theirs),
        (each.late, f"{theirs}&due_to={on - timedelta(days=1)}"),
        (each.soon, f"{theirs}&due_from={on}&due_to={on + SOON}"),
    ]
    return [str(each.person), *({"text": number, "url": url if number else ""} for number, url in numbers)]


def _count(number: int, words: str) -> str:
    return f"{number or 'None'} {words}"
