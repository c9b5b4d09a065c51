"""Who may see what of a panel's work: staff by role and the case of each file, members their own alone."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q
from django.utils import timezone

from casework.querysets import shut_out
from pcc.models import AuditEvent, User
from pcc.roles import Role
from reviews.dip_sampling.choices import WITH_READER, ExtractStage, FlagStage, SessionStage
from reviews.dip_sampling.rules import (
    ANSWERS_FLAGS,
    ESCALATES_AFTER,
    READS_EXTRACTS,
    READS_PANELS,
    READS_RECEIPTS,
    READS_RESULTS,
    RECALLS_EXTRACTS,
    RUNS_PANELS,
    TOLD_AGAIN_AFTER,
    TRIED_AGAIN_AFTER,
)

if TYPE_CHECKING:
    from casework.models import Case
    from reviews.dip_sampling.models import (  # noqa: F401 - the models import this module
        AgreedScore,
        Allocation,
        Answer,
        Door,
        DrawnFile,
        Extract,
        Finding,
        Flag,
        Highlight,
        Hit,
        LateAnswer,
        Listed,
        Panel,
        QuestionSet,
        Sample,
        Seat,
        Session,
    )

OPENED = "extract.opened"
"""The event of a reader opening an extract."""

COMPLAINT_CASE = "complaint__case"


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if user.roles & READS_PANELS else self.none()

    def for_list(self) -> Self:
        """With ``members``: how many seats are taken."""
        return self.annotate(members=Count("seats", filter=Q(seats__ended_at=None)))


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, user: User) -> Self:
        """Those who run panels see the seats; a member sees their own."""
        return self.all() if user.roles & RUNS_PANELS else self.filter(user=user)

    def live(self, *, on: date) -> Self:
        """Seats whose members may still come in on that day."""
        return self.filter(ended_at=None, began_on__lte=on, ends_on__gte=on, user__is_active=True)


class DoorQuerySet(models.QuerySet["Door"]):
    def usable(self, *, at: datetime) -> Self:
        """Doors that would open at that moment."""
        return self.filter(spent_at=None, shut_at=None, good_until__gt=at).filter(
            seat__ended_at=None, seat__ends_on__gte=timezone.localtime(at).date(), seat__user__is_active=True
        )


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if user.roles & READS_PANELS else self.none()

    def newest(self) -> Self:
        """The last version of each name, by name."""
        return self.order_by("name", "-version").distinct("name")

    def for_detail(self) -> Self:
        return self.select_related("made_by").prefetch_related("questions")


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, user: User) -> Self:
        """The receipt of a draw names references, never people; its files are shown by ``DrawnFile.visible_to``."""
        return self.all() if user.roles & READS_RECEIPTS else self.none()

    def for_list(self) -> Self:
        return self.select_related("panel", "drawn_by").defer("population")


class DrawnFileQuerySet(models.QuerySet["DrawnFile"]):
    def visible_to(self, user: User) -> Self:
        """Drawn files for those who work on them, less what is shut to this person."""
        if not user.roles & READS_EXTRACTS:
            return self.none()
        return self.exclude(shut_out(user, COMPLAINT_CASE))

    def of_case(self, case: "Case") -> Self:
        """The files that were drawn of a case's complaint and not replaced, the newest first."""
        return self.filter(complaint__case=case).exclude(stage__in=["RESERVE", "REPLACED"]).order_by("-pk")

    def standing(self) -> Self:
        """The files that a session reads: drawn, and neither replaced nor in reserve."""
        return self.exclude(stage__in=["RESERVE", "REPLACED"])

    def for_list(self) -> Self:
        return self.select_related("complaint", "extract", "replaced_by", "replaces").annotate(
            papers_here=Count("papers", distinct=True), names_listed=Count("listed", distinct=True)
        )

    def for_detail(self) -> Self:
        """Without the population of its sample, which lists thousands of complaints."""
        found = self.select_related("sample__panel", "complaint__force", "extract", "replaced_by", "replaces")
        return found.defer("sample__population")


class ListedQuerySet(models.QuerySet["Listed"]):
    def visible_to(self, user: User) -> Self:
        """The lists of the files that this person works on."""
        if not user.roles & READS_EXTRACTS:
            return self.none()
        return self.exclude(shut_out(user, f"drawn_file__{COMPLAINT_CASE}"))


