"""Which complaints a person may see, and the shapes in which pages ask for them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Max, Q

from casework.querysets import shut_out
from complaints.choices import SCHEDULE_3, Fate, ImportState
from complaints.rules import KEEPS_MISCONDUCT, reference_key
from pcc.models import Force, User
from pcc.roles import BRINGS_IN_EXTRACTS, SEES_COMPLAINTS, Role

if TYPE_CHECKING:
    from complaints.models import Complaint, Correction, HeldRow, ImportBatch  # noqa: F401 - the models import this module


VIEWED = "complaint.viewed"
"""The event of a person opening a complaint."""


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> Self:
        """Every complaint of the office for the roles that read complaints, less what is shut to this person."""
        if not user.roles & SEES_COMPLAINTS:
            return self.none()
        return self.exclude(shut_out(user, "case"))

    def counted(self) -> Self:
        """The population of figures: complaints that no newer extract has lost."""
        return self.filter(vanished_on=None)

    def finalised(self, *, since: date, until: date) -> Self:
        """Finalised from ``since`` to ``until``, both included."""
        return self.filter(finalised_on__range=(since, until))

    def finalised_in_months(self, months: Sequence[date]) -> Self:
        """Finalised in any of these months, each named by its first day: ranges, so that the index is used."""
        wanted = Q(pk__in=())
        for month in months:
            wanted |= Q(finalised_on__gte=month, finalised_on__lt=(month + timedelta(days=32)).replace(day=1))
        return self.filter(wanted)

    def open(self, *, on: date) -> Self:
        """Received by that day and not finalised by it."""
        return self.filter(received_on__lte=on).filter(Q(finalised_on=None) | Q(finalised_on__gt=on))

    def with_reference(self, text: str) -> Self:
        """References that begin with the letters and digits of this text, however it is punctuated."""
        key = reference_key(text)
        return self.filter(reference_key__startswith=key) if key else self.none()

    def schedule_3(self) -> Self:
        return self.filter(handling__in=SCHEDULE_3)

    def handled(self, way: str) -> Self:
        """Handled as reports name it: ``all``, ``schedule-3`` or one way's code, local-inquiry for LOCAL_INQUIRY."""
        if way == "all":
            return self
        return self.schedule_3() if way == "schedule-3" else self.filter(handling=way.upper().replace("-", "_"))

    def for_list(self) -> Self:
        return self.select_related("force").only(
            "reference",
            "force__name",
            "force__code",
            "received_on",
            "finalised_on",
            "handling",
            "area",
            "categories",
            "allegation_count",
            "vanished_on",
        )

    def for_file(self) -> Self:
        """What a file of the list holds of each."""
        return self.select_related("force")

    def for_detail(self) -> Self:
        return self.select_related(
            "force", "first_batch", "last_batch", "case", "duplicate_of", "review_body_check__answered_by"
        ).prefetch_related("allegations")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def standing(self, force: Force) -> Self:
        """Corrections by the office in complaints of this force that nobody has settled: an import keeps their fields.

        Each has ``complaint_id``, ``field``, and as text ``office_value`` and ``extract_value``, what the newest
        extract said. An import leaves the complaint's field alone, and writes what it says now into ``extract_value``.
        """
        return self.filter(complaint__force=force, settled_at=None)

    def unsettled(self) -> Self:
        return self.filter(settled_at=None)


class TaxonomyQuerySet(models.QuerySet[Any]):
    """Reference rows with a time in which they could be used."""

    def in_force(self, on: date) -> Self:
        """The rows that could be used on that day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class RegisterQuerySet(models.QuerySet[Any]):
    """The registers of misconduct outcomes and of appeals tribunals: officers are pseudonyms there."""

    def visible_to(self, user: User) -> Self:
        return self.all() if user.roles & KEEPS_MISCONDUCT else self.none()

    def for_list(self) -> Self:
        return self.select_related("force", "recorded_by")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> Self:
        """Imports are for those who bring extracts in, and for managers who answer for the figures."""
        if user.roles & (BRINGS_IN_EXTRACTS | {Role.MANAGER}):
            return self
        return self.none()

    def for_list(self) -> Self:
        return self.select_related("force", "mapping", "asked_by", "job")

    def newest_day(self, force: Force) -> date | None:
        """The day on which the newest extract of the force was taken that is in; a query."""
        day: date | None = self.filter(force=force, state=ImportState.LOADED).aggregate(day=Max("taken_on"))["day"]
        return day

    def already_in(self, batch: "ImportBatch") -> "ImportBatch | None":
        """The batch that brought this very file in, if it is the newest of its force; a query."""
        newest = self.filter(force=batch.force, state=ImportState.LOADED).order_by("-loaded_at", "-pk").first()
        return newest if newest and newest.file_digest == batch.file_digest else None


class HeldRowQuerySet(models.QuerySet["HeldRow"]):
    def held(self) -> Self:
        return self.filter(fate=Fate.HELD)

    def told(self) -> Self:
        """What was loaded, or counted once, with something to tell."""
        return self.exclude(fate=Fate.HELD)

    def by_problem(self) -> "models.QuerySet[HeldRow, Any]":
        """How many rows and cases each problem touches: ``problem``, ``rows``, ``cases``.

        A row may have several problems. Rows without a reference belong to no case.
        """
        return (
            self.values("problem")
            .annotate(
                rows=Count("number", distinct=True),
                cases=Count("reference", distinct=True, filter=~Q(reference="")),
            )
            .order_by("problem")
        )
