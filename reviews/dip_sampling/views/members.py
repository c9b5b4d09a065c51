"""What comes of a panel member's work: what they said, what the panel said, what the force did, and a certificate."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from casework.letters.paragraphs import Section, Sheet
from casework.letters.pdf import as_pdf
from pcc import audit
from pcc.figures import percent, rounded
from pcc.views import Page
from reviews.dip_sampling.choices import ON_SCALE, AllocationStage, AnswerCode, Reported, Scale, SessionStage
from reviews.dip_sampling.models import Allocation, Finding, Highlight, Question, Seat, Session
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.views.reading import MEMBERS, own_seats

OVER = (SessionStage.CLOSED, SessionStage.PUBLISHED)


class MyResults(Page):
    """The sessions that are over, and whether their results are out; the member's certificates."""

    roles = MEMBERS
    template_name = "dip_sampling/reading/results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = Session.objects.for_member(self.person).filter(stage__in=OVER).order_by("-closed_at")
        return super().get_context_data(**kwargs) | {"sessions": sessions, "seats": own_seats(self.person)}


class MyResult(Page):
    """One session that is over: the member's own answers, and once they are out the panel's, and what came of them.

    Nothing of anybody else is here before the results are published, and never an answer of one person.
    """

    roles = MEMBERS
    template_name = "dip_sampling/reading/result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = Session.objects.for_member(self.person).filter(stage__in=OVER)
        session = self.find(sessions.select_related("panel", "sample", "question_set"), pk=self.kwargs["pk"])
        questions = list(session.question_set.questions.all())
        files = (
            Allocation.objects.for_member(self.person, on=timezone.localdate())
            .filter(session=session, stage=AllocationStage.DONE)
            .select_related("drawn_file")
            .prefetch_related("scorecard__answers")
        )
        context = super().get_context_data(**kwargs) | {
            "session": session,
            "mine": [{"name": file.drawn_file.nickname, "rows": own_answers(file, questions)} for file in files],
        }
        if session.stage != SessionStage.PUBLISHED:
            return context
        audit.record("figures.read", session, by=self.person, figure="panel")
        report = results.panel(session)
        findings = Finding.objects.for_member(self.person).filter(session=session).select_related("reply")
        quotes = Highlight.objects.for_member(self.person).quotable().filter(scorecard__allocation__session=session)
        return context | {
            "report": report,
            "said": [in_words(one, question) for one, question in zip(report.questions, questions, strict=True)],
            "findings": [
                finding.told | {"position": finding.reply.get_position_display() if "reply" in finding.told else ""}
                for finding in findings
                if finding.told
            ],
            "quotes": [{"text": quote.quote, "tone": quote.get_tone_display().lower()} for quote in quotes],
        }


def own_answers(file: Allocation, questions: list[Question]) -> list[dict[str, Any]]:
    """What the member said of one file, question by question."""
    kept = {answer.question_id: answer for answer in file.scorecard.answers.all()}
    return [
        {"key": question.text, "value": kept[question.pk].get_value_display() if question.pk in kept else "Skipped"}
        for question in questions
    ]


def in_words(told: results.QuestionResult, question: Question) -> dict[str, Any]:
    """A question's result in words that a member reads: how many answers of how many, and which answers those are."""
    if told.hidden or told.share.value is None:
        few = f"Fewer than {results.FEWEST_READINGS} answers: not shown, so that nobody can work out who said what."
        return {"text": question.text, "few": few}
    wanted = told.reported == Reported.YES
    side = [code for code in ON_SCALE[Scale(question.scale)] if (code in question.counts_as_yes) == wanted]
    labels = " or ".join(f"“{AnswerCode(code).label}”" for code in side)
    return {
        "text": question.text,
        "share": percent(told.share.value),
        "on_side": told.on_side,
        "readings": told.readings,
        "labels": labels,
        "files": told.files,
        "files_majority": told.files_majority,
        "cant_tell": told.cant_tell,
    }


class OwnSeat(Page):
    """A page of the member's own seat."""

    roles = MEMBERS

    def seat(self) -> Seat:
        return self.find(own_seats(self.person), pk=self.kwargs["pk"])


class MyCertificate(OwnSeat):
    """What the member did: sessions, files and hours, to show or to keep."""

    template_name = "dip_sampling/reading/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seat = self.seat()
        return super().get_context_data(**kwargs) | {
            "seat": seat,
            **done_by(seat),
            "pdf_url": reverse("reading:certificate-pdf", args=[seat.pk]),
        }


def done_by(seat: Seat) -> dict[str, Any]:
    """Files and hours of a member, in all and session by session."""
    work = results.work_of(seat)
    return {
        "files": sum(line.files for line in work),
        "hours": rounded(sum(line.hours for line in work), 1),
        "columns": [
            {"label": "Session"},
            {"label": "Files read", "numeric": True},
            {"label": "Hours", "numeric": True},
        ],
        "rows": [[line.session, line.files, rounded(line.hours, 1)] for line in work],
    }


class MyCertificatePDF(OwnSeat):
    """The certificate as a tagged PDF: the alias by which the panel knows the member, and no other name."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        seat = self.seat()
        audit.record("certificate.taken", seat, by=self.person)
        return HttpResponse(
            as_pdf(sheet_of(seat)),
            content_type="application/pdf",
            headers={"Content-Disposition": 'attachment; filename="certificate.pdf"'},
        )


def sheet_of(seat: Seat) -> Sheet:
    """The certificate on the office's paper, as of today."""
    done = done_by(seat)
    sessions = "\n".join(f"- {session}: {_files(files)}, {hours} hours" for session, files, hours in done["rows"])
    thanks = (
        f"{seat.alias} is a member of {seat.panel.name}. As a member, {seat.alias} read {_files(done['files'])} about "
        f"how the police dealt with complaints, and scored them, in {done['hours']} hours of sessions."
    )
    today = timezone.localdate()
    return Sheet(
        office=settings.OFFICE["name"],
        contact=f"{settings.OFFICE['contact_email']} · {settings.OFFICE['contact_phone']}",
        recipient=seat.alias,
        address=(),
        reference=f"Panel member {seat.pk}",
        dated=f"{today:%-d %B %Y}",
        subject=f"Certificate for {seat.alias}",
        sections=(Section("", thanks), Section("Sessions" if sessions else "", sessions)),
    )


def _files(number: int) -> str:
    return f"{number} file" if number == 1 else f"{number} files"
