"""E-mails that tell staff to look into something. They say where to look, and no word of what is there.

Each is a job of its own, written with the change; who may still see it is asked anew when it is sent.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import NoReverseMatch, reverse

from casework.models import Case, Opening, StaffConnection
from casework.rules import ANSWERS_FOR_CASES
from pcc import jobs
from pcc.models import Job, User
from pcc.roles import Role

KIND = "casework.tell"
BODY = "Open {address} and sign in.\n\nThis message says no more on purpose.\n"
SUBJECTS = {
    "opening": "A sealed file was opened in an emergency",
    "late": "Nobody has looked into the opening of a sealed file",
    "connection": "A member of staff no longer sees a file",
}


def of_opening(opening: Opening) -> None:
    """Tell the owner, whoever answers for the case, and the auditors, at once."""
    named = User.objects.filter(pk__in=opening.case.seals.get(lifted_at=None).names.lasting().values("user"))
    owner = User.objects.filter(pk=opening.case.owner_id or 0)
    _tell("opening", opening.pk, named | owner | _with(Role.AUDITOR), but=opening.user_id)


def of_late_opening(opening: Opening) -> None:
    """Tell everybody who could look into an opening that nobody has."""
    _tell("late", opening.pk, _with(Role.AUDITOR, *ANSWERS_FOR_CASES), but=opening.user_id)


def of_connection(connection: StaffConnection) -> None:
    """Tell those who answer for the case that it closed to a member of staff."""
    _tell("connection", connection.pk, _with(*ANSWERS_FOR_CASES), but=connection.user_id)


def _with(*roles: Role) -> Any:
    return User.objects.filter(groups__name__in=[role.value for role in roles])


def _tell(about: str, pk: int, people: Any, *, but: int) -> None:
    for person in people.filter(is_active=True, email__isnull=False).exclude(pk=but).distinct().order_by("pk"):
        jobs.ask(KIND, by=None, key=f"{about} {pk} to {person.pk}", about=about, pk=pk, to=person.pk)


@jobs.carries_out(KIND)
def tell(job: Job, show: jobs.Progress) -> dict[str, Any]:
    """Send one of these e-mails, unless its reader may no longer see what it leads to."""
    show("Telling a member of staff")
    about, pk = job.params["about"], job.params["pk"]
    person = User.objects.filter(pk=job.params["to"], is_active=True, email__isnull=False).first()
    path = _path(about, pk, person) if person else ""
    if not person or not path:
        return {"sent": False}
    body = BODY.format(address=f"{settings.BASE_URL}{path}")
    EmailMessage(subject=SUBJECTS[about], body=body, to=[person.email or ""]).send()
    return {"sent": True}


def _path(about: str, pk: int, person: User) -> str:
    """Where the e-mail leads; empty when the person may not see it."""
    if about == "connection":
        found = StaffConnection.objects.filter(pk=pk, case__in=Case.objects.visible_to(person)).first()
        return _address("note-shut-out", found.case_id, pk) if found else ""
    if about == "opening" and not Opening.objects.visible_to(person).filter(pk=pk).exists():
        return ""
    return _address("openings") if about == "late" else _address("opening", pk)


def _address(route: str, *ids: int) -> str:
    try:
        return reverse(f"casework:{route}", args=ids)
    except NoReverseMatch:  # a worker that serves no pages of staff
        return "/"
