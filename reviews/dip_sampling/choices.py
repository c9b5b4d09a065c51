from django.db.models import TextChoices


class PanelStage(TextChoices):
    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"


class AnswerCode(TextChoices):
    """What a reader may answer, in the words of the page. "I can't tell" stays in every base and is shown."""

    YES = "YES", "Yes"
    MOSTLY = "MOSTLY", "Mostly"
    NOT_REALLY = "NOT_REALLY", "Not really"
    NO = "NO", "No"
    CANT_TELL = "CANT_TELL", "I can't tell"


class Scale(TextChoices):
    """The answers that a question offers; "I can't tell" is always among them."""

    FOUR = "FOUR", "Yes, mostly, not really, no"
    TWO = "TWO", "Yes, no"


ON_SCALE = {
    Scale.FOUR: (AnswerCode.YES, AnswerCode.MOSTLY, AnswerCode.NOT_REALLY, AnswerCode.NO),
    Scale.TWO: (AnswerCode.YES, AnswerCode.NO),
}
"""The answers of each scale in their order, from yes to no. "I can't tell" has no place in the order."""


class Reported(TextChoices):
    """Which side of the yes/no collapse the published percentage counts."""

    YES = "YES", "Readers who said yes"
    NO = "NO", "Readers who said no"


class Strata(TextChoices):
    """By what a sample is divided before it is drawn."""

    NONE = "NONE", "Not divided: each file has the same chance"
    HANDLING = "HANDLING", "How the complaint was handled"
    AREA = "AREA", "Local policing area"
    RESULT = "RESULT", "How it ended, in the force's word"
    AGE = "AGE", "Whether the complainant was under 18"


class Exclusion(TextChoices):
    """Why a closed complaint is not in the population. Each file is counted under the first reason that fits."""

    LIVE = "LIVE", "Gone from the force's newest extract, so perhaps live again"
    REFERRED = "REFERRED", "Referred to the Independent Office for Police Conduct"
    UNDER_REVIEW = "UNDER_REVIEW", "A review of the outcome is open"
    SEALED = "SEALED", "Sealed"
    BLOCKED_TOPIC = "BLOCKED_TOPIC", "A topic that under-18s are not given"
    SAMPLED_BEFORE = "SAMPLED_BEFORE", "Drawn in an earlier sample"


class FileStage(TextChoices):
    """Where a drawn file is on its way to its readers."""

    RESERVE = "RESERVE", "In reserve"
    DRAWN = "DRAWN", "Papers not asked for"
    ASKED = "ASKED", "Papers asked for"
    ARRIVED = "ARRIVED", "Papers are here"
    REPLACED = "REPLACED", "Replaced"


class Replacement(TextChoices):
    """Why a drawn file is not read; the next in reserve takes its place."""

    UNSUITABLE = "UNSUITABLE", "The topic is unsuitable for this panel"
    NO_PAPERS = "NO_PAPERS", "The force has no papers for it"
    NOT_CLOSED = "NOT_CLOSED", "It turned out not to be closed"
    TOO_SMALL = "TOO_SMALL", "The people in it could be recognised whatever is changed"
    CONNECTED = "CONNECTED", "It is connected to a member of the panel"


class Section(TextChoices):
    """The parts of a file as a reader meets them. An extract has these and no others."""

    COMPLAINT = "COMPLAINT", "What the complaint said"
    POLICE = "POLICE", "What the police did"
    LETTER = "LETTER", "The letter the person got"


class PaperSource(TextChoices):
    PASTED = "PASTED", "Pasted"
    PDF = "PDF", "Taken from a PDF"
    DOCX = "DOCX", "Taken from a Word file"


class KnownAs(TextChoices):
    """What an entry on a file's list of people and words names, and so how it is looked for."""

    PERSON = "PERSON", "A person"
    PLACE = "PLACE", "A place, street, school or building"
    NUMBER = "NUMBER", "A number or reference"
    WORD = "WORD", "Another word that gives somebody away"


class Part(TextChoices):
    """The part that somebody or something plays in a file: what a reader is told in place of the name."""

    COMPLAINANT = "COMPLAINANT", "person who complained"
    FAMILY = "FAMILY", "family member"
    CHILD = "CHILD", "child"
    WITNESS = "WITNESS", "witness"
    FRIEND = "FRIEND", "friend"
    OFFICER = "OFFICER", "officer"
    STAFF = "STAFF", "police staff member"
    PROFESSIONAL = "PROFESSIONAL", "professional"
    PERSON = "PERSON", "person"
    SCHOOL = "SCHOOL", "school"
    STREET = "STREET", "street"
    PLACE = "PLACE", "place"
    ORGANISATION = "ORGANISATION", "organisation"
    REFERENCE = "REFERENCE", "reference"
    VEHICLE = "VEHICLE", "vehicle"
    DETAIL = "DETAIL", "detail"


