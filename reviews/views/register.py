"""The register of recommendations, and the pack for the meeting with the force.

Both stand on many reviews, and a page cannot ask on each before it opens. So every row is there with its kind, its days
and its reply, which is what is counted and chased; the words of a review wait until its reader has declared on it, and
one page asks on the names of all that are shown (``declaring.DeclareSeveral``).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.filters import selected
from pcc.models import BankHoliday
from pcc.roles import SEES_REVIEWS
from pcc.views import Page, keyset
from reviews import stats
from reviews.choices import RecommendationStage
from reviews.filters import NOT_DECLARED, SHOWN, register_of, words_of
from reviews.models import Recommendation, Review
from reviews.views.lists import due_cell, sections
from reviews.views.shown import short


class Register(Page):
    """Every recommendation: made, reply due, answered, done; acceptance by theme above."""

    roles = SEES_REVIEWS
    template_name = "reviews/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        made = Recommendation.objects.visible_to(self.person).made()
        show = self.request.GET.get("show", "")
        chosen, filters = register_of(self.person, self.request.GET, on=today)
        page = keyset(
            chosen.with_opened(self.person).select_related("review", "theme"),
            self.request,
            sorts={"made": "made_on"},
            default="-made",
        )
        audit.record_list("recommendation.listed", Recommendation, page.rows, by=self.person)
        return super().get_context_data(**kwargs) | {
            "sections": sections("register"),
            "here": self.request.GET.urlencode(),
            "selected": selected(filters, self.request.GET),
            "everything": self.request.path,
            "undeclared": asked_on((each.review_id for each in page.rows if not each.opened), back="register"),
            "kinds": [
                {"text": text, "url": f"?show={code}" if code else "?", "current": show == code}
                for code, text in SHOWN.items()
            ],
            "page": page,
            "columns": [
                {"label": "Recommendation"},
                {"label": "Made", "sort": "made"},
                {"label": "Reply due"},
                {"label": "The force's reply"},
                {"label": "Done"},
            ],
            "rows": [_advice(each, on=today) for each in page.rows],
            "theme_columns": [
                {"label": "Theme"},
                *({"label": label, "numeric": True} for label in ("Made", "Accepted", "In part", "Refused", "Done")),
            ],
            "themes": by_theme(list(made.select_related("theme"))),
        }


def _advice(each: Recommendation, *, on: date) -> list[Any]:
    waits = each.stage in (RecommendationStage.ISSUED, RecommendationStage.EXTENDED)
    if each.reply:
        reply: Any = {"text": each.get_reply_display(), "hint": short(each.replied_on)}
    else:
        reply = {"text": "No reply, overdue" if each.due_on and each.due_on < on else "Waiting", "tone": "purple"}
    done = (
        short(each.implemented_on)
        if each.implemented_on
        else each.get_stage_display()
        if each.settled_on
        else "Not shown"
    )
    return [
        {
            "text": f"{each.review.reference}, recommendation {each.number}",
            "url": each.get_absolute_url(),
            "hint": f"{each.get_kind_display()}. {words_of('text')(each)}",
        },
        short(each.made_on),
        due_cell(each.due_on, on=on) if waits else short(each.due_on),
        reply,
        done,
    ]


def asked_on(reviews: Iterable[int], *, back: str) -> dict[str, Any] | None:
    """The way to declare on reviews whose words wait, and back to the page of that name; None where none does."""
    waiting = sorted(set(reviews))
    address = f"{reverse('reviews:declare-several')}?{urlencode({'review': waiting, 'back': back}, doseq=True)}"
    return {"count": len(waiting), "url": address} if waiting else None


def by_theme(advice: list[Recommendation]) -> list[list[Any]]:
    """How the force took recommendations, theme by theme."""
    themes: dict[str, list[Recommendation]] = {}
    for each in advice:
        themes.setdefault(each.theme.name if each.theme else "No theme stated", []).append(each)
    return [
        [
            theme,
            len(own),
            sum(each.reply == "ACCEPTED" for each in own),
            sum(each.reply == "PART_ACCEPTED" for each in own),
            sum(each.reply == "REJECTED" for each in own),
            sum(each.implemented_on is not None for each in own),
        ]
        for theme, own in sorted(themes.items())
    ]


def quarter_of(day: date) -> tuple[date, date]:
    """The first and last day of the quarter of the year before the one that this day lies in."""
    first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    last = first - timedelta(days=1)
    return last.replace(month=3 * ((last.month - 1) // 3) + 1, day=1), last


class Pack(Page):
    """The pack for the quarterly meeting with the force: figures, what it owes us, refusals with reasons, learning."""

    roles = SEES_REVIEWS
    template_name = "reviews/pack.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        since, until = quarter_of(today)
        report = stats.figures(
            stats.all_reviews(),
            calendar=BankHoliday.objects.as_calendar(),
            since=since,
            until=until,
            on=today,
            by="theme",
        )
        advice = Recommendation.objects.visible_to(self.person).made().with_opened(self.person)
        advice = advice.select_related("review", "theme")
        made = list(advice.filter(made_on__range=(since, until)).order_by("made_on", "pk"))
        owed = list(advice.waiting().order_by("due_on", "pk"))
        refused = list(advice.filter(reply="REJECTED", replied_on__range=(since, until)).order_by("replied_on", "pk"))
        open_ones = list(advice.filter(stage__in=["ACCEPTED", "PART_ACCEPTED"]).order_by("replied_on", "pk"))
        audit.record("review.pack_read", by=self.person, since=str(since), until=str(until))
        seen = Review.objects.visible_to(self.person).with_opened(self.person)
        learned = list(seen.with_learning(since=since, until=until).order_by("pk"))
        waiting = [each.review_id for each in (*made, *owed, *refused, *open_ones) if not each.opened]
        waiting += [review.pk for review in learned if not review.opened]
        total = report.total
        return super().get_context_data(**kwargs) | {
            "sections": sections("pack"),
            "since": since,
            "until": until,
            "as_at": today,
            "rate": total.rate.words if total.rate else "No review was completed.",
            "total": total,
            "report": report,
            "theme_columns": [
                {"label": "Theme"},
                {"label": "Completed", "numeric": True},
                {"label": "Upheld", "numeric": True},
            ],
            "themes": [[line.label, line.completed, line.upheld] for line in report.lines if line.completed],
            "columns": [
                {"label": "Recommendation"},
                {"label": "Made"},
                {"label": "Reply due"},
                {"label": "Reply"},
                {"label": "Done"},
            ],
            "made": [_advice(each, on=today) for each in made],
            "owed": [_advice(each, on=today) for each in owed],
            "refused": [
                [
                    {"text": each.review.reference, "url": each.get_absolute_url()},
                    words_of("text")(each),
                    words_of("reply_words")(each),
                ]
                for each in refused
            ],
            "refused_columns": [{"label": "Review"}, {"label": "Recommendation"}, {"label": "The force's reason"}],
            "open_ones": [_advice(each, on=today) for each in open_ones],
            "points": [
                [
                    {"text": review.reference, "url": review.get_absolute_url()},
                    {"lines": [each.text for each in review.learning_points.all()]} if review.opened else NOT_DECLARED,
                ]
                for review in learned
            ],
            "undeclared": asked_on(waiting, back="pack"),
            "point_columns": [{"label": "Review"}, {"label": "Learning points"}],
        }
