"""Panels, their members and how these come in; question sets."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from pcc import audit
from pcc.figures import rounded
from pcc.moves import open_moves
from pcc.views import ActionView, Page
from reviews.dip_sampling.choices import AnswerCode, PanelStage, SessionStage
from reviews.dip_sampling.forms.panels import NextHoursForm, PanelForm, QuestionsForm, SeatForm, SeatRecordForm
from reviews.dip_sampling.models import Panel, QuestionSet, Sample, Seat, Session
from reviews.dip_sampling.rules import PANEL_MOVES, READS_EXTRACTS, READS_PANELS, RUNS_PANELS
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.views.flags import waiting_for
from reviews.dip_sampling.views.qr import qr_code
from reviews.dip_sampling.workflow import panels

TONES = {
    SessionStage.PLANNED: "grey",
    SessionStage.OPEN: "green",
    SessionStage.CLOSED: "blue",
    SessionStage.PUBLISHED: "teal",
}
PANEL_TONES = {PanelStage.OPEN: "green", PanelStage.CLOSED: "grey"}
MOST_SHOWN = 50


def day(value: Any) -> str:
    return f"{value:%-d %b %Y}" if value else "–"


class PanelList(Page):
    """Every panel, the sessions and samples of late, and flags that wait."""

    roles = READS_PANELS
    template_name = "dip_sampling/panel_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Panel.objects.visible_to(self.person).for_list().order_by("-ends_on", "name")[:MOST_SHOWN]
        sessions = Session.objects.visible_to(self.person).for_list().order_by("-opens_at")[:MOST_SHOWN]
        samples = Sample.objects.visible_to(self.person).for_list().order_by("-pk")[:MOST_SHOWN]
        return super().get_context_data(**kwargs) | {
            "may_run": bool(self.person.roles & RUNS_PANELS),
            "may_prepare": bool(self.person.roles & READS_EXTRACTS),
            "flags": waiting_for(self.person),
            "panel_columns": [
                {"label": "Panel"},
                {"label": "Term"},
                {"label": "Members", "numeric": True},
                {"label": "Stage"},
            ],
            "panels": [
                [
                    {"text": panel.name, "url": panel.get_absolute_url()},
                    f"{day(panel.began_on)} to {day(panel.ends_on)}",
                    f"{panel.members} of {panel.seat_count}",
                    {"text": panel.get_stage_display(), "tone": PANEL_TONES[PanelStage(panel.stage)]},
                ]
                for panel in rows
            ],
            **session_table(sessions),
            **sample_table(samples),
        }


def session_table(sessions: Any) -> dict[str, Any]:
    """The inputs of the table of sessions."""
    return {
        "session_columns": [{"label": "Session"}, {"label": "Panel"}, {"label": "Opens"}, {"label": "Stage"}],
        "sessions": [
            [
                {"text": session.title, "url": session.get_absolute_url()},
                session.panel.name,
                f"{timezone.localtime(session.opens_at):%-d %b %Y, %H:%M}",
                {"text": session.get_stage_display(), "tone": TONES[SessionStage(session.stage)]},
            ]
            for session in sessions
        ],
    }


def sample_table(samples: Any) -> dict[str, Any]:
    """The inputs of the table of samples."""
    return {
        "sample_columns": [
            {"label": "Sample"},
            {"label": "Title"},
            {"label": "Drawn"},
            {"label": "Files", "numeric": True},
        ],
        "samples": [
            [
                {"text": sample.reference, "url": sample.get_absolute_url()},
                sample.title,
                day(timezone.localtime(sample.drawn_at)),
                sample.size,
            ]
            for sample in samples
        ],
    }


WAYS = {"edit": "panels:edit", "seat": "panels:seat-add", "plan": "panels:plan", "close": "panels:close"}


class PanelDetail(Page):
    """One panel: its members as far as the person's role shows them, its samples and sessions."""

    roles = READS_PANELS
    template_name = "dip_sampling/panel_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel = self.find(Panel.objects.visible_to(self.person), pk=self.kwargs["pk"])
        audit.record("panel.viewed", panel, by=self.person)
        seats = Seat.objects.visible_to(self.person).filter(panel=panel, ended_at=None).order_by("alias")
        sessions = Session.objects.visible_to(self.person).for_list().filter(panel=panel).order_by("-opens_at")
        samples = Sample.objects.visible_to(self.person).for_list().filter(panel=panel).order_by("-pk")
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "panel": panel,
            "bar": {
                "stage": panel.get_stage_display(),
                "tone": PANEL_TONES[PanelStage(panel.stage)],
                "facts": [
                    {"label": "Term", "value": f"{day(panel.began_on)} to {day(panel.ends_on)}"},
                    {"label": "There for members", "value": {"text": panel.talk_to, "hint": panel.talk_to_how}},
                ],
                "links": [
                    {"text": PANEL_MOVES[name].label, "url": reverse(WAYS[name], args=[panel.pk])}
                    for name in open_moves(PANEL_MOVES, panel, self.person)
                    if name in WAYS
                ],
            },
            "may_run": bool(self.person.roles & RUNS_PANELS),
            "seat_columns": [{"label": "Member"}, {"label": "Last day"}, {"label": "Ready to read"}, {"label": "Ways"}],
            "seats": [
                [
                    {"text": seat.alias, "url": reverse("panels:seat", args=[seat.pk])},
                    day(seat.ends_on),
                    {"text": missing, "tone": "yellow"} if (missing := lacks(seat, today)) else "Yes",
                    {"text": f"Code for {seat.alias}", "url": reverse("panels:seat-door", args=[seat.pk])},
                ]
                for seat in seats
            ],
            **session_table(sessions),
            **sample_table(samples),
        }


