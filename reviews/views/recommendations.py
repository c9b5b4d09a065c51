"""One recommendation and what is done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from casework.views.files import Asked
from casework.views.versioned import AsSeen
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import SEES_REVIEWS
from pcc.views import ActionView, Page
from reviews.forms import acts as asked
from reviews.models import Recommendation
from reviews.rules import RECOMMENDATION_MOVES, UNVERIFIED, WORKS_REVIEWS
from reviews.rules.recommending import SOURCES
from reviews.views.acts import moment
from reviews.views.shown import day
from reviews.workflow import recommending

Given = dict[str, Any]


@dataclass(frozen=True)
class Act:
    heading: str
    moves: tuple[str, ...]
    form: type[Any]
    perform: Callable[[Recommendation, Given, User], Any]


ACTS = {
    "change": Act(
        "Change it",
        ("change",),
        asked.ChangeRecommendationForm,
        lambda row, given, by: recommending.change(
            row, kind=given["kind"], text=given["text"], seen=given["seen"], by=by
        ),
    ),
    "reply": Act(
        "Record the force's reply",
        ("accepted", "part_accepted", "rejected"),
        asked.ReplyForm,
        lambda row, given, by: recommending.record_reply(
            row, reply=given["reply"], words=given["words"], at=moment(given["day"], given["time"]), by=by
        ),
    ),
    "extend": Act(
        "Allow the force longer",
        ("extend",),
        asked.ExtendForm,
        lambda row, given, by: recommending.extend(row, until=given["day"], reason=given["reason"], by=by),
    ),
    "chase": Act(
        "Record a chase",
        ("chase",),
        asked.ChaseForm,
        lambda row, given, by: recommending.chase(row, on=given["day"], note=given["note"], by=by),
    ),
    "done": Act(
        "Record that it was done",
        ("implemented",),
        asked.DoneForm,
        lambda row, given, by: recommending.record_done(row, on=given["day"], evidence=given["evidence"], by=by),
    ),
    "close": Act(
        "Close it as not shown to be done",
        ("close",),
        asked.UndoneForm,
        lambda row, given, by: recommending.close_undone(row, reason=given["reason"], on=given["day"], by=by),
    ),
}
"""Every act on a recommendation by its address."""


class RecommendationPage(Asked, Page):
    """A recommendation with its days apart: made, due, answered, done."""

    roles = SEES_REVIEWS
    template_name = "reviews/recommendation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.find(
            Recommendation.objects.visible_to(self.person).select_related("review", "theme"), pk=self.kwargs["pk"]
        )
        audit.record("recommendation.viewed", row, by=self.person)
        today = timezone.localdate()
        overdue = row.due_on and not row.reply and row.due_on < today
        chases = [f"{day(each.chased_on)}: {each.note}".rstrip(": ") for each in row.chases.order_by("chased_on", "pk")]
        return super().get_context_data(**kwargs) | {
            "row": row,
            "unverified": row.kind in UNVERIFIED,
            "rows": [
                {"key": "Kind", "value": {"text": row.get_kind_display(), "hint": SOURCES[row.kind]}},
                {"key": "Recommendation", "value": row.text},
                {"key": "Where it is", "value": "No reply, overdue" if overdue else row.get_stage_display()},
                {"key": "Made", "value": day(row.made_on, "Not made yet")},
                {"key": "Reply due", "value": {"text": day(row.due_on, "–"), "hint": row.extended_because}},
                {"key": "Chased", "value": {"lines": chases} if chases else "No"},
                {"key": "Reply", "value": {"text": row.get_reply_display() or "None yet", "hint": row.reply_words}},
                {"key": "Answered", "value": day(row.replied_on, "Not yet")},
                {"key": "Done", "value": {"text": day(row.implemented_on, "Not shown"), "hint": row.evidence}},
            ],
            "actions": [
                {"label": act.heading, "url": reverse("reviews:follow-up", args=[row.pk, slug])}
                for slug, act in ACTS.items()
                if any(not RECOMMENDATION_MOVES[move].refusal(row, self.person) for move in act.moves)
            ],
        }


class FollowUp(Asked, AsSeen, ActionView):
    """One act on one recommendation."""

    roles = WORKS_REVIEWS
    done = "It is recorded."

    def row(self) -> Recommendation:
        return self.find(Recommendation.objects.visible_to(self.person).select_related("review"), pk=self.kwargs["pk"])

    @property
    def act(self) -> Act:
        act = ACTS.get(self.kwargs["act"])
        if act is None:
            raise Http404
        return act

    def get_form_class(self) -> type[Any]:
        return self.act.form

    def seen_now(self) -> str:
        return recommending.mark_of_advice(self.row())

    def get_initial(self) -> dict[str, Any]:
        row = self.row()
        refusals = [RECOMMENDATION_MOVES[move].refusal(row, self.person) for move in self.act.moves]
        if all(refusals):
            raise RuleBroken(refusals[0])
        return {"kind": row.kind, "text": row.text} if self.kwargs["act"] == "change" else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row()
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.act.heading}: {row.review.reference}, recommendation {row.number}",
            "label": "Save",
            "facts": [{"key": row.get_kind_display(), "value": row.text}],
            "back_url": row.get_absolute_url(),
        }

    def perform(self, form: Any) -> str:
        row = self.row()
        self.act.perform(row, form.cleaned_data, self.person)
        gone = not Recommendation.objects.visible_to(self.person).filter(pk=row.pk).exists()
        return reverse("reviews:recommendations-of", args=[row.review_id]) if gone else row.get_absolute_url()
