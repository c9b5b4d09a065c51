"""Who may see a case and what stands on it: role, and team or assignment, less seals, conflicts and own cases."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case as Whether
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now, TruncDate

from casework.choices import DispatchStage, EnquiryStage, MailStage, RouteChoice, TaskStage, TemplateStage
from casework.rules import ANSWERS_FOR_CASES, OPENS_SEALED, OVERSEES_CASES, SEES_CASES, WORKS_CASES, keys_in
from casework.rules.correspondence import REPLY, REPLY_TO_ELECTED
from casework.rules.doors import unanswered
from pcc.clocks import LATEST
from pcc.models import AuditEvent, User
from pcc.roles import ANSWERS_LETTERS, Role

if TYPE_CHECKING:
    from casework.models import (  # noqa: F401 - they import this module
        Case,
        CaseClock,
        CaseLink,
        Correspondence,
        Dispatch,
        HandOver,
        LetterTemplate,
        Opening,
        PastList,
        Person,
        SealName,
        Task,
    )

VIEWED = "case.viewed"
"""The event of a person opening a case, or a page of it."""
NOBODYS = Q(pk__in=())
"""A condition that no row meets."""


NOT_COUNTED = (MailStage.MERGED, MailStage.DISCARDED)
"""Correspondence that is no matter of its own, so that figures tell it apart."""
REPLIES_OF_THE_LAW = {
    RouteChoice.FOI: "freedom_of_information_reply",
    RouteChoice.SUBJECT_ACCESS: "subject_access_reply",
}
"""Routes whose reply is due by law, and the clock that says when."""


def events_of(record: models.Model) -> models.QuerySet[AuditEvent]:
    """What was done to a record by people and jobs, newest first."""
    return AuditEvent.objects.about(record._meta.label_lower, str(record.pk)).select_related("by").order_by("-id")


def looks_at(
    record: models.Model, verb: str, user: User, *, before: datetime, since: datetime
) -> tuple[datetime | None, list[str]]:
    """``last_look`` and ``looking_too`` in one statement."""
    events = events_of(record).filter(verb=verb)
    own = events.filter(by=user, at__lt=before)[:1].values("pk")
    looks = list(events.filter(Q(pk__in=own) | Q(at__gte=since, by__isnull=False) & ~Q(by=user)))
    mine = next((look.at for look in looks if look.by_id == user.pk), None)
    return mine, sorted({str(look.by) for look in looks if look.by_id != user.pk})


def last_look(record: models.Model, verb: str, user: User, *, before: datetime) -> datetime | None:
    """When this person last opened the record before that moment; None when they never did."""
    return events_of(record).filter(verb=verb, by=user, at__lt=before).values_list("at", flat=True).first()


def looking_too(record: models.Model, verb: str, user: User, *, since: datetime) -> list[str]:
    """Who else has opened the record since that moment, by name."""
    looks = events_of(record).filter(verb=verb, at__gte=since, by__isnull=False).exclude(by=user)
    return sorted({str(look.by) for look in looks})


def shut_out(user: User, case: str) -> Q:
    """The condition, on any model, that this user may not see the case in the column named ``case``.

    Sealed from them, or they declared a conflict, or they are a party to it. Rows without a case match nothing here.
    A case that somebody opened in an emergency is shut to them all the same, but for pages that only show.
    """
    sealed, connected = _what_shuts(user, case)
    return Exists(sealed) | Exists(connected)


def not_shut_out(user: User, case: str) -> Q:
    """The opposite of ``shut_out``, with each half by itself: the database then joins against either, knows what that
    costs, and finds the first rows of a list among millions without looking at the others."""
    sealed, connected = _what_shuts(user, case)
    return ~Exists(sealed) & ~Exists(connected)


def _what_shuts(user: User, case: str) -> tuple["models.QuerySet[Any]", "models.QuerySet[Any]"]:
    """Seals that do not name this user, and the user's own connections, of the case in that column."""
    seal, name, connection, opening = (
        apps.get_model("casework", model) for model in ("Seal", "SealName", "StaffConnection", "Opening")
    )
    named = name.objects.filter(user=user).standing(TruncDate(Now()))
    sealed = seal.objects.filter(case=OuterRef(case), lifted_at=None).exclude(pk__in=named.values("seal"))
    if user.only_reads and user.roles & OPENS_SEALED:
        sealed = sealed.exclude(case__in=opening.objects.filter(user=user).standing(Now()).values("case"))
    return sealed, connection.objects.filter(case=OuterRef(case), user=user, ended_at=None)