class ExtractStage(TextChoices):
    """Where an extract is between its first word and its end."""

    WRITING = "WRITING", "Being written"
    SIGNED = "SIGNED", "Signed by one person"
    AGREED = "AGREED", "Signed by two people"
    RELEASED = "RELEASED", "Released to readers"
    RECALLED = "RECALLED", "Recalled"
    EXPIRED = "EXPIRED", "Expired: its text is gone"


class ContentNote(TextChoices):
    """What a reader is told before a file opens: the kind of thing, never a detail."""

    FORCE_USED = "FORCE_USED", "Force used"
    RACISM = "RACISM", "Racism"
    SEXUAL_COMMENTS = "SEXUAL_COMMENTS", "Sexual comments"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health"
    DISABILITY = "DISABILITY", "How a disabled person was treated"
    SEARCH = "SEARCH", "Being stopped and searched"
    CUSTODY = "CUSTODY", "Being held in a cell"
    SWEARING = "SWEARING", "Swearing"
    NEIGHBOURS = "NEIGHBOURS", "A quarrel between neighbours"


class HitKind(TextChoices):
    """What a check of an extract found."""

    LISTED = "LISTED", "A name, place, number or word on this file's list"
    LINKED = "LINKED", "A name, place, number or word of a linked file"
    PATTERN = "PATTERN", "Text in the form of something that identifies"
    JIGSAW = "JIGSAW", "What tells who it is only together with something else"


class SessionStage(TextChoices):
    PLANNED = "PLANNED", "Planned"
    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"
    PUBLISHED = "PUBLISHED", "Results published to members"


class Place(TextChoices):
    """Where members read, which decides who must be beside those under 18."""

    ROOM = "ROOM", "Together in a room, with staff"
    REMOTE = "REMOTE", "Each where they are"


class AllocationStage(TextChoices):
    """How far a reader is with a file."""

    DEALT = "DEALT", "Not started"
    STARTED = "STARTED", "Started"
    DONE = "DONE", "Finished"
    SWAPPED = "SWAPPED", "Given another file"
    CONNECTED = "CONNECTED", "May know somebody in it"
    WITHDRAWN = "WITHDRAWN", "Withdrawn by the office"


WITH_READER = frozenset({AllocationStage.DEALT, AllocationStage.STARTED, AllocationStage.DONE})
"""The stages in which a file is its reader's; in any other it is never shown to them again."""


class EntryBy(TextChoices):
    """How a scorecard came in."""

    READER = "READER", "By the reader"
    PAPER = "PAPER", "Entered by staff from a numbered print"


class Tone(TextChoices):
    """What a reader felt at a sentence."""

    COLD = "COLD", "This felt cold"
    KIND = "KIND", "This felt kind"


class FlagKind(TextChoices):
    """Why a reader wants somebody."""

    TALK = "TALK", "I want to talk to someone"
    DISTRESS = "DISTRESS", "This upset me"
    HAPPENED_TO_ME = "HAPPENED_TO_ME", "Something like this happened to me"
    SAFETY = "SAFETY", "I am worried that somebody is not safe"


class FlagStage(TextChoices):
    RAISED = "RAISED", "Nobody has answered"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Somebody is on it"
    CLOSED = "CLOSED", "Closed"


class NotTold(TextChoices):
    """Why somebody who should have been told of a flag could not be."""

    NO_LEAD = "NO_LEAD", "No safeguarding lead has an e-mail address"
    MAIL = "MAIL", "The mail server took no message"


class FindingStage(TextChoices):
    """How far the force's answer to a finding is."""

    RAISED = "RAISED", "Not sent to the force"
    SENT = "SENT", "Waiting for the force"
    REPLIED = "REPLIED", "The force has replied"
    CHANGED = "CHANGED", "Something changed"
    CHECKED = "CHECKED", "Checked in a later sample"


class Position(TextChoices):
    """What the force says to a finding."""

    ACCEPTED = "ACCEPTED", "Accepted"
    PARTLY = "PARTLY", "Accepted in part"
    NOT_ACCEPTED = "NOT_ACCEPTED", "Not accepted"
