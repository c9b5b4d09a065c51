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


class OpeningView(TextChoices):
    """What somebody found who looked into the opening of a sealed case in an emergency."""

    NEEDED = "NEEDED", "It was needed"
    NOT_NEEDED = "NOT_NEEDED", "It was not needed"


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


# People


class ContactBy(TextChoices):
    """How a person wants to hear from the office."""

    EMAIL = "EMAIL", "E-mail"
    POST = "POST", "Post"
    PHONE = "PHONE", "Phone"
    REPRESENTATIVE = "REPRESENTATIVE", "Through their representative only"


class LetterForm(TextChoices):
    """In which form a person wants letters, beside how they come."""

    PDF = "PDF", "As PDF"
    LARGE = "LARGE", "In large print"


class PartyRole(TextChoices):
    """What a person is to a case."""

    COMPLAINANT = "COMPLAINANT", "Complainant"
    REPRESENTATIVE = "REPRESENTATIVE", "Representative"
    SUBJECT = "SUBJECT", "Subject"
    OTHER = "OTHER", "Other"


class PlanLevel(TextChoices):
    """What a plan for unacceptable contact asks of the person."""

    WARNING = "WARNING", "Warning"
    SINGLE_POINT = "SINGLE_POINT", "One named contact in the office"
    CHANNEL_LIMIT = "CHANNEL_LIMIT", "One way of contact only"
    NO_FURTHER_REPLY = "NO_FURTHER_REPLY", "No further reply on this subject"


class PlanStage(TextChoices):
    PROPOSED = "PROPOSED", "Proposed"
    IN_FORCE = "IN_FORCE", "In force"
    REFUSED = "REFUSED", "Refused"
    ENDED = "ENDED", "Ended"


# What is done on a file


class NoteKind(TextChoices):
    NOTE = "NOTE", "Note"
    CALL = "CALL", "Phone call"
    MEETING = "MEETING", "Meeting"
    MESSAGE = "MESSAGE", "Message"


class TaskStage(TextChoices):
    OPEN = "OPEN", "To do"
    DONE = "DONE", "Done"
    DROPPED = "DROPPED", "Not needed"


class WaitsOn(TextChoices):
    """Whose turn it is, when it is not the office's."""

    FORCE = "FORCE", "The force"
    PERSON = "PERSON", "The person"
    BODY = "BODY", "Another body"
    SIGN_OFF = "SIGN_OFF", "A second person in the office"


class FileLinkKind(TextChoices):
    """How two files belong together."""

    RELATED = "RELATED", "Related"
    CAME_OF = "CAME_OF", "One came of the other"
    SAME_MATTER = "SAME_MATTER", "The same matter"


class DocumentStage(TextChoices):
    """Whether a file may leave: only what is READY is ever handed out."""

    WAITING = "WAITING", "Waiting for the scanner"
    READY = "READY", "Ready"
    QUARANTINED = "QUARANTINED", "In quarantine"


class Scan(TextChoices):
    """What a scanner said of a file."""

    NOT_YET = "NOT_YET", "Not scanned yet"
    NOT_SCANNED = "NOT_SCANNED", "Not scanned"
    CLEAN = "CLEAN", "Scanned, nothing found"
    INFECTED = "INFECTED", "Harmful content found"


class Fixity(TextChoices):
    """Whether a stored file is still the one that was taken in."""

    WHOLE = "WHOLE", "As taken in"
    DAMAGED = "DAMAGED", "Changed on the disk"
    MISSING = "MISSING", "Missing from the disk"


# Letters


class TemplateStage(TextChoices):
    """Only an approved version is written from; the starter set ships as samples."""

    SAMPLE = "SAMPLE", "Sample, approve first"
    DRAFT = "DRAFT", "Draft"
    APPROVED = "APPROVED", "Approved"
    RETIRED = "RETIRED", "Replaced"


class Need(TextChoices):
    """What a part of a template asks of the author."""

    REQUIRED = "REQUIRED", "Always in"
    OPTIONAL = "OPTIONAL", "In or left out"
    WRITE = "WRITE", "The author writes it"
    MAY_WRITE = "MAY_WRITE", "The author may write it"


class SecondCheck(TextChoices):
    """Whether a second person looks at a letter before it is issued."""

    REQUIRED = "REQUIRED", "Always"
    SAMPLED = "SAMPLED", "One in five"
    OFF = "OFF", "Not asked for"


class LetterStage(TextChoices):
    DRAFT = "DRAFT", "Draft"
    TO_CHECK = "TO_CHECK", "With a second person"
    CHECKED = "CHECKED", "Checked"
    ISSUED = "ISSUED", "Issued"
    CANCELLED = "CANCELLED", "Given up"


