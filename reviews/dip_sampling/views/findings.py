"""You said, they did: what the panel asks of the force, its reply, what changed, and what a later sample shows."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from pcc.moves import open_moves
from pcc.views import Page
from reviews.dip_sampling.choices import FindingStage
from reviews.dip_sampling.forms.extracts import SeenForm
from reviews.dip_sampling.forms.findings import ChangeForm, CheckForm, FindingForm, ReplyForm, SendForm, WordsForm
from reviews.dip_sampling.models import Finding, Sample
from reviews.dip_sampling.rules import FINDING_MOVES, READS_RESULTS
from reviews.dip_sampling.views.acts import Act, OnSession
from reviews.dip_sampling.views.panels import day
from reviews.dip_sampling.workflow import findings, words

FINDING_TONES = {
    FindingStage.RAISED: "grey",
    FindingStage.SENT: "yellow",
    FindingStage.REPLIED: "blue",
    FindingStage.CHANGED: "green",
    FindingStage.CHECKED: "teal",
}


class AddFinding(OnSession):
    """Put down what the panel asks of the force."""

    form_class = FindingForm
    heading = "Add a finding"
    label = "Add it"

    def perform(self, form: Any) -> Finding:
        return findings.add_finding(self.on, text=form.cleaned_data["text"], by=self.person, on=timezone.localdate())


FINDING_WAYS = {
    "clear": "panels:finding-clear",
    "reword": "panels:finding-reword",
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
        if finding.cleared_by:
            when = f"{finding.cleared_by}, {day(timezone.localtime(finding.cleared_at))}"
            rows.append({"key": "Words last cleared", "value": when})
        return super().get_context_data(**kwargs) | {
            "finding": finding,
            "waits": finding.waits,
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


class ClearFinding(OnFinding):
    """A person has read the words of a finding, and what the check finds in them."""

    form_class = SeenForm
    heading = "Clear its words"
    label = "Clear them"
    intro = "You have read every word, and nobody can be told from them. That the check finds nothing is no proof."
    done = "Cleared. New or changed words wait to be cleared again."

    def get_initial(self) -> dict[str, Any]:
        return {"seen": findings.seen_of(self.on)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"facts": scanned(self.on)}

    def perform(self, form: Any) -> Finding:
        return findings.clear(self.on, seen=form.cleaned_data["seen"], by=self.person)


def scanned(finding: Finding) -> list[dict[str, Any]]:
    """The words of a finding, each text with what the check finds in it."""
    found = words.finding_scanned(finding)
    rows: list[dict[str, Any]] = []
    if gone := words.files_without_list(finding.session_id):
        files = f"{gone} {'file' if gone == 1 else 'files'}"
        told = f"The list of people and words of {files} of this session is gone: the check knows nobody of them."
        rows.append({"key": "Read with care", "value": told})
    for name, text in finding.texts.items():
        lines = [f"{one.text}: it {one.because}" for one in found if one.where == words.NAMES[name]]
        rows.append({"key": words.NAMES[name], "value": text})
        rows.append({"key": "The check finds", "value": {"lines": lines} if lines else "Nothing"})
    return rows


class RewordFinding(OnFinding):
    """Change words that identify somebody."""

    form_class = WordsForm
    heading = "Change its words"
    intro = "Leave out what identifies somebody. The words as they were stay in the history."
    done = "Changed. Clear the words before they leave the office."

    def get_form_kwargs(self) -> dict[str, Any]:
        texts = findings.open_words(self.on)
        return super().get_form_kwargs() | {"texts": [(name, words.NAMES[name], text) for name, text in texts.items()]}

    def get_initial(self) -> dict[str, Any]:
        return {"seen": findings.seen_of(self.on)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"facts": scanned(self.on)}

    def perform(self, form: Any) -> Finding:
        given = dict(form.cleaned_data)
        return findings.reword(self.on, seen=given.pop("seen"), words=given, by=self.person)


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
