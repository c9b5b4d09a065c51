"""Who may see a case: role, minus what is sealed from them, minus conflicts, minus their own cases."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from pcc.models import User
from pcc.roles import STAFF, Role

if TYPE_CHECKING:
    from casework.models import Case  # noqa: F401 - the model imports this module

SEES_CASES = STAFF - {Role.ADMINISTRATOR, Role.AUDITOR}


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
        return self.select_related("owner")
