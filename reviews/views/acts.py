"""Acts on one review, a page each: what is asked, and the one call that is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from casework.views.versioned import AsSeen
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import SEES_REVIEWS
from pcc.views import ActionView
from reviews.choices import Occasion
from reviews.forms import acts as asked
from reviews.models import Review
from reviews.rules import CHECKLIST, MOVES
from reviews.stats import candidates
from reviews.workflow import deciding, intake, papers, recommending
from reviews.workflow.taking import ready

Given = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """An act: the move that must be open, what is asked, and the call it makes."""

    heading: str
    move: str
    form: type[Any]
    perform: Callable[[Review, Given, User], Any]
    label: str = "Record it"
    intro: str = ""
    done: str = "It is recorded."
    back: str = "review"
    tone: str = ""


def moment(day: date, at: time | None) -> datetime:
    """The moment of a day in local time: at the time given, else at noon, or now where noon is still to come."""
    given = timezone.make_aware(datetime.combine(day, at or time(12)))
    return min(given, timezone.now()) if at is None and day == timezone.localdate() else given


RENAMED = {"day": "on", "reference": "complaint"}
"""What a form asks by another name than its verb."""


def does(verb: Callable[..., Any]) -> Callable[[Review, Given, User], Any]:
    """The call of a verb whose arguments are what its form asks."""

    def perform(review: Review, given: Given, by: User) -> Any:
        return verb(review, **{RENAMED.get(name, name): value for name, value in given.items()}, by=by)

    return perform


def _arrive(review: Review, given: Given, by: User) -> Any:
    at = moment(given.pop("day"), given.pop("time"))
    return papers.record_arrival(review, **given | {"complete": given["complete"] == "True"}, at=at, by=by)


ACTS: dict[str, Act] = {
    "match": Act(
        "Find the complaint",
        "match",
        asked.MatchForm,
        does(intake.match),
        intro="Its route, dates and allegations then stand here.",
    ),
    "acknowledge": Act("Record the acknowledgement", "acknowledge", asked.DayForm, does(intake.acknowledge)),
    "tell-receipt": Act(
        "Who was told that it came", "tell", asked.TellForm, does(partial(intake.tell, occasion=Occasion.RECEIPT))
    ),
    "tell-forwarding": Act(
        "Who was told that it was sent on",
        "tell",
        asked.TellForm,
        does(partial(intake.tell, occasion=Occasion.FORWARDING)),
    ),
    "tell-ending": Act(
        "Who was told how it ended", "tell", asked.TellForm, does(partial(intake.tell, occasion=Occasion.ENDING))
    ),
    "tell-decision": Act(
        "Who was told of the decision", "tell", asked.TellForm, does(partial(intake.tell, occasion=Occasion.DECISION))
    ),
    "contact": Act(
        "Record a contact with the applicant",
        "contact",
        asked.ContactForm,
        does(intake.contact),
        intro="The 28 days to the next contact start anew.",
    ),
    "hold-as-late": Act(
        "Hold it as late",
        "hold_as_late",
        asked.PlainForm,
        does(intake.hold_as_late),
        label="Hold it",
        intro="Late is never automatic: somebody then decides, with a reason, whether it is allowed.",
    ),
    "allow-late": Act(
        "Allow it late",
        "allow_late",
        asked.AllowLateForm,
        does(intake.allow_late),
        label="Allow it",
        intro="Regulation 29(4): special circumstances that make it just. If it is not allowed, refuse it as late.",
    ),
    "refuse-late": Act(
        "Refuse it as late",
        "refuse_late",
        asked.DayAndReasonForm,
        does(intake.refuse_late),
        label="Refuse it",
        tone="warning",
    ),
    "accept": Act(
        "Accept it as valid", "accept", asked.DayForm, does(intake.accept), label="Accept it", done="It is accepted."
    ),
    "find-invalid": Act(
        "Find it not valid",
        "find_invalid",
        asked.InvalidForm,
        does(intake.find_invalid),
        label="End it as not valid",
        tone="warning",
    ),
    "forward": Act(
        "Send it on to the IOPC",
        "forward",
        asked.ForwardForm,
        does(intake.forward),
        intro="It counts as made to the IOPC on the day it is sent on. The letter to the IOPC records it by itself.",
    ),
    "withdraw": Act(
        "Record that it was withdrawn", "withdraw", asked.WithdrawForm, does(intake.withdraw), tone="warning"
    ),
    "reopen": Act(
        "Reopen it",
        "reopen",
        asked.DayAndReasonForm,
        does(intake.reopen),
        label="Reopen it",
        intro="Nothing is erased: the earlier decision stays on record and stands no longer.",
        tone="warning",
    ),
    "reopen-application": Act(
        "Reopen the application",
        "reopen_application",
        asked.DayAndReasonForm,
        does(intake.reopen),
        label="Reopen it",
        tone="warning",
    ),
    "close-file": Act("Close its file", "close_file", asked.DayForm, does(intake.close_file), label="Close it"),
    "declare": Act(
        "Declare your interest",
        "declare",
        asked.DeclareForm,
        does(intake.declare),
        label="Declare it",
        done="Your declaration is on record.",
    ),
    "allocate": Act(
        "Allocate it",
        "allocate",
        asked.AllocateForm,
        does(intake.allocate),
        label="Allocate it",
        intro="Whoever is shut out, declared an interest or handled the complaint is not among them.",
    ),
    "request-file": Act(
        "Ask the force for its file",
        "request_file",
        asked.PapersForm,
        does(papers.request_file),
        label="Record the request",
        back="papers",
    ),
    "request-more": Act(
        "Ask the force for more",
        "request_more",
        asked.PapersForm,
        does(papers.request_file),
        label="Record the request",
        back="papers",
    ),
    "need-no-file": Act(
        "Go on without a file", "need_no_file", asked.ReasonForm, does(papers.need_no_file), back="papers"
    ),
    "record-arrival": Act("Record what arrived", "record_arrival", asked.ArrivalForm, _arrive, back="papers"),
    "chase-file": Act("Chase the force", "chase_file", asked.NotedDayForm, does(papers.chase_file), back="papers"),
    "add-allegation": Act(
        "Put an allegation before the assessor",
        "assess",
        asked.AllegationForm,
        does(deciding.add_allegation),
        label="Add it",
        back="assessment",
    ),
    "recommend": Act(
        "Write a recommendation",
        "recommend",
        asked.RecommendForm,
        does(recommending.recommend),
        label="Save",
        intro="It is made to the force with the decision. Learning points are apart.",
        back="recommendations-of",
    ),
    "learning": Act(
        "Raise a learning point",
        "recommend",
        asked.LearningForm,
        does(deciding.raise_learning),
        label="Save",
        intro="Whether or not the review is upheld. It is no statutory recommendation.",
        back="recommendations-of",
    ),
    "no-recommendation": Act(
        "Say why there is no recommendation",
        "recommend",
        asked.ReasonForm,
        does(deciding.give_reason_for_none),
        label="Save",
        back="recommendations-of",
    ),
    "send-for-check": Act(
        "Draft the decision and send it for check",
        "send_for_check",
        asked.DecisionForm,
        does(deciding.send_for_check),
        label="Send it for check",
    ),
    "decide": Act("Decide it", "decide", asked.DecisionForm, does(deciding.decide), label="Decide it"),
    "approve": Act(
        "Second check",
        "approve",
        asked.CheckForm,
        does(deciding.approve),
        label="Approve it",
        intro=" ".join(CHECKLIST),
        done="It is approved. If anything changes now, the check is void.",
    ),
    "send-back": Act("Send it back", "send_back", asked.SendBackForm, does(deciding.send_back), label="Send it back"),
    "outside-check": Act(
        "Record the check of somebody outside",
        "record_outside_check",
        asked.OutsideCheckForm,
        does(deciding.record_outside_check),
    ),
    "waive-check": Act(
        "Waive the second check",
        "waive_check",
        asked.DayAndReasonForm,
        does(deciding.waive_check),
        label="Waive it",
        intro="Waivers are counted in the figures.",
        tone="warning",
    ),
    "take-back": Act(
        "Take the decision back",
        "take_back",
        asked.ReasonForm,
        does(deciding.take_back),
        label="Take it back",
        intro="Its second check becomes void.",
    ),
    "notify": Act(
        "Record that the applicant was told",
        "notify",
        asked.DayForm,
        does(deciding.notify),
        intro="The day on which the decision letter went. There is no appeal from here, only judicial review.",
    ),
    "issue": Act(
        "Make the recommendations",
        "issue",
        asked.DayForm,
        does(recommending.issue),
        label="Make them",
        intro="The force's 28 days to reply start with the day after.",
        back="recommendations-of",
    ),
    "close": Act("Close the review", "close", asked.DayForm, does(deciding.close), label="Close it"),
}
"""Every act by its address."""

EXTRAS = (
    "contact",
    "allow-late",
    "refuse-late",
    "find-invalid",
    "need-no-file",
    "request-more",
    "send-back",
    "outside-check",
    "waive-check",
    "take-back",
    "withdraw",
    "reopen",
    "reopen-application",
)
"""Acts under "More": open at times, and no step of the task list."""


class DeclaredFirst(ActionView):
    """A page that leads to the declaration of interest whoever has made none on this review."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.roles & self.person.roles and kwargs.get("act") != "declare":
            seen = Review.objects.visible_to(self.person).filter(pk=kwargs["pk"]).first()
            if seen is not None and not seen.declarations.filter(user=self.person).exists():
                return HttpResponseRedirect(seen.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)


