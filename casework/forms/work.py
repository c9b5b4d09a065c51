"""What people type about the work on a file: hands, notes, tasks, links, tags, hand-overs."""

from datetime import date, timedelta

from django import forms

from casework.choices import FileLinkKind, NoteKind, WaitsOn
from casework.forms.cases import people_who_see_cases
from casework.forms.fields import day_field, reason_field
from casework.models import Case, Tag, Task, Team
from casework.rules import ANSWERS_FOR_CASES, WORKS_CASES
from casework.workflow.work import LONGEST_NOTE
from pcc.models import User

A_WEEK = 7


def who(
    label: str, *, help_text: str = "", empty: str | None = "Nobody yet", required: bool = False
) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        queryset=User.objects.none(),
        required=required,
        empty_label=empty,
        error_messages={
            "required": f"{label}: choose somebody.",
            "invalid_choice": f"{label}: choose somebody of the list.",
        },
    )


class OpenForm(forms.Form):
    title = forms.CharField(
        label="What the file is about",
        help_text="A few words that tell it from others. Leave names out: they stand among the people.",
        max_length=200,
        error_messages={"required": "Say what the file is about."},
    )
    on = day_field("Opened on")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class AllocateForm(forms.Form):
    owner = who("Owner")
    team = forms.ModelChoiceField(
        label="Team",
        help_text="A file of a team is open to its members, its owner, and those who oversee all files.",
        queryset=Team.objects.none(),
        required=False,
        empty_label="No team: open to everybody who works on cases",
    )
    on = day_field("From")

    def __init__(self, *args: object, case: Case, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"owner": case.owner_id, "team": case.team_id, "on": today}})
        self.fields["owner"].queryset = people_who_see_cases()
        self.fields["team"].queryset = Team.objects.filter(ended_at=None).order_by("name")


class CloseForm(forms.Form):
    reason = forms.CharField(
        label="How it ended",
        max_length=200,
        help_text="For example: answered, signposted, resolved.",
        error_messages={"required": "Say how it ended."},
    )
    on = day_field("Closed on")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class ReopenForm(forms.Form):
    reason = reason_field("Why it is opened again", "Say why the file is opened again.", longest=200)


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="What it is", choices=NoteKind, widget=forms.RadioSelect, initial=NoteKind.NOTE)
    on = day_field("When it happened")
    text = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Write the note."},
    )
    is_releasable = forms.BooleanField(
        label="May be shown to the people it is about",
        help_text="Otherwise it is for the office alone.",
        required=False,
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today, "kind": NoteKind.NOTE}})


class StrikeForm(forms.Form):
    reason = reason_field("What is wrong with it", "Say what is wrong with the note.", longest=200)


class TaskForm(forms.Form):
    text = forms.CharField(
        label="What is to be done",
        max_length=200,
        help_text="Begin with a verb: ring the complainant.",
        error_messages={"required": "Say what is to be done."},
    )
    due_on = day_field("Due")
    owner = who("Who does it")
    waits_on = forms.ChoiceField(
        label="Whose turn it is",
        choices=[("", "Ours"), *WaitsOn.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, by: User, today: date, task: Task | None = None, **kwargs: object) -> None:
        initial: dict[str, object] = {"due_on": today + timedelta(days=A_WEEK), "owner": by.pk, "waits_on": ""}
        if task is not None:
            initial = {name: getattr(task, name) for name in ("text", "due_on", "waits_on")} | {"owner": task.owner_id}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.fields["owner"].queryset = people_who_see_cases()


class DoneForm(forms.Form):
    on = day_field("Done on")
    outcome = forms.CharField(label="What came of it (optional)", max_length=200, required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class DropForm(forms.Form):
    reason = reason_field("Why it is not needed", "Say why it is not needed.", longest=200)
    on = day_field("Day")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"on": today}})


class LinkForm(forms.Form):
    reference = forms.CharField(
        label="Reference of the other file",
        help_text="For example CAS/2026/0042.",
        max_length=20,
        error_messages={"required": "Give the reference of the other file."},
    )
    kind = forms.ChoiceField(
        label="How they belong together",
        choices=FileLinkKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they belong together."},
    )
    note = forms.CharField(label="Note (optional)", max_length=200, required=False)


class PutTagForm(forms.Form):
    tag = forms.ModelChoiceField(
        label="Tag",
        queryset=Tag.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a tag."},
    )

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        there = case.tagged.values("tag")
        self.fields["tag"].queryset = Tag.objects.filter(retired_at=None).exclude(pk__in=there).order_by("name")
        self.fields["tag"].label_from_instance = lambda tag: f"{tag.name}: {tag.meaning}"


class NewTagForm(forms.Form):
    name = forms.CharField(label="Tag", max_length=40, error_messages={"required": "Give the tag a name."})
    meaning = forms.CharField(
        label="What it means",
        help_text="So that everybody uses it alike.",
        max_length=200,
        error_messages={"required": "Say what the tag means."},
    )


class TeamForm(forms.Form):
    name = forms.CharField(label="Name", max_length=60, error_messages={"required": "Give the team a name."})
    members = forms.ModelMultipleChoiceField(
        label="Members",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        required=False,
    )

    def __init__(self, *args: object, team: Team | None = None, **kwargs: object) -> None:
        if team is not None:
            kwargs["initial"] = {"name": team.name, "members": [user.pk for user in team.members.all()]}
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people_who_see_cases()


class HandOverForm(forms.Form):
    giver = who("Whose work", required=True, empty=None)
    taker = who("Who does it meanwhile", required=True, empty="Choose somebody")
    from_on = day_field("From")
    until_on = day_field("To", help_text="The last day. On the day after, the work is back.")
    reason = forms.CharField(
        label="Why", help_text="For example: leave.", max_length=200, error_messages={"required": "Say why."}
    )

    def __init__(self, *args: object, by: User, today: date, **kwargs: object) -> None:
        super().__init__(*args, **{"initial": {}} | kwargs)
        self.initial = {"from_on": today, "giver": by.pk} | dict(self.initial)
        workers = people_who_see_cases().filter(groups__name__in=WORKS_CASES | ANSWERS_FOR_CASES)
        self.fields["taker"].queryset = workers.exclude(pk=by.pk) if not by.roles & ANSWERS_FOR_CASES else workers
        everybody = by.roles & ANSWERS_FOR_CASES
        self.fields["giver"].queryset = people_who_see_cases() if everybody else User.objects.filter(pk=by.pk)
