"""What a check finds in words that may leave the office: readers' own, and those of findings and of the force."""

from collections.abc import Collection

from reviews.dip_sampling import redaction
from reviews.dip_sampling.models import Answer, DrawnFile, Finding
from reviews.dip_sampling.redaction import Found, Known, Passage
from reviews.dip_sampling.workflow.extracts import entries_for

NAMES = {
    "text": "You said",
    "reply": "The force replied",
    "what_changed": "What changed",
    "checked_note": "What a later sample shows",
}
"""The texts of a finding, as its pages call them."""


def reasons_scanned(answers: Collection[Answer]) -> list[tuple[Answer, list[Found]]]:
    """Readers' own words, each with what a check finds in it: they often repeat details. Three queries in all."""
    files = {file.pk: file for file in (answer.scorecard.allocation.drawn_file for answer in answers)}
    entries = entries_for(list(files.values())) if files else {}
    known = {pk: [entry.known for entry in found] for pk, found in entries.items()}
    return [
        (answer, redaction.check([Passage("", answer.why)], known[answer.scorecard.allocation.drawn_file_id]))
        for answer in answers
    ]


def files_without_list(session: int) -> int:
    """How many of the files that a session read have no list any more: a check knows nothing of their people."""
    files = DrawnFile.objects.filter(allocations__session=session, listed=None)
    return files.distinct().count()


def finding_scanned(finding: Finding) -> list[Found]:
    """What a check finds in the words of a finding, by text: it looks for everything on the list of every file that the
    panel read in that session, and of those linked to them."""
    files = DrawnFile.objects.filter(allocations__session=finding.session_id).select_related("complaint").distinct()
    known: dict[Known, None] = {}
    for entries in entries_for(list(files)).values():
        known |= dict.fromkeys(entry.known for entry in entries)
    return redaction.check([Passage(NAMES[name], text) for name, text in finding.texts.items()], list(known))
