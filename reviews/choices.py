from django.db.models import TextChoices


class Stage(TextChoices):
    """Where a review is, from the application to the force's reply."""

    RECEIVED = "RECEIVED", "Received, being checked"
    LATE_PENDING = "LATE_PENDING", "Late, waiting for a decision whether to allow it"
    ACCEPTED = "ACCEPTED", "Accepted"
    FILE_REQUESTED = "FILE_REQUESTED", "Waiting for the force's file"
    FILE_RECEIVED = "FILE_RECEIVED", "File received"
    IN_ASSESSMENT = "IN_ASSESSMENT", "Being assessed"
    CHECKING = "CHECKING", "Waiting for the second check"
    DECIDED = "DECIDED", "Decided, to be told"
    NOTIFIED = "NOTIFIED", "Decision told"
    RECS_OPEN = "RECS_OPEN", "Waiting on recommendations"
    RECS_CLOSED = "RECS_CLOSED", "Recommendations settled"
    CLOSED = "CLOSED", "Closed"
    INVALID = "INVALID", "Not valid"
    FORWARDED = "FORWARDED", "Sent on to the IOPC"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Channel(TextChoices):
    """How an application reached the office."""

    WEB_FORM = "WEB_FORM", "Form on the website"
    EMAIL = "EMAIL", "E-mail"
    POST = "POST", "Post"
    PHONE = "PHONE", "Telephone"
    VOICEMAIL = "VOICEMAIL", "Voicemail"
    IN_PERSON = "IN_PERSON", "In person"
    SENT_ON = "SENT_ON", "Sent on by another body"


class Capacity(TextChoices):
    """As whom somebody applies."""

    COMPLAINANT = "COMPLAINANT", "The person who complained"
    REPRESENTATIVE = "REPRESENTATIVE", "Somebody acting for them with their written consent"
    PARENT = "PARENT", "A parent or guardian of somebody under 18"


class Reading(TextChoices):
    """From which of three dates the time for applying is read."""

    STATED = "STATED", "The date on the outcome letter"
    SENT = "SENT", "The day the outcome letter was sent"
    PROVIDED = "PROVIDED", "The day the applicant had the outcome"


class Ground(TextChoices):
    """Why a late application is allowed after all."""

    SPECIAL = "SPECIAL", "Special circumstances make it just"
    OFFICE_CLOSED = "OFFICE_CLOSED", "The office was closed on the last day"


class WhyInvalid(TextChoices):
    """Why an application is not valid."""

    OUTSIDE_SCHEDULE_3 = "OUTSIDE_SCHEDULE_3", "The complaint was handled outside Schedule 3"
    IOPC_INVESTIGATION = "IOPC_INVESTIGATION", "The IOPC directed or carried out the investigation"
    NO_OUTCOME = "NO_OUTCOME", "There is no final outcome yet"
    LATE = "LATE", "Out of time, and not allowed late"
    NOT_ELIGIBLE = "NOT_ELIGIBLE", "The applicant has no right of review"
    DUPLICATE = "DUPLICATE", "The same outcome has a review already"


class WhyWithdrawn(TextChoices):
    """Who ended a review before its decision, and how."""

    SIGNED = "SIGNED", "Notice signed by the applicant"
    REPRESENTATIVE = "REPRESENTATIVE", "Notice signed by a representative"
    SAID = "SAID", "Said so, without a signed notice"


class Paper(TextChoices):
    """What the office expects in the force's file."""

    COMPLAINT = "COMPLAINT", "The complaint as it was made"
    CONTACT_LOG = "CONTACT_LOG", "Log of contact with the complainant"
    OUTCOME_LETTER = "OUTCOME_LETTER", "Outcome letter"
    REPORT = "REPORT", "Investigation report or record of the handling"
    EVIDENCE = "EVIDENCE", "The evidence considered"
    BODY_WORN_VIDEO = "BODY_WORN_VIDEO", "Body-worn video, or access to it"
    SEVERITY = "SEVERITY", "Assessment of severity"
    REVIEW_BODY = "REVIEW_BODY", "Why this body decides the review"


class Finding(TextChoices):
    """Whether the outcome of one allegation, or of the complaint, was reasonable and proportionate."""

    REASONABLE = "REASONABLE", "Reasonable and proportionate"
    NOT_REASONABLE = "NOT_REASONABLE", "Not reasonable and proportionate"


class Answer(TextChoices):
    """An answer to a question of the assessment."""

    YES = "YES", "Yes"
    PARTLY = "PARTLY", "In part"
    NO = "NO", "No"
    CANNOT_TELL = "CANNOT_TELL", "Cannot tell from the file"


class Confidence(TextChoices):
    """How sure the assessor is of a finding."""

    SURE = "SURE", "Sure"
    FAIRLY = "FAIRLY", "Fairly sure"
    UNSURE = "UNSURE", "Unsure: look at this in the second check"