def of_another_team(user: User, case: str) -> Q:
    """The condition that the case in that column belongs to a team of which this user is no member.

    The owner sees it all the same, who stands in for the owner today, who has a task to do on it, and who oversees all.
    """
    if user.roles & OVERSEES_CASES:
        return NOBODYS
    cases, hand_over, team = (apps.get_model("casework", name) for name in ("Case", "HandOver", "Team"))
    today = TruncDate(Now())
    stood_in_for = hand_over.objects.filter(taker=user).standing(today).values("giver")
    hands = Q(owner=user) | Q(owner__in=stood_in_for)
    tasks = apps.get_model("casework", "Task").objects.filter(hands, case=OuterRef("pk"), stage=TaskStage.OPEN)
    others = (
        cases.objects.filter(pk=OuterRef(case), team__isnull=False)
        .exclude(team__in=team.members.through.objects.filter(user=user).values("team"))
        .exclude(hands)
        .exclude(Exists(tasks))
    )
    return Q(Exists(others))


def out_of_reach(user: User, case: str) -> Q:
    """The condition, on any model, that this user may not see the case in the column named ``case``, whatever the why.

    The role is not asked here: ``SEES_CASES`` says who sees cases at all.
    """
    return shut_out(user, case) | of_another_team(user, case)


def not_opened(user: User, case: str) -> Q:
    """The condition, on any model, that the case in that column opens to this user once they were asked something."""
    found = NOBODYS
    for condition in unanswered(user, case):
        found |= condition
    return found


class FileQuerySet(models.QuerySet[Any]):
    """Rows that stand on a case: whoever may see the case may see them."""

    def visible_to(self, user: User) -> Self:
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(out_of_reach(user, "case"))

    def opened_to(self, user: User) -> Self:
        """Those on cases that open without a question: what is shown where nobody can be asked first."""
        return self.visible_to(user).exclude(not_opened(user, "case"))


