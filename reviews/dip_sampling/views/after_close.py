"""After the close: late answers settled without seeing them, and scores agreed in the discussion."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from pcc import audit
from pcc.views import Page
from reviews.dip_sampling.forms.entries import AgreedForm, LateForm
from reviews.dip_sampling.models import AgreedScore, Allocation, DrawnFile, LateAnswer, Session
from reviews.dip_sampling.rules import RUNS_PANELS, SESSION_MOVES
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.views.acts import OnSession
from reviews.dip_sampling.views.reading_list import OnAllocation
from reviews.dip_sampling.workflow import after_close


class LateAnswers(Page):
    """Answers that reached the office after the close, by reader and file: when they were given, never what."""

    roles = RUNS_PANELS
    template_name = "dip_sampling/late_answers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.find(Session.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        mine = Allocation.objects.visible_to(self.person).filter(session=session)
        rows = LateAnswer.objects.visible_to(self.person).filter(allocation__in=mine).by_file()
        may = not SESSION_MOVES["settle_late"].refusal(session, self.person)
        return super().get_context_data(**kwargs) | {
            "session": session,
            "columns": [
                {"label": "Reader"},
                {"label": "File"},
                {"label": "Answers", "numeric": True},
                {"label": "Given, by the device's clock"},
                {"label": "Received"},
                {"label": "Settled"},
            ],
            "rows": [
                [
                    row["alias"],
                    f"File {row['nickname']}",
                    row["count"],
                    _moment(row["last_given"]),
                    _moment(row["last_received"]),
                    _settled(row, may=may),
                ]
                for row in rows
            ],
        }


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%-d %b %Y, %H:%M:%S}"


def _settled(row: dict[str, Any], *, may: bool) -> Any:
    if row["waiting"]:
        words = f"Settle {row['alias']}, File {row['nickname']}"
        return {"text": words, "url": reverse("panels:late-settle", args=[row["allocation"]])} if may else "Waiting"
    return {"text": f"{row['taken']} taken in", "hint": f"{row['count'] - row['taken']} left out"}


class SettleLate(OnAllocation):
    """Take a reader's late answers to a file in, or leave them out."""

    form_class = LateForm
    heading = "Settle late answers"
    label = "Settle"
    intro = "You decide by when they were given, without seeing what they say."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = LateAnswer.objects.visible_to(self.person).filter(allocation=self.on).by_file()
        closed_at = self.on.session.closed_at
        context["facts"] += [
            {"key": "Session closed", "value": _moment(closed_at) if closed_at else "–"},
            *(
                {
                    "key": f"{row['count']} answers",
                    "value": {
                        "text": f"The last was given {_moment(row['last_given'])}",
                        "hint": f"By the device's clock. Received {_moment(row['last_received'])}.",
                    },
                }
                for row in rows
            ),
        ]
        return context

    def back(self) -> str:
        return reverse("panels:session-late", args=[self.on.session_id])

    def perform(self, form: Any) -> str:
        settled = after_close.settle_late(self.on, **form.cleaned_data, by=self.person)
        if settled.taken_in:
            asked = self.on.session.question_set.questions.count()
            messages.success(
                self.request, f"Taken in. The file counts, with {settled.answers} of {asked} questions answered."
            )
        else:
            messages.success(self.request, "Left out. Answers that were in before the close stand.")
        return self.back()


class Discussion(Page):
    """The files of a closed session, those that split the panel first, with first scores and what was agreed."""

    roles = RUNS_PANELS
    template_name = "dip_sampling/discussion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Session.objects.visible_to(self.person).with_results_for(self.person).for_list()
        session = self.find(rows, pk=self.kwargs["pk"])
        audit.record("session.discussion_read", session, by=self.person)
        files = {str(file): file for file in DrawnFile.objects.visible_to(self.person).filter(sample=session.sample_id)}
        report = results.panel(session)
        may = not SESSION_MOVES["agree"].refusal(session, self.person)
        agreed = {
            (row.drawn_file_id, row.question_id): row
            for row in AgreedScore.objects.visible_to(self.person).filter(session=session)
        }
        questions = list(session.question_set.questions.all())
        heat = sorted(report.heat, key=lambda row: -sum(cell.is_split for cell in row[1]))
        return super().get_context_data(**kwargs) | {
            "session": session,
            "columns": [{"label": "File"}, *({"label": question.code.capitalize()} for question in questions)],
            "rows": [
                [
                    {"text": name, "url": reverse("panels:agree", args=[session.pk, files[name].pk])} if may else name,
                    *(
                        _first_and_agreed(cell, agreed.get((files[name].pk, question.pk)))
                        for cell, question in zip(cells, questions, strict=True)
                    ),
                ]
                for name, cells in heat
                if name in files
            ],
        }


def _first_and_agreed(cell: results.Cell, agreed: AgreedScore | None) -> dict[str, Any]:
    first = "[low]" if cell.readings is None else f"{cell.on_side} of {cell.readings}"
    split = ", split" if cell.is_split else ""
    return {"text": f"{first}{split}", "hint": f"Agreed: {agreed.get_value_display()}" if agreed else ""}


class Agree(OnSession):
    """Enter what the panel agreed on a file after talking about it."""

    form_class = AgreedForm
    heading = "Agreed after talking"
    label = "Save"
    intro = "First scores stay as they are, and are what is published. What was agreed stands beside them."
    done = "Saved."

    @cached_property
    def file(self) -> DrawnFile:
        rows = DrawnFile.objects.visible_to(self.person).filter(sample=self.on.sample_id)
        return self.find(rows, pk=self.kwargs["file"])

    def back(self) -> str:
        return reverse("panels:discussion", args=[self.on.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"seen": after_close.seen_of(self.on, self.file)}

    def get_form_kwargs(self) -> dict[str, Any]:
        scores = AgreedScore.objects.visible_to(self.person).filter(session=self.on, drawn_file=self.file)
        return super().get_form_kwargs() | {
            "questions": list(self.on.question_set.questions.all()),
            "scores": {row.question_id: row for row in scores},
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"heading": f"{self.heading}: {self.file}"}

    def perform(self, form: Any) -> str:
        seen, scores = form.cleaned_data["seen"], dict(form.scores())
        after_close.agree(self.on, file=self.file, scores=scores, seen=seen, by=self.person)
        return self.back()