CHECKS = frozenset({"approve", "send_back", "record_outside_check", "waive_check"})
"""Moves that answer to a drafted decision, as it was read."""


class Do(AsSeen, DeclaredFirst):
    """One act on one review: found, asked about, done, and back to its page."""

    roles = SEES_REVIEWS

    @property
    def act(self) -> Act:
        act = ACTS.get(self.kwargs["act"])
        if act is None:
            raise Http404
        return act

    @property
    def done(self) -> str:  # type: ignore[override]
        return self.act.done

    def review(self) -> Review:
        return ready(self.find(Review.objects.visible_to(self.person), pk=self.kwargs["pk"]))

    def get_form_class(self) -> type[Any]:
        return self.act.form

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        self.found = self.review()
        if refusal := MOVES[self.act.move].refusal(self.found, self.person):
            raise RuleBroken(refusal)
        return kwargs | {"review": self.found, "person": self.person}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if isinstance(form, asked.AllocateForm):
            form.offer(candidates(self.found))
        return form

    def seen_now(self) -> str:
        """What stands on the page beside the form; nothing where the act is not about that."""
        return self.found.digest if self.act.move in CHECKS else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "heading": f"{self.act.heading}: {self.found.reference}",
            "label": self.act.label,
            "intro": self.act.intro,
            "tone": self.act.tone,
            "facts": self.facts(),
            "back_url": reverse(f"reviews:{self.act.back}", args=[self.found.pk]),
        }

    def facts(self) -> list[dict[str, Any]]:
        """What stands there, where the act is about it."""
        if self.act.move not in CHECKS:
            return []
        review, decision = self.found, self.found.standing_decision
        assert decision is not None
        return [
            {"key": "Decision", "value": decision.get_outcome_display()},
            {"key": "Reasons", "value": decision.reasons},
            *(
                {
                    "key": f"Allegation {each.number}",
                    "value": {"text": each.get_finding_display(), "hint": each.reasons},
                }
                for each in review.findings.all()
            ),
            *(
                {"key": f"Recommendation {each.number}", "value": {"text": each.get_kind_display(), "hint": each.text}}
                for each in review.recommendations.all()
            ),
        ]

    def perform(self, form: Any) -> str:
        given = dict(form.cleaned_data)
        if self.act.move not in CHECKS:
            given.pop("seen")
        self.act.perform(self.found, given, self.person)
        if not Review.objects.visible_to(self.person).filter(pk=self.found.pk).exists():
            return reverse("reviews:list")
        return reverse(f"reviews:{self.act.back}", args=[self.found.pk])
