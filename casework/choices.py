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


class ClockStage(TextChoices):
    RUNNING = "RUNNING", "Running"
    PAUSED = "PAUSED", "Paused"
    MET = "MET", "Finished"


class KnownFrom(TextChoices):
    """Which of several possible dates a start is: letters are dated, sent and received on different days."""

    RECORDED = "RECORDED", "Date recorded by the office"
    STATED = "STATED", "Date stated on the letter"
    SENT = "SENT", "Date sent"
    DEEMED = "DEEMED", "Date deemed received"
    RECEIVED = "RECEIVED", "Date received"


class Result(TextChoices):
    """How a clock ended."""

    IN_TIME = "IN_TIME", "In time"
    LATE = "LATE", "Late"
