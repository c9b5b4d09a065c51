"""The assessment, an allegation at a time: first one's own view, then earlier decisions, then the finding."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from casework.models import Document, EvidenceSeen, Party
from casework.views.versioned import VersionedView
from pcc.errors import RuleBroken
from pcc.versions import Edited
from reviews.filters import NOT_DECLARED
from reviews.forms.acts import FindingForm, FirstViewForm
from reviews.models import AllegationFinding, Review
from reviews.rules import ASSESSES, MOVES
from reviews.views.acts import DeclaredFirst
from reviews.views.review import ReviewPage
from reviews.views.shown import short
from reviews.workflow import deciding
from reviews.workflow.taking import ready

MOST_EARLIER = 5
MOST_PAPERS = 20


def summary_of(done: list[AllegationFinding]) -> str:
    """The running summary of the findings; empty while there is none."""
    reasonable = sum(each.finding == "REASONABLE" for each in done)
    return f"{reasonable} of {len(done)} reasonable and proportionate" if done else ""


class Assessment(ReviewPage):
    """Every allegation with its finding, and the running summary."""

    template_name = "reviews/assessment.html"
    here = "assessment"

    def about(self, review: Review, moves: list[str]) -> dict[str, Any]:
        found = list(review.findings.all())
        done = [each for each in found if each.finding]
        may = "assess" in moves
        complaint = review.complaint
        taken = {each.allegation_id for each in found}
        left = [each for each in complaint.allegations.order_by("number") if each.pk not in taken] if complaint else []
        return {
            "summary": summary_of(done) or "Nothing is found yet.",
            "columns": [{"label": "Allegation"}, {"label": "In their words"}, {"label": "Finding"}, {"label": "By"}],
            "rows": [
                [
                    {
                        "text": f"Allegation {each.number}",
                        "url": reverse("reviews:finding", args=[review.pk, each.number]) if may else "",
                    },
                    {"text": each.complaint_words or (each.allegation_id and str(each.allegation)) or "–"},
                    {"text": each.get_finding_display(), "tone": "green" if each.finding == "REASONABLE" else "orange"}
                    if each.finding
                    else "Not yet",
                    str(each.found_by or "–"),
                ]
                for each in found
            ],
            "left": [
                {"text": f"{each.number}: {each.category}", "number": each.number, "hint": each.decision}
                for each in left
            ]
            if may
            else [],
            "may": may,
            "why_not": "" if may else MOVES["assess"].refusal(review, self.person),
            "add_url": reverse("reviews:act", args=[review.pk, "add-allegation"]),
            "take_url": reverse("reviews:take-allegation", args=[review.pk]),
        }


class TakeAllegation(DeclaredFirst):
    """Put one of the complaint's own allegations before the assessor."""

    roles = ASSESSES
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        review = ready(self.find(Review.objects.visible_to(self.person), pk=kwargs["pk"]))
        if refusal := MOVES["assess"].refusal(review, self.person):
            raise RuleBroken(refusal)
        number = request.POST.get("number", "")
        allegations = (
            review.complaint.allegations.filter(number=number) if review.complaint and number.isdecimal() else ()
        )
        if not allegations:
            raise Http404
        allegation = allegations[0]
        deciding.add_allegation(
            review,
            complaint_words=allegation.category,
            force_answer=", ".join(filter(None, (allegation.decision, allegation.action))),
            allegation=allegation,
            by=self.person,
        )
        messages.success(request, "It is before the assessor.")
        return HttpResponseRedirect(reverse("reviews:assessment", args=[review.pk]))


