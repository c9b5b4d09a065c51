from django.db.models import TextChoices


class Kind(TextChoices):
    """What the office's file is about."""

    COMPLAINT = "COMPLAINT", "Complaint"
    REVIEW = "REVIEW", "Review"
    CORRESPONDENCE = "CORRESPONDENCE", "Correspondence"
    PANEL_FILE = "PANEL_FILE", "Panel file"


class Stage(TextChoices):
    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"


class Connection(TextChoices):
    """How a member of staff stands to a case, where it shuts them out."""

    CONFLICT = "CONFLICT", "Declared a conflict of interest"
    OWN_CASE = "OWN_CASE", "Is a party to the case"
