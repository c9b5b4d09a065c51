"""The list of cases, one case with everything on it, its timeline, and who is shut out of it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import Stage
from casework.forms.cases import ConnectForm, LetInForm
from casework.forms.clocks import StartForm
from casework.models import Case, CaseClock, CaseLink, Party, Seal, Task
from casework.rules import ANSWERS_FOR_CASES, KEEPS_FILES, OPENS_SEALED, SEES_CASES, WORKS_CASES
from casework.stats.files import linked, timeline
from casework.views.explanations import BINDS, as_due
from casework.views.files import CaseAction, CasePage, Leaf
from casework.views.rows import TASK_COLUMNS, TONES, due_day, party_row, task_row, titled
from pcc.clocks import LATEST, Binds, Explanation
from pcc.views import Page, keyset, open_to
from pcc.working_days import in_words

SORTS = {"opened": "opened_on", "due": Coalesce("due_on", Value(LATEST))}


BESIDE = (
    Leaf("Open a file", "casework:open", WORKS_CASES),
    Leaf("Hand-overs", "casework:hand-overs", WORKS_CASES | ANSWERS_FOR_CASES),
    Leaf("Tags", "casework:tags", KEEPS_FILES),
    Leaf("Teams", "casework:teams", ANSWERS_FOR_CASES),
    Leaf("Open a sealed case in an emergency", "casework:open-sealed", OPENS_SEALED),
    Leaf("Sealed cases opened in an emergency", "casework:openings", OPENS_SEALED),
)
"""What stands beside the list of cases."""


class CaseList(Page):
    """The cases a person may see, with the next due date of each."""

    roles = SEES_CASES
    template_name = "casework/case_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, today = Case.objects.visible_to(self.person).for_list(), timezone.localdate()
        page = keyset(rows, self.request, sorts=SORTS, default="-opened")
        columns = [
            {"label": "Case"},
            {"label": "Stage"},
            {"label": "Owner"},
            {"label": "Opened", "sort": "opened"},
            {"label": "Next due date", "sort": "due"},
        ]
        return super().get_context_data(**kwargs) | {
            "page": page,
            "ways": [{"text": way.text, "url": url} for way, url in open_to(self.person.roles, BESIDE)],
            "columns": columns,
            "rows": [
                [
                    {"text": case.reference, "url": case.get_absolute_url(), "hint": titled(case)},
                    {"text": case.get_stage_display(), "tone": TONES[Stage(case.stage)]},
                    str(case.owner or "Nobody"),
                    f"{case.opened_on:%-d %b %Y}",
                    {"due": due_day(case.due_on, as_at=today)} if case.due_on else "None",
                ]
                for case in page.rows
            ],
        }


class CaseDetail(CasePage):
    """The overview: what comes next, time limits, people, tasks, the last notes, other files, tags, who may see it."""

    template_name = "casework/case_detail.html"
    here = "casework:case"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        answers = bool(self.person.roles & ANSWERS_FOR_CASES) and not self.emergency
        tasks = list(case.tasks.open().for_list())
        today = timezone.localdate()
        seal = case.seals.filter(lifted_at=None).select_related("sealed_by").first() if case.is_sealed else None
        return {
            "next_step": _next_step(tasks, self.clocks),
            "clock_columns": [
                {"label": "Time limit"},
                {"label": "Due"},
                {"label": "Started"},
                {"label": "Whose"},
                {"label": "Working"},
            ],
            "clocks": [_clock_row(clock, explanation) for clock, explanation in self.clocks],
            "task_columns": TASK_COLUMNS,
            "tasks": [task_row(task, as_at=today, may="add_note" in self.open) for task in tasks],
            "party_columns": [{"label": "Person"}, {"label": "Role"}, {"label": "Reached by"}],
            "parties": [party_row(party) for party in parties],
            "notes": list(case.notes.filter(struck_at=None).select_related("written_by").order_by("-on", "-pk")[:3]),
            "link_columns": [{"label": "File"}, {"label": "How"}, {"label": "Take away"}],
            "links": [
                _link_row(link, other, case, may="link" in self.open) for link, other in linked(case, self.person)
            ],
            "tags": list(case.tagged.select_related("tag").order_by("tag__name")),
            "may_tag": "tag" in self.open,
            "seal": seal,
            "name_columns": NAME_COLUMNS,
            "names": _named(seal, answers=answers) if seal else [],
            "register": list(case.connections.filter(ended_at=None).select_related("user", "noted_by").order_by("pk"))
            if answers
            else [],
            "answers": answers,
        }


def _named(seal: Seal, *, answers: bool) -> list[list[Any]]:
    """Who is named on a seal, until when, and where to take them off it."""
    today = timezone.localdate()
    rows = []
    for name in seal.names.select_related("user").order_by("user__name", "pk"):
        until: Any = "As long as it is sealed"
        if name.until_on:
            until = in_words(name.until_on)
            if name.until_on < today:
                until = {"text": until, "hint": "Over: the case is shut to them"}
        away = {
            "text": f"Take {name.user} off the seal",
            "url": reverse("casework:take-off-seal", args=[seal.case_id, name.pk]),
        }
        rows.append([str(name.user), until, away if answers else "–"])
    return rows


NAME_COLUMNS = [{"label": "Who knows of this case"}, {"label": "Up to"}, {"label": "Take off"}]


def _next_step(tasks: list[Task], clocks: list[tuple[CaseClock, Explanation]]) -> dict[str, Any] | None:
    """The task of ours that is due first, or else the time limit of ours that ends first."""
    ours = [task for task in tasks if not task.waits_on]
    if ours:
        task = ours[0]
        url = reverse("casework:finish-task", args=[task.case_id, task.pk])
        return {"text": task.text, "url": url, "due": task.due_on, "link": "Mark it as done"}
    for clock, explanation in clocks:
        if clock.met_on is None and clock.rule.binds == Binds.OFFICE.value and explanation.due_on:
            url = clock.get_absolute_url()
            return {"text": clock.rule.name, "url": url, "due": explanation.due_on, "link": "Why this date?"}
    return None


def _link_row(link: CaseLink, other: Case, case: Case, *, may: bool) -> list[Any]:
    away = reverse("casework:unlink", args=[case.pk, link.pk])
    return [
        {"text": other.reference, "url": other.get_absolute_url(), "hint": other.title},
        {"text": link.get_kind_display(), "hint": link.note},
        {"text": f"Take the link to {other.reference} away", "url": away} if may else "–",
    ]


class CaseTimeline(CasePage):
    """Everything on the file, newest first, with what is new since the person last looked."""

    template_name = "casework/case_timeline.html"
    here = "casework:timeline"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        entries = timeline(case, self.person, since=self.looked_at)
        kinds = sorted({entry.kind for entry in entries})
        kind = self.request.GET.get("show", "")
        return {
            "looked_at": self.looked_at,
            "new": sum(entry.new for entry in entries),
            "items": [entry for entry in entries if kind not in kinds or entry.kind == kind],
            "kinds": [
                {"text": text, "url": f"?{urlencode({'show': code})}" if code else "?", "current": kind == code}
                for code, text in (("", "Everything"), *((each, each) for each in kinds))
            ],
        }


def _clock_row(clock: CaseClock, explanation: Explanation) -> list[Any]:
    period = f"Period {clock.occurrence}" if clock.occurrence > 1 else ""
    return [
        {"text": clock.rule.name, "hint": period},
        {"due": as_due(explanation)},
        {
            "text": f"{clock.started_on:%-d %b %Y}" if clock.started_on else "Not known",
            "hint": clock.get_known_from_display(),
        },
        BINDS[clock.rule.binds],
        {"text": f"Why this date? {clock.rule.name}", "url": clock.get_absolute_url()},
    ]


class StartClock(CaseAction):
    """Start a time limit on a case."""

    roles = WORKS_CASES
    form_class = StartForm
    heading = "Start a clock"
    label = "Start the clock"
    done = "The clock runs."

    def perform(self, form: Any) -> CaseClock:
        return workflow.start_clock(self.on, by=self.person, **form.cleaned_data)


class DeclareConflict(CaseAction):
    """Say that one has a conflict of interest, without saying which; the case closes to that person at once."""

    roles = SEES_CASES
    form_class = forms.Form
    heading = "Declare a conflict of interest"
    label = "Declare and leave this case"
    warning = "You will not see this case again unless somebody who answers for cases lets you in."
    done = "Your conflict of interest is on the register. The case is closed to you."

    def perform(self, form: Any) -> str:
        workflow.declare_conflict(self.on, by=self.person)
        return reverse("casework:list")


class ShutOut(CaseAction):
    """Shut a member of staff out of a case: it is their own, or they have a conflict."""

    roles = ANSWERS_FOR_CASES
    form_class = ConnectForm
    heading = "Shut a member of staff out"
    label = "Shut them out"
    warning = "The case answers them like a missing page from now on."
    done = "That person no longer sees the case."

    def perform(self, form: Any) -> str:
        user = form.cleaned_data["user"]
        workflow.connect_staff(self.on, user=user, kind=form.cleaned_data["kind"], by=self.person)
        return reverse("casework:list") if user == self.person else self.on.get_absolute_url()


class LetIn(CaseAction):
    """Let a member of staff see the case again."""

    roles = ANSWERS_FOR_CASES
    confirms_who = True
    form_class = LetInForm
    heading = "Let a member of staff in again"
    label = "Let them in"
    done = "That person sees the case again, as far as their role and a seal allow."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.on}

    def perform(self, form: Any) -> Case:
        workflow.end_connection(**form.cleaned_data, by=self.person)
        return self.on
