"""The workspace of one review, its papers and its recommendations."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from casework.choices import Kind as CaseKind
from casework.models import Case, CaseClock, Correspondence, LetterTemplate
from casework.rules import SEES_CASES
from complaints.choices import ReviewBody
from complaints.models import Complaint
from pcc import audit
from pcc.models import BankHoliday
from pcc.moves import open_moves
from pcc.roles import SEES_REVIEWS
from pcc.views import Page, RolePage
from pcc.working_days import in_words
from reviews.choices import Paper, Reading
from reviews.forms.acts import DeclareForm
from reviews.letters import letters_for
from reviews.models import Review
from reviews.querysets import VIEWED, recorded_on
from reviews.rules import MOVES, WORKS_REVIEWS
from reviews.stats.waiting import days_so_far, waits_for
from reviews.views.acts import ACTS, EXTRAS
from reviews.views.shown import day, explained, short, tag_of, tone_of
from reviews.views.steps import Steps
from reviews.workflow.taking import ready


class ReviewPage(Page):
    """A page about one review. Before the first look, a member of staff declares on the parties' names alone."""

    roles = SEES_REVIEWS
    here = "review"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.find(Review.objects.visible_to(self.person), pk=self.kwargs["pk"])
        review = ready(found)
        context = super().get_context_data(**kwargs) | {"review": review}
        if self.person.pk not in review.interests:
            audit.record("review.names_seen", review, by=self.person)
            self.template_name = "reviews/declare.html"
            return context | {
                "names": names_of(review),
                "form": DeclareForm(review=review, person=self.person),
                "heading": f"Review {review.reference}: do you know these people?",
                "action": reverse("reviews:declare", args=[review.pk]),
                "back_url": reverse("reviews:list"),
                "back_text": "Reviews",
            }
        audit.record(VIEWED, review, by=self.person)
        today = timezone.localdate()
        calendar = BankHoliday.objects.as_calendar()
        moves = open_moves(MOVES, review, self.person)
        clocks = CaseClock.objects.visible_to(self.person).filter(case=review.case).for_explaining().order_by("pk")
        running = [explained(clock, calendar, on=today) for clock in clocks if clock.met_on is None]
        # What the applicant had time for until a day that is over is late for nobody: it runs no longer.
        shown = sorted(
            (each for each in running if not (each["theirs"] and each["due_on"] and each["due_on"] < today)),
            key=lambda each: (each["due_on"] is None, each["due_on"]),
        )
        whole, with_force = days_so_far(review, calendar, on=today)
        return context | {
            "moves": moves,
            "tone": tone_of(review.stage),
            "tag": tag_of(review),
            "facts": [
                {"label": "Force", "value": review.force.name},
                {"label": "With", "value": str(review.allocated_to or "Nobody yet")},
                {"label": "Waiting for", "value": waits_for(review.stage).capitalize()},
                {"label": "Working days", "value": f"{whole}, {with_force} of them with the force"},
            ],
            "due": next((each["due"] for each in shown if not each["theirs"]), None),
            "clocks": shown,
            "ways": [*ways_of(review, moves), {"text": "The file as one PDF", "url": bundle_url(review)}],
            "pages": pages_of(review, here=self.here),
            **self.about(review, moves),
        }

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        return {}


def names_of(review: Review) -> list[str]:
    """The names of the people in a review, and nothing else."""
    prefetch_related_objects([review], "case__parties__person")
    names = [str(party.person) for party in review.case.parties.all()]
    names += [review.applicant_name, review.complainant_name]
    return list(dict.fromkeys(name for name in names if name))


def pages_of(review: Review, *, here: str) -> list[dict[str, Any]]:
    named = [
        ("Tasks", "review"),
        ("Application", "application"),
        ("The force's file", "papers"),
        ("Assessment", "assessment"),
        ("Recommendations", "recommendations-of"),
        ("Record", "record"),
    ]
    pages = [
        {"text": text, "url": reverse(f"reviews:{name}", args=[review.pk]), "current": name == here}
        for text, name in named
    ]
    return [*pages, {"text": "Case file", "url": review.case.get_absolute_url(), "current": False}]


def ways_of(review: Review, moves: list[str]) -> list[dict[str, str]]:
    """Acts that are open now and no step of the task list."""
    return [
        {"text": ACTS[name].heading, "url": reverse("reviews:act", args=[review.pk, name])}
        for name in EXTRAS
        if ACTS[name].move in moves
    ]


def bundle_url(review: Review) -> str:
    return reverse("reviews:bundle", args=[review.pk])


class OfCase(RolePage):
    """From a case file to its review; whoever works on files alone stays on the file."""

    roles = SEES_CASES
    only_reads = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        case = self.find(Case.objects.visible_to(self.person), pk=kwargs["pk"])
        review = Review.objects.visible_to(self.person).filter(case=case).first()
        return HttpResponseRedirect((review or case).get_absolute_url())


