from django.db.models import TextChoices


class Handling(TextChoices):
    """How a complaint is handled (Police Reform Act 2002, Schedule 3, as amended in 2020)."""

    OUTSIDE = "OUTSIDE", "Outside Schedule 3"
    OTHERWISE = "OTHERWISE", "Schedule 3, otherwise than by investigation"
    LOCAL = "LOCAL", "Schedule 3, local investigation"
    DIRECTED = "DIRECTED", "Schedule 3, directed investigation"
    INDEPENDENT = "INDEPENDENT", "Schedule 3, independent investigation"
    NOT_STATED = "NOT_STATED", "Not stated"
    MIXED = "MIXED", "Mixed: the rows of the case differ"


SCHEDULE_3 = frozenset({Handling.OTHERWISE, Handling.LOCAL, Handling.DIRECTED, Handling.INDEPENDENT})
"""The ways of handling that fall under Schedule 3."""


class ImportState(TextChoices):
    CHECKING = "CHECKING", "Being checked"
    CHECKED = "CHECKED", "Checked, waiting for you"
    LOADING = "LOADING", "Being brought in"
    LOADED = "LOADED", "Brought in"
    FAILED = "FAILED", "Stopped"


class Fate(TextChoices):
    """What became of a row of an extract."""

    HELD = "HELD", "Held"
    DUPLICATE = "DUPLICATE", "Counted once"
    SKIPPED = "SKIPPED", "Skipped"
    WARNING = "WARNING", "Loaded with a warning"


class Problem(TextChoices):
    """What is wrong with a row of an extract, or worth telling; the label says it in a sentence."""

    NO_REFERENCE = "NO_REFERENCE", "The reference is missing."
    BAD_REFERENCE = "BAD_REFERENCE", "The reference has no letter or digit, or has a character that cannot be printed."
    NO_DATE = "NO_DATE", "The date received is missing."
    UNREADABLE_DATE = "UNREADABLE_DATE", "This is not a date in the declared format."
    AMBIGUOUS_DATE = "AMBIGUOUS_DATE", "The declared formats read this date in two ways."
    EARLY_DATE = "EARLY_DATE", "This date is before 1995."
    LATE_DATE = "LATE_DATE", "This date is after the day on which the force took the extract."
    OUT_OF_ORDER = "OUT_OF_ORDER", "This date is before a date that it must follow."
    UNKNOWN_CODE = "UNKNOWN_CODE", "This value is not among those that the mapping declares."
    NOT_A_NUMBER = "NOT_A_NUMBER", "This is not a whole number of days."
    TOO_LONG = "TOO_LONG", "This cell is longer than its field can hold."
    RAGGED = "RAGGED", "The row has more or fewer cells than the header."
    BAD_QUOTES = "BAD_QUOTES", "A quoted cell goes on after its closing quote."
    NUL = "NUL", "The row holds NUL characters, which no text has."
    BAD_BYTES = "BAD_BYTES", "The row holds bytes that are not text in the encoding of the file."
    ROWS_DISAGREE = "ROWS_DISAGREE", "The rows of this case disagree."
    ANOTHER_ROW = "ANOTHER_ROW", "Another row of this case is held."
    SAME_ROW = "SAME_ROW", "The same as an earlier row in every column."
    BLANK_ROW = "BLANK_ROW", "The row is empty."
    MIXED = "MIXED", "The rows of this case differ, so it is loaded as mixed."
