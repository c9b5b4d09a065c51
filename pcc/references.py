"""Reference numbers that never repeat and never skip: CAS/2026/0042."""

from django.db import transaction

from pcc.models import ReferenceCounter


@transaction.atomic
def next_reference(prefix: str, *, year: int) -> str:
    """The next reference of that prefix and year.

    The counter row is locked until the caller's transaction ends, so a rolled-back caller gives its number back.
    """
    ReferenceCounter.objects.get_or_create(prefix=prefix, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(prefix=prefix, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}/{year}/{counter.last:04}"