class Workspace(ReviewPage):
    """The task list: four groups in the law's order."""

    template_name = "reviews/workspace.html"

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        groups = Steps(review, self.person, on=timezone.localdate()).groups()
        first = next((item for group in groups for item in group["items"] if item.tone), None)
        return {
            "groups": groups,
            "letters": self.letters(review),
            "next": {"text": f"Next: {first.text}", "url": first.url} if first else None,
        }

    def letters(self, review: Review) -> list[dict[str, str]]:
        """The letters to write at this stage: approved ones with their way, the others with what they wait for."""
        if not self.person.roles & WORKS_REVIEWS or review.case.closed_on is not None:
            return []
        check = getattr(review.complaint, "review_body_check", None) if review.complaint else None
        codes = letters_for(review, for_iopc=bool(check and check.body == ReviewBody.IOPC))
        newest = LetterTemplate.objects.visible_to(self.person).newest().filter(code__in=codes)
        names = dict(newest.values_list("code", "name"))
        usable = LetterTemplate.objects.visible_to(self.person).for_writing(CaseKind.REVIEW)
        approved = set(usable.filter(code__in=codes).values_list("code", flat=True))
        write = reverse("casework:write-letter", args=[review.case_id])
        return [
            {
                "text": names[code].removeprefix("Review: ").capitalize(),
                "url": f"{write}?code={code}" if code in approved else "",
            }
            for code in codes
            if code in names
        ]


class Application(ReviewPage):
    """What the application says, whether it came in time by each reading, and what may be the same."""

    template_name = "reviews/application.html"
    here = "application"

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        letters = Correspondence.objects.visible_to(self.person)
        return {
            "rows": application_rows(review),
            "came_from": letters.filter(became=review.case).select_related("case").first(),
            **window_shown(review),
            "alike": alike(review.force_reference, review.complaint, self, but=review.pk),
            "edit_url": reverse("reviews:edit", args=[review.pk]) if "edit" in moves else "",
        }


def window_shown(review: Review) -> dict[str, Any]:
    """Whether it came in time: the answer, its steps, and the other readings."""
    window = review.window
    return {
        "window": window,
        "window_steps": [step.words for step in window.explanation.steps],
        "reading_columns": [{"label": "Read from"}, {"label": "Date"}, {"label": "Last day"}, {"label": "Answer"}],
        "readings": [
            [
                {
                    "text": Reading(each.reading).label,
                    "hint": "This is the one used" if each.reading == window.used else "",
                },
                short(each.start, "Not known"),
                day(each.last_day),
                "–" if each.in_time is None else "In time" if each.in_time else "Late",
            ]
            for each in window.readings
        ],
        "closed": f"{in_words(window.last_day)} was {window.closed}: the office was closed. "
        f"It opened again on {in_words(window.open_again)}."
        if window.closed and window.last_day and window.open_again
        else "",
    }


def application_rows(review: Review) -> list[dict[str, Any]]:
    texts = [
        ("Received", day(review.received_on)),
        ("How it came", review.get_channel_display()),
        ("Who applies", review.get_capacity_display()),
        ("Applicant", review.applicant_name),
        ("Complainant", review.complainant_name),
        ("Consent", day(review.consent_on, "")),
        ("Under 18", "" if review.under_18 is None else "Yes" if review.under_18 else "No"),
        ("Reach them", ", ".join(filter(None, (review.applicant_email, review.applicant_phone)))),
        ("Address", review.applicant_address),
        ("Adjustments", review.adjustments),
        ("Language", review.language),
        ("Force's reference", review.force_reference),
        ("Why they ask for a review", review.grounds),
        ("Why they apply late", review.late_reason),
        ("What the complaint was about", review.complaint_details),
        ("Complaint made, as stated", day(review.complaint_made_on, "")),
        ("Force named", review.authority_named),
        ("Outcome given, as stated", day(review.outcome_given_on, "")),
        (
            "With another body",
            f"{short(review.wrong_body_from)} to {short(review.wrong_body_until)}" if review.wrong_body_from else "",
        ),
    ]
    return [{"key": key, "value": value or "Not provided"} for key, value in texts]


def alike(reference: str, complaint: Complaint | None, page: Any, *, but: int | None = None) -> list[dict[str, str]]:
    """Reviews that may be the same, among those this person may see."""
    found = Review.objects.visible_to(page.person).alike(
        force_reference=reference, complaint=complaint.pk if complaint else None
    )
    return [
        {"text": f"{each}: {each.get_stage_display().lower()}", "url": each.get_absolute_url()}
        for each in found.exclude(pk=but).order_by("-pk")[:5]
    ]


