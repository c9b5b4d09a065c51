"""Reference numbers that never repeat and never skip: CAS/2026/0042."""

from django.db import transaction

from pcc.models import ReferenceCounter


@transaction.atomic
def next_references(prefix: str, *, year: int, count: int) -> list[str]:
    """The next references of that prefix and year, ``count`` of them.

    The counter row is locked until the caller's transaction ends, so a rolled-back caller gives its numbers back.
    """
    ReferenceCounter.objects.get_or_create(prefix=prefix, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(prefix=prefix, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{prefix}/{year}/{number:04}" for number in range(first, first + count)]


def next_reference(prefix: str, *, year: int) -> str:
    """The next reference of that prefix and year."""
    return next_references(prefix, year=year, count=1)[0]