class HitQuerySet(models.QuerySet["Hit"]):
    def visible_to(self, user: User) -> Self:
        """What checks found in the extracts that this person works on."""
        if not user.roles & READS_EXTRACTS:
            return self.none()
        return self.exclude(shut_out(user, f"check_run__extract__drawn_file__{COMPLAINT_CASE}"))


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> Self:
        """Answers one by one, with their words: for who runs panels, once their session is closed."""
        if not user.roles & RUNS_PANELS:
            return self.none()
        closed = self.filter(scorecard__allocation__session__stage__in=[SessionStage.CLOSED, SessionStage.PUBLISHED])
        return closed.exclude(shut_out(user, f"scorecard__allocation__drawn_file__{COMPLAINT_CASE}"))

    def readable_by(self, user: User) -> Self:
        """Reasons that a person has read and found to name nobody: for everybody who reads results."""
        if not user.roles & READS_RESULTS:
            return self.none()
        closed = self.filter(scorecard__allocation__session__stage__in=[SessionStage.CLOSED, SessionStage.PUBLISHED])
        return closed.filter(why_cleared_at__isnull=False)

    def told_why(self, session: "Session") -> Self:
        """Handed-in answers of a session that say why."""
        return self.filter(scorecard__allocation__session=session, scorecard__submitted_at__isnull=False).exclude(
            why=""
        )

    def for_list(self) -> Self:
        return self.select_related("question", "scorecard__allocation__drawn_file__complaint").order_by("pk")


class LateAnswerQuerySet(models.QuerySet["LateAnswer"]):
    def visible_to(self, user: User) -> Self:
        """That answers came late, for who runs panels, less what is shut to them."""
        if not user.roles & RUNS_PANELS:
            return self.none()
        return self.exclude(shut_out(user, f"allocation__drawn_file__{COMPLAINT_CASE}"))

    def by_file(self) -> Any:
        """A row for each reader's file: how many answers came late, when, how many wait and how many were taken in."""
        return (
            self.order_by()
            .values("allocation", alias=F("allocation__seat__alias"), nickname=F("allocation__drawn_file__nickname"))
            .annotate(
                count=Count("pk"),
                waiting=Count("pk", filter=Q(settled_at=None)),
                taken=Count("pk", filter=Q(taken_in=True)),
                last_given=Max("answered_at"),
                last_received=Max("received_at"),
            )
            .order_by("-waiting", "alias", "nickname")
        )


class AgreedScoreQuerySet(models.QuerySet["AgreedScore"]):
    def visible_to(self, user: User) -> Self:
        """What a panel agreed after talking, for who runs panels, less what is shut to them."""
        if not user.roles & RUNS_PANELS:
            return self.none()
        return self.exclude(shut_out(user, f"drawn_file__{COMPLAINT_CASE}"))


class HighlightQuerySet(models.QuerySet["Highlight"]):
    def visible_to(self, user: User) -> Self:
        """Sentences that readers marked: only once their session is closed."""
        if not user.roles & READS_RESULTS:
            return self.none()
        return self.filter(scorecard__allocation__session__stage__in=[SessionStage.CLOSED, SessionStage.PUBLISHED])

    def for_member(self, user: User) -> Self:
        """Marks that a member may see, never whose: in scorecards that are in, on files of which their own is in, too;
        and what may be quoted from the sessions of their panels whose results are out."""
        models_of = self.model._meta.apps
        own = models_of.get_model("dip_sampling", "Allocation").objects.filter(
            session=OuterRef("scorecard__allocation__session"),
            drawn_file=OuterRef("scorecard__allocation__drawn_file"),
            seat__user=user,
            seat__ended_at=None,
            scorecard__submitted_at__isnull=False,
        )
        published = models_of.get_model("dip_sampling", "Session").objects.for_member(user)
        published = published.filter(stage=SessionStage.PUBLISHED)
        may_be_told = Q(approved_at__isnull=False, scorecard__allocation__session__in=published)
        return self.filter(Exists(own) | may_be_told, scorecard__submitted_at__isnull=False)

    def of_others(self, file: "Allocation") -> Self:
        """Sentences of a file that others marked, each tone once, in the order of the letter."""
        on_file = self.filter(
            scorecard__allocation__session=file.session_id, scorecard__allocation__drawn_file=file.drawn_file_id
        )
        others = on_file.exclude(scorecard__allocation=file.pk).exclude(quote="")
        place = ("paragraph", "sentence", "tone")
        return others.order_by(*place).distinct(*place)

    def quotable(self) -> Self:
        """Sentences that somebody allowed to be quoted, and whose words are still there."""
        return self.filter(approved_at__isnull=False).exclude(quote="")


class ExtractQuerySet(models.QuerySet["Extract"]):
    def visible_to(self, user: User) -> Self:
        """Extracts for those who write, sign and recall them, less what is shut to this person."""
        if not user.roles & RECALLS_EXTRACTS:
            return self.none()
        return self.exclude(shut_out(user, f"drawn_file__{COMPLAINT_CASE}"))

    def for_detail(self) -> Self:
        """With what the table of moves asks for: live signatures, and the newest check with its hits."""
        from_models = self.model._meta.apps
        signature = from_models.get_model("dip_sampling", "Signature")
        check = from_models.get_model("dip_sampling", "LeakCheck")
        found = self.select_related(
            "drawn_file__sample__panel", "drawn_file__complaint__force", "written_by", "released_by", "recalled_by"
        ).defer("drawn_file__sample__population")
        return found.prefetch_related(
            Prefetch(
                "signatures",
                queryset=signature.objects.filter(voided_at=None).select_related("by").order_by("at"),
                to_attr="standing_signatures",
            ),
            Prefetch(
                "checks",
                queryset=check.objects.filter(voided_at=None)
                .select_related("by")
                .prefetch_related("hits__dismissed_by")
                .order_by("-pk")[:1],
                to_attr="newest_checks",
            ),
        )


