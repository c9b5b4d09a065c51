"""Where a matter goes on: what it may become in this room or one above, on whose page, and what is carried over.

A room registers its way when the apps are loaded. Correspondence shows the ways and knows nothing of the rooms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework.choices import Channel, Kind, PartyRole
from casework.importing.mail import split_quoted
from casework.models import Case, Correspondence, Person
from casework.rules import WORKS_CASES
from casework.rules.correspondence import MAIL_MOVES
from casework.rules.triage import Route
from casework.workflow.cases import open_case
from casework.workflow.correspondence import convert
from casework.workflow.people import add_party, add_person
from pcc import moves
from pcc.errors import said
from pcc.models import User
from pcc.roles import Role


@dataclass(frozen=True)
class Onward:
    """One way on.

    ``label`` is what its button says; ``route`` the name of a page that takes the id of a correspondence and asks what
    is still to be known; ``roles`` who may open that page; ``after`` the routes of triage after which it is offered.
    """

    kind: Kind
    label: str
    route: str
    roles: frozenset[Role]
    after: frozenset[Route]


@dataclass(frozen=True)
class Carried:
    """What somebody said and how it reached the office, so that nothing is asked or typed twice."""

    received_on: date
    received_at: datetime
    channel: Channel
    sender_name: str
    sender_email: str
    sender_phone: str
    postal_address: str
    adjustments: str
    may_pass_on: bool | None
    subject: str
    text: str
    area: str


_ways: dict[str, Onward] = {}


def hands_on(way: Onward) -> Onward:
    """Register a way on; one of the same page takes its place."""
    _ways[way.route] = way
    return way


def ways_on(*, after: str, roles: Iterable[Role]) -> list[Onward]:
    """The ways that are offered after this answer of triage to somebody with these roles."""
    held = frozenset(roles)
    return [way for way in _ways.values() if after and Route(after) in way.after and way.roles & held]


def carried(item: Correspondence) -> Carried:
    """All that the person said in a matter, oldest first, without what a reply quotes of an earlier message."""
    messages = item.case.messages.order_by("arrived_at", "pk").values_list("text", flat=True)
    return Carried(
        received_on=item.received_on,
        received_at=item.received_at,
        channel=Channel(item.channel),
        sender_name=item.sender_name,
        sender_email=item.sender_email,
        sender_phone=item.sender_phone,
        postal_address=item.sender_address,
        adjustments=item.adjustments,
        may_pass_on=item.may_pass_on,
        subject=item.subject,
        text="\n\n".join(words for text in messages if (words := split_quoted(text)[0].strip())),
        area=item.area,
    )


hands_on(
    Onward(
        Kind.COMPLAINT,
        "Make it a complaint file",
        "casework:become-complaint",
        WORKS_CASES,
        frozenset({Route.FORCE_COMPLAINT, Route.CHIEF_CONSTABLE, Route.COMMISSIONER, Route.OFFICE_STAFF}),
    )
)


@transaction.atomic
def become_complaint(
    item: Correspondence, *, title: str, person: Person | None, details: Mapping[str, Any], on: date, by: User
) -> Case:
    """Open a complaint file for a matter, received when the matter was, and hand everything on to it.

    ``person`` is who complains, where the office knows them; otherwise ``details`` name somebody new, or nobody.
    """
    moves.check(MAIL_MOVES["convert"], Correspondence.objects.for_detail().get(pk=item.pk), by)
    title = said(title, "Say what the complaint is about.", longest=200)
    case = open_case(Kind.COMPLAINT, title=title, on=item.received_on, by=by, owner=item.case.owner)
    convert(item, to=case, on=on, by=by)
    if person is None and details.get("name"):
        person = add_person(details, by=by)
    if person is not None and not case.parties.filter(person=person, role=PartyRole.COMPLAINANT).exists():
        add_party(case, person=person, role=PartyRole.COMPLAINANT, on=on, by=by)
    return case
