"""Pages of panel members, first for a phone: one-time code, own files, one question a page, help and leave on each."""

from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import FormView, View

from pcc import audit
from pcc.errors import RuleBroken
from pcc.roles import Role
from pcc.views import ActionView, Page, RolePage
from reviews.dip_sampling.choices import AllocationStage, ContentNote, Section, SessionStage
from reviews.dip_sampling.forms import AnswerForm, DoorCodeForm, HelpForm
from reviews.dip_sampling.models import Allocation, Question, Seat, Session
from reviews.dip_sampling.querysets import OPENED
from reviews.dip_sampling.rules import BREAK_AFTER, HELPLINES, SECTION_ORDER, objection_to_reading
from reviews.dip_sampling.workflow import flags, panels, scoring

MEMBERS = frozenset({Role.PANEL_MEMBER})

NOT_A_WAY_IN = "This code does not open anything now. Ask the person who runs the panel for a new one."
"""The one sentence for a code that was used, is too old, was ended or never was."""


class Door(View):
    """Spends a code and signs its member in."""

    def come_in(self, code: str) -> HttpResponse:
        person = panels.spend_door(code, at=timezone.now())
        if person is None:
            return render(self.request, "dip_sampling/reading/refused_door.html", {"refusal": NOT_A_WAY_IN}, status=404)
        login(self.request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(reverse("reading:home"))


@method_decorator(login_not_required, name="dispatch")
class ComeIn(Door):
    """The page that a link or QR opens: a button alone, because what scans e-mail opens links too."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return render(request, "dip_sampling/reading/door.html")

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.come_in(code)


@method_decorator(login_not_required, name="dispatch")
class TypeCode(Door, FormView):
    """A code typed by hand."""

    form_class = DoorCodeForm
    template_name = "dip_sampling/reading/code.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return self.come_in(form.cleaned_data["code"])


@method_decorator(login_not_required, name="dispatch")
class Leave(View):
    """Leave now: signed out with one press, whatever the page."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return HttpResponseRedirect(reverse("reading:code"))


class MyFiles(Page):
    """The member's own files of sessions that are open, and how far they are with each."""

    roles = MEMBERS
    template_name = "dip_sampling/reading/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, today = timezone.now(), timezone.localdate()
        seats = {seat.panel_id: seat for seat in own_seats(self.person)}
        sessions = Session.objects.for_member(self.person).filter(panel__in=seats)
        coming = sessions.filter(stage=SessionStage.PLANNED).order_by("opens_at").first()
        rows = Allocation.objects.readable_by(self.person, on=today).for_list().order_by("session", "position")
        files: dict[int, list[Allocation]] = {}
        for row in rows:
            files.setdefault(row.session_id, []).append(row)
        return super().get_context_data(**kwargs) | {
            "sessions": [
                _progress(session, files.get(session.pk, []))
                | {"objection": objection_to_reading(seats[session.panel_id], session, at=now, on=today)}
                for session in sessions.filter(stage=SessionStage.OPEN).order_by("closes_at")
            ],
            "promises": [seat for seat in seats.values() if seat.undertaking_on is None],
            "coming": coming,
            "has_seat": bool(seats),
        }


def own_seats(person: Any) -> Any:
    """The member's live seats with their panels."""
    return (
        Seat.objects.visible_to(person)
        .filter(user=person)
        .live(on=timezone.localdate())
        .select_related("panel")
        .order_by("pk")
    )


def _progress(session: Session, files: list[Allocation]) -> dict[str, Any]:
    """A session on the member's page: its files as cards, and how far they are."""
    return {
        "session": session,
        "done": sum(1 for row in files if row.stage == AllocationStage.DONE),
        "files": [
            {
                "row": row,
                "name": row.drawn_file.nickname,
                "minutes": row.drawn_file.extract.minutes,
                "notes": _notes(row),
                "url": _way_on(row),
                "label": "Carry on" if row.stage == AllocationStage.STARTED else "Open",
                "done": row.stage == AllocationStage.DONE,
                "started": row.stage == AllocationStage.STARTED,
            }
            for row in files
        ],
    }


def _notes(row: Allocation) -> list[str]:
    return [ContentNote(code).label for code in row.drawn_file.extract.content_notes]


def _way_on(row: Allocation) -> str:
    """The page at which the member goes on with a file."""
    pages = {AllocationStage.STARTED: "reading:read", AllocationStage.DONE: "reading:done"}
    return reverse(pages.get(AllocationStage(row.stage), "reading:file"), args=[row.pk])


class Promise(RolePage):
    """The member makes the promise of confidentiality."""

    roles = MEMBERS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seat = self.find(own_seats(self.person), pk=self.kwargs["pk"])
        panels.give_undertaking(seat, by=self.person, on=timezone.localdate())
        return HttpResponseRedirect(reverse("reading:home"))


class Help(ActionView):
    """Who is there for the member, and a way to ask for somebody. It says nothing of the file that was open."""

    roles = MEMBERS
    form_class = HelpForm
    template_name = "dip_sampling/reading/help.html"

    @cached_property
    def seat(self) -> Seat | None:
        return cast("Seat | None", own_seats(self.person).first())

    @cached_property
    def session(self) -> Session | None:
        found = Session.objects.for_member(self.person).filter(stage=SessionStage.OPEN).order_by("closes_at").first()
        return cast("Session | None", found)

    def perform(self, form: Any) -> str:
        if self.seat is None:
            raise RuleBroken("Ring one of the numbers on this page, or ask the person who runs the panel.")
        session = self.session if self.session and self.session.panel_id == self.seat.panel_id else None
        flags.raise_flag(self.seat, session=session, by=self.person, **form.cleaned_data)
        messages.success(self.request, "Somebody has been told. They will come to you. You need not read on.")
        return reverse("reading:help")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "seat": self.seat,
            "session": self.session,
            "helplines": HELPLINES,
        }