def openings_of(extract: "Extract") -> "models.QuerySet[AuditEvent]":
    """Who opened an extract and when, oldest first: each opening is an event."""
    events = AuditEvent.objects.filter(subject_type="dip_sampling.extract", subject_id=str(extract.pk), verb=OPENED)
    return events.select_related("by").order_by("pk")


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if user.roles & READS_PANELS else self.none()

    def with_results_for(self, user: User) -> Self:
        """Sessions whose results this person may read: closed ones."""
        if not user.roles & READS_RESULTS:
            return self.none()
        return self.filter(stage__in=[SessionStage.CLOSED, SessionStage.PUBLISHED])

    def for_member(self, user: User) -> Self:
        """The sessions of this member's panels, whatever their stage."""
        return self.filter(panel__seats__user=user, panel__seats__ended_at=None).distinct()

    def for_list(self) -> Self:
        return self.select_related("panel", "sample", "question_set").defer("sample__population")


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def visible_to(self, user: User) -> Self:
        """Who reads what: for those who run panels, less what is shut to them. Answers are never among it."""
        if not user.roles & RUNS_PANELS:
            return self.none()
        return self.exclude(shut_out(user, f"drawn_file__{COMPLAINT_CASE}"))

    def readable_by(self, user: User, *, on: date) -> Self:
        """What this member may open: theirs, not given back, released, in an open session, their seat being live.

        The rules of consent and of an adult beside them come on top (``rules.objection_to_reading``).
        """
        return self.for_member(user, on=on).filter(
            session__stage=SessionStage.OPEN, drawn_file__extract__stage=ExtractStage.RELEASED
        )

    def for_member(self, user: User, *, on: date) -> Self:
        """What this member was given and has not given back, whether or not it may be opened now."""
        return self.filter(
            seat__user=user,
            seat__user__is_active=True,
            seat__ended_at=None,
            seat__began_on__lte=on,
            seat__ends_on__gte=on,
            seat__panel=F("session__panel"),
            stage__in=WITH_READER,
        )

    def for_list(self) -> Self:
        return self.select_related("drawn_file__extract", "seat", "session", "scorecard")

    def signs_of_reading(self) -> list[tuple[datetime, timedelta]]:
        """When a file was begun, answered or handed in, each with how long that file takes to read. One query."""
        card = "scorecard__"
        columns = (f"{card}started_at", f"{card}submitted_at", f"{card}answers__received_at")
        rows = self.filter(scorecard__isnull=False).values_list("drawn_file__extract__minutes", *columns).distinct()
        return [(at, timedelta(minutes=minutes)) for minutes, *moments in rows for at in moments if at]


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: User) -> Self:
        """The safeguarding lead sees every flag; coordinators those that were escalated or ask to talk; managers those
        that were escalated."""
        if not user.roles & ANSWERS_FLAGS:
            return self.none()
        if Role.SAFEGUARDING_LEAD in user.roles:
            return self.all()
        escalated = Q(escalated_at__isnull=False)
        return self.filter(Q(kind="TALK") | escalated if user.roles & RUNS_PANELS else escalated)

    def unanswered(self) -> Self:
        """Flags that nobody has acknowledged."""
        return self.filter(stage=FlagStage.RAISED)

    def to_tell(self, *, at: datetime) -> Self:
        """Unanswered flags of which the lead or the others are still to be told, or to be told again."""
        lead = Q(lead_told_at=None)
        is_over = lead | Q(raised_at__lte=at - ESCALATES_AFTER)
        others = is_over & (Q(others_told_at=None) | Q(others_told_at__lte=at - TOLD_AGAIN_AFTER))
        rested = Q(tried_at=None) | Q(tried_at__lte=at - TRIED_AGAIN_AFTER)
        return self.unanswered().filter(rested, lead | others)

    def for_list(self) -> Self:
        return self.select_related("seat__panel", "session", "drawn_file", "acknowledged_by", "closed_by")


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if user.roles & READS_RESULTS else self.none()

    def for_member(self, user: User) -> Self:
        """What came of the sessions of this member's panels, once their results are published."""
        sessions: Any = self.model._meta.apps.get_model("dip_sampling", "Session")
        mine = sessions.objects.for_member(user).filter(stage=SessionStage.PUBLISHED)
        return self.filter(session__in=mine)

    def for_list(self) -> Self:
        return self.select_related("session__panel", "question", "reply", "checked_in", "cleared_by").defer(
            "checked_in__population"
        )
