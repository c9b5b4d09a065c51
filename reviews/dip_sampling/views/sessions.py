"""Sessions: planned, dealt out, opened, watched without answers, closed; results, findings, flags."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.figures import percent
from pcc.moves import open_moves
from pcc.views import Page
from reviews.dip_sampling.choices import AllocationStage, FindingStage, FlagStage, Place, SessionStage
from reviews.dip_sampling.forms import (
    ChangeForm,
    CheckForm,
    FindingForm,
    NextHoursForm,
    NoteForm,
    PlanForm,
    ReplyForm,
    SendForm,
    SessionForm,
)
from reviews.dip_sampling.models import Allocation, Answer, Finding, Flag, Highlight, Panel, Sample, Session
from reviews.dip_sampling.rules import (
    ANSWERS_FLAGS,
    FINDING_MOVES,
    FLAG_MOVES,
    READS_PANELS,
    READS_RESULTS,
    RUNS_PANELS,
    SESSION_MOVES,
)
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.views.panels import TONES, day
from reviews.dip_sampling.workflow import extracts, findings, flags, sessions


class PlanSession(Act):
    """Plan a session."""

    form_class = PlanForm
    heading = "Plan a session"
    label = "Plan it"
    done = "Planned. Deal the released files out, then open it when members are there."

    def rows(self) -> Any:
        return Panel.objects.visible_to(self.person)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"panel": self.on}

    def get_initial(self) -> dict[str, Any]:
        return {"on_duty": self.on.talk_to, "on_duty_how": self.on.talk_to_how}

    def perform(self, form: Any) -> Session:
        given = form.cleaned_data
        chosen = {"sample": given["sample"], "question_set": given["question_set"]}
        return sessions.plan_session(self.on, **chosen, facts=form.facts(), by=self.person)


WAYS = {
    "edit": "panels:session-edit",
    "adults": "panels:session-adults",
    "find": "panels:finding-add",
}
ACTS = {
    "deal": "panels:session-deal",
    "open": "panels:session-open",
    "close": "panels:session-close",
    "publish": "panels:session-publish",
}


class SessionDetail(Page):
    """A session and its progress: how many are with whom, never what anybody answered."""

    roles = READS_PANELS
    template_name = "dip_sampling/session_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.find(Session.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        session = sessions.with_dealt(session)
        audit.record("session.viewed", session, by=self.person)
        moves = open_moves(SESSION_MOVES, session, self.person)
        rows = Allocation.objects.visible_to(self.person).filter(session=session).values_list("seat__alias", "stage")
        by_member: dict[str, Counter[str]] = {}
        for alias, stage in rows.order_by("seat__alias"):
            by_member.setdefault(alias, Counter())[stage] += 1
        total = sum(by_member.values(), Counter())
        facts = [
            {"label": "Panel", "value": {"text": session.panel.name, "url": session.panel.get_absolute_url()}},
            {"label": "Sample", "value": {"text": session.sample.reference, "url": session.sample.get_absolute_url()}},
            {
                "label": "Questions",
                "value": {"text": str(session.question_set), "url": session.question_set.get_absolute_url()},
            },
            {
                "label": "Planned",
                "value": _from_to(session),
            },
            {"label": "There for members", "value": {"text": session.on_duty, "hint": session.on_duty_how}},
        ]
        if session.place == Place.ROOM and session.stage == SessionStage.OPEN:
            until = session.adult_until and timezone.localtime(session.adult_until)
            facts.append({"label": "Adults in the room until", "value": f"{until:%H:%M}" if until else "Not recorded"})
        return super().get_context_data(**kwargs) | {
            "session": session,
            "bar": {
                "stage": session.get_stage_display(),
                "tone": TONES[SessionStage(session.stage)],
                "facts": facts,
                "links": [
                    {"text": SESSION_MOVES[name].label, "url": reverse(WAYS[name], args=[session.pk])}
                    for name in moves
                    if name in WAYS
                ],
            },
            "acts": [
                {"text": SESSION_MOVES[name].label, "url": reverse(ACTS[name], args=[session.pk])}
                for name in moves
                if name in ACTS
            ],
            "progress": total,
            "columns": [
                {"label": "Member"},
                {"label": "Files", "numeric": True},
                {"label": "Started", "numeric": True},
                {"label": "Finished", "numeric": True},
                {"label": "Given back", "numeric": True},
            ],
            "rows": [
                [
                    alias,
                    count[AllocationStage.DEALT] + count[AllocationStage.STARTED] + count[AllocationStage.DONE],
                    count[AllocationStage.STARTED],
                    count[AllocationStage.DONE],
                    count[AllocationStage.SWAPPED]
                    + count[AllocationStage.CONNECTED]
                    + count[AllocationStage.WITHDRAWN],
                ]
                for alias, count in by_member.items()
            ],
            "has_results": session.stage in (SessionStage.CLOSED, SessionStage.PUBLISHED),
        }


def _from_to(session: Session) -> str:
    opens, closes = timezone.localtime(session.opens_at), timezone.localtime(session.closes_at)
    return f"{opens:%-d %b %Y, %H:%M} to {closes:%H:%M}"


class OnSession(Act):
    def rows(self) -> Any:
        return Session.objects.visible_to(self.person).select_related("panel")


class EditSession(OnSession):
    """Change when and where."""

    form_class = SessionForm
    heading = "Change the session"
    done = "Saved."

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.on, name) for name in SessionForm.Meta.fields}

    def perform(self, form: Any) -> Session:
        return sessions.edit_session(self.on, changes=form.cleaned_data, by=self.person)


class Deal(OnSession):
    """Deal the released files out."""

    heading = "Deal files out"
    label = "Deal them out"
    intro = "Evenly, conflicts left out. What is dealt out already stays where it is; only what is missing is added."
    done = "Dealt out."

    def perform(self, form: Any) -> Session:
        sessions.deal(self.on, by=self.person, on=timezone.localdate())
        return self.on


class OpenSession(OnSession):
    """Open a session."""

    heading = "Open the session"
    label = "Open it"
    done = "Open: members can read now."

    def perform(self, form: Any) -> Session:
        return sessions.open_session(self.on, by=self.person, at=timezone.now())


class Adults(OnSession):
    """Say that adults are in the room."""

    form_class = NextHoursForm
    heading = "Adults who know about it are in the room"
    done = "Recorded."

    def perform(self, form: Any) -> Session:
        now = timezone.now()
        return sessions.adults_in_room(self.on, until=form.until(now), by=self.person, at=now)


class CloseSession(OnSession):
    """Close a session."""

    heading = "Close the session"
    label = "Close it"
    warning = "Nobody reads or answers from now on. Scorecards that are not handed in are left out of the results."
    tone = "warning"
    done = "Closed. The results are there."

    def perform(self, form: Any) -> Session:
        return sessions.close_session(self.on, by=self.person, at=timezone.now())


class Publish(OnSession):
    """Show members the results."""

    heading = "Publish the results to members"
    label = "Publish them"
    warning = "Members see the results, approved quotations and the force's replies."
    done = "Published to members."

    def perform(self, form: Any) -> Session:
        return sessions.publish_results(self.on, by=self.person, at=timezone.now())


# Results


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
            "finding_columns": [{"label": "You said"}, {"label": "They did"}, {"label": "Stage"}],
            "findings": [
                [
                    {"text": row.text, "url": row.get_absolute_url()},
                    row.what_changed or (row.reply.text if hasattr(row, "reply") else "–"),
                    {"text": row.get_stage_display(), "tone": FINDING_TONES[FindingStage(row.stage)]},
                ]
                for row in rows
            ],
        }


FINDING_TONES = {
    FindingStage.RAISED: "grey",
    FindingStage.SENT: "yellow",
    FindingStage.REPLIED: "blue",
    FindingStage.CHANGED: "green",
    FindingStage.CHECKED: "teal",
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
        sessions.approve_quote(self.on, by=self.person)
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
                for answer, found in extracts.reasons_scanned(list(answers))
            ],
        }


class ClearReason(Act):
    """A person has read a reader's words and nobody is named in them."""

    heading = "Clear these words for use outside"
    label = "Clear them"
    intro = "You have read them, and what the checker finds, and they name nobody."
    done = "Cleared."

    def rows(self) -> Any:
        return Answer.objects.visible_to(self.person).select_related("scorecard__allocation__session")

    def back(self) -> str:
        return reverse("panels:reasons", args=[self.on.scorecard.allocation.session_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = [{"key": "Words", "value": self.on.why}]
        return super().get_context_data(**kwargs) | {"heading": self.heading, "facts": facts}

    def perform(self, form: Any) -> str:
        sessions.clear_why(self.on, by=self.person)
        return self.back()


# Findings


class AddFinding(OnSession):
    """Put down what the panel asks of the force."""

    form_class = FindingForm
    heading = "Add a finding"
    label = "Add it"

    def perform(self, form: Any) -> Finding:
        return findings.add_finding(self.on, text=form.cleaned_data["text"], by=self.person, on=timezone.localdate())


FINDING_WAYS = {
    "send": "panels:finding-send",
    "reply": "panels:finding-reply",
    "change": "panels:finding-change",
    "check": "panels:finding-check",
}


class FindingDetail(Page):
    """A finding on its way to a later sample."""

    roles = READS_RESULTS
    template_name = "dip_sampling/finding_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding = self.find(Finding.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        reply = getattr(finding, "reply", None)
        rows = [
            {"key": "You said", "value": finding.text},
            {
                "key": "Sent to the force",
                "value": f"{day(finding.sent_on)}, reply by {day(finding.reply_due_on)}" if finding.sent_on else "–",
            },
            {
                "key": "The force replied",
                "value": {"text": reply.text, "hint": f"{reply.get_position_display()}, {day(reply.replied_on)}"}
                if reply
                else "–",
            },
            {"key": "What changed", "value": finding.what_changed or "–"},
            {
                "key": "What a later sample shows",
                "value": {"text": finding.checked_note, "hint": finding.checked_in.reference}
                if finding.checked_in
                else "–",
            },
        ]
        return super().get_context_data(**kwargs) | {
            "finding": finding,
            "rows": rows,
            "tone": FINDING_TONES[FindingStage(finding.stage)],
            "ways": [
                {"text": FINDING_MOVES[name].label, "url": reverse(FINDING_WAYS[name], args=[finding.pk])}
                for name in open_moves(FINDING_MOVES, finding, self.person)
            ],
        }


class OnFinding(Act):
    def rows(self) -> Any:
        return Finding.objects.visible_to(self.person).for_list()


class SendFinding(OnFinding):
    """It goes to the force."""

    form_class = SendForm
    heading = "Sent to the force"

    def perform(self, form: Any) -> Finding:
        return findings.send(self.on, **form.cleaned_data, by=self.person, on=timezone.localdate())


class ReplyToFinding(OnFinding):
    """The force replied."""

    form_class = ReplyForm
    heading = "Record the force's reply"

    def perform(self, form: Any) -> Finding:
        return findings.reply(self.on, **form.cleaned_data, by=self.person, on=timezone.localdate()).finding


class ChangeOfFinding(OnFinding):
    """Something changed."""

    form_class = ChangeForm
    heading = "Record what changed"

    def perform(self, form: Any) -> Finding:
        return findings.record_change(self.on, **form.cleaned_data, by=self.person, on=timezone.localdate())


class CheckFinding(OnFinding):
    """A later sample shows it."""

    form_class = CheckForm
    heading = "Check in a later sample"

    def get_form_kwargs(self) -> dict[str, Any]:
        later = Sample.objects.visible_to(self.person).filter(drawn_at__gt=self.on.session.sample.drawn_at)
        return super().get_form_kwargs() | {"samples": later.defer("population").order_by("-pk")}

    def perform(self, form: Any) -> Finding:
        return findings.check_in(self.on, **form.cleaned_data, by=self.person)


# Flags

FLAG_TONES = {FlagStage.RAISED: "red", FlagStage.ACKNOWLEDGED: "yellow", FlagStage.CLOSED: "grey"}
MOST_FLAGS = 100


class FlagList(Page):
    """Members who asked for somebody, the newest first."""

    roles = ANSWERS_FLAGS
    template_name = "dip_sampling/flag_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Flag.objects.visible_to(self.person).for_list().order_by("-raised_at")[:MOST_FLAGS]
        return super().get_context_data(**kwargs) | {
            "columns": [{"label": "Member"}, {"label": "Panel"}, {"label": "Since"}, {"label": "Stage"}],
            "rows": [
                [
                    {"text": f"{row.seat.alias}: {row.get_kind_display()}", "url": row.get_absolute_url()},
                    row.seat.panel.name,
                    f"{timezone.localtime(row.raised_at):%-d %b %Y, %H:%M}",
                    {"text": row.get_stage_display(), "tone": FLAG_TONES[FlagStage(row.stage)]},
                ]
                for row in rows
            ],
        }


class FlagDetail(Page):
    """One member who asked for somebody."""

    roles = ANSWERS_FLAGS
    template_name = "dip_sampling/flag_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        flag = self.find(Flag.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        audit.record("flag.viewed", flag, by=self.person)
        rows = [
            {"key": "Member", "value": {"text": flag.seat.alias, "hint": flag.seat.panel.name}},
            {"key": "What they said", "value": {"text": flag.get_kind_display(), "hint": flag.words}},
            {"key": "Since", "value": f"{timezone.localtime(flag.raised_at):%-d %B %Y, %H:%M}"},
            {"key": "On it", "value": str(flag.acknowledged_by or "Nobody yet")},
            {"key": "What was done", "value": flag.closed_note or "–"},
        ]
        return super().get_context_data(**kwargs) | {
            "flag": flag,
            "rows": rows,
            "tone": FLAG_TONES[FlagStage(flag.stage)],
            "ways": [
                {"text": FLAG_MOVES[name].label, "url": reverse(f"panels:flag-{name}", args=[flag.pk])}
                for name in open_moves(FLAG_MOVES, flag, self.person)
            ],
        }


class OnFlag(Act):
    roles = ANSWERS_FLAGS

    def rows(self) -> Any:
        return Flag.objects.visible_to(self.person).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"heading": self.heading}


class Acknowledge(OnFlag):
    """Somebody is on it."""

    heading = "I am on it"
    label = "I am on it"
    intro = "It no longer escalates. Reach the member now."

    def perform(self, form: Any) -> Flag:
        return flags.acknowledge(self.on, by=self.person)


class CloseFlag(OnFlag):
    """The member was helped."""

    form_class = NoteForm
    heading = "Close"
    label = "Close it"

    def perform(self, form: Any) -> Flag:
        return flags.close(self.on, note=form.cleaned_data["note"], by=self.person)
