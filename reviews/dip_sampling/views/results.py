"""What the panel said of a closed session: figures, sentences that readers marked, and their own words."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from pcc import audit
from pcc.figures import percent
from pcc.roles import FREEZES_FIGURES
from pcc.views import Page
from reviews.dip_sampling.choices import FindingStage
from reviews.dip_sampling.documents import report as document
from reviews.dip_sampling.models import Answer, Finding, Highlight, Session
from reviews.dip_sampling.rules import READS_RESULTS, RUNS_PANELS
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.views.findings import FINDING_TONES
from reviews.dip_sampling.workflow import after_close, words


class Results(Page):
    """What the panel said, with its base; the same figures as CSV, API and command line."""

    roles = READS_RESULTS
    template_name = "dip_sampling/results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.find(
            Session.objects.visible_to(self.person).with_results_for(self.person).for_list(), pk=self.kwargs["pk"]
        )
        report = results.panel(session)
        audit.record("figures.read", session, by=self.person, figure="panel")
        quotes = (
            Highlight.objects.visible_to(self.person)
            .filter(scorecard__allocation__session=session, scorecard__submitted_at__isnull=False)
            .exclude(quote="")
            .select_related("scorecard__allocation__drawn_file")
            .order_by("pk")
        )
        rows = Finding.objects.visible_to(self.person).filter(session=session).select_related("reply")
        return super().get_context_data(**kwargs) | {
            "session": session,
            "report": report,
            "columns": [
                {"label": "Measure"},
                {"label": "Readings", "numeric": True},
                {"label": "Could be", "numeric": True},
                {"label": "Files by majority", "numeric": True},
                {"label": "I can't tell", "numeric": True},
                {"label": "Agreement"},
            ],
            "rows": [_question_row(question) for question in report.questions],
            "heat_columns": [
                {"label": "File"},
                *({"label": question.code.capitalize(), "numeric": True} for question in report.questions),
            ],
            "heat": [[name, *(_heat(cell) for cell in cells)] for name, cells in report.heat],
            "split": [
                (
                    name,
                    ", ".join(
                        question.code for question, cell in zip(report.questions, cells, strict=True) if cell.is_split
                    ),
                )
                for name, cells in report.heat
                if any(cell.is_split for cell in cells)
            ],
            "quotes": [
                {
                    "quote": row.quote,
                    "file": str(row.scorecard.allocation.drawn_file),
                    "tone": row.get_tone_display(),
                    "approved": row.approved_at is not None,
                    "url": reverse("panels:quote-approve", args=[row.pk]),
                }
                for row in quotes
            ],
            "may_run": bool(self.person.roles & RUNS_PANELS),
            "may_propose": bool(self.person.roles & FREEZES_FIGURES),
            "finding_columns": [{"label": "You said"}, {"label": "They did"}, {"label": "Stage"}],
            "findings": [
                [
                    {"text": row.text, "url": row.get_absolute_url()},
                    row.what_changed or (row.reply.text if hasattr(row, "reply") else "–"),
                    {
                        "text": row.get_stage_display(),
                        "tone": FINDING_TONES[FindingStage(row.stage)],
                        "hint": "Words wait to be cleared" if row.waits else "",
                    },
                ]
                for row in rows
            ],
        }


def _question_row(question: results.QuestionResult) -> list[Any]:
    if question.hidden or question.share.value is None:
        return [question.measure, question.words, "–", "–", "–", "–"]
    alpha = question.alpha
    told = "alpha not defined" if alpha.value is None else f"alpha {alpha.value:.2f}"
    if alpha.low is not None and alpha.high is not None:
        told += f" ({alpha.low:.2f} to {alpha.high:.2f})"
    pairs = "–" if question.agreement is None else percent(question.agreement)
    return [
        {"text": question.measure.capitalize(), "hint": question.text},
        {"text": percent(question.share.value), "hint": f"{question.on_side} of {question.readings} readings"},
        f"{percent(question.share.low or 0)} to {percent(question.share.high or 0)}",
        f"{question.files_majority} of {question.files}",
        question.cant_tell,
        {"text": question.agreed_words.capitalize(), "hint": f"The average pair agreed on {pairs} of files; {told}"},
    ]


def _heat(cell: results.Cell) -> Any:
    if cell.readings is None:
        return {"text": "[low]"}
    words = f"{cell.on_side} of {cell.readings}"
    return {"text": words, "hint": "Split"} if cell.is_split else words


class ResultsCSV(Page):
    """The results as a file."""

    roles = READS_RESULTS
    confirms_who = True

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        session = self.find(
            Session.objects.visible_to(self.person).with_results_for(self.person).for_list(), pk=self.kwargs["pk"]
        )
        audit.record("figures.exported", session, by=self.person, figure="panel", form="csv")
        return HttpResponse(
            results.panel(session).as_csv(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="panel-session-{session.pk}.csv"'},
        )


class Report(Page):
    """The report of a session: the figures with small numbers hidden, what was cleared, and what became of findings."""

    roles = READS_RESULTS
    template_name = "dip_sampling/report.html"

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.visible_to(self.person).with_results_for(self.person).for_list()
        return self.find(rows, pk=self.kwargs["pk"])

    def findings(self) -> list[Finding]:
        return list(Finding.objects.visible_to(self.person).filter(session=self.session).for_list())

    def report(self) -> document.Report:
        session = self.session
        quotes = Highlight.objects.visible_to(self.person).filter(scorecard__allocation__session=session)
        today = timezone.localdate()
        return document.report(
            session,
            results.panel(session),
            quotes=quotes.filter(approved_at__isnull=False).exclude(quote="").order_by("pk"),
            reasons=Answer.objects.readable_by(self.person).told_why(session).order_by("pk"),
            findings=self.findings(),
            office=settings.OFFICE["name"],
            made=f"{today:%-d %B %Y}",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = self.report()
        audit.record("figures.read", self.session, by=self.person, figure="panel-report")
        return super().get_context_data(**kwargs) | {
            "session": self.session,
            "report": made,
            "columns": [{"label": name, "numeric": 0 < place < 5} for place, name in enumerate(made.header)],
            "about": [{"key": name, "value": text} for name, text in made.about],
            "wait": sum(finding.waits for finding in self.findings()),
        }


class ReportPDF(Report):
    """The same as a file."""

    confirms_who = True

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        content = document.as_pdf(self.report())
        audit.record("figures.downloaded", self.session, by=self.person, figure="panel-report", form="pdf")
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="panel-report-{self.session.pk}.pdf"'},
        )


class ApproveQuote(Act):
    """Allow a sentence to be quoted outside the office."""

    heading = "Allow this sentence to be quoted outside"
    label = "Allow it"
    done = "It may be quoted."

    def rows(self) -> Any:
        mine = Session.objects.visible_to(self.person)
        return Highlight.objects.visible_to(self.person).filter(scorecard__allocation__session__in=mine)

    def back(self) -> str:
        return reverse("panels:results", args=[self.on.scorecard.allocation.session_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [{"key": "Sentence", "value": self.on.quote}]
        return super().get_context_data(**kwargs) | {"heading": self.heading, "facts": facts}

    def perform(self, form: Any) -> str:
        after_close.approve_quote(self.on, by=self.person)
        return self.back()


class Reasons(Page):
    """Readers' own words, each with what the checker finds in it: nobody outside sees one before a person clears it."""

    roles = RUNS_PANELS
    template_name = "dip_sampling/reasons.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Session.objects.visible_to(self.person).with_results_for(self.person).for_list()
        session = self.find(rows, pk=self.kwargs["pk"])
        audit.record("session.reasons_read", session, by=self.person)
        answers = Answer.objects.visible_to(self.person).told_why(session).for_list()
        return super().get_context_data(**kwargs) | {
            "session": session,
            "columns": [{"label": "Words"}, {"label": "File"}, {"label": "The checker finds"}, {"label": "Cleared"}],
            "rows": [
                [
                    {"text": answer.why, "hint": answer.question.text},
                    str(answer.scorecard.allocation.drawn_file),
                    {"lines": [f"{one.text}: it {one.because}" for one in found]} if found else "Nothing",
                    "Yes"
                    if answer.why_cleared_at
                    else {"text": f"Clear answer {answer.pk}", "url": reverse("panels:reason-clear", args=[answer.pk])},
                ]
                for answer, found in words.reasons_scanned(list(answers))
            ],
        }


class ClearReason(Act):
    """A person has read a reader's words and nobody is named in them."""

    heading = "Clear these words for use outside"
    label = "Clear them"
    intro = "You have read them, and what the checker finds, and they name nobody."
    done = "Cleared."

    def rows(self) -> Any:
        return Answer.objects.visible_to(self.person).select_related(
            "scorecard__allocation__session", "scorecard__allocation__drawn_file"
        )

    def back(self) -> str:
        return reverse("panels:reasons", args=[self.on.scorecard.allocation.session_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (_, found), *_ = words.reasons_scanned([self.on])
        told = {"lines": [f"{one.text}: it {one.because}" for one in found]} if found else "Nothing"
        facts = [{"key": "Words", "value": self.on.why}, {"key": "The checker finds", "value": told}]
        return super().get_context_data(**kwargs) | {"heading": self.heading, "facts": facts}

    def perform(self, form: Any) -> str:
        after_close.clear_why(self.on, by=self.person)
        return self.back()
