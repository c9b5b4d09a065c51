"""What a letter says: its parts with their fields filled in, for the checks, the second person and each copy."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from casework.choices import Need
from casework.letters import contributed
from casework.letters.paragraphs import OF_CLOCK, Section, Sheet, merged
from casework.models import Dispatch, Letter
from pcc.models import BankHoliday
from pcc.working_days import in_words


def parts_of(letter: Letter) -> list[dict[str, str]]:
    """The parts that are in the letter, in order, each with code, heading and words with fields."""
    found = []
    for part in letter.template.parts.all():
        if part.code in letter.left_out:
            continue
        written = part.need in (Need.WRITE, Need.MAY_WRITE)
        text = letter.texts.get(part.code, "") if written else part.text
        if text.strip() or part.need == Need.WRITE:
            found.append({"code": part.code, "need": part.need, "heading": part.heading, "text": text})
    return found


def deadline_of(letter: Letter, on: date | None = None) -> dict[str, Any]:
    """The last day by the case's clock that the template names, and its sentence; empty without such a clock.

    ``on`` is the day the letter is dated: one that starts the time it speaks of counts from there.
    """
    if not letter.template.clock:
        return {}
    if given := contributed.last_day(letter, on=on or timezone.localdate()):
        return {"deadline_on": given.on, "deadline": in_words(given.on), "deadline_sentence": given.sentence}
    clocks = letter.case.clocks.filter(rule__code=letter.template.clock).for_explaining()
    clock = clocks.order_by("-occurrence", "-pk").first()
    if clock is None or clock.due_on is None:
        return {}
    calendar = BankHoliday.objects.as_calendar(clock.rule.calendar)
    explanation = clock.explain(calendar, as_at=timezone.localdate())
    return {
        "deadline_on": clock.due_on,
        "deadline": in_words(clock.due_on),
        "deadline_sentence": explanation.sentence,
    }


def values_in(letter: Letter, on: date | None = None) -> dict[str, str]:
    """Every value that is merged now but the recipient's name and the date of the letter."""
    own = {
        "our_reference": letter.case.reference,
        "office_name": settings.OFFICE["name"],
        "office_email": settings.OFFICE["contact_email"],
        "office_phone": settings.OFFICE["contact_phone"],
    }
    clock = {name: value for name, value in deadline_of(letter, on).items() if name in OF_CLOCK}
    return {**letter.values, **own, **clock}


def content_of(letter: Letter, on: date | None = None) -> dict[str, Any]:
    """All that a second person looks at: the words merged, but for name and date, and who gets them how."""
    values = values_in(letter, on)
    return {
        "template": f"{letter.template.code} {letter.template.version}",
        "reference": letter.case.reference,
        "subject": merged(letter.subject, values),
        "sections": [
            {"heading": merged(part["heading"], values), "text": merged(part["text"], values)}
            for part in parts_of(letter)
        ],
        "copies": [
            [
                *(copy.name, copy.way, copy.email, copy.address, copy.attach_pdf, copy.large_print),
                *([copy.deviates_because] if copy.deviates_because else []),
            ]
            for copy in letter.dispatches.order_by("pk")
        ],
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the content in one way of writing it."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sheet_for(letter: Letter, copy: Dispatch | None, *, on: date) -> Sheet:
    """The copy as its recipient gets it: frozen words of an issued letter, else the words as they stand."""
    content = letter.frozen or content_of(letter, on)
    recipient = copy.name if copy else "[[recipient_name]]"
    named = {"recipient_name": recipient, "letter_date": in_words(letter.dated_on or on)}
    return Sheet(
        office=settings.OFFICE["name"],
        contact=f"{settings.OFFICE['contact_email']} · {settings.OFFICE['contact_phone']}",
        recipient=recipient,
        address=tuple(line.strip() for line in copy.address.splitlines() if line.strip()) if copy else (),
        reference=content["reference"],
        dated=in_words(letter.dated_on or on),
        subject=merged(content["subject"], named),
        sections=tuple(
            Section(merged(part["heading"], named), merged(part["text"], named)) for part in content["sections"]
        ),
    )
