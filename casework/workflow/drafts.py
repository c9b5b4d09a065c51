"""What somebody is typing, kept apart from the record until they save it, for them alone."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from casework.models import Case, Draft
from pcc.models import User

LONGEST_KEPT = 100_000
MOST_FIELDS = 50


def keep(case: Case, *, form: str, fields: Mapping[str, Any], by: User) -> Draft:
    """Keep what somebody is typing into a form of a file, in place of what they typed there before."""
    kept = {
        str(name)[:60]: "" if value in (None, False) else str(value)[:LONGEST_KEPT]
        for name, value in list(fields.items())[:MOST_FIELDS]
    }
    draft, _ = Draft.objects.update_or_create(
        user=by, case=case, form=form[:40], defaults={"fields": kept, "saved_at": timezone.now()}
    )
    return draft


def kept(case: Case, *, form: str, by: User) -> Draft | None:
    """What this person was typing there, if anything."""
    return Draft.objects.filter(user=by, case=case, form=form).first()


def drop(case: Case, *, form: str, by: User) -> None:
    """Forget what was typed, once it is on the record or no longer wanted."""
    Draft.objects.filter(user=by, case=case, form=form).delete()
