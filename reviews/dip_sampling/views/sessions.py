"""Sessions: planned, dealt out, opened, watched without answers, closed, published."""

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils import timezone

from pcc import audit
from pcc.moves import open_moves
from pcc.views import Page
from reviews.dip_sampling.choices import AllocationStage, Place, SessionStage
from reviews.dip_sampling.forms.panels import NextHoursForm
from reviews.dip_sampling.forms.sessions import PlanForm, SessionForm
from reviews.dip_sampling.models import Allocation, LateAnswer, Panel, Session
from reviews.dip_sampling.rules import READS_PANELS, RUNS_PANELS, SESSION_MOVES
from reviews.dip_sampling.views.acts import Act, OnSession
from reviews.dip_sampling.views.panels import TONES
from reviews.dip_sampling.workflow import sessions


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
            "progress": sessions.progress_of(session),
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
            "waiting_late": LateAnswer.objects.visible_to(self.person)
            .filter(allocation__session=session, settled_at=None)
            .count(),
            "may_run": bool(self.person.roles & RUNS_PANELS),
            "has_results": session.stage in (SessionStage.CLOSED, SessionStage.PUBLISHED),
        }


def _from_to(session: Session) -> str:
    opens, closes = timezone.localtime(session.opens_at), timezone.localtime(session.closes_at)
    return f"{opens:%-d %b %Y, %H:%M} to {closes:%H:%M}"


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
