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

INVESTIGATIONS = frozenset({Handling.LOCAL, Handling.DIRECTED, Handling.INDEPENDENT})
"""The ways of handling that are investigations, and that the force must report on after 12 months."""


class Stage(TextChoices):
    """Where a complaint is in its life with the force."""

    OPEN = "OPEN", "Open"
    FINALISED = "FINALISED", "Finalised"


class ReasonForSchedule3(TextChoices):
    """Why a complaint is recorded under Schedule 3."""

    COMPLAINANT = "COMPLAINANT", "The complainant wishes it recorded"
    AUTHORITY = "AUTHORITY", "The appropriate authority decided so"
    DISSATISFIED = "DISSATISFIED", "Dissatisfaction after initial handling"
    NATURE = "NATURE", "The nature of the allegation"


class Referral(TextChoices):
    """How a complaint came to the Independent Office for Police Conduct."""

    MANDATORY = "MANDATORY", "Mandatory referral"
    VOLUNTARY = "VOLUNTARY", "Voluntary referral"
    CALLED_IN = "CALLED_IN", "Called in by the IOPC"


class ReferralDecision(TextChoices):
    """What the Independent Office for Police Conduct decided on a referral."""

    RETURNED = "RETURNED", "Returned to the force to handle"
    LOCAL = "LOCAL", "Local investigation"
    DIRECTED = "DIRECTED", "Directed investigation"
    INDEPENDENT = "INDEPENDENT", "Independent investigation"


class ReviewBody(TextChoices):
    """The body that decides a review of the outcome."""

    LOCAL_POLICING_BODY = "LOCAL_POLICING_BODY", "The local policing body"
    IOPC = "IOPC", "The Independent Office for Police Conduct"


class Answer(TextChoices):
    """An answer to a question that only the force can be sure of."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_SAID = "NOT_SAID", "The force has not said"


class WithdrawalEvidence(TextChoices):
    """What shows that a complaint was withdrawn (regulations 38 and 39 of the 2020 Regulations)."""

    SIGNED = "SIGNED", "Notice signed by the complainant"
    REPRESENTATIVE = "REPRESENTATIVE", "Notice signed by a solicitor or agent"
    UNSIGNED = "UNSIGNED", "Said so, without a signed notice"


class ComplainantKind(TextChoices):
    """How the complainant stands to what happened."""

    AFFECTED = "AFFECTED", "The person it happened to"
    ADVERSELY_AFFECTED = "ADVERSELY_AFFECTED", "Somebody affected by it"
    WITNESS = "WITNESS", "A witness"
    REPRESENTATIVE = "REPRESENTATIVE", "Somebody acting for another person"


class AgeBand(TextChoices):
    """The complainant's age when the complaint was made."""

    UNDER_14 = "UNDER_14", "Under 14"
    FROM_14 = "FROM_14", "14 to 17"
    FROM_18 = "FROM_18", "18 to 24"
    FROM_25 = "FROM_25", "25 to 39"
    FROM_40 = "FROM_40", "40 to 59"
    FROM_60 = "FROM_60", "60 or over"


UNDER_18 = frozenset({AgeBand.UNDER_14, AgeBand.FROM_14})
"""The bands of complainants who were under 18 when they complained, and so when it happened."""


class SuspensionReason(TextChoices):
    CRIMINAL = "CRIMINAL", "Criminal proceedings"
    PROSECUTOR = "PROSECUTOR", "A prosecutor asked for it"
    INQUEST = "INQUEST", "An inquest"
    OTHER = "OTHER", "Another reason"


class LinkKind(TextChoices):
    """How two complaints belong together."""

    SAME_INCIDENT = "SAME_INCIDENT", "The same incident"
    SAME_COMPLAINANT = "SAME_COMPLAINANT", "The same complainant"
    RELATED = "RELATED", "Related in another way"