def lacks(seat: Seat, today: Any) -> str:
    """What a member still lacks before they can read, in words; empty when nothing."""
    missing = []
    if seat.trained_on is None:
        missing.append("training")
    if seat.undertaking_on is None:
        missing.append("promise")
    if seat.under_18 and (seat.consent_until is None or seat.consent_until < today):
        missing.append("consent")
    return f"Lacks {' and '.join(missing)}" if missing else ""


class StartPanel(ActionView):
    """Start a panel."""

    roles = RUNS_PANELS
    form_class = PanelForm
    done = "The panel is started."

    def get_initial(self) -> dict[str, Any]:
        promise = "I keep what I read to myself. I take no pictures. If I may know somebody in a file, I give it back."
        return {"undertaking": promise, "seat_count": 14}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"heading": "Start a panel", "label": "Start the panel", "back_url": reverse("panels:list")}
        return super().get_context_data(**kwargs) | words

    def perform(self, form: Any) -> Panel:
        return panels.start_panel(facts=form.cleaned_data, by=self.person)


class OnPanel(Act):
    def rows(self) -> Any:
        return Panel.objects.visible_to(self.person)


class EditPanel(OnPanel):
    """Change a panel."""

    form_class = PanelForm
    heading = "Change the panel"
    done = "Saved."

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.on, name) for name in PanelForm.base_fields}

    def perform(self, form: Any) -> Panel:
        return panels.edit_panel(self.on, changes=form.cleaned_data, by=self.person)


class ClosePanel(OnPanel):
    """Close a panel."""

    heading = "Close the panel"
    label = "Close the panel"
    warning = "The access of every member ends at once. This cannot be undone."
    tone = "warning"
    done = "The panel is closed."

    def perform(self, form: Any) -> Panel:
        return panels.close_panel(self.on, by=self.person)


class AddSeat(OnPanel):
    """Give a member a seat."""

    form_class = SeatForm
    heading = "Add a member"
    label = "Add the member"
    intro = "No birth date, address, school or photograph: the office does not hold them."
    done = "The member has a seat. Record training and consent, then hand out a code."

    def get_initial(self) -> dict[str, Any]:
        return {"began_on": self.on.began_on, "ends_on": self.on.ends_on, "under_18": self.on.has_under_18s}

    def perform(self, form: Any) -> str:
        facts = form.cleaned_data | {"email": form.cleaned_data["email"] or None}
        return reverse("panels:seat", args=[panels.seat_member(self.on, **facts, by=self.person).pk])


class SeatDetail(Page):
    """A member: dates and flags, and the ways to hand out a code or end their access."""

    roles = RUNS_PANELS
    template_name = "dip_sampling/seat_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seats = Seat.objects.visible_to(self.person).select_related("panel", "user")
        seat = self.find(seats, pk=self.kwargs["pk"])
        audit.record("seat.viewed", seat, by=self.person)
        change = reverse("panels:seat-record", args=[seat.pk])
        adult = f"{timezone.localtime(seat.adult_until):%-d %b %Y, %H:%M}" if seat.adult_until else "Not recorded"
        rows = [
            {"key": "Under 18", "value": "Yes" if seat.under_18 else "No"},
            {"key": "On the panel", "value": f"{day(seat.began_on)} to {day(seat.ends_on)}", "change_url": change},
            {"key": "Trained", "value": day(seat.trained_on), "change_url": change},
            {"key": "Promise made", "value": day(seat.undertaking_on)},
        ]
        if seat.under_18:
            consent = f"{day(seat.consent_on)}, counts until {day(seat.consent_until)}" if seat.consent_on else "–"
            rows += [
                {"key": "Consent of a parent or carer", "value": consent, "change_url": change},
                {
                    "key": "A known adult is beside them until",
                    "value": adult,
                    "change_url": reverse("panels:seat-adult", args=[seat.pk]),
                },
            ]
        return super().get_context_data(**kwargs) | {"seat": seat, "rows": rows}


class OnSeat(Act):
    def rows(self) -> Any:
        return Seat.objects.visible_to(self.person).select_related("panel", "user")

    def back(self) -> str:
        return reverse("panels:seat", args=[self.on.pk])


class RecordSeat(OnSeat):
    """Record training, consent, last day."""

    form_class = SeatRecordForm
    heading = "Record training and consent"
    done = "Recorded."

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.on, name) for name in SeatRecordForm.base_fields}

    def perform(self, form: Any) -> str:
        panels.record_about_seat(self.on, changes=form.cleaned_data, by=self.person)
        return self.back()


