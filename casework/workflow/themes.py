"""The office's short list of themes: what comes in is counted by them."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.models import Theme
from casework.rules import ANSWERS_FOR_CASES
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import User
from pcc.moves import check_role


@transaction.atomic
def add_theme(name: str, *, meaning: str, source: str, by: User) -> Theme:
    """Add a theme, with what belongs under it and where the name is from; one that was retired is in use again."""
    check_role(by, ANSWERS_FOR_CASES)
    name = said(" ".join(name.split()), "Give the theme a name.", longest=60)
    meaning = said(meaning, "Say what belongs under it, so that everybody uses it alike.", longest=200)
    source = said(source, "Say where the name is from, or why it is needed.", longest=200)
    theme = Theme.objects.select_for_update().filter(name__iexact=name).first()
    if theme is not None and theme.retired_at is None:
        raise RuleBroken(f"There is a theme “{theme.name}” already.")
    if theme is not None:
        theme.meaning, theme.source, theme.verified, theme.retired_at = meaning, source, False, None
        theme.save(update_fields=["meaning", "source", "verified", "retired_at"])
        audit.record("theme.taken_back", theme, by=by)
        return theme
    try:
        with transaction.atomic():
            theme = Theme.objects.create(name=name, meaning=meaning, source=source)
    except IntegrityError as taken:
        raise RuleBroken(f"There is a theme “{name}” already.") from taken
    audit.record("theme.added", theme, by=by)
    return theme


@transaction.atomic
def retire_theme(theme: Theme, *, by: User) -> Theme:
    """No new matter gets this theme; those that have it keep it, and figures go on counting them under it."""
    check_role(by, ANSWERS_FOR_CASES)
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    if theme.retired_at is not None:
        raise RuleBroken("This theme is retired already.")
    theme.retired_at = timezone.now()
    theme.save(update_fields=["retired_at"])
    audit.record("theme.retired", theme, by=by)
    return theme
