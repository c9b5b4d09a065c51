"""One file of a panel member: before it opens, its text with the questions, each answer as it is given, and thanks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from pcc import audit
from pcc.errors import RuleBroken
from pcc.views import ActionView, Page, RolePage
from reviews.dip_sampling import sentences
from reviews.dip_sampling.choices import AllocationStage, Section, Tone
from reviews.dip_sampling.forms.members import AnswerForm, MarkForm, QueuedForm
from reviews.dip_sampling.models import Allocation, Highlight, LateAnswer, Paragraph, Question
from reviews.dip_sampling.querysets import OPENED
from reviews.dip_sampling.rules import SECTION_ORDER
from reviews.dip_sampling.rules.reading import (
    BREAK_AFTER,
    BREAK_AFTER_TIME,
    HELPLINES,
    objection_to_reading,
    reading_since,
)
from reviews.dip_sampling.views.reading import MEMBERS, SIZES, notes_of, way_on
from reviews.dip_sampling.workflow import extracts, scoring

NOT_HERE = "This file is not here for you now. You did nothing wrong."


class OwnFile(RolePage):
    """A page or an act of one of the member's own files: theirs, released, in an open session; else not there."""

    roles = MEMBERS
    refused_template = "dip_sampling/reading/refused.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A member whose file is taken from them while they read still finds somebody to talk to, and the way out.

        A file of somebody else, and one that never was, say the same.
        """
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if not self.roles & self.person.roles:
                raise
            return render(request, self.refused_template, {"refusal": NOT_HERE}, status=404)

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
    def needs_break(self) -> bool:
        """Whether the member has read in this session for so long that a break is offered."""
        mine = Allocation.objects.for_member(self.person, on=timezone.localdate()).filter(session=self.file.session_id)
        now = timezone.now()
        return now - reading_since(mine.signs_of_reading(), at=now) >= BREAK_AFTER_TIME

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.file.session.question_set.questions.all())

    @cached_property
    def kept(self) -> dict[int, Any]:
        """What the reader has answered, by question."""
        return {one.question_id: one for one in self.file.scorecard.answers.all()}

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
            "notes": notes_of(self.file),
            "waiting": self.file.stage == AllocationStage.DEALT,
            "way_on": way_on(self.file),
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


@dataclass(frozen=True)
class Sentence:
    """A sentence as a reader sees it: its number in its paragraph, its pieces, and what the reader felt at it."""

    number: int
    pieces: list[sentences.Piece]
    tone: str = ""
    tone_text: str = ""


def paragraph_of(row: Paragraph, tones: dict[tuple[int, int], Tone]) -> dict[str, Any]:
    """A paragraph of a file, sentence by sentence, with the reader's marks where it is part of the letter."""
    is_letter = row.section == Section.LETTER
    return {
        "position": row.position,
        "sentences": [
            Sentence(number, list(sentences.pieces(text)), tone.value if tone else "", tone.label if tone else "")
            for number, text in enumerate(sentences.split(row.text), start=1)
            for tone in [tones.get((row.position, number)) if is_letter else None]
        ],
    }


def tones_of(file: Allocation) -> dict[tuple[int, int], Tone]:
    """The reader's own marks by paragraph and sentence of the letter."""
    rows = file.scorecard.highlights.values_list("paragraph", "sentence", "tone")
    return {(paragraph, sentence): Tone(tone) for paragraph, sentence, tone in rows}


