"""Forms about the list of complaints itself."""

from django import forms


class ViewForm(forms.Form):
    """A name for the list as it is narrowed and sorted, and whether others see it."""

    name = forms.CharField(
        label="Name of the view", max_length=60, error_messages={"required": "Give the view a name."}
    )
    shared = forms.BooleanField(
        label="Share it with the office",
        required=False,
        help_text="Everybody who reads complaints sees the view. What each of them may see in it does not change.",
    )