class Way(TextChoices):
    """How a copy goes to somebody."""

    EMAIL = "EMAIL", "E-mail"
    POST = "POST", "Post"


class DispatchStage(TextChoices):
    """Where one copy is."""

    PLANNED = "PLANNED", "Letter not issued"
    HELD = "HELD", "Waiting to be sent"
    SENDING = "SENDING", "Being sent"
    SENT = "SENT", "Sent"
    UNSURE = "UNSURE", "Not known whether it arrived"
    REFUSED = "REFUSED", "Came back"
    TO_POST = "TO_POST", "To be posted"
    POSTED = "POSTED", "Posted"


# Correspondence


class MailStage(TextChoices):
    """Where a matter that somebody wrote about stands."""

    NEW = "NEW", "New"
    TRIAGED = "TRIAGED", "Sorted"
    OPEN = "OPEN", "Being answered"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acknowledged"
    WAITING_ON_FORCE = "WAITING_ON_FORCE", "Waiting for the force"
    WAITING_ON_PARTNER = "WAITING_ON_PARTNER", "Waiting for another body"
    WAITING_ON_PERSON = "WAITING_ON_PERSON", "Waiting for the person"
    REPLIED = "REPLIED", "Replied"
    CLOSED = "CLOSED", "Closed"
    CONVERTED = "CONVERTED", "Became something else"
    MERGED = "MERGED", "Joined to another"
    DISCARDED = "DISCARDED", "Discarded"


class Channel(TextChoices):
    """How a message reached the office."""

    EMAIL = "EMAIL", "E-mail"
    FORM = "FORM", "Form on the web"
    LETTER = "LETTER", "Letter"
    PHONE = "PHONE", "Phone"
    PERSON = "PERSON", "In person"
    SOCIAL = "SOCIAL", "Social media"
    CSV = "CSV", "Brought in from a list"


class MessageKind(TextChoices):
    EMAIL = "EMAIL", "E-mail"
    FORM = "FORM", "Form"
    TYPED = "TYPED", "Typed in by the office"


class RouteChoice(TextChoices):
    """Where a message belongs; the words, letters and clocks of each are in ``rules.triage``."""

    DANGER = "DANGER", "Danger now"
    REVIEW = "REVIEW", "Review of a complaint's outcome"
    FOI = "FOI", "Freedom of information"
    SUBJECT_ACCESS = "SUBJECT_ACCESS", "Own information"
    CHIEF_CONSTABLE = "CHIEF_CONSTABLE", "The chief constable's own conduct"
    COMMISSIONER = "COMMISSIONER", "The commissioner or deputy"
    OFFICE_STAFF = "OFFICE_STAFF", "This office's staff"
    FORCE_COMPLAINT = "FORCE_COMPLAINT", "Complaint about the force"
    LOCAL_ISSUE = "LOCAL_ISSUE", "Local matter"
    CASEWORK = "CASEWORK", "For this office to answer"
    NOT_FOR_US = "NOT_FOR_US", "Not for this office"


class MailOutcome(TextChoices):
    """How a matter was closed."""

    ANSWERED = "ANSWERED", "Answered"
    SIGNPOSTED = "SIGNPOSTED", "Told who can help"
    HANDED_OVER = "HANDED_OVER", "Handed over"
    RESOLVED = "RESOLVED", "Resolved"
    NO_REMIT = "NO_REMIT", "Nothing that the office may do"
    DUPLICATE = "DUPLICATE", "Written twice"
    NO_REPLY = "NO_REPLY", "No reply wanted"
    RESTRICTED = "RESTRICTED", "Not answered under a contact plan"


class Recipient(TextChoices):
    """Of whom an enquiry is made."""

    FORCE = "FORCE", "The force"
    PARTNER = "PARTNER", "Another body"
    PERSON = "PERSON", "The person who wrote"


class EnquiryStage(TextChoices):
    ASKED = "ASKED", "Asked"
    ANSWERED = "ANSWERED", "Answered"
    DROPPED = "DROPPED", "No longer needed"


class PastListStage(TextChoices):
    """Where a list of past correspondence is on its way in."""

    CHECKING = "CHECKING", "Being checked"
    CHECKED = "CHECKED", "Checked"
    REFUSED = "REFUSED", "Cannot be read"
    LOADING = "LOADING", "Being brought in"
    LOADED = "LOADED", "Brought in"
    UNDONE = "UNDONE", "Undone"
