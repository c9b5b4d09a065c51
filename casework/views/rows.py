"""What a row of a list says: of a case, a person on it, a task, a day by which something is to be done."""

from datetime import date
from typing import Any

from django.urls import reverse

from casework.choices import Stage
from casework.models import Party, Person, Task
from pcc.working_days import in_words

TONES = {Stage.OPEN: "blue", Stage.CLOSED: "green"}


SOON = 3
"""Days before its day from which something counts as due soon."""


def titled(case: Any) -> str:
    """What a list says of a case; of a sealed one it says no more, since others may see the screen."""
    return "Sealed" if case.is_sealed else str(case.title)


def party_row(party: Party) -> list[Any]:
    """A person on a file: name, role with consent, and how they are reached."""
    hint = ""
    if party.represents and party.consent_on:
        hint = (
            f"For {party.represents.person}; written consent of {in_words(party.consent_on)}: {party.consent_evidence}"
        )
    person = party.person
    return [
        {"text": person.name, "url": person.get_absolute_url()},
        {"text": party.get_role_display(), "hint": hint},
        {"lines": ways_to(person)},
    ]


def ways_to(person: Person) -> list[str]:
    """How somebody is reached, a line a way."""
    return [way for way in (person.email, person.phone, person.postcode) if way] or ["Nothing known"]


TASK_COLUMNS = [{"label": "Task"}, {"label": "Due"}, {"label": "Who"}, {"label": "Whose turn"}, {"label": "Done?"}]


def due_day(day: date, *, as_at: date) -> dict[str, Any]:
    """A day by which something is to be done, as the component of a target date wants it; calendar days."""
    left = (day - as_at).days
    state = "late" if left < 0 else "today" if left == 0 else "soon" if left <= SOON else "plenty"
    return {"state": state, "date": day, "days": abs(left)}


def task_row(task: Task, *, as_at: date, may: bool) -> list[Any]:
    """An open task with the ways to change and end it."""
    at = [task.case_id, task.pk]
    return [
        {"text": task.text, "url": reverse("casework:change-task", args=at) if may else ""},
        {"due": due_day(task.due_on, as_at=as_at)},
        str(task.owner or "Nobody"),
        task.get_waits_on_display() or "Ours",
        {"text": f"Mark as done: {task.text}", "url": reverse("casework:finish-task", args=at)} if may else "Not yet",
    ]
