"""What people type about who may see a case."""

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet

from casework.choices import Connection
from casework.forms.fields import day_field, reason_field
from casework.models import Case, StaffConnection
from casework.rules import SEES_CASES
from casework.workflow import TIME_TO_LOOK_AGAIN
from pcc.models import User


def people_who_see_cases() -> QuerySet[User]:
    return User.objects.filter(is_active=True, groups__name__in=SEES_CASES).distinct().order_by("name", "pk")


class SealForm(forms.Form):
    reason = reason_field("Why the case is sealed", "Say why the case is sealed.")
    named = forms.ModelMultipleChoiceField(
        label="Who may still see it",
        help_text="Nobody else will find it in lists, searches or counts. Name yourself, or you lose sight of it too.",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Name at least one person who may see the sealed case."},
    )
    review_on = day_field("When to look again whether it must stay sealed")

    def __init__(self, *args: object, by: User, today: date, **kwargs: object) -> None:
        again = today + timedelta(days=TIME_TO_LOOK_AGAIN)
        super().__init__(*args, **kwargs | {"initial": {"named": [by.pk], "review_on": again}})
        self.fields["named"].queryset = people_who_see_cases()


class ReasonForm(forms.Form):
    reason = reason_field("Reason", "Give the reason.")


class ConnectForm(forms.Form):
    """Somebody of the staff who must not see the case."""

    user = forms.ModelChoiceField(
        label="Member of staff",
        queryset=User.objects.none(),
        error_messages={"required": "Choose a member of staff."},
    )
    kind = forms.ChoiceField(label="Why", choices=Connection, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people_who_see_cases()


class LetInForm(forms.Form):
    connection = forms.ModelChoiceField(
        label="Who may see the case again",
        queryset=StaffConnection.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose who may see the case again."},
    )
    reason = reason_field("Why", "Say why this person may see the case again.")

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        register = StaffConnection.objects.filter(case=case, ended_at=None).select_related("user", "case")
        self.fields["connection"].queryset = register.order_by("pk")
        self.fields["connection"].label_from_instance = lambda row: f"{row.user}: {row.get_kind_display().lower()}"
