"""What people wrote and answered in the demonstration's reviews: who decides, and letters, sent and in hand."""

from collections.abc import Callable
from datetime import date, timedelta

from casework.choices import TemplateStage, Way
from casework.letters import Addressee
from casework.letters.contributed import first_words
from casework.models import Letter, LetterTemplate
from casework.workflow import letters, templates
from complaints.choices import Answer
from complaints.models import ReviewBodyCheck
from complaints.workflow import records
from pcc.models import Force, User
from reviews.choices import Stage, WhyInvalid
from reviews.models import Review
from reviews.rules import ENDED_UNDECIDED
from reviews.workflow import intake, papers

LATEST_ENDED = 3
"""How many of the newest of each ending have their letters."""

WORDS = {
    "understand": "You told us that the person who saw it was never asked, and that nobody explained why.",
    "apologise": "We are sorry that you had to ask twice to be heard.",
    "considered": "We looked at what you told us about the delay. Nothing in it kept you from writing in time.",
    "decided": "We have reviewed how the complaint was dealt with and have told the applicant our decision.",
    "now": "The force has sent its file. We are reading it and looking at each part of your complaint.",
    "why": "The complaint has been referred to the IOPC, which then also reviews its outcome.",
    "reasons": "Our reasons are in the decision, which we enclose.",
    "explain": "The force spoke to the officers and not to the person who saw it. That line was open.",
    "learn": "We have asked the force to look at it again and to write to you.",
    "recommend": "- Apologise in writing and explain.",
}
"""What an author would write in parts that the file does not fill."""


def write(force: Force, *, officer: User, manager: User, on: date) -> int:
    """Answer who decides and write the letters, of open reviews and of the newest that ended otherwise.

    Returns how many letters.
    """
    samples = LetterTemplate.objects.filter(kind="REVIEW", stage=TemplateStage.SAMPLE)
    for template in samples.order_by("code"):
        templates.approve(template, by=manager)
    rows = Review.objects.filter(force=force).select_related("case", "force")
    count = 0
    for review in rows.open().filter(received_on__gte=on - timedelta(days=90)).order_by("pk"):
        intake.put_on_file(review, by=officer)
        if review.accepted_on:
            answer_who_decides(review, by=officer)
        count += Post(review, officer=officer, on=on).of_open()
    for stage in sorted(ENDED_UNDECIDED):
        for review in rows.filter(stage=stage).order_by("-ended_on", "-pk")[:LATEST_ENDED]:
            if stage == Stage.FORWARDED:
                answer_who_decides(review, by=officer, referred=Answer.YES)
            count += Post(review, officer=officer, on=on).of_ended()
    return count


def answer_who_decides(review: Review, *, by: User, referred: Answer = Answer.NO) -> None:
    """Answer the six questions about the review's complaint: all no, or that it was referred to the IOPC."""
    if review.complaint is not None:
        answers = dict.fromkeys(ReviewBodyCheck.QUESTIONS, Answer.NO) | {"referred": referred}
        records.check_review_body(review.complaint, answers=answers, seen=0, by=by)


class Post:
    """The letters of one review."""

    def __init__(self, review: Review, *, officer: User, on: date) -> None:
        self.review, self.officer, self.on = review, officer, on
        self.count = 0

    def applicant(self) -> Addressee:
        party = self.review.case.parties.order_by("pk").first()
        name = self.review.applicant_name
        address = "12 Canal Street\nAnytown"
        return Addressee(name, Way.POST, address=address, party=party.pk if party else None)

    def force(self) -> Addressee:
        return Addressee(self.review.force.name, Way.POST, address="Professional standards\nForce headquarters")

    def iopc(self) -> Addressee:
        return Addressee("IOPC", Way.POST, address="Reviews\nPO Box 000")

    def went(self, code: str, to: Addressee, on: date | None) -> None:
        """A letter that left on that day, where that day has come."""
        if on is None or on > self.on:
            return
        letters.bring_in(
            self.review.case,
            code=code,
            addressee=to,
            dated_on=on,
            by=self.officer,
            texts=self.texts(code),
            values=self.values(),
        )
        self.count += 1

    def written(self, code: str, to: Addressee) -> Letter:
        """A letter that somebody is writing."""
        letter = letters.draft(self.review.case, code=code, by=self.officer, addressees=[to], values=self.values())
        self.count += 1
        return letters.edit(letter, by=self.officer, texts=letter.texts | self.texts(code))

    def texts(self, code: str) -> dict[str, str]:
        """Words for the parts that the file does not fill by itself."""
        template = LetterTemplate.objects.get(code=code, stage=TemplateStage.APPROVED)
        parts = template.parts.filter(need="WRITE").values_list("code", flat=True)
        known = first_words(self.review.case, code)
        return {part: WORDS[part] for part in parts if part not in known}

    def values(self) -> dict[str, str]:
        return {} if self.review.force_reference else {"force_reference": "not given"}

    def of_open(self) -> int:
        review = self.review
        self.went("review_acknowledgement", self.applicant(), review.acknowledged_on)
        self.went("review_notice_authority", self.force(), review.acknowledged_on)
        asked = review.requests.order_by("pk").first()
        if asked is not None:
            self.went("review_file_request", self.force(), asked.asked_on)
            due = asked.clock.due_on if asked.clock else None
            if asked.completed_on is None and due is not None and due < self.on:
                self.went("review_file_chase", self.force(), due + timedelta(days=1))
                papers.chase_file(review, on=due + timedelta(days=1), by=self.officer)
        if write_more := STEPS.get(Stage(review.stage)):
            write_more(self)
        return self.count

    def of_ended(self) -> int:
        review = self.review
        self.went("review_acknowledgement", self.applicant(), review.acknowledged_on)
        if review.stage == Stage.FORWARDED:
            self.went("review_to_iopc", self.iopc(), review.ended_on)
            self.went("review_forwarded", self.applicant(), review.ended_on)
            self.went("review_forwarded_authority", self.force(), review.ended_on)
        elif review.stage == Stage.WITHDRAWN:
            self.went("review_withdrawn", self.applicant(), review.ended_on)
        elif review.why_invalid == WhyInvalid.LATE:
            self.went("review_out_of_time", self.applicant(), review.ended_on)
        else:
            self.went("review_invalid", self.applicant(), review.ended_on)
        return self.count


def _assessing(post: Post) -> None:
    post.went("review_update", post.applicant(), post.review.received_on + timedelta(days=28))


def _checking(post: Post) -> None:
    letters.send_for_check(post.written("review_upheld", post.applicant()), by=post.officer)


def _decided(post: Post) -> None:
    post.written("review_upheld", post.applicant())


def _told(post: Post) -> None:
    post.went("review_upheld", post.applicant(), post.review.notified_on)
    post.written("review_decision_authority", post.force())


def _recommended(post: Post) -> None:
    post.went("review_upheld", post.applicant(), post.review.notified_on)
    post.went("review_decision_authority", post.force(), post.review.notified_on)
    post.went("recommendation", post.force(), post.review.notified_on)


STEPS: dict[Stage, Callable[[Post], None]] = {
    Stage.IN_ASSESSMENT: _assessing,
    Stage.CHECKING: _checking,
    Stage.DECIDED: _decided,
    Stage.NOTIFIED: _told,
    Stage.RECS_OPEN: _recommended,
}
"""What else was written at the later stages."""
