"""What people type about who may see a case."""

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet

from casework.choices import Connection, OpeningView
from casework.forms.fields import day_field, reason_field
from casework.models import Case, StaffConnection
from casework.rules import LONGEST_SEAL, SEES_CASES
from pcc.models import User


def people_who_see_cases() -> QuerySet[User]:
    return User.objects.filter(is_active=True, groups__name__in=SEES_CASES).distinct().order_by("name", "pk")


class SealForm(forms.Form):
    reason = reason_field("Why the case is sealed", "Say why the case is sealed.")
    named = forms.ModelMultipleChoiceField(
        label="Who may still see it, for as long as it is sealed",
        help_text="Nobody else will find it in lists, searches or counts. Name yourself, or you lose sight of it too.",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={"required": "Name at least one person who may see the sealed case."},
    )
    for_now = forms.ModelMultipleChoiceField(
        label="Who may see it up to a day",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    until_on = day_field("The last day for them", help_text="If you named somebody up to a day.", required=False)
    review_on = day_field(
        "When to look again whether it must stay sealed", help_text=f"Within {LONGEST_SEAL} days from today."
    )

    def __init__(self, *args: object, by: User, today: date, **kwargs: object) -> None:
        again = today + timedelta(days=LONGEST_SEAL)
        super().__init__(*args, **kwargs | {"initial": {"named": [by.pk], "review_on": again}})
        self.fields["named"].queryset = self.fields["for_now"].queryset = people_who_see_cases()


class ReviewSealForm(forms.Form):
    note = reason_field("Why it must stay sealed", "Say why the case must stay sealed.")
    review_on = day_field("When to look again", help_text=f"Within {LONGEST_SEAL} days from today.")

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs | {"initial": {"review_on": today + timedelta(days=LONGEST_SEAL)}})


class NameForm(forms.Form):
    """Somebody who may know of a sealed case."""

    user = forms.ModelChoiceField(
        label="Who",
        help_text="Somebody who is named already gets another last day.",
        queryset=User.objects.none(),
        error_messages={"required": "Choose who may see the case."},
    )
    until_on = day_field("The last day", help_text="Empty: for as long as the case is sealed.", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people_who_see_cases()


class OpenSealedForm(forms.Form):
    reference = forms.CharField(
        label="Reference of the sealed case",
        help_text="As somebody told you, such as CAS/2026/0042.",
        max_length=20,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Give the reference of the case."},
    )
    reason = reason_field("What the emergency is", "Say what the emergency is.")


class LookIntoForm(forms.Form):
    view = forms.ChoiceField(
        label="Was it needed?",
        choices=OpeningView,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was needed."},
    )
    note = reason_field("Why you think so", "Say why you think so.", longest=2000)


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