class Outcome(TextChoices):
    """The decision on a review. Upheld is the national word: the outcome was not reasonable and proportionate."""

    UPHELD = "UPHELD", "Upheld: the outcome was not reasonable and proportionate"
    NOT_UPHELD = "NOT_UPHELD", "Not upheld: the outcome was reasonable and proportionate"


class Kind(TextChoices):
    """What a local policing body may recommend to the appropriate authority."""

    REFER_IOPC = "REFER_IOPC", "Refer the complaint to the IOPC"
    INVESTIGATE = "INVESTIGATE", "Investigate the complaint"
    REINVESTIGATE = "REINVESTIGATE", "Investigate the complaint again"
    CASE_TO_ANSWER = "CASE_TO_ANSWER", "Find a case to answer, or bring or change disciplinary proceedings"
    CPS = "CPS", "Notify the Director of Public Prosecutions"
    REMEDY = "REMEDY", "Remedy the complainant's dissatisfaction"


class RecommendationStage(TextChoices):
    """Where a recommendation is. Accepted and done are different days."""

    DRAFT = "DRAFT", "Draft"
    ISSUED = "ISSUED", "Waiting for the force's reply"
    EXTENDED = "EXTENDED", "Waiting for the force's reply, time extended"
    ACCEPTED = "ACCEPTED", "Accepted"
    PART_ACCEPTED = "PART_ACCEPTED", "Accepted in part"
    REJECTED = "REJECTED", "Refused"
    IMPLEMENTED = "IMPLEMENTED", "Implemented, evidence seen"
    NOT_IMPLEMENTED = "NOT_IMPLEMENTED", "Closed, not shown to be implemented"


class Reply(TextChoices):
    """The force's answer to a recommendation."""

    ACCEPTED = "ACCEPTED", "Accepted"
    PART_ACCEPTED = "PART_ACCEPTED", "Accepted in part"
    REJECTED = "REJECTED", "Refused"


class Occasion(TextChoices):
    """What people must be told of."""

    RECEIPT = "RECEIPT", "That the application was received"
    FORWARDING = "FORWARDING", "That it was sent on to the IOPC"
    ENDING = "ENDING", "That it ended without a decision"
    DECISION = "DECISION", "The decision"


class ByLetter(TextChoices):
    """What a letter records on its review when it is issued."""

    ACKNOWLEDGED = "ACKNOWLEDGED", "Application acknowledged"
    CONTACT = "CONTACT", "Contact with the applicant"
    TOLD = "TOLD", "Somebody was told"
    SENT_ON = "SENT_ON", "Sent on to the IOPC"
    FILE_ASKED = "FILE_ASKED", "The force asked for its file"
    FILE_CHASED = "FILE_CHASED", "The force asked again for its file"
    NOTIFIED = "NOTIFIED", "Applicant told the decision"
    RECOMMENDED = "RECOMMENDED", "Recommendations made"
    REPLY_CHASED = "REPLY_CHASED", "The force asked again for its reply"


class Bound(TextChoices):
    """Parts of a review's file that may be bound into one for somebody outside the office."""

    APPLICATION = "APPLICATION", "The application, and whether it came in time"
    FILE = "FILE", "What the force was asked for and what came"
    DECISION = "DECISION", "Findings and decision, once the applicant was told"
    ADVICE = "ADVICE", "Recommendations made, with the force's replies"
    LETTERS = "LETTERS", "Letters issued to the applicant, the force and the IOPC"
    NOTES = "NOTES", "Notes marked as releasable"
    PAPERS = "PAPERS", "Papers marked as releasable"


class Recipient(TextChoices):
    """Who must be told."""

    APPLICANT = "APPLICANT", "The applicant"
    AUTHORITY = "AUTHORITY", "The appropriate authority"
    INTERESTED = "INTERESTED", "Interested persons"
    COMPLAINED_AGAINST = "COMPLAINED_AGAINST", "The person complained against"


class Interest(TextChoices):
    """What a member of staff declares about a review, on the names of its parties alone."""

    NONE = "NONE", "I have no connection with any of these people or with the complaint"
    HANDLED = "HANDLED", "I handled the complaint, or earlier casework of these people"
    KNOWS = "KNOWS", "I know one of these people, or have another interest"
    NAMED = "NAMED", "I am one of these people, or am named in the complaint"


class CheckResult(TextChoices):
    """How a second check ended."""

    APPROVED = "APPROVED", "Approved"
    RETURNED = "RETURNED", "Sent back"
    WAIVED = "WAIVED", "Waived by the reviews manager"


class CheckPolicy(TextChoices):
    """Whether a second person looks before a decision leaves the office."""

    REQUIRED = "required", "Always"
    SAMPLED = "sampled", "A sample"
    OFF = "off", "Never"


class Contact(TextChoices):
    """How the office kept in touch with the applicant."""

    LETTER = "LETTER", "Letter"
    EMAIL = "EMAIL", "E-mail"
    CALL = "CALL", "Telephone call"
    MEETING = "MEETING", "Meeting"