class NoticeAction(TextChoices):
    """What the office did about a notice that an investigation is not finished."""

    NOTED = "NOTED", "Noted, nothing further needed"
    ASKED = "ASKED", "Asked the force why and when"
    MET = "MET", "Met the force about it"
    WROTE = "WROTE", "Wrote to the chief constable"
    DIRECTED = "DIRECTED", "Directed the chief constable to act"


class SettledHow(TextChoices):
    """How a correction by the office came to an end."""

    ACCEPTED = "ACCEPTED", "The extract's value was accepted"
    AGREED = "AGREED", "The extract now says the same"
    CHANGED = "CHANGED", "The office corrected it again"


class Decision(TextChoices):
    """What the force decided on an allegation. "Upheld" is a word of reviews, and never one of these."""

    RESOLVED = "RESOLVED", "Resolved"
    NOT_RESOLVED = "NOT_RESOLVED", "Not resolved, no further action"
    MOVED = "MOVED", "Moved to Schedule 3"
    ACCEPTABLE = "ACCEPTABLE", "The service was acceptable"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE", "The service was not acceptable"
    NOT_DETERMINED = "NOT_DETERMINED", "Not able to determine whether the service was acceptable"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", "No further action"
    MISCONDUCT = "MISCONDUCT", "Case to answer for misconduct"
    GROSS_MISCONDUCT = "GROSS_MISCONDUCT", "Case to answer for gross misconduct"
    NO_CASE = "NO_CASE", "No case to answer"
    PERFORMANCE = "PERFORMANCE", "Performance procedures"
    REFLECTIVE_PRACTICE = "REFLECTIVE_PRACTICE", "Reflective practice review process"
    DISCONTINUED = "DISCONTINUED", "Discontinued under the regulations"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Action(TextChoices):
    """What the force did because of an allegation."""

    EXPLANATION = "EXPLANATION", "Explanation"
    APOLOGY = "APOLOGY", "Apology"
    LEARNING_FROM_REFLECTION = "LEARNING_FROM_REFLECTION", "Learning from reflection"
    INDIVIDUAL_LEARNING = "INDIVIDUAL_LEARNING", "Individual learning or debrief"
    ORGANISATIONAL_LEARNING = "ORGANISATIONAL_LEARNING", "Organisational learning"
    POLICY_REVIEW = "POLICY_REVIEW", "Policy review"
    REFLECTIVE_PRACTICE = "REFLECTIVE_PRACTICE", "Reflective practice review process"
    PROPERTY = "PROPERTY", "Property returned or compensated"
    GOODWILL = "GOODWILL", "Goodwill gesture"
    UNSATISFACTORY_PERFORMANCE = "UNSATISFACTORY_PERFORMANCE", "Unsatisfactory performance action"
    MISCONDUCT_MEETING = "MISCONDUCT_MEETING", "Misconduct meeting"
    MISCONDUCT_HEARING = "MISCONDUCT_HEARING", "Misconduct hearing"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", "No further action"


