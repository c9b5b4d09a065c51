"""What a figure is published as, why it is revised, and the second person's word."""

from django import forms


class ProposalForm(forms.Form):
    """What a figure is published as."""

    title = forms.CharField(label="Title", max_length=200, help_text="What it is, of whom, and when.")
    note = forms.CharField(
        label="Note for readers (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What somebody should know beside the numbers. Name nobody.",
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RevisionForm(ReasonForm):
    """What a revision is called, and why there is one."""

    name = forms.CharField(label="Name of the revision", max_length=120, help_text="For example, Revised March 2027.")
    field_order = ["name", "reason"]


class SignForm(forms.Form):
    """The second person's word."""

    findings_accepted = forms.BooleanField(
        label="I have read what the disclosure check found, and weighed it", required=False
    )
