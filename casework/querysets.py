"""Who may see a case: role, minus what is sealed from them, minus conflicts, minus their own cases."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, Min, OuterRef, Prefetch, Q

from casework.rules import SEES_CASES
from pcc.models import User

if TYPE_CHECKING:
    from casework.models import Case, CaseClock  # noqa: F401 - the models import this module


def shut_out(user: User, case: str) -> Q:
    """The condition, on any model, that this user may not see the case in the column named ``case``.

    Sealed from them, or they declared a conflict, or they are a party to it. Rows without a case match nothing here,
    and both conditions are anti-joins on a key, so that long lists stay fast.
    """
    seal = apps.get_model("casework", "Seal")
    connection = apps.get_model("casework", "StaffConnection")
    sealed = seal.objects.filter(case=OuterRef(case), lifted_at=None).exclude(
        pk__in=seal.named.through.objects.filter(user=user).values("seal")
    )
    connected = connection.objects.filter(case=OuterRef(case), user=user, ended_at=None)
    return Exists(sealed) | Exists(connected)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(shut_out(user, "pk"))

    def for_detail(self) -> Self:
        """With the owner, and ``is_sealed``."""
        seals = apps.get_model("casework", "Seal").objects.filter(case=OuterRef("pk"), lifted_at=None)
        return self.select_related("owner").annotate(is_sealed=Exists(seals))

    def for_list(self) -> Self:
        """With the owner, and ``due_on``: the earliest due date of a clock that is not finished."""
        return self.select_related("owner").annotate(due_on=Min("clocks__due_on", filter=Q(clocks__met_on=None)))


class CaseClockQuerySet(models.QuerySet["CaseClock"]):
    def visible_to(self, user: User) -> Self:
        """The clocks of the cases that this user may see."""
        if not user.roles & SEES_CASES:
            return self.none()
        return self.exclude(shut_out(user, "case"))

    def counted_on(self, calendar: str) -> Self:
        """Clocks whose rule counts on the calendar of that name."""
        return self.filter(rule__calendar=calendar)

    def for_explaining(self) -> Self:
        """With the case, the rule and the pauses in order: what ``CaseClock.explain`` reads."""
        pauses = apps.get_model("casework", "Pause").objects.order_by("started_on", "pk")
        return self.select_related("case", "rule").prefetch_related(Prefetch("pauses", queryset=pauses))
