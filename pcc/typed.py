"""What somebody typed or sent without signing in, kept for an hour in the database: it outlives every other server."""

import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.functions import Now

from pcc.models import Typed

AN_HOUR = timedelta(hours=1)


def keep(name: str, what: Any) -> None:
    """Keep what is given under that name for an hour from now, in place of what was kept there."""
    text = json.dumps(what, cls=DjangoJSONEncoder)
    Typed.objects.update_or_create(name=name, defaults={"what": text, "until": Now() + AN_HOUR})


def kept(name: str) -> Any:
    """What is kept under that name; None where there is nothing, or its hour is over."""
    text = Typed.objects.filter(name=name, until__gt=Now()).values_list("what", flat=True).first()
    return None if text is None else json.loads(text)


def forget(name: str) -> None:
    Typed.objects.filter(name=name).delete()


def forget_old() -> int:
    """Remove what has been kept for its hour; returns how many."""
    return Typed.objects.filter(until__lte=Now()).delete()[0]