class OwnFile(RolePage):
    """A page or an act of one of the member's own files: theirs, released, in an open session; else not there."""

    roles = MEMBERS
    refused_template = "dip_sampling/reading/refused.html"

    @cached_property
    def file(self) -> Allocation:
        rows = Allocation.objects.readable_by(self.person, on=timezone.localdate())
        rows = rows.select_related("drawn_file__extract", "seat__panel", "session__question_set", "scorecard")
        return self.find(rows, pk=self.kwargs["pk"])

    @property
    def clock(self) -> dict[str, Any]:
        """The moment and the local day, as the writers take them."""
        return {"at": timezone.now(), "on": timezone.localdate()}

    def open(self) -> Allocation:
        """The file, when its text may be read now. RuleBroken says why not."""
        if refusal := objection_to_reading(self.file.seat, self.file.session, **self.clock):
            raise RuleBroken(refusal)
        if self.file.stage != AllocationStage.STARTED:
            raise RuleBroken("You are not reading this file now. Go back to your files.")
        return self.file

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.file.session.question_set.questions.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {  # type: ignore[misc]  # beside a page
            "file": self.file,
            "name": self.file.drawn_file.nickname,
            "extract": self.file.drawn_file.extract,
        }


class Before(OwnFile, Page):
    """Before the file opens: neutral facts, what kind of thing is in it, how long it takes, and every way out."""

    template_name = "dip_sampling/reading/before.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if refusal := objection_to_reading(self.file.seat, self.file.session, **self.clock):
            raise RuleBroken(refusal)
        extract = self.file.drawn_file.extract
        facts = (
            ("When", extract.about_when),
            ("Where", extract.about_where),
            ("What it is about", extract.about_what),
            ("Age of the person who complained", extract.age_band),
        )
        return super().get_context_data(**kwargs) | {
            "rows": [{"key": key, "value": value} for key, value in facts if value],
            "notes": _notes(self.file),
            "waiting": self.file.stage == AllocationStage.DEALT,
            "way_on": _way_on(self.file),
        }


class FileAct(OwnFile):
    """One press about a file."""

    http_method_names = ["post", "options"]


class Start(FileAct):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scoring.start(self.file, by=self.person, **self.clock)
        return HttpResponseRedirect(reverse("reading:read", args=[pk]))


