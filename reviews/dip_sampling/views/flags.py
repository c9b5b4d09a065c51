"""Members who asked for somebody: the list, one of them, and what was done."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.models import User
from pcc.moves import open_moves
from pcc.views import Page
from reviews.dip_sampling.choices import FlagStage
from reviews.dip_sampling.forms.findings import NoteForm
from reviews.dip_sampling.models import Extract, Flag
from reviews.dip_sampling.rules import ANSWERS_FLAGS, FLAG_MOVES, RECALLS_EXTRACTS
from reviews.dip_sampling.views.acts import Act
from reviews.dip_sampling.workflow import flags

FLAG_TONES = {FlagStage.RAISED: "red", FlagStage.ACKNOWLEDGED: "yellow", FlagStage.CLOSED: "grey"}
MOST_FLAGS = 100
MOST_WAITING = 5


def waiting_for(person: User) -> list[dict[str, str]]:
    """The flags that wait for this person to answer, the oldest first, each with its address and what is known."""
    if not person.roles & ANSWERS_FLAGS:
        return []
    rows = Flag.objects.visible_to(person).unanswered().for_list().order_by("raised_at")[:MOST_WAITING]
    return [{"text": row.in_words, "url": row.get_absolute_url()} for row in rows]


class FlagList(Page):
    """Members who asked for somebody, the newest first."""

    roles = ANSWERS_FLAGS
    template_name = "dip_sampling/flag_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Flag.objects.visible_to(self.person).for_list().order_by("-raised_at")[:MOST_FLAGS]
        return super().get_context_data(**kwargs) | {
            "columns": [{"label": name} for name in ("Member", "Panel", "Since", "Who is told", "Stage")],
            "rows": [
                [
                    {"text": f"{row.seat.alias}: {row.get_kind_display()}", "url": row.get_absolute_url()},
                    row.seat.panel.name,
                    f"{timezone.localtime(row.raised_at):%-d %b %Y, %H:%M}",
                    row.who_is_told or "Answered",
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
        extract = Extract.objects.visible_to(self.person).filter(drawn_file=flag.drawn_file_id).first()
        link = {"url": extract.get_absolute_url()} if extract and self.person.roles & RECALLS_EXTRACTS else {}
        rows = [
            {"key": "Member", "value": {"text": flag.seat.alias, "hint": flag.seat.panel.name}},
            {"key": "What they said", "value": {"text": flag.get_kind_display(), "hint": flag.words}},
            *([{"key": "Reading", "value": {"text": str(flag.drawn_file)} | link}] if flag.drawn_file else []),
            {"key": "Since", "value": f"{timezone.localtime(flag.raised_at):%-d %B %Y, %H:%M}"},
            {"key": "On it", "value": str(flag.acknowledged_by or "Nobody yet")},
            {"key": "What was done", "value": flag.closed_note or "–"},
        ]
        return super().get_context_data(**kwargs) | {
            "flag": flag,
            "rows": rows,
            "told": flag.who_is_told,
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
