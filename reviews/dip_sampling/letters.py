"""What a drawn file gives the letters that ask the force for its papers."""

from collections.abc import Mapping

from casework.choices import Kind
from casework.letters.contributed import contributes
from casework.models import Case
from complaints.rules import in_words
from reviews.dip_sampling.models import DrawnFile

REQUEST, CHASE = "panel_file_request", "panel_file_chase"
"""The letters of the starter set that ask for the papers of a drawn file, and chase them."""


@contributes(Kind.COMPLAINT)
def of_drawn_file(case: Case) -> Mapping[str, str]:
    """The merge values that the newest drawn file of a complaint's case knows; nothing where none was drawn."""
    file = DrawnFile.objects.of_case(case).select_related("complaint__force").first()
    if file is None:
        return {}
    known = {"force_name": file.complaint.force.name, "force_reference": file.complaint.reference}
    return known | ({"papers_due": in_words(file.due_on)} if file.due_on else {})