class SealNameQuerySet(models.QuerySet["SealName"]):
    def visible_to(self, user: User) -> Self:
        """Who is named on the seals of cases that this user may see."""
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(out_of_reach(user, "seal__case"))

    def standing(self, on: Any) -> Self:
        """Names that count on that day: a date, or an expression of one."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on))

    def lasting(self) -> Self:
        """Names without an end, of people who may sign in and answer for cases: they can always look and lift."""
        roles = [role.value for role in ANSWERS_FOR_CASES]
        return self.filter(until_on=None, user__is_active=True, user__groups__name__in=roles).distinct()


class OpeningQuerySet(models.QuerySet["Opening"]):
    def visible_to(self, user: User) -> Self:
        """The auditor sees each, whoever answers for cases those of files they may see, and everybody their own."""
        if Role.AUDITOR in user.roles:
            return self
        own = Q(user=user)
        if user.roles & ANSWERS_FOR_CASES:
            return self.filter(own | ~out_of_reach(user, "case"))
        return self.filter(own | (Q(case__owner=user) & ~out_of_reach(user, "case")))

    def standing(self, at: Any) -> Self:
        """Those whose time is not over at that moment, or expression of one."""
        return self.filter(closed_at=None, until_at__gt=at)

    def not_looked_into(self) -> Self:
        return self.filter(looked_at=None)

    def for_list(self) -> Self:
        return self.select_related("case", "user", "looked_by")


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(out_of_reach(user, "pk"))

    def opened_to(self, user: User) -> Self:
        """Those that open without a question: what is shown where nobody can be asked first."""
        return self.visible_to(user).exclude(not_opened(user, "pk"))

    def for_detail(self) -> Self:
        """With owner and team, ``is_sealed``, and ``tasks_open``: how many tasks are not done."""
        seals = apps.get_model("casework", "Seal").objects.filter(case=OuterRef("pk"), lifted_at=None)
        open_tasks = Count("tasks", filter=Q(tasks__stage=TaskStage.OPEN))
        return self.select_related("owner", "team").annotate(is_sealed=Exists(seals), tasks_open=open_tasks)

    def for_list(self) -> Self:
        """With the owner, ``is_sealed``, and ``due_on``: the earliest due date of a clock that is not finished."""
        seals = apps.get_model("casework", "Seal").objects.filter(case=OuterRef("pk"), lifted_at=None)
        due = Min("clocks__due_on", filter=Q(clocks__met_on=None))
        return self.select_related("owner").annotate(due_on=due, is_sealed=Exists(seals))


class LinkQuerySet(models.QuerySet["CaseLink"]):
    def visible_to(self, user: User) -> Self:
        """Links of which this user may see both ends."""
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(out_of_reach(user, "first")).exclude(out_of_reach(user, "second"))

    def of(self, case: "Case") -> Self:
        """The links of one case, with both ends."""
        return self.filter(Q(first=case) | Q(second=case)).select_related("first", "second").order_by("pk")


class TaskQuerySet(FileQuerySet):
    def open(self) -> Self:
        return self.filter(stage=TaskStage.OPEN)

    def for_list(self) -> Self:
        return self.select_related("case", "owner").order_by("due_on", "pk")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User) -> Self:
        """Whoever works on cases may know who stands in for whom."""
        return self if user.roles & (WORKS_CASES | ANSWERS_FOR_CASES) else self.none()

    def standing(self, on: Any) -> Self:
        """Those in force on that day: a date, or an expression of one."""
        return self.filter(called_off_at=None, from_on__lte=on, until_on__gte=on)

    def for_list(self) -> Self:
        return self.select_related("giver", "taker", "made_by").order_by("from_on", "pk")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> Self:
        """People on a case that this user may see, and people on no case yet.

        Not who stands only on cases out of their reach, not themselves, and nobody in whom they declared an interest.
        A record that was merged into another is left out: the other one stands for both.
        """
        if not user.roles & SEES_CASES:
            return self.none()
        party, interest = (apps.get_model("casework", name).objects for name in ("Party", "Interest"))
        anywhere = party.filter(person=OuterRef("pk"))
        own = Q(Exists(interest.filter(person=OuterRef("pk"), user=user, ended_at=None)))
        if user.email:
            own |= Q(email_key=user.email)
        return self.filter(
            ~Exists(anywhere) | Exists(anywhere.exclude(out_of_reach(user, "case"))), merged_into=None
        ).exclude(own)

    def matching(self, text: str) -> Self:
        """People in whom the words typed are found: all words in the name, or a phone, e-mail address or postcode."""
        keys = keys_in(text)
        if not keys.words:
            return self.none()
        named = Q(pk__isnull=False)
        for word in keys.words:
            named &= Q(name_key__contains=word)
        found = named | Q(email_key=keys.email)
        if keys.postcode:
            found |= Q(postcode_key=keys.postcode)
        if keys.phone:
            found |= Q(phone_key=keys.phone)
        return self.filter(found)

    def alike(self, person: "Person") -> Self:
        """Records that may be the same person: same name, or same phone or e-mail address, unless said otherwise."""
        same = Q(name_key=person.name_key)
        if person.email_key:
            same |= Q(email_key=person.email_key)
        if person.phone_key:
            same |= Q(phone_key=person.phone_key)
        distinct = apps.get_model("casework", "Distinct").objects
        return (
            self.filter(same, merged_into=None)
            .exclude(pk=person.pk)
            .exclude(Exists(distinct.filter(first=person.pk, second=OuterRef("pk"))))
            .exclude(Exists(distinct.filter(second=person.pk, first=OuterRef("pk"))))
        )


class CaseClockQuerySet(models.QuerySet["CaseClock"]):
    def visible_to(self, user: User) -> Self:
        """The clocks of the cases that this user may see."""
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(out_of_reach(user, "case"))

    def opened_to(self, user: User) -> Self:
        """Those of cases that open without a question: what is shown where nobody can be asked first."""
        return self.visible_to(user).exclude(not_opened(user, "case"))

    def counted_on(self, calendar: str) -> Self:
        """Clocks whose rule counts on the calendar of that name."""
        return self.filter(rule__calendar=calendar)

    def for_explaining(self) -> Self:
        """With the case, the rule and the pauses in order: what ``CaseClock.explain`` reads."""
        pauses = apps.get_model("casework", "Pause").objects.order_by("started_on", "pk")
        return self.select_related("case", "rule").prefetch_related(Prefetch("pauses", queryset=pauses))


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    def visible_to(self, user: User) -> Self:
        """Templates hold no case content: whoever sees cases reads them."""
        return self if user.roles & SEES_CASES else self.none()

    def newest(self) -> Self:
        """The last version of each letter, by code."""
        newest = self.order_by("code", "-version").distinct("code")
        return self.filter(pk__in=newest.values("pk")).select_related("made_by", "approved_by")

    def for_writing(self, kind: str) -> Self:
        """What may be written from on a case of that kind."""
        return self.filter(stage=TemplateStage.APPROVED, kind__in=["", kind], automatic=False).order_by("name")

    def not_approved(self, kind: str) -> Self:
        """Letters for a case of that kind of which no version is approved yet."""
        approved = self.filter(stage=TemplateStage.APPROVED).values("code")
        waiting = self.filter(stage__in=[TemplateStage.SAMPLE, TemplateStage.DRAFT], kind__in=["", kind])
        return waiting.filter(automatic=False).exclude(code__in=approved).order_by("name")


class LetterQuerySet(FileQuerySet):
    def for_detail(self) -> Self:
        """With case, template and its parts in order, and the people of it."""
        return self.select_related(
            "case", "template", "author", "changed_by", "issued_by", "waived_by"
        ).prefetch_related("template__parts")


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def visible_to(self, user: User) -> Self:
        """Copies of the letters of cases that this user may see."""
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(out_of_reach(user, "letter__case"))

    def for_list(self) -> Self:
        return self.select_related("letter", "letter__case").exclude(stage=DispatchStage.PLANNED)

    def due(self, *, at: datetime) -> Self:
        """Copies to send now, the ones that wait longest first."""
        return self.filter(stage=DispatchStage.HELD, next_try_at__lte=at).order_by("next_try_at", "pk")

    def lost(self, *, at: datetime) -> Self:
        """Copies whose sender has not come back: nobody knows whether they went."""
        return self.filter(stage=DispatchStage.SENDING, leased_until__lt=at)


class CorrespondenceQuerySet(models.QuerySet["Correspondence"]):
    def visible_to(self, user: User) -> Self:
        """What the public wrote, for those who answer it, less what is out of their reach."""
        if not user.roles & ANSWERS_LETTERS:
            return self.none()
        return self.exclude(out_of_reach(user, "case"))

    def for_list(self) -> Self:
        """With the file and its owner, the theme, ``is_sealed``, and ``due_on``: the earliest due date of a clock that
        runs."""
        running = Q(case__clocks__met_on=None)
        seals = apps.get_model("casework", "Seal").objects.filter(case=OuterRef("case"), lifted_at=None)
        return self.select_related("case", "case__owner", "theme").annotate(
            due_on=Min("case__clocks__due_on", filter=running), is_sealed=Exists(seals)
        )

    def for_detail(self) -> Self:
        """With the file and its owner, and ``enquiries_open``: how many enquiries wait for an answer."""
        asked = Count("case__enquiries", filter=Q(case__enquiries__stage=EnquiryStage.ASKED))
        return self.select_related("case", "case__owner", "theme", "triaged_by").annotate(enquiries_open=asked)

    def with_messages(self) -> Self:
        """With its messages and enquiries in order, and what it became."""
        message, enquiry = (apps.get_model("casework", name).objects for name in ("Message", "Enquiry"))
        return self.select_related("case", "case__owner", "theme", "became", "triaged_by").prefetch_related(
            Prefetch("case__messages", queryset=message.order_by("arrived_at", "pk").prefetch_related("documents")),
            Prefetch("case__enquiries", queryset=enquiry.select_related("asked_by").order_by("pk")),
        )

    def in_hand(self) -> Self:
        return self.filter(ended_on=None)

    def found_by(self, text: str) -> Self:
        """Matters whose reference is the text, or whose sender or subject holds it."""
        text = " ".join(text.split())
        found = Q(case__reference__iexact=text) | Q(brought_as__iexact=text)
        for name in ("sender_name", "sender_email", "subject"):
            found |= Q(**{f"{name}__icontains": text})
        return self.filter(found)

    def counted(self) -> Self:
        """Matters of their own: neither joined to another nor discarded."""
        return self.exclude(stage__in=NOT_COUNTED)

    def left_out(self) -> Self:
        return self.filter(stage__in=NOT_COUNTED)

    def with_reply_by(self) -> Self:
        """``reply_by``: the day by which a reply is due, by the law that the route names, else the office's standard.

        Null where no such clock runs; the end of time where one is paused and so has no due day.
        """
        clocks = apps.get_model("casework", "CaseClock").objects

        def due(code: str) -> Any:
            own = clocks.filter(case=OuterRef("case"), rule__code=code).order_by("-pk")
            return Subquery(own.annotate(day=Coalesce("due_on", Value(LATEST))).values("day")[:1])

        lawful = Whether(
            *(When(route=route, then=due(code)) for route, code in REPLIES_OF_THE_LAW.items()), default=None
        )
        own = Whether(When(from_elected=True, then=due(REPLY_TO_ELECTED)), default=due(REPLY))
        return self.annotate(reply_by=Coalesce(lawful, own, output_field=models.DateField()))

    def answered(self, how: str, *, on: date) -> Self:
        """Counted matters by what became of the answer, as at a day; ``how`` is a name of the filter."""
        rows = self.counted()
        if how == "replied":
            return rows.exclude(replied_on=None)
        if how == "without-reply":
            return rows.filter(replied_on=None).exclude(ended_on=None)
        rows = rows.with_reply_by()
        if how == "in-time":
            return rows.filter(replied_on__lte=F("reply_by"))
        if how == "late":
            return rows.filter(replied_on__isnull=False).exclude(reply_by__isnull=False, replied_on__lte=F("reply_by"))
        waiting = rows.filter(replied_on=None, ended_on=None)
        return (
            waiting.filter(reply_by__lt=on)
            if how == "overdue"
            else waiting.exclude(reply_by__isnull=False, reply_by__lt=on)
        )


class PastListQuerySet(models.QuerySet["PastList"]):
    def visible_to(self, user: User) -> Self:
        """A list shows who wrote about what, so those see it who see correspondence."""
        return self if user.roles & ANSWERS_LETTERS else self.none()

    def for_list(self) -> Self:
        """With who asked and the job; without the file itself."""
        return self.select_related("asked_by", "job").defer("content", "problems", "mapping")