class AdultBeside(OnSeat):
    """Say that a known adult is beside a member who reads from elsewhere."""

    form_class = NextHoursForm
    heading = "A known adult is beside this member"
    done = "Recorded."

    def perform(self, form: Any) -> str:
        until = form.until(timezone.now())
        panels.record_about_seat(self.on, changes={"adult_until": until}, by=self.person)
        return self.back()


class EndAccess(OnSeat):
    """End a member's access."""

    heading = "End the access of this member"
    label = "End their access now"
    warning = "Every page they have open and every code stops working at once. Their answers stay."
    tone = "warning"
    done = "Their access has ended."

    def perform(self, form: Any) -> str:
        panels.end_access(self.on, by=self.person)
        return str(self.on.panel.get_absolute_url())


class MakeDoor(OnSeat):
    """Make a one-time code, shown once: to read out, to hand over on paper, or to scan."""

    heading = "Make a one-time code"
    label = "Make the code"
    intro = "It opens once, within a day. An older code that was not used stops working."

    def form_valid(self, form: Any) -> HttpResponse:
        door, code = panels.make_door(self.on, by=self.person)
        in_fours = "-".join(code[place : place + 4] for place in range(0, len(code), 4))
        address = f"{settings.BASE_URL}{panels.address_of_door(code)}"
        context = {"seat": self.on, "code": in_fours, "address": address, "qr": qr_code(address), "door": door}
        return render(self.request, "dip_sampling/door.html", context)


class SendDoor(OnSeat):
    """Write a one-time link to the member."""

    heading = "Send a one-time link by e-mail"
    label = "Send it"
    intro = "It opens once, within a day, and only when the button on its page is pressed."
    done = "The link is on its way."

    def perform(self, form: Any) -> str:
        panels.send_door(self.on, by=self.person)
        return self.back()


class Certificate(Page):
    """What a member did, to print: sessions, files and hours."""

    roles = RUNS_PANELS
    template_name = "dip_sampling/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seat = self.find(Seat.objects.visible_to(self.person).select_related("panel"), pk=self.kwargs["pk"])
        work = results.work_of(seat)
        return super().get_context_data(**kwargs) | {
            "seat": seat,
            "work": work,
            "hours": rounded(sum(line.hours for line in work), 1),
            "files": sum(line.files for line in work),
            "columns": [
                {"label": "Session"},
                {"label": "Files read", "numeric": True},
                {"label": "Hours", "numeric": True},
            ],
            "rows": [[line.session, line.files, rounded(line.hours, 1)] for line in work],
        }


# Questions


class QuestionSetList(Page):
    """The newest version of each question set."""

    roles = READS_PANELS
    template_name = "dip_sampling/question_set_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = QuestionSet.objects.visible_to(self.person).newest()
        return super().get_context_data(**kwargs) | {
            "may_run": bool(self.person.roles & RUNS_PANELS),
            "columns": [
                {"label": "Set"},
                {"label": "Version", "numeric": True},
                {"label": "Theme"},
                {"label": "Written"},
            ],
            "rows": [
                [
                    {"text": row.name, "url": row.get_absolute_url()},
                    row.version,
                    row.theme or "–",
                    day(timezone.localtime(row.made_at)),
                ]
                for row in rows
            ],
        }


class QuestionSetDetail(Page):
    """One version: its questions, and how their answers become a yes or a no."""

    roles = READS_PANELS
    template_name = "dip_sampling/question_set_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.find(QuestionSet.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        return super().get_context_data(**kwargs) | {
            "set": found,
            "may_run": bool(self.person.roles & RUNS_PANELS),
            "columns": [
                {"label": "Question"},
                {"label": "Answers"},
                {"label": "Counts as yes"},
                {"label": "Published as"},
            ],
            "rows": [
                [
                    {"text": question.text, "hint": question.hint},
                    f"{question.get_scale_display()}, I can't tell",
                    ", ".join(str(AnswerCode(code).label) for code in question.counts_as_yes),
                    {"text": question.measure, "hint": question.get_reported_display()},
                ]
                for question in found.questions.all()
            ],
        }


class WriteQuestions(ActionView):
    """Write a set, or the next version of one (``?from=`` its number)."""

    roles = RUNS_PANELS
    form_class = QuestionsForm
    done = "Written. This version never changes; sessions that are planned use it from now on."

    @cached_property
    def start(self) -> QuestionSet | None:
        number = self.request.GET.get("from", "")
        if not number.isdecimal() or len(number) > 15:
            return None
        return self.find(QuestionSet.objects.visible_to(self.person).for_detail(), pk=number)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"start": self.start}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": "Write questions",
            "label": "Save as a new version",
            "intro": "A version never changes once it is written. Questions without words are left out.",
            "back_url": reverse("panels:question-sets"),
        }

    def perform(self, form: Any) -> QuestionSet:
        given = form.cleaned_data
        return panels.write_questions(given["name"], theme=given["theme"], questions=form.questions(), by=self.person)