class EthnicGroup(TextChoices):
    """The five groups of the census of England and Wales, at their highest level."""

    ASIAN = "ASIAN", "Asian or Asian British"
    BLACK = "BLACK", "Black, Black British, Caribbean or African"
    MIXED = "MIXED", "Mixed or multiple ethnic groups"
    WHITE = "WHITE", "White"
    OTHER = "OTHER", "Another ethnic group"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class Sex(TextChoices):
    FEMALE = "FEMALE", "Female"
    MALE = "MALE", "Male"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class YesNo(TextChoices):
    """A question about oneself that nobody must answer."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class Religion(TextChoices):
    NONE = "NONE", "No religion"
    CHRISTIAN = "CHRISTIAN", "Christian"
    BUDDHIST = "BUDDHIST", "Buddhist"
    HINDU = "HINDU", "Hindu"
    JEWISH = "JEWISH", "Jewish"
    MUSLIM = "MUSLIM", "Muslim"
    SIKH = "SIKH", "Sikh"
    OTHER = "OTHER", "Another religion or belief"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class Orientation(TextChoices):
    STRAIGHT = "STRAIGHT", "Straight or heterosexual"
    GAY = "GAY", "Gay or lesbian"
    BISEXUAL = "BISEXUAL", "Bisexual"
    OTHER = "OTHER", "Another orientation"
    NOT_SAID = "NOT_SAID", "Prefers not to say"


class Proceeding(TextChoices):
    MEETING = "MEETING", "Misconduct meeting"
    HEARING = "HEARING", "Misconduct hearing"
    ACCELERATED = "ACCELERATED", "Accelerated misconduct hearing"


class RankBand(TextChoices):
    """Rank in bands, so that a row of the register points at nobody."""

    CONSTABLE = "CONSTABLE", "Constable"
    SERGEANT = "SERGEANT", "Sergeant"
    INSPECTING = "INSPECTING", "Inspector or chief inspector"
    SENIOR = "SENIOR", "Superintendent or above"
    SPECIAL = "SPECIAL", "Special constable"
    STAFF = "STAFF", "Police staff"


class Sanction(TextChoices):
    """How misconduct proceedings ended."""

    DISMISSED = "DISMISSED", "Dismissed"
    WOULD_HAVE_BEEN_DISMISSED = "WOULD_HAVE_BEEN_DISMISSED", "Would have been dismissed, had they not left"
    REDUCED_IN_RANK = "REDUCED_IN_RANK", "Reduced in rank"
    FINAL_WARNING = "FINAL_WARNING", "Final written warning"
    WRITTEN_WARNING = "WRITTEN_WARNING", "Written warning"
    REFLECTIVE_PRACTICE = "REFLECTIVE_PRACTICE", "Reflective practice review process"
    NO_ACTION = "NO_ACTION", "Proved, no disciplinary action"
    NOT_PROVED = "NOT_PROVED", "Not proved"


class TribunalResult(TextChoices):
    """How a police appeals tribunal ended."""

    PENDING = "PENDING", "Not decided yet"
    DISMISSED = "DISMISSED", "Appeal dismissed"
    ALLOWED = "ALLOWED", "Appeal allowed, outcome replaced"
    SENT_BACK = "SENT_BACK", "Sent back to be decided again"
    WITHDRAWN = "WITHDRAWN", "Appeal withdrawn"


DELIMITER_WORDS = {"": "nothing", ",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
"""What stands between the cells of a CSV file, in words."""


class ImportState(TextChoices):
    MAPPING = "MAPPING", "Waiting for its columns"
    CHECKING = "CHECKING", "Being checked"
    CHECKED = "CHECKED", "Checked, waiting for you"
    LOADING = "LOADING", "Being brought in"
    LOADED = "LOADED", "Brought in"
    UNDOING = "UNDOING", "Being undone"
    UNDONE = "UNDONE", "Undone"
    FAILED = "FAILED", "Stopped"


class VanishedHow(TextChoices):
    """What came of a complaint that a newer extract no longer had."""

    GONE = "GONE", "The force has removed it: it no longer counts"
    STANDS = "STANDS", "It still stands: it counts, though the extract lacks it"
    BACK = "BACK", "A later extract has it again"


class Stated(TextChoices):
    """A number that a force gives with its extract, to be held against ours."""

    ROWS = "ROWS", "Rows in the file"
    COMPLAINTS = "COMPLAINTS", "Complaints in the file"
    OPEN = "OPEN", "Complaints open on the day of the extract"
    RECEIVED = "RECEIVED", "Complaints received in a period"
    FINALISED = "FINALISED", "Complaints finalised in a period"


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
    NO_CASE = "NO_CASE", "No row of the file of complaints has this reference."
    ROWS_DISAGREE = "ROWS_DISAGREE", "The rows of this case disagree."
    ANOTHER_ROW = "ANOTHER_ROW", "Another row of this case is held."
    SAME_ROW = "SAME_ROW", "The same as an earlier row in every column."
    BLANK_ROW = "BLANK_ROW", "The row is empty."
    MIXED = "MIXED", "The rows of this case differ, so it is loaded as mixed."
