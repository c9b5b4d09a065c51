"""The releasable parts of a review's file bound as one PDF, for whoever may have them; the event says what went."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from casework.choices import LetterStage
from casework.models import Document, Letter, Note
from casework.workflow import documents
from casework.workflow import letters as casework_letters
from pcc import audit, exports, jobs
from pcc.errors import RuleBroken, said
from pcc.models import Export, User
from pcc.working_days import in_words
from reviews.choices import Bound, Paper
from reviews.documents.bundle import Bundle, Part, Section, as_pdf, pages_of
from reviews.models import Review
from reviews.workflow.taking import ready

TO_OTHERS = (
    "review_notice_interested",
    "review_notice_subject",
    "review_decision_interested",
    "review_decision_subject",
)
"""Letters to people other than the applicant and the bodies: they are theirs, and are not bound in."""


KIND = "review-file"
MOST_BOUND = 2000
"""Pages of papers that are bound into one file; the papers beyond are named, and handed over by themselves."""


@dataclass(frozen=True)
class Copy:
    """A bound file: its bytes, its name, how many parts it has, and the papers that could not be bound in."""

    content: bytes
    name: str
    count: int
    left: tuple[str, ...]


def quiet(step: str, done: int = 0, total: int = 0) -> None:
    """Progress that nobody watches."""


def ask(review: Review, *, parts: Collection[str], reason: str, by: User, at: datetime) -> Export:
    """Ask for these parts as one PDF, which a worker binds. RuleBroken without a right, a reason or a part."""
    if not parts:
        raise RuleBroken("Choose at least one part.")
    query = urlencode({"review": review.pk, "part": [code for code in Bound.values if code in parts]}, doseq=True)
    return exports.ask_bound(KIND, query=query, reason=reason, by=by, at=at)


def _review(person: User, query: QueryDict) -> Review | None:
    """The review that a query names, where it opens to this person."""
    return Review.objects.opened_to(person).filter(pk=query.get("review", "0")).first()


def write(path: Path, export: Export, progress: jobs.Progress) -> tuple[int, str]:
    """Bind the file that was asked for: what may leave now, whatever it was when somebody asked."""
    query = QueryDict(export.query)
    review = _review(export.asked_by, query)
    assert review is not None
    at = timezone.now()
    copy = bind(review, parts=query.getlist("part"), reason=export.reason, by=export.asked_by, at=at, show=progress)
    path.write_bytes(copy.content)
    return copy.count, copy.name


exports.offer_bound(
    exports.Bound(
        kind=KIND,
        may=lambda person, query: _review(person, query) is not None,
        page=lambda query: reverse("reviews:bundle", args=[query["review"]]),
        write=write,
    )
)


def bind(
    review: Review,
    *,
    parts: Collection[str],
    reason: str,
    by: User,
    at: datetime,
    show: jobs.Progress = quiet,
) -> Copy:
    """Bind these parts. ``review`` comes from ``opened_to``. RuleBroken without a reason or a part.

    Notes and papers are those marked as releasable; a finding or decision that the applicant was not told stays in the
    office, and equality answers are never in it.
    """
    reason = said(reason, "Say whom the file is for.")
    if not parts:
        raise RuleBroken("Choose at least one part.")
    review = ready(review)
    left: list[str] = []
    chosen = [Bound(code) for code in Bound.values if code in parts]
    sections = [
        Section(str(part.label), found)
        for part in chosen
        if (found := _papers(review, left, by=by, show=show) if part == Bound.PAPERS else PARTS[part](review))
    ]
    if left:
        sections.append(Section("Papers that are not bound in", [Part(text="\n".join(f"- {name}" for name in left))]))
    if not sections:
        raise RuleBroken("Nothing of these parts is releasable yet: there is nothing to bind.")
    show("Setting the pages")
    content = as_pdf(
        Bundle(
            office=settings.OFFICE["name"],
            title=f"Review {review.reference}",
            cover=[
                f"The force's reference: {review.force_reference or 'not known'}",
                f"{review.force.name}. {review.get_stage_display()}.",
                f"Bound on {in_words(timezone.localdate(at))} by {by}.",
                settings.MARKING,
            ],
            footer=f"{review.reference} · {settings.MARKING}",
            sections=sections,
        )
    )
    audit.record(
        "review.bundled",
        review,
        by=by,
        reason=reason,
        parts=[str(part) for part in chosen],
        left_out=len(left),
        digest=hashlib.sha256(content).hexdigest(),
    )
    count = sum(len(section.parts) for section in sections)
    return Copy(content, review.reference.replace("/", "-"), count, tuple(left))


def _rows(*rows: tuple[str, object]) -> list[tuple[str, str]]:
    """Facts with a value; a day in words."""
    return [(key, in_words(value) if isinstance(value, date) else str(value)) for key, value in rows if value]


def _application(review: Review) -> list[Part]:
    return [
        Part(
            "What it says",
            _rows(
                ("Received", review.received_on),
                ("How it came", review.get_channel_display()),
                ("Applicant", review.applicant_name),
                ("Who applies", review.get_capacity_display()),
                ("Complainant", review.complainant_name),
                ("Complaint made", review.complaint_made_on),
                ("Outcome given", review.outcome_given_on),
                ("Why they apply late", review.late_reason),
            ),
            review.grounds,
        ),
        Part(
            "Whether it came in time",
            _rows(("Answer", review.window.words)),
            "\n".join(f"- {step.words}" for step in review.window.explanation.steps),
        ),
        *(
            Part(
                "Allowed late" if each.allowed else "Refused as late",
                _rows(("Decided", each.decided_on), ("By", each.decided_by)),
                each.reason,
            )
            for each in review.late_decisions.all()
        ),
    ]


def _file(review: Review) -> list[Part]:
    return [
        Part(
            f"Asked on {in_words(each.asked_on)}",
            _rows(
                ("Asked for", "; ".join(str(Paper(paper).label) for paper in each.papers)),
                *(
                    (
                        f"Came on {in_words(came.arrived_on)}",
                        "; ".join(str(Paper(paper).label) for paper in came.papers) or "viewed at the force",
                    )
                    for came in each.arrivals.all()
                ),
                ("Complete", each.completed_on),
            ),
        )
        for each in review.requests.all()
    ]


def _decision(review: Review) -> list[Part]:
    decision = review.standing_decision
    if decision is None or review.notified_on is None:
        return []
    findings = [
        Part(
            f"Allegation {each.number}",
            _rows(
                ("What was alleged", each.complaint_words),
                ("What the force answered", each.force_answer),
                ("Finding", each.get_finding_display()),
                ("What it rests on", each.evidence),
            ),
            each.reasons,
        )
        for each in review.findings.all()
    ]
    told = _rows(
        ("Outcome", decision.get_outcome_display()),
        ("Decided", decision.decided_on),
        ("By", decision.decided_by),
        ("Applicant told", review.notified_on),
    )
    return [*findings, Part("Decision", told, decision.reasons)]


def _advice(review: Review) -> list[Part]:
    return [
        Part(
            f"Recommendation {each.number}",
            _rows(
                ("Kind", each.get_kind_display()),
                ("Made", each.made_on),
                ("Reply due", each.due_on),
                ("Reply", each.get_reply_display()),
                ("Answered", each.replied_on),
                ("The force's words", each.reply_words),
                ("Done", each.implemented_on),
            ),
            each.text,
        )
        for each in review.recommendations.all()
        if each.made_on
    ]


def _letters(review: Review) -> list[Part]:
    rows = Letter.objects.filter(case=review.case_id, stage=LetterStage.ISSUED).exclude(template__code__in=TO_OTHERS)
    found = []
    for letter in rows.select_related("template", "case").order_by("dated_on", "pk"):
        copies = list(letter.dispatches.order_by("pk"))
        sheet = casework_letters.sheet_for(letter, copies[0] if copies else None, on=letter.dated_on or date.min)
        words = "\n\n".join(filter(None, (f"{each.heading}\n\n{each.text}" for each in sheet.sections)))
        to = "; ".join(copy.name for copy in copies)
        found.append(Part(sheet.subject, _rows(("Dated", letter.dated_on), ("To", to)), words))
    return found


def _notes(review: Review) -> list[Part]:
    notes = Note.objects.filter(case=review.case_id, is_releasable=True, struck_at=None).order_by("on", "pk")
    return [Part(f"{each.get_kind_display()} of {in_words(each.on)}", text=each.text) for each in notes]


PARTS: dict[Bound, Callable[[Review], list[Part]]] = {
    Bound.APPLICATION: _application,
    Bound.FILE: _file,
    Bound.DECISION: _decision,
    Bound.ADVICE: _advice,
    Bound.LETTERS: _letters,
    Bound.NOTES: _notes,
}


def _papers(review: Review, left: list[str], *, by: User, show: jobs.Progress) -> list[Part]:
    """The releasable papers, page by page; what cannot be bound in is named in ``left``."""
    found = []
    pages = 0
    papers = list(Document.objects.filter(case=review.case_id, releasable=True).order_by("pk"))
    for number, each in enumerate(papers):
        show("Drawing the papers", number, len(papers))
        name = str(each)
        if pages >= MOST_BOUND:
            left.append(f"{name} ({each.name}): the file is full; it is handed over by itself.")
            continue
        try:
            with documents.hand_out(each, by=by) as file:
                pictures = pages_of(file, kind=each.kind, title=name)
        except RuleBroken as held:
            left.append(f"{name}: {held}")
            continue
        part = Part(name, _rows(("File", each.name), ("SHA-256", each.digest)))
        pages += len(pictures)
        if pictures:
            found.append(replace(part, pictures=pictures))
        else:
            left.append(f"{name} ({each.name}): its kind or length cannot be bound in; it is handed over by itself.")
    return found