class Find(DeclaredFirst, VersionedView):
    """One allegation: before the first view nothing earlier is shown, so that nobody leans on it.

    Two officers may write the finding at once: the later one sees both versions and chooses.
    """

    roles = ASSESSES
    template_name = "reviews/finding.html"

    def row(self) -> AllegationFinding:
        review = ready(self.find(Review.objects.visible_to(self.person), pk=self.kwargs["pk"]))
        if refusal := MOVES["assess"].refusal(review, self.person):
            raise RuleBroken(refusal)
        found = next((each for each in review.findings.all() if each.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404
        self.review, self.finding = review, found
        return found

    def get_form_class(self) -> type[Any]:
        if not hasattr(self, "finding"):
            self.row()
        return FindingForm if self.finding.first_view else FirstViewForm

    def get_initial(self) -> dict[str, Any]:
        row = self.row()
        if not row.first_view:
            return {}
        initial = super().get_initial()
        return initial | ({} if row.finding else {"finding": row.first_view})

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.review, "person": self.person}

    def perform(self, form: Any) -> str:
        if not self.finding.first_view:
            deciding.take_first_view(self.finding, view=form.cleaned_data["view"], by=self.person)
            return reverse("reviews:finding", args=[self.review.pk, self.finding.number])
        return super().perform(form)

    def edit(self, form: Any, row: AllegationFinding, changes: dict[str, Any], seen: int) -> Edited:
        return deciding.find(row, assessed=changes, seen=seen, by=self.person)

    def target(self, row: AllegationFinding) -> str:
        return reverse("reviews:assessment", args=[row.review_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        finding, done = self.finding, [each for each in self.review.findings.all() if each.finding]
        return context | {
            "review": self.review,
            "finding": finding,
            "heading": f"Allegation {finding.number}: {self.review.reference}",
            "label": "Save finding" if finding.first_view else "Save first view",
            "back_url": reverse("reviews:assessment", args=[self.review.pk]),
            "evidence": self.evidence(),
            "papers_url": reverse("casework:documents", args=[self.review.case_id]),
            "seen_url": reverse("casework:record-evidence", args=[self.review.case_id]),
            "earlier": earlier(finding, self) if finding.first_view else [],
            "earlier_columns": [{"label": "Review"}, {"label": "Finding"}, {"label": "Told"}],
            "summary": summary_of(done),
        }

    def evidence(self) -> list[dict[str, Any]]:
        """What stands beside the assessment: the words of both sides, what came from the force, who is in it."""
        review, finding = self.review, self.finding
        arrived = [arrival for asked in review.requests.all() for arrival in asked.arrivals.all()]
        parties = Party.objects.visible_to(self.person).filter(case=review.case, ended_on=None).select_related("person")
        seen = EvidenceSeen.objects.visible_to(self.person).filter(case=review.case).order_by("seen_on", "pk")
        papers = Document.objects.visible_to(self.person).filter(case=review.case).order_by("pk")
        return [
            {"key": "In their words", "value": finding.complaint_words or "Not written down"},
            {"key": "The force's answer", "value": finding.force_answer or "Not written down"},
            {"key": "Why they ask for a review", "value": review.grounds or "Not provided"},
            {
                "key": "Arrived from the force",
                "value": {"lines": [f"{short(each.arrived_on)}: {each.note or 'papers'}" for each in arrived]}
                if arrived
                else "Nothing",
            },
            {
                "key": "Papers on the file",
                "value": {"lines": [str(paper) for paper in papers[:MOST_PAPERS]]} if papers else "None",
            },
            {
                "key": "Seen elsewhere",
                "value": {"lines": [f"{short(each.seen_on)}: {each.what}, at {each.where}" for each in seen]}
                if seen
                else "Nothing is recorded",
            },
            {
                "key": "People",
                "value": {"lines": [f"{party.person}, {party.get_role_display().lower()}" for party in parties]}
                if parties
                else "None on the file",
            },
        ]


def earlier(finding: AllegationFinding, page: Any) -> list[list[Any]]:
    """Findings on the same theme in reviews that are decided and that this person may see, newest first, nameless.

    The reasons of one on which they have said nothing yet wait for that.
    """
    if finding.theme is None:
        return []
    seen = Review.objects.visible_to(page.person).exclude(pk=finding.review_id).exclude(notified_on=None)
    reviews = seen.filter(findings__theme=finding.theme, findings__finding__gt="").distinct().with_opened(page.person)
    rows: list[list[Any]] = []
    for review in reviews.order_by("-notified_on", "-pk").prefetch_related("findings")[:MOST_EARLIER]:
        for each in review.findings.all():
            if each.theme_id == finding.theme_id and each.finding:
                rows.append(
                    [
                        {"text": review.reference, "url": review.get_absolute_url()},
                        {
                            "text": each.get_finding_display(),
                            "hint": each.reasons if review.opened else NOT_DECLARED,
                        },
                        short(review.notified_on),
                    ]
                )
    return rows[:MOST_EARLIER]