class Swap(FileAct):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        another = scoring.swap(self.file, by=self.person, at=timezone.now())
        return given_back(request, another)


class Declare(FileAct):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        another = scoring.declare(self.file, by=self.person, at=timezone.now())
        return given_back(request, another)


def given_back(request: HttpRequest, another: Allocation | None) -> HttpResponse:
    """Back to the member's files, and what there is instead."""
    told = "You have a different file." if another else "There is no other file for you now. Tell a grown-up here."
    messages.success(request, f"That file is gone and will not come back. {told}")
    return HttpResponseRedirect(reverse("reading:home"))


class Read(OwnFile, Page):
    """The file, as it was released, with the reader's mark on it."""

    template_name = "dip_sampling/reading/read.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extract = self.open().drawn_file.extract
        audit.record(OPENED, extract, by=self.person, allocation=self.file.pk)
        paragraphs = sorted(extract.paragraphs.all(), key=lambda one: (SECTION_ORDER[one.section], one.position))
        parts = [
            {"title": section.label, "texts": [one.text for one in paragraphs if one.section == section]}
            for section in Section
        ]
        return super().get_context_data(**kwargs) | {
            "parts": [part for part in parts if part["texts"]],
            "mark": f"For {self.file.seat.alias} only, reading {self.file.pk}, {timezone.localtime():%-d %b %Y %H:%M}",
            "first": reverse("reading:question", args=[self.file.pk, 1]),
        }


class Ask(OwnFile, ActionView):
    """One question. Each answer is kept as it is given, and can be changed until the file is handed in."""

    form_class = AnswerForm
    template_name = "dip_sampling/reading/question.html"

    @cached_property
    def question(self) -> Question:
        self.open()
        place = self.kwargs["place"]
        if not 1 <= place <= len(self.questions):
            raise Http404
        return self.questions[place - 1]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"question": self.question}

    def get_initial(self) -> dict[str, Any]:
        kept = self.file.scorecard.answers.filter(question=self.question).first()
        return {"key": uuid4()} | ({"value": kept.value, "why": kept.why} if kept else {})

    def perform(self, form: Any) -> str:
        scoring.answer(self.file, question=self.question, by=self.person, **form.cleaned_data, **self.clock)
        place = self.kwargs["place"]
        if place == len(self.questions):
            return reverse("reading:check", args=[self.file.pk])
        return reverse("reading:question", args=[self.file.pk, place + 1])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.kwargs["place"]
        back = ("reading:question", [self.file.pk, place - 1]) if place > 1 else ("reading:read", [self.file.pk])
        return super().get_context_data(**kwargs) | {
            "place": place,
            "of": len(self.questions),
            "back_url": reverse(back[0], args=back[1]),
        }


class Check(OwnFile, ActionView):
    """What the reader said, once more, before it counts."""

    form_class = Form
    template_name = "dip_sampling/reading/check.html"

    def perform(self, form: Any) -> str:
        scoring.finish(self.file, by=self.person, **self.clock)
        return reverse("reading:done", args=[self.file.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = {one.question_id: one for one in self.open().scorecard.answers.all()}
        rows = [
            {
                "key": question.text,
                "value": _said(kept.get(question.pk)),
                "change_url": reverse("reading:question", args=[self.file.pk, place]),
            }
            for place, question in enumerate(self.questions, start=1)
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}


def _said(answer: Any) -> Any:
    if answer is None:
        return "No answer yet"
    return {"text": answer.get_value_display(), "hint": answer.why} if answer.why else answer.get_value_display()


class Done(OwnFile, Page):
    """Thanks, and what comes next; after some files, a break."""

    template_name = "dip_sampling/reading/done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Allocation.objects.readable_by(self.person, on=timezone.localdate())
        done = mine.filter(session=self.file.session, stage=AllocationStage.DONE).count()
        waiting = mine.filter(session=self.file.session).exclude(stage=AllocationStage.DONE).order_by("position")
        following = waiting.first()
        return super().get_context_data(**kwargs) | {
            "done": done,
            "pause": done > 0 and done % BREAK_AFTER == 0,
            "next_url": _way_on(following) if following else "",
            "results_on": self.file.session.results_on,
        }
