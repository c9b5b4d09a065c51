"""Every write to letters: drafted, changed, addressed, checked, issued, taken back."""

from casework.workflow.letters.checking import send_back, send_for_check, sign, waive_check
from casework.workflow.letters.drafting import address, cancel, draft, edit, mark_of_letter
from casework.workflow.letters.issuing import bring_in, issue, recall
from casework.workflow.letters.looking import addressees_of, as_wished, check_state, findings, way_for, wishes_on
from casework.workflow.letters.words import content_of, digest_of, parts_of, sheet_for, values_in

__all__ = [
    "address",
    "addressees_of",
    "as_wished",
    "bring_in",
    "cancel",
    "check_state",
    "content_of",
    "digest_of",
    "draft",
    "edit",
    "findings",
    "issue",
    "mark_of_letter",
    "parts_of",
    "recall",
    "send_back",
    "send_for_check",
    "sheet_for",
    "sign",
    "values_in",
    "waive_check",
    "way_for",
    "wishes_on",
]
