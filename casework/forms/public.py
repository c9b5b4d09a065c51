"""What anybody may write to the office, without an account. Nothing but the words must be given."""

import secrets
from typing import Any

from django import forms
from django.conf import settings

from casework.documents.kinds import ENDINGS_IN_WORDS
from casework.forms.documents import FilesField

LONGEST = 20_000
MOST_FILES = 5


class WriteToUsForm(forms.Form):
    """A message to the office. Whatever it is about, it is taken: where it belongs is the office's to find out."""

    text = forms.CharField(
        label="What would you like to tell us?",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 10}),
        help_text="What happened, when and where, and what you would like to happen now. Leave out what you would "
        "rather not say.",
        error_messages={"required": "Write what you would like to tell us."},
    )
    subject = forms.CharField(label="What is it about, in a few words? (optional)", max_length=200, required=False)
    area = forms.CharField(
        label="Where is it? (optional)", max_length=120, required=False, help_text="A town, village or street."
    )
    sender_name = forms.CharField(
        label="Your name (optional)",
        max_length=150,
        required=False,
        help_text="You can write without your name. We may then be able to do less.",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    sender_email = forms.EmailField(
        label="Your e-mail address (optional)",
        required=False,
        help_text="To answer you we need one of these: an e-mail address, a telephone number or a postal address.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Write the e-mail address as name@example.org, or leave it empty."},
    )
    sender_phone = forms.CharField(
        label="Your telephone number (optional)",
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    sender_address = forms.CharField(
        label="Your postal address (optional)",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 4, "autocomplete": "street-address"}),
    )
    may_pass_on = forms.TypedChoiceField(
        label="If somebody else can help, such as the police or the council, may we tell them what you wrote?",
        required=False,
        choices=[("True", "Yes"), ("False", "No"), ("", "Ask me first")],
        initial="",
        coerce=lambda text: text == "True",
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="If we think that somebody is in danger we may have to tell the police without asking.",
    )
    adjustments = forms.CharField(
        label="Is there anything that we can do to make this easier for you? (optional)",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="For example large print, a telephone call instead of a letter, or an interpreter.",
    )
    from_elected = forms.BooleanField(
        label="I am a member of parliament or a councillor, and write for somebody", required=False
    )
    files = FilesField(label="Photos or papers (optional)", required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = secrets.token_urlsafe(24)
        most = settings.DOCUMENT_MAX_BYTES // 1024**2
        self.fields[
            "files"
        ].help_text = (
            f"Up to {MOST_FILES} files, {most} MB together: {ENDINGS_IN_WORDS}. A photo taken with your phone is fine."
        )

    def clean_files(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose up to {MOST_FILES} files. You chose {len(files)}.")
        if sum(file.size for file in files) > settings.DOCUMENT_MAX_BYTES:
            most = settings.DOCUMENT_MAX_BYTES // 1024**2
            raise forms.ValidationError(f"These files are more than {most} MB together. Choose fewer or smaller ones.")
        return files

    def clean_once(self) -> str:
        """A form that lost its name has one of its own: nothing is refused for that."""
        return self.cleaned_data["once"][:60] or secrets.token_urlsafe(24)

    @property
    def typed(self) -> dict[str, Any]:
        """What was said, as the verb takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"files", "once"}}

    @property
    def can_be_answered(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("sender_email", "sender_phone", "sender_address"))