class Read(OwnFile, Page):
    """The file, as it was released, with the reader's mark on it, and its questions in the same load.

    Without a script the questions stay folded away, and each has a page of its own.
    """

    template_name = "dip_sampling/reading/read.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extract = self.open().drawn_file.extract
        audit.record(OPENED, extract, by=self.person, allocation=self.file.pk)
        rows = sorted(extract.paragraphs.all(), key=lambda one: (SECTION_ORDER[one.section], one.position))
        tones = tones_of(self.file)
        parts = [
            {
                "title": section.label,
                "is_letter": section == Section.LETTER,
                "paragraphs": [paragraph_of(row, tones) for row in rows if row.section == section],
            }
            for section in Section
        ]
        used = {
            piece.entry
            for part in parts
            for paragraph in part["paragraphs"]  # type: ignore[attr-defined]  # as built above
            for sentence in paragraph["sentences"]
            for piece in sentence.pieces
            if piece.entry
        }
        return super().get_context_data(**kwargs) | {
            "who": extracts.who_is_who(extract),
            "parts": [part for part in parts if part["paragraphs"]],
            "words": [(word, meaning) for word, meaning in sentences.glossary().items() if word in used],
            "mark": f"For {self.file.seat.alias} only, reading {self.file.pk}, {timezone.localtime():%-d %b %Y %H:%M}",
            "first": reverse("reading:question", args=[self.file.pk, 1]),
            "questions": [self.asked(place) for place in range(1, len(self.questions) + 1)],
            "sizes": SIZES,
            "size_now": self.request.session.get("reading_size", SIZES[0][0]),
            "helplines": HELPLINES,
        }

    def asked(self, place: int) -> dict[str, Any]:
        """A question of the file with its form, filled with what the reader said before."""
        question = self.questions[place - 1]
        kept = self.kept.get(question.pk)
        initial = {"key": uuid4()} | ({"value": kept.value, "why": kept.why} if kept else {})
        form = AnswerForm(question=question, initial=initial, auto_id=f"q{place}_%s")
        return {"place": place, "text": question.text, "form": form, "said": kept and kept.get_value_display()}


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
        question = self.question  # asks whether the file is open: one that is not has no answers to look at
        kept = self.kept.get(question.pk)
        return {"key": uuid4()} | ({"value": kept.value, "why": kept.why} if kept else {})

    def perform(self, form: Any) -> str:
        scoring.answer(self.file, question=self.question, by=self.person, **form.cleaned_data, **self.clock)
        return self.following()

    def following(self) -> str:
        """The page after this question: the next one, or what the reader said."""
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
            "skip_url": self.following(),
            "needs_break": self.needs_break,
        }


TAKE_A_BREAK = "You have read for half an hour. Take a break when you like: everything is saved."

LONGEST_WAIT = timedelta(hours=24)
"""An answer waits on a phone no longer than this."""


