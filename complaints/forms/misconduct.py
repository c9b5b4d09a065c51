"""Forms of the registers of misconduct outcomes and appeals tribunals."""

from django import forms

from casework.forms.versioned import VersionedForm
from complaints.choices import Proceeding, RankBand, Sanction, TribunalResult
from complaints.forms.force import which_force
from complaints.forms.records import day, note, picked


def officer() -> forms.CharField:
    return forms.CharField(
        label="The force's pseudonym for the officer",
        max_length=30,
        help_text="For example, M-2024-017. Never a name.",
        error_messages={"required": "Enter the force's pseudonym for the officer."},
    )


class OutcomeForm(VersionedForm):
    force = which_force("Force", required="Choose the force.")
    officer = officer()
    proceeding = picked("Proceedings", Proceeding.choices)
    rank = picked("Rank", RankBand.choices)
    sanction = picked("Outcome", Sanction.choices)
    decided_on = day("Decided on", required=True)
    note = note("Note", help_text="Nothing that could name the officer.")


class TribunalForm(VersionedForm):
    force = which_force("Force", required="Choose the force.")
    officer = officer()
    rank = picked("Rank", RankBand.choices)
    lodged_on = day("Appeal lodged on", required=True)
    result = picked("Result", TribunalResult.choices)
    decided_on = day("Decided on", help_text="Leave this empty while it is not decided.")
    note = note("Note", help_text="Nothing that could name the officer.")
