"""What the public sends by the office's form: kept as it was sent, once however often it is sent."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from casework.choices import Channel, MessageKind
from casework.models import Correspondence
from casework.workflow import documents
from casework.workflow.correspondence import known_as, log
from pcc.errors import RuleBroken


@dataclass(frozen=True)
class Sent:
    """The matter that came of it, and a sentence for each file that could not be kept."""

    item: Correspondence
    refused: tuple[str, ...]


@transaction.atomic
def receive(
    typed: Mapping[str, Any], *, files: Iterable[tuple[str, BinaryIO]], once: str, received_at: datetime
) -> Sent:
    """Keep what somebody typed into the form as a new matter, with its files.

    ``typed`` are the keywords of ``log`` that the form asks for; ``once`` names the form that was filled in, so that
    the same words sent a second time from it change nothing. A file that is not taken never loses the message.
    """
    raw = json.dumps({"form": once} | dict(typed), ensure_ascii=False, sort_keys=True, indent=1).encode()
    known = known_as(hashlib.sha256(raw).hexdigest())
    if known is not None:
        return Sent(Correspondence.objects.select_related("case").get(case=known.case_id), ())
    item = log(Channel.FORM, received_at=received_at, kind=MessageKind.FORM, raw=raw, by=None, **typed)
    refused = []
    for name, file in files:
        try:
            with transaction.atomic():
                documents.take_in(item.case, file, name=name, by=None, title="From whoever wrote")
        except RuleBroken as broken:
            refused.append(f"“{name[:100]}” could not be kept: {broken}")
    return Sent(item, tuple(refused))
