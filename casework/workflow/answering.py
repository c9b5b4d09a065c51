"""Where letters meet what the public writes: what a matter knows for them, and what one that went means for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.choices import Kind
from casework.letters.contributed import Heard, contributes, hears
from casework.models import Case, Correspondence
from casework.rules.correspondence import LETTERS_DO
from casework.workflow import correspondence
from pcc.models import Force, User
from pcc.working_days import in_words

DEEDS = {"acknowledge": correspondence.acknowledge, "reply": correspondence.reply}


@contributes(Kind.CORRESPONDENCE)
def of_correspondence(case: Case) -> Mapping[str, str]:
    """The merge values that a matter knows: when it came, from whom, and the force where the office has one only."""
    item = Correspondence.objects.filter(case=case).first()
    if item is None:
        return {}
    forces = list(Force.objects.values_list("name", flat=True)[:2])
    return {
        "received_date": in_words(item.received_on),
        "sender_name": item.sender_name,
        "force_name": forces[0] if len(forces) == 1 else "",
    }


@hears(Kind.CORRESPONDENCE)
def on_letter(letter: Any, what: Heard, on: date, by: User | None) -> None:
    """A letter that has gone acknowledges or answers the matter: its clocks end on that day, and it moves on."""
    deed = LETTERS_DO.get(letter.template.code)
    if what != Heard.GONE or deed is None:
        return
    item = Correspondence.objects.filter(case=letter.case_id).first()
    if item is not None:
        DEEDS[deed](item, on=max(on, item.received_on), by=None)
