"""Case files of the demonstration: people who do not exist, what they wrote about, and what there is to do today.

Phone numbers are of the range kept for drama, addresses are examples, dates are counted back from the day of loading.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from casework import workflow
from casework.choices import FileLinkKind, Kind, KnownFrom, NoteKind, PartyRole, PlanLevel, WaitsOn
from casework.models import Case, Party, Person
from pcc.models import User


@dataclass(frozen=True)
class Matter:
    """A file: what it is about, who complains, how many days ago it was opened, and in how many days tasks are due."""

    title: str
    name: str
    opened: int
    tasks: tuple[tuple[str, int, str], ...] = ()
    clock: str = ""
    tag: str = ""


MATTERS = (
    Matter(
        "No answer about a burglary report",
        "Amina Yarrowby",
        9,
        (("Ring Amina Yarrowby with an update", -2, ""), ("Get the force's contact log", 3, WaitsOn.FORCE)),
        "casework_acknowledgement",
        "No update",
    ),
    Matter("Officers at the wrong address", "Bartholomew Quenby", 20, (("Write the reply", 1, ""),), "casework_reply"),
    Matter(
        "Parking outside a school",
        "Constance Oakhollow",
        34,
        (("Chase the council", 5, WaitsOn.BODY),),
        "casework_reply",
        "Local issue",
    ),
    Matter("Phone kept after release from custody", "Dilwyn Marshbeck", 41, (("Chase property office", -6, "FORCE"),)),
    Matter("Noise complaint closed without a visit", "Eluned Fernacre", 27),
    Matter("Rudeness at a front counter", "Florian Stagwell", 3, (("Ask for the counter's rota", 6, WaitsOn.FORCE),)),
)
TAGS = (
    ("No update", "The person heard nothing for longer than they were told."),
    ("Local issue", "Nuisance, parking, speeding: mostly answered by neighbourhood teams and councils."),
)


def open_files(*, caseworker: User, manager: User, on: date) -> int:
    """Open the files of the demonstration, once; how many there are now."""
    tags = {name: workflow.add_tag(name, meaning=meaning, by=manager) for name, meaning in TAGS}
    opened = []
    for number, matter in enumerate(MATTERS):
        began = on - timedelta(days=matter.opened)
        case = workflow.open_case(Kind.COMPLAINT, title=matter.title, on=began, by=caseworker)
        person = _person(matter.name, number, by=caseworker)
        party = workflow.add_party(case, person=person, role=PartyRole.COMPLAINANT, on=began, by=caseworker)
        workflow.add_note(
            case,
            text=f"{matter.name} rang. {matter.title}.",
            kind=NoteKind.CALL,
            on=began,
            is_releasable=True,
            by=caseworker,
        )
        for text, due, waits_on in matter.tasks:
            due_on = max(on + timedelta(days=due), began)
            workflow.add_task(
                case, text=text, due_on=due_on, owner=caseworker, waits_on=waits_on, on=began, by=caseworker
            )
        if matter.clock:
            workflow.begin_clock(
                case, code=matter.clock, started_on=began, known_from=KnownFrom.RECEIVED, by=caseworker
            )
        if matter.tag:
            workflow.tag_case(case, tag=tags[matter.tag], by=caseworker)
        opened.append((case, party))
    _represent(*opened[1], by=caseworker, on=on)
    workflow.link_cases(opened[0][0], other=opened[4][0], kind=FileLinkKind.RELATED, by=caseworker)
    _person("A. Yarrowby", 0, by=caseworker)  # the same phone number: possibly the same person
    _plan_for(opened[3][1].person, by=caseworker, decided_by=manager, on=on)
    return len(opened)


def _person(name: str, number: int, *, by: User) -> Person:
    details = {
        "name": name,
        "phone": f"01632 9604{number:02}",
        "email": f"{name.lower().replace(' ', '.').replace('..', '.')}@example.org",
        "address": f"{number + 1} Example Street, Westmarch",
    }
    if number == 1:
        details |= {"adjustments": "Letters in large print.", "contact_by": "POST"}
    if number == 4:
        details |= {"safe_contact": "Shares a phone: never leave a message, and say only that you will ring again."}
    return workflow.add_person(details, by=by)


def _represent(case: Case, party: Party, *, by: User, on: date) -> None:
    workflow.add_party(
        case,
        person=_person("Gwendolen Thistlewick", 20, by=by),
        role=PartyRole.REPRESENTATIVE,
        represents=party,
        consent_on=on - timedelta(days=19),
        consent_evidence="Signed form, received by post",
        on=on - timedelta(days=18),
        by=by,
    )


def _plan_for(person: Person, *, by: User, decided_by: User, on: date) -> None:
    plan = workflow.propose_plan(
        person,
        level=PlanLevel.SINGLE_POINT,
        subject="Property kept after custody",
        terms="Writes to one named caseworker, who answers every second Friday.",
        reason="Threatened two members of staff on the phone.",
        evidence="Notes of the calls on this person's file.",
        adjustments_considered="Offered written contact and a longer call with a break; both were tried first.",
        on=on - timedelta(days=12),
        by=by,
    )
    workflow.decide_plan(
        plan,
        agree=True,
        note="Proportionate; the property question itself goes on being answered.",
        review_on=on + timedelta(days=150),
        on=on - timedelta(days=10),
        by=decided_by,
    )