class Papers(ReviewPage):
    """What the force was asked for, what came, what is missing; chase and record."""

    template_name = "reviews/papers.html"
    here = "papers"

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        requests = list(review.requests.prefetch_related("arrivals", "chases").select_related("clock").order_by("-pk"))
        names = [
            ("request-file", "request_file"),
            ("request-more", "request_more"),
            ("record-arrival", "record_arrival"),
            ("chase-file", "chase_file"),
            ("need-no-file", "need_no_file"),
        ]
        return {
            "requests": [
                {
                    "title": f"Asked on {day(each.asked_on)}",
                    "rows": [
                        {"key": "Due", "value": day(each.clock.due_on) if each.clock else "No date"},
                        {"key": "Complete", "value": day(each.completed_on, "Not yet")},
                        {"key": "Asked for", "value": {"lines": [str(Paper(paper).label) for paper in each.papers]}},
                        {
                            "key": "Still to come",
                            "value": {"lines": [str(Paper(paper).label) for paper in each.outstanding]}
                            if each.outstanding and not each.completed_on
                            else "Nothing",
                        },
                        {
                            "key": "Arrived",
                            "value": {"lines": [_arrival(arrival) for arrival in each.arrivals.all()]}
                            if each.arrivals.all()
                            else "Nothing yet",
                        },
                        {
                            "key": "Chased",
                            "value": ", ".join(short(chase.chased_on) for chase in each.chases.all()) or "No",
                        },
                        {"key": "Note", "value": each.note or "None"},
                    ],
                }
                for each in requests
            ],
            "actions": [
                {"label": ACTS[slug].heading, "url": reverse("reviews:act", args=[review.pk, slug])}
                for slug, move in names
                if move in moves
            ],
        }


def _arrival(arrival: Any) -> str:
    papers = ", ".join(str(Paper(paper).label) for paper in arrival.papers) or "No papers"
    seen = " Viewed elsewhere, no file." if arrival.seen_elsewhere else ""
    return f"{day(arrival.arrived_on)}: {papers}.{seen} {arrival.note}".strip()


class RecommendationsOf(ReviewPage):
    """The recommendations and learning points of one review."""

    template_name = "reviews/recommendations_of.html"
    here = "recommendations-of"

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        slugs = [
            ("recommend", "recommend"),
            ("learning", "recommend"),
            ("no-recommendation", "recommend"),
            ("issue", "issue"),
        ]
        return {
            "columns": [
                {"label": "Number"},
                {"label": "Recommendation"},
                {"label": "Made"},
                {"label": "Reply due"},
                {"label": "Where it is"},
            ],
            "rows": [
                [
                    {"text": f"Recommendation {each.number}", "url": each.get_absolute_url()},
                    {"text": each.text, "hint": each.get_kind_display()},
                    short(each.made_on, "Not yet"),
                    short(each.due_on),
                    {"text": each.get_stage_display(), "tone": "grey" if each.stage == "DRAFT" else "blue"},
                ]
                for each in review.recommendations.all()
            ],
            "learning": [
                [str(each.number), each.text, short(each.raised_on)]
                for each in review.learning_points.order_by("number")
            ],
            "learning_columns": [{"label": "Number"}, {"label": "What could be learned"}, {"label": "Raised"}],
            "actions": [
                {"label": ACTS[slug].heading, "url": reverse("reviews:act", args=[review.pk, slug])}
                for slug, move in slugs
                if move in moves
            ],
        }


class Record(ReviewPage):
    """What was done and by whom, newest first; decisions, checks and reopenings that stand no longer among it."""

    template_name = "reviews/record.html"
    here = "record"

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        events = recorded_on(review)[:200]
        return {
            "items": [
                {
                    "title": _told(event.verb),
                    "by": str(event.by) if event.by else "the public form",
                    "on": timezone.localtime(event.at),
                    "timed": True,
                    "text": event.reason,
                }
                for event in events
            ],
            "decisions": [
                {
                    "title": f"Decision {each.number}{'' if each.stands else ' (stands no longer)'}",
                    "rows": [
                        {"key": "Outcome", "value": each.get_outcome_display()},
                        {
                            "key": "Decided",
                            "value": f"{day(each.decided_on)} by {each.decided_by or 'nobody recorded'}",
                        },
                        {"key": "Applicant told", "value": day(each.notified_on, "Not told")},
                        {"key": "Reasons", "value": each.reasons},
                        {
                            "key": "Second checks",
                            "value": {"lines": [_check(check) for check in each.checks.all()] or ["None"]},
                        },
                    ],
                }
                for each in review.decisions.all()
            ],
            "by_letter": [
                {
                    "text": f"{each.get_step_display()} on {day(each.on)}, by letter: {each.letter.subject}",
                    "url": each.letter.get_absolute_url(),
                    "undone": each.undone_at,
                }
                for each in review.by_letter.select_related("letter").order_by("pk")
            ],
            "reopenings": [
                f"Reopened on {day(each.reopened_on)} by {each.reopened_by}: {each.reason}"
                for each in review.reopenings.select_related("reopened_by").order_by("pk")
            ],
        }


def _told(verb: str) -> str:
    return verb.partition(".")[2].replace("_", " ").capitalize()


def _check(check: Any) -> str:
    who = check.checked_by or check.outside_checker
    void = " (void: something changed afterwards)" if check.voided_at else ""
    return f"{check.get_result_display()} by {who} on {short(check.checked_on)}{void}. {check.comments}".strip()
