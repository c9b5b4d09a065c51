"""Publishing figures: what the public would see, what the disclosure check found, and a second person's signature."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from pcc.errors import RuleBroken
from pcc.figures import ROUNDED_TO, Column, Figure, Kind, Row
from pcc.models import BankHoliday
from pcc.moves import open_moves
from pcc.reporting import workflow
from pcc.reporting.choices import PublicationStage
from pcc.reporting.documents import in_words
from pcc.reporting.forms.complaints import MonthsForm, TimelinessForm
from pcc.reporting.forms.periods import PeriodForm
from pcc.reporting.forms.publishing import ProposalForm, ReasonForm, RevisionForm, SignForm
from pcc.reporting.models import Publication, Snapshot
from pcc.reporting.rules import PUBLICATION_MOVES
from pcc.reporting.stats import HIDES, MONTHS, PANEL, ROUNDS, TIMELINESS, count, figure, kind_of, preview
from pcc.reporting.views.published import facts, table_of
from pcc.reporting.views.reports import ReportPage
from pcc.roles import FREEZES_FIGURES
from pcc.views import ActionView
from reviews.dip_sampling.models import Session
from reviews.dip_sampling.stats.as_figure import figure as panel_figure

TONES = {
    PublicationStage.PROPOSED: "yellow",
    PublicationStage.PUBLISHED: "green",
    PublicationStage.WITHDRAWN: "grey",
    PublicationStage.TAKEN_DOWN: "red",
}


class Publications(ReportPage):
    """What waits for a second person, and what is public."""

    template_name = "reporting/publications.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Publication.objects.visible_to(self.person).for_list())
        may = bool(self.person.roles & FREEZES_FIGURES)
        return super().get_context_data(**kwargs) | {
            "columns": [{"label": name} for name in ("Figure", "Period", "Stage", "Proposed by", "Decided by")],
            "rows": [
                [
                    {"text": str(row), "url": row.get_absolute_url()},
                    period(row),
                    {"text": row.get_stage_display(), "tone": TONES[PublicationStage(row.stage)]},
                    signed(row.proposed_by, row.proposed_at),
                    signed(row.decided_by, row.decided_at) if row.decided_by else "–",
                ]
                for row in rows
            ],
            "timeliness_url": reverse("reporting:timeliness") if may else "",
        }


def period(publication: Publication) -> str:
    snapshot = publication.snapshot
    return f"{snapshot.since:%-d %B %Y} to {snapshot.until:%-d %B %Y}"


def signed(by: Any, at: Any) -> str:
    return f"{by}, {timezone.localtime(at):%-d %B %Y}"


class PublicationPage(ReportPage):
    """One publication: the page as the public sees it, the disclosure check, who proposed and who signed."""

    template_name = "reporting/publication.html"
    here = "reporting:publications"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.find(Publication.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])
        moves = open_moves(PUBLICATION_MOVES, row, self.person)
        if row.stage == PublicationStage.PUBLISHED and self.person.roles & FREEZES_FIGURES:
            moves.append("revise")
        labels = {name: move.label for name, move in PUBLICATION_MOVES.items()} | {"revise": "Revise"}
        refusal = PUBLICATION_MOVES["sign"].refusal(row, self.person)
        return super().get_context_data(**kwargs) | {
            "publication": row,
            "stage": {"text": row.get_stage_display(), "tone": TONES[PublicationStage(row.stage)]},
            "moves": [
                {"text": labels[name], "url": reverse(f"reporting:{ROUTES[name]}", args=[row.pk])} for name in moves
            ],
            "why_not": refusal if row.stage == PublicationStage.PROPOSED and "sign" not in moves else "",
            "facts": [
                {"key": "Proposed by", "value": signed(row.proposed_by, row.proposed_at)},
                *([{"key": "Decided by", "value": signed(row.decided_by, row.decided_at)}] if row.decided_by else []),
                *([{"key": "Why", "value": row.reason}] if row.reason else []),
                {"key": "Records counted", "value": f"{row.snapshot.rows:,}"},
                {"key": "Digest of their ids", "value": f"{row.snapshot.row_digest[:16]}…"},
            ],
            "public_url": row.get_public_url() if row.stage == PublicationStage.PUBLISHED else "",
            "brief_url": reverse("reporting:brief", args=[row.snapshot_id]),
            **table_of(row.table, row.snapshot.asked),
            "about": facts(row.snapshot, row.table),
        }


ROUTES = {"sign": "sign", "withdraw": "withdraw", "take_down": "take-down", "revise": "revise"}


class Propose(ActionView):
    """Look at what the public would see of a report, then propose to publish it."""

    roles = FREEZES_FIGURES
    section = "reporting:overview"
    template_name = "reporting/propose.html"
    form_class = ProposalForm
    done = "Proposed. Somebody else has to sign it before it is public."

    ways: tuple[tuple[str, str], ...] = ((HIDES, "Hide small counts"), (ROUNDS, f"Round every count to {ROUNDED_TO}"))
    """How small numbers can be kept back, with the words of the choice."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made, small = self.figure(), self._small()
        shown = preview(made, small=small)
        query = self.request.GET.copy()
        context = super().get_context_data(**kwargs) | {
            "heading": f"Publish: {made.definition.name.lower()}",
            "findings": shown["findings"],
            **table_of(shown, made.asked),
            "about": facts(made, shown),
            "back_url": self.report_url(made),
            "back_text": "Back to the report",
        }
        links = []
        for way, text in self.ways:
            query["small"] = way
            links.append({"text": text, "url": f"?{query.urlencode()}", "current": way == small})
        return context | {"ways": links if len(links) > 1 else []}

    def _small(self) -> str:
        """Whether small counts are hidden or all counts are rounded: in the address, so that the page shows which."""
        small = self.request.GET.get("small", HIDES)
        known = [way for way, _ in self.ways]
        if small not in known:
            raise RuleBroken(f"Small numbers are kept back by {' or by '.join(known)}, not by {small}.")
        return small

    def figure(self) -> Figure:
        """The figure that the address asks for."""
        given = {name: value for name, value in self.request.GET.items() if name != "small"}
        on = timezone.localdate()
        kind = kind_of(given)
        if kind is PANEL:
            raise RuleBroken("What a panel said is published from the page of its results.")
        if kind is TIMELINESS:
            form = TimelinessForm.asked({name: value for name, value in given.items() if name != "figure"})
            if not form.is_valid():
                raise RuleBroken(" ".join(fault for faults in form.errors.values() for fault in faults))
            return figure(form.cleaned_data["asked"], calendar=BankHoliday.objects.as_calendar(), on=on)
        period = PeriodForm(given)
        if not period.is_valid():
            raise RuleBroken(" ".join(fault for faults in period.errors.values() for fault in faults))
        asked = {name: value for name, value in given.items() if name not in ("from", "to")}
        return count(asked, **period.cleaned_data, on=on)

    def report_url(self, made: Figure) -> str:
        """The report that shows the figure, narrowed as this one is."""
        query = self.request.GET.copy()
        for name in ("figure", "small"):
            query.pop(name, None)
        kind = kind_of(made.asked)
        if kind is MONTHS:  # its page asks how far back it looks, and not from when to when
            query["months"] = MonthsForm.that_holds(made.since, made.until)
        return f"{reverse(kind.report)}?{query.urlencode()}"

    def perform(self, form: Any) -> Publication:
        return workflow.propose(self.figure(), **form.cleaned_data, small=self._small(), by=self.person)


