"""The question which force something is of."""

from django import forms

from pcc.models import Force


def which_force(label: str, *, required: str) -> forms.ModelChoiceField:
    """The question, with ``required`` as the answer to none; where there is one force only, it is chosen already."""
    field = forms.ModelChoiceField(
        label=label,
        queryset=Force.objects.order_by("name"),
        empty_label="Choose a force",
        error_messages={"required": required},
    )
    field.initial = _the_only_one  # not given above: Django takes the empty choice from a field that has a first value
    return field


def _the_only_one() -> Force | None:
    forces = Force.objects.all()[:2]
    return forces[0] if len(forces) == 1 else None
