"""The task list of a review: steps in the law's order, done, open, not needed, or locked with what they wait for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from complaints.choices import ReviewBody
from pcc.figures import how_many
from pcc.models import User
from reviews.choices import Occasion, Outcome, Recipient, RecommendationStage, Stage
from reviews.models import Review
from reviews.rules import ENDED_UNDECIDED, MOVES, awaits_reply, case_outcome
from reviews.views.shown import day


@dataclass(frozen=True)
class Step:
    """A step as the task list prints it."""

    text: str
    status: str
    hint: str = ""
    url: str = ""
    tone: str = ""


COMPLETED, NOT_NEEDED, LOCKED, OPEN = "Completed", "Not needed", "Cannot start yet", "To do"


WANTED: dict[Occasion, tuple[Recipient, ...]] = {
    Occasion.RECEIPT: (Recipient.AUTHORITY, Recipient.INTERESTED, Recipient.COMPLAINED_AGAINST),
    Occasion.FORWARDING: (Recipient.APPLICANT, Recipient.AUTHORITY),
    Occasion.ENDING: (Recipient.APPLICANT,),
    Occasion.DECISION: tuple(Recipient),
}
"""Who must be told of what. The applicant is told of the receipt by the acknowledgement."""


class Steps:
    """The steps of one review for one person. ``review`` is as ``ready`` gives it."""

    def __init__(self, review: Review, person: User, *, on: date) -> None:
        self.review, self.person, self.on = review, person, on
        self.ended = review.stage in ENDED_UNDECIDED

    def act(self, name: str) -> str:
        return reverse("reviews:act", args=[self.review.pk, name])

    def step(
        self, text: str, act: str, *, move: str = "", done: str = "", hint: str = "", url: str = "", again: bool = False
    ) -> Step:
        """A step taken by one act: done where ``done`` says so, else open, else locked with the refusal."""
        refusal = MOVES[move or act.replace("-", "_")].refusal(self.review, self.person)
        address = url or self.act(act)
        if done:
            return Step(text, COMPLETED, done, address if again and not refusal else "")
        if self.ended:
            return Step(text, NOT_NEEDED, f"It ended: {self.review.get_stage_display().lower()}.")
        if refusal:
            return Step(text, LOCKED, refusal)
        return Step(text, OPEN, hint, address, "blue")

    def told(self, occasion: Occasion, text: str) -> Step:
        """Who was told of something: done once each is told, or need not be."""
        kept = {each.recipient: each for each in self.review.notifications.all() if each.occasion == occasion}
        wanted = WANTED[occasion]
        missing = [each.label.lower() for each in wanted if each not in kept]
        hint = f"Still to be told: {', '.join(missing)}" if missing else "Everybody was told, or need not be"
        url = self.act(f"tell-{occasion.lower()}")
        if occasion == Occasion.DECISION and self.review.notified_on is None:
            return Step(text, NOT_NEEDED if self.ended else LOCKED, "" if self.ended else "Tell the applicant first.")
        return Step(text, OPEN if missing else COMPLETED, hint, url, "blue" if missing else "")

    def _told_of_end(self) -> Step:
        """Whether those who must hear of an application that ended have heard."""
        if self.review.stage == Stage.FORWARDED:
            return self.told(Occasion.FORWARDING, "Tell people that it was sent on")
        return self.told(Occasion.ENDING, "Tell people how it ended")

    def ours(self) -> list[Step]:
        review = self.review
        complaint, late = review.complaint, list(review.late_decisions.all())
        window = review.window
        check = getattr(complaint, "review_body_check", None) if complaint else None
        body = check.get_body_display() if check and check.body else ""
        steps = [
            self.step("Find the complaint", "match", done=f"Complaint {complaint}" if complaint else "", again=True),
            self.step("Acknowledge the application", "acknowledge", done=_on(review.acknowledged_on)),
            self.told(Occasion.RECEIPT, "Tell the force and those concerned that it came"),
            self._applicant(),
        ]
        if late:
            steps.append(Step("Was it made in time?", COMPLETED, f"{window.words} {_late(late[-1])}"))
        elif window.in_time:
            steps.append(Step("Was it made in time?", COMPLETED, window.words))
        elif review.stage == Stage.LATE_PENDING:
            steps.append(self.step("Decide whether it is allowed late", "allow-late", hint=window.words))
        elif window.in_time is None:
            steps.append(self.step("Was it made in time?", "edit", hint=window.words))
        else:
            steps.append(self.step("Was it made in time?", "hold-as-late", hint=window.words))
        if complaint is None:
            steps.append(Step("Which body decides it?", LOCKED, "Find the complaint first."))
        elif body:
            steps.append(
                Step("Which body decides it?", COMPLETED, body, reverse("complaints:review-body", args=[complaint.pk]))
            )
        elif self.ended or review.notified_on:
            steps.append(Step("Which body decides it?", NOT_NEEDED, "The six questions were not answered here."))
        else:
            address = reverse("complaints:review-body", args=[complaint.pk])
            steps.append(
                Step("Which body decides it?", OPEN, "Six questions; one yes means the IOPC.", address, "blue")
            )
        if check and check.body == ReviewBody.IOPC and not self.ended:
            steps.append(self.step("Send it on to the IOPC", "forward"))
        else:
            steps.append(self.step("Accept it as valid", "accept", done=_on(review.accepted_on)))
        if self.ended:
            steps.append(Step("How it ended", COMPLETED, f"{review.get_stage_display()} on {day(review.ended_on)}"))
            steps.append(self._told_of_end())
            steps.append(Step("Close its file", *self._file()))
        return steps

    def _file(self) -> tuple[str, str, str, str]:
        if self.review.case.closed_on:
            return COMPLETED, day(self.review.case.closed_on), "", ""
        if refusal := MOVES["close_file"].refusal(self.review, self.person):
            return LOCKED, refusal, "", ""
        return OPEN, "When the applicant has been told.", self.act("close-file"), "blue"

    def _applicant(self) -> Step:
        review = self.review
        if review.capacity == "REPRESENTATIVE" and review.consent_on is None:
            return self.step("Applicant and consent", "edit", hint="The written consent is missing.")
        missing = f"Not stated: {', '.join(review.missing)}. It goes on without." if review.missing else ""
        url = "" if MOVES["edit"].refusal(review, self.person) else self.act("edit")
        return Step("Applicant and consent", COMPLETED, missing, url)

    def file(self) -> list[Step]:
        review = self.review
        asked = list(review.requests.all())
        if review.no_file_reason and not asked:
            return [Step("The force's file", NOT_NEEDED, review.no_file_reason)]
        last = asked[-1] if asked else None
        page = reverse("reviews:papers", args=[review.pk])
        first = self.step(
            "Ask the force for its file", "request-file", done=f"Asked on {day(last.asked_on)}" if last else "", url=""
        )
        if last is None:
            return [first, Step("Record what arrived", NOT_NEEDED if self.ended else LOCKED, "Ask the force first.")]
        if last.completed_on:
            return [first, Step("Record what arrived", COMPLETED, f"Complete on {day(last.completed_on)}", page)]
        left = len(last.outstanding)
        return [
            first,
            Step("Record what arrived, or chase", OPEN, f"{left} of {len(last.papers)} papers to come", page, "purple"),
        ]

    def assess(self) -> list[Step]:
        review = self.review
        findings = list(review.findings.all())
        done = [each for each in findings if each.finding]
        declared = review.interests.get(self.person.pk)
        page = reverse("reviews:assessment", args=[review.pk])
        owner = f"{review.allocated_to}, since {day(review.allocated_on)}" if review.allocated_to else ""
        complete = bool(findings) and len(done) == len(findings)
        told = f"{_reasonable(done)} of {len(done)} reasonable and proportionate" if done else ""
        steps = [
            Step(
                "Declare your interest",
                COMPLETED if declared else OPEN,
                "",
                self.act("declare"),
                "" if declared else "blue",
            ),
            self.step("Allocate it", "allocate", done=owner, again=True),
        ]
        if complete and review.stage != Stage.IN_ASSESSMENT:
            steps.append(Step("Assess each allegation", COMPLETED, told, page))
        else:
            steps.append(self.step("Assess each allegation", "assess", hint=told, url=page))
        advice = list(review.recommendations.all())
        points = how_many(review.learning_points.count(), "learning point")
        hint = f"{how_many(len(advice), 'recommendation')}, {points}" if advice else ""
        steps.append(
            self.step("Recommendations and learning points", "recommend", hint=hint or review.no_recommendation_reason)
            if review.stage in (Stage.FILE_RECEIVED, Stage.IN_ASSESSMENT) or not (advice or review.outcome)
            else Step("Recommendations and learning points", COMPLETED, hint or review.no_recommendation_reason, page)
        )
        return steps

    def decide(self) -> list[Step]:
        review = self.review
        decision = review.standing_decision
        outcome = case_outcome(each.finding for each in review.findings.all())
        words = Outcome(outcome).label if outcome else ""
        drafted = f"{decision.get_outcome_display()}, {day(decision.decided_on)}" if decision else ""
        if review.stage == Stage.IN_ASSESSMENT and review.needs_check:
            steps = [self.step("Draft the decision and send it for check", "send-for-check", hint=words)]
        else:
            steps = [self.step("Draft the decision", "decide", done=drafted, hint=words)]
        checks = [each for each in decision.checks.all() if each.counts] if decision else []
        if checks:
            who = checks[-1].checked_by or checks[-1].outside_checker
            steps.append(Step("Second check", COMPLETED, f"{checks[-1].get_result_display()} by {who}"))
        elif decision and review.stage != Stage.CHECKING:
            steps.append(Step("Second check", NOT_NEEDED, "The office's policy asked for none."))
        else:
            steps.append(self.step("Second check", "approve"))
        steps.append(self.step("Record that the applicant was told", "notify", done=_on(review.notified_on)))
        steps.append(self.told(Occasion.DECISION, "Tell the force and those concerned of the decision"))
        steps.append(self._advice())
        steps.append(self.step("Close the review", "close", done=_on(review.closed_on)))
        return steps

    def _advice(self) -> Step:
        advice = list(self.review.recommendations.all())
        text = "Make the recommendations and follow them up"
        page = reverse("reviews:recommendations-of", args=[self.review.pk])
        if not advice:
            if self.review.outcome or self.ended:
                return Step(text, NOT_NEEDED, self.review.no_recommendation_reason or "There is none.")
            return Step(text, LOCKED, "Decide the review first.")
        if any(each.stage == RecommendationStage.DRAFT for each in advice):
            return self.step(text, "issue")
        waiting = [each for each in advice if awaits_reply(each.stage)]
        if waiting:
            return Step(text, OPEN, f"{len(waiting)} waiting for the force's reply", page, "purple")
        if self.review.stage == Stage.RECS_OPEN:
            return Step(text, OPEN, "Answered; evidence that they are done is still to come", page, "purple")
        return Step(text, COMPLETED, f"{len(advice)} settled", page)

    def groups(self) -> list[dict[str, Any]]:
        return [
            {"heading": heading, "id": name, "items": items}
            for heading, name, items in (
                ("Check it is ours", "ours", self.ours()),
                ("Get the file", "file", self.file()),
                ("Assess", "assess", self.assess()),
                ("Decide and tell people", "decide", self.decide()),
            )
        ]


def _on(value: date | None) -> str:
    return day(value) if value else ""


def _late(decision: Any) -> str:
    how = "Allowed" if decision.allowed else "Refused"
    return f"{how} by {decision.decided_by} on {day(decision.decided_on)}: {decision.reason}"


def _reasonable(findings: list[Any]) -> int:
    return sum(each.finding == "REASONABLE" for each in findings)