class ProposePanel(Propose):
    """Look at what the public would see of a panel's results, then propose to publish them."""

    section = "panels:list"
    ways = ((HIDES, "Hide small counts"),)

    @cached_property
    def session(self) -> Session:
        rows = Session.objects.visible_to(self.person).with_results_for(self.person).for_list()
        return self.find(rows, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"title": f"{self.session.panel}: {self.session}"}

    def figure(self) -> Figure:
        return panel_figure(self.session, on=timezone.localdate())

    def report_url(self, made: Figure) -> str:
        return reverse("panels:results", args=[self.session.pk])


class PublicationAction(ActionView):
    """One act on a publication."""

    roles = FREEZES_FIGURES
    section = "reporting:overview"
    heading = label = intro = ""
    tone = ""

    def row(self) -> Publication:
        return self.find(Publication.objects.visible_to(self.person).for_list(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row()
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {row}",
            "label": self.label,
            "intro": self.intro,
            "tone": self.tone,
            "facts": [
                {"key": "Period", "value": period(row)},
                {"key": "Proposed by", "value": signed(row.proposed_by, row.proposed_at)},
                *([{"key": "Disclosure check", "value": {"lines": row.findings}}] if row.findings else []),
            ],
            "back_url": row.get_absolute_url(),
        }


class Sign(PublicationAction):
    """Publish what somebody else proposed."""

    confirms_who = True
    form_class = SignForm
    heading, label = "Sign and publish", "Publish"
    intro = "Anybody can read it from then on. It is never changed: a correction is a revision beside it."
    done = "Published. Its page, its files and its description are public."

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if not self.row().findings:
            del form.fields["findings_accepted"]
        return form

    def perform(self, form: Any) -> Publication:
        accepted = form.cleaned_data.get("findings_accepted", False)
        return workflow.sign(self.row(), findings_accepted=accepted, by=self.person)


class Withdraw(PublicationAction):
    """Do not publish a proposal."""

    form_class = ReasonForm
    heading, label = "Withdraw", "Withdraw"
    intro = "It is not published. The proposal stays on record with your reason."
    done = "Withdrawn."

    def perform(self, form: Any) -> Publication:
        return workflow.withdraw(self.row(), reason=form.cleaned_data["reason"], by=self.person)


class TakeDown(PublicationAction):
    """Take a published figure away from the public, at once and without a second person."""

    form_class = ReasonForm
    heading, label, tone = "Take down", "Take it down now", "warning"
    intro = (
        "For a figure that tells too much about somebody. For a wrong number, revise it instead: then both stay "
        "readable. The public page will say that it was taken down, and why."
    )
    done = "Taken down. The public page says so."

    def perform(self, form: Any) -> Publication:
        return workflow.take_down(self.row(), reason=form.cleaned_data["reason"], by=self.person)


class Revise(PublicationAction):
    """Propose a corrected figure beside a published one: the same question, counted again as things are now."""

    form_class = RevisionForm
    heading, label = "Revise", "Propose the revision"
    intro = "The same period and filters are counted again from the complaints as they are now."
    done = "Proposed. Somebody else has to sign the revision before it is public."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        row, now = self.row(), self._figure()
        context["facts"] += [
            {"key": "Counted then", "value": f"{row.snapshot.rows:,}"},
            {"key": "Counted now", "value": f"{now.rows:,}"},
            *then_and_now(row.snapshot, now),
        ]
        return context

    def _figure(self) -> Figure:
        snapshot = self.row().snapshot
        if "session" in snapshot.asked:
            rows = Session.objects.visible_to(self.person).with_results_for(self.person).for_list()
            return panel_figure(self.find(rows, pk=snapshot.asked["session"]), on=timezone.localdate())
        return count(snapshot.asked, since=snapshot.since, until=snapshot.until, on=timezone.localdate())

    def perform(self, form: Any) -> Publication:
        return workflow.propose_revision(self.row(), self._figure(), **form.cleaned_data, by=self.person)


MOST_COMPARED = 3


def then_and_now(snapshot: Snapshot, now: Figure) -> list[dict[str, str]]:
    """The first numbers that differ, as frozen and as they are: of the total where there is one, and counts first."""
    kind = kind_of(snapshot.asked)
    before, after = kind.table(snapshot.numbers), kind.table(now.numbers)
    was = {row.key: row for row in ([before.total] if before.total else before.rows)}
    differ = [
        (row, column, then, value)
        for row in ([after.total] if after.total else after.rows)
        if row.key in was
        for column, then, value in zip(before.columns, was[row.key].values, row.values, strict=True)
        if then != value
    ]
    differ.sort(key=lambda one: one[1].kind is not Kind.COUNT)
    return [
        {"key": _named(row, column), "value": f"{in_words(column, then)} then, {in_words(column, value)} now"}
        for row, column, then, value in differ[:MOST_COMPARED]
    ]


def _named(row: Row, column: Column) -> str:
    return column.label if row.key == "all" else f"{row.label}: {column.label.lower()}"