class Save(OwnFile):
    """Keep one answer that the page's script sends, as it is given or once there is signal again; answers as JSON.

    ``kept`` says whether it counts (``saved``) or waits for the coordinator (``late``); ``rest`` says that it is time
    for a break. What is ``refused`` is refused for good, with the sentence to show: the phone need not send it again.
    """

    http_method_names = ["post", "options"]

    @cached_property
    def file(self) -> Allocation:
        """The file, in a session that may be over: an answer may have waited on the phone."""
        rows = Allocation.objects.for_member(self.person, on=timezone.localdate())
        return self.find(rows.select_related("session__question_set"), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = self.file
        queued = QueuedForm(request.POST)
        if not queued.is_valid():
            return refused("This answer arrived broken. Open the question again, and answer it there.")
        question = file.session.question_set.questions.filter(position=queued.cleaned_data["place"]).first()
        if question is None:
            return refused("There is no such question.")
        form = AnswerForm(request.POST, question=question)
        if not form.is_valid():
            return refused(next(iter(form.errors.values()))[0])
        try:
            kept = scoring.take_in(
                file, question=question, by=self.person, **form.cleaned_data, **clock_of(queued.cleaned_data["given"])
            )
        except RuleBroken as broken:
            return refused(str(broken))
        if isinstance(kept, LateAnswer):
            return JsonResponse({"kept": "late", "at": f"{timezone.localtime():%H:%M}"})
        rest = TAKE_A_BREAK if self.needs_break else ""
        return JsonResponse({"kept": "saved", "at": f"{timezone.localtime():%H:%M}", "rest": rest})


def refused(sentence: str) -> JsonResponse:
    return JsonResponse({"refused": sentence}, status=409)


def clock_of(given: int | None) -> dict[str, Any]:
    """The clock for what a phone sends: now, and when it was given, by the office's clock since the page was loaded.

    The order in which answers were given does not hang on when they arrive. None: it is given now.
    """
    now = timezone.now()
    at = now if given is None else datetime.fromtimestamp(given / 1000, tz=UTC)
    at = max(min(at, now), now - LONGEST_WAIT)
    return {"at": now, "given_at": at, "on": timezone.localdate(at)}


class Mark(OwnFile, ActionView):
    """Mark a sentence of the letter that felt cold or kind, or take the mark away. The script is answered in JSON."""

    form_class = MarkForm
    template_name = "dip_sampling/reading/mark.html"

    @cached_property
    def letter(self) -> list[tuple[str, str]]:
        """The sentences of the letter by their place, ``2-1`` the first one of the second paragraph."""
        rows = self.open().drawn_file.extract.paragraphs.filter(section=Section.LETTER)
        tones = tones_of(self.file)
        return [
            (f"{row.position}-{number}", text + (f" ({tone.label.lower()})" if tone else ""))
            for row in rows
            for number, text in enumerate(sentences.split(row.text), start=1)
            for tone in [tones.get((row.position, number))]
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"letter": self.letter}

    def perform(self, form: Any) -> str:
        marked = form.cleaned_data
        paragraph, _, sentence = marked["sentence"].partition("-")
        scoring.mark(
            self.file,
            paragraph=int(paragraph),
            sentence=int(sentence),
            tone=marked["tone"],
            by=self.person,
            **clock_of(marked["given"]),
        )
        return f"{reverse('reading:read', args=[self.file.pk])}#the-letter"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if not self.wants_json:
            return response
        if form.errors:
            return refused(form.non_field_errors()[0])
        return JsonResponse({"kept": "saved", "at": f"{timezone.localtime():%H:%M}"})

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.wants_json:
            return refused("This mark arrived broken. Open the file again.")
        return super().form_invalid(form)

    @property
    def wants_json(self) -> bool:
        return self.request.headers.get("Accept") == "application/json"


class Check(OwnFile, ActionView):
    """What the reader said, once more, before it counts."""

    form_class = Form
    template_name = "dip_sampling/reading/check.html"

    def perform(self, form: Any) -> str:
        scoring.finish(self.file, by=self.person, **self.clock)
        return reverse("reading:done", args=[self.file.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.open()
        rows = [
            {
                "key": question.text,
                "value": _said(self.kept.get(question.pk)),
                "change_url": reverse("reading:question", args=[self.file.pk, place]),
            }
            for place, question in enumerate(self.questions, start=1)
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}


def _said(answer: Any) -> Any:
    if answer is None:
        return "Skipped"
    return {"text": answer.get_value_display(), "hint": answer.why} if answer.why else answer.get_value_display()


class Done(OwnFile, Page):
    """Thanks, and what comes next; after some files or half an hour, a break."""

    template_name = "dip_sampling/reading/done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.file.stage != AllocationStage.DONE:
            raise RuleBroken("This file is not finished. Go back to your files.")
        mine = Allocation.objects.readable_by(self.person, on=timezone.localdate())
        done = mine.filter(session=self.file.session, stage=AllocationStage.DONE).count()
        waiting = mine.filter(session=self.file.session).exclude(stage=AllocationStage.DONE).order_by("position")
        following = waiting.first()
        return super().get_context_data(**kwargs) | {
            "done": done,
            "pause": done > 0 and done % BREAK_AFTER == 0,
            "needs_break": self.needs_break,
            "next_url": way_on(following) if following else "",
            "results_on": self.file.session.results_on,
            "marks": Highlight.objects.for_member(self.person).of_others(self.file),
        }
