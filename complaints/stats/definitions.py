"""What each figure about complaints counts: the one place that pages, API, command line and frozen figures read."""

from datetime import date

from pcc.errors import RuleBroken
from pcc.figures import Definition

FIRST = date(2026, 11, 23)
SECOND = date(2026, 11, 25)

RECEIVED = "The day the complaint was received."
FINALISED = "The day the force finalised it."
AFTER_THE_FIRST_DAY = (
    "Working days after the first day up to and including the last, in the calendar of England and Wales; "
    "{same_day} counts 0. Calendar days are shown beside them."
)
SAME_DAY = "a complaint finalised on the day it was received"
FAULTY = "Rows held at import, and complaints that a newer extract of the force no longer has; both are counted."
NATIONAL = (
    "The national statistics report complaints by the period in which they are finalised "
    "(Independent Office for Police Conduct, police complaints statistics)."
)
COHORT = (
    "This office's own: the complaints received in a period are the ones that its work was about. It is not comparable "
    "with the national statistics, which go by the period finalised."
)
SUSPENDED_TIME = (
    "Working days after the first day up to and including the last, in the calendar of England and Wales, less the "
    "working days for which the force says that it was suspended, and never less than 0. There are no calendar days: "
    "the force states suspended time in working days."
)
STILL_OPEN = "Complaints of the period still open on the as-at day: they have no end yet, and are counted beside it. "

RESOLUTION_TIME = Definition(
    code="resolution-time",
    version=1,
    since=FIRST,
    name="Resolution time",
    population="Complaints finalised in the period, of the forces and ways of handling named.",
    start=RECEIVED,
    end=FINALISED,
    unit=AFTER_THE_FIRST_DAY.format(same_day=SAME_DAY) + " Suspended time is counted in.",
    left_out=FAULTY,
    source=NATIONAL,
)
WITHOUT_SUSPENSION = Definition(
    code="resolution-time-without-suspension",
    version=1,
    since=SECOND,
    name="Resolution time without suspended time",
    population=RESOLUTION_TIME.population,
    start=RECEIVED,
    end=FINALISED,
    unit=SUSPENDED_TIME,
    left_out=FAULTY,
    source=NATIONAL + " They give the figure with and without suspended time.",
)
BY_RECEIPT = Definition(
    code="resolution-time-received",
    version=1,
    since=SECOND,
    name="Resolution time of complaints received",
    population="Complaints received in the period and finalised by the as-at day, of the forces and handling named.",
    start=RECEIVED,
    end=FINALISED,
    unit=RESOLUTION_TIME.unit,
    left_out=STILL_OPEN + FAULTY,
    source=COHORT,
)
BY_RECEIPT_WITHOUT_SUSPENSION = Definition(
    code="resolution-time-received-without-suspension",
    version=1,
    since=SECOND,
    name="Resolution time of complaints received, without suspended time",
    population=BY_RECEIPT.population,
    start=RECEIVED,
    end=FINALISED,
    unit=SUSPENDED_TIME,
    left_out=STILL_OPEN + FAULTY,
    source=COHORT,
)
TIME_TO_LOG = Definition(
    code="time-to-log",
    version=1,
    since=SECOND,
    name="Time to log",
    population="Complaints logged in the period; by receipt, complaints received in it and logged by the as-at day.",
    start=RECEIVED,
    end="The day the force logged it.",
    unit=AFTER_THE_FIRST_DAY.format(same_day="a complaint logged on the day it was received"),
    left_out="Complaints finalised without a date logged, which are counted. " + FAULTY,
    source=(
        "The national bulletins give the average days to log (Independent Office for Police Conduct, police complaints "
        "information bulletins). The first and last day are unverified: the counting rules have not been read."
    ),
)
TIME_TO_CONTACT = Definition(
    code="time-to-first-contact",
    version=1,
    since=SECOND,
    name="Time to first contact",
    population=(
        "Complaints whose complainant was first contacted in the period; by receipt, complaints received in it and "
        "contacted by the as-at day."
    ),
    start=RECEIVED,
    end="The day the force first contacted the complainant.",
    unit=AFTER_THE_FIRST_DAY.format(same_day="contact on the day of receipt"),
    left_out="Complaints finalised without a date of first contact, which are counted. " + FAULTY,
    source=(
        "The national statistics give the average days from the complaint to first contact (Independent Office for "
        "Police Conduct, police complaints statistics)."
    ),
)
TIME_TO_NOTICE = Definition(
    code="time-to-12-month-notice",
    version=1,
    since=SECOND,
    name="Time to the 12-month notice",
    population=(
        "Complaints whose first notice of an investigation not finished within 12 months came in the period; by "
        "receipt, complaints received in it whose notice has come."
    ),
    start=RECEIVED,
    end="The day the office received the first notice.",
    unit=AFTER_THE_FIRST_DAY.format(same_day="a notice on the day of receipt"),
    left_out=(
        "Investigations finalised without a notice. Those open for 12 months without one are counted as waiting. "
        + FAULTY
    ),
    source="Police (Complaints and Misconduct) Regulations 2020, regulation 13.",
)
OPEN_AGE = Definition(
    code="open-age",
    version=1,
    since=SECOND,
    name="Age of open complaints",
    population="Complaints received in the period and open on the as-at day, of the forces and handling named.",
    start=RECEIVED,
    end="The as-at day: that of the force's newest extract, or today where it has sent none.",
    unit=AFTER_THE_FIRST_DAY.format(same_day="a complaint received on the as-at day"),
    left_out=FAULTY,
    source="This office's own: the mean of closed complaints says nothing of those that wait.",
)
SHARE_FINISHED = Definition(
    code="share-finished",
    version=1,
    since=date(2026, 11, 29),
    name="Share finished by age",
    population="Complaints received in the period, open ones too, of the ways of handling named.",
    start=RECEIVED,
    end=FINALISED + " One still open counts as open up to the as-at day.",
    unit=(
        "The share finished by each age in working days: one minus the Kaplan-Meier estimate, with its 95% band. Where "
        "the extracts lack the past, a complaint counts from the day on which it began to be watched."
    ),
    left_out=FAULTY,
    source="This office's own. E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association 53.",
)
IN_OUT_OPEN = Definition(
    code="in-out-open",
    version=1,
    since=date(2026, 11, 29),
    name="Received, finalised and open",
    population="Complaints received or finalised in the period, or open at some time in it.",
    start="A complaint is open from the day it was received.",
    end="It is open no more from the day the force finalised it.",
    unit="Complaints. Each month balances: open at the start and received, less finalised, is open at the end.",
    left_out=FAULTY,
    source="This office's own.",
)
BY_MONTH = Definition(
    code="measures-by-month",
    version=1,
    since=date(2026, 11, 29),
    name="Measures by month, with limits",
    population="Complaints finalised, or received where that is measured, in each month that is over.",
    start=RECEIVED,
    end=FINALISED,
    unit=(
        "The median or the mean in working days, or the number of complaints. A month is usual within the mean plus "
        "and minus 2.66 average moving ranges; a named person may work these limits out anew from a month on, with a "
        "reason."
    ),
    left_out="The month that is not over. " + FAULTY,
    source="This office's own. NHS England, Making Data Count (XmR charts).",
)
OF_LIVES = {
    "open-by-age": OPEN_AGE,
    "in-out-open": IN_OUT_OPEN,
    "share-finished": SHARE_FINISHED,
    "months": BY_MONTH,
}
"""What of whole lives can be published, and the definition of each."""

MISCONDUCT = Definition(
    code="misconduct-outcomes",
    version=1,
    since=FIRST,
    name="Misconduct outcomes",
    population="Entries of the registers of misconduct outcomes and of police appeals tribunals, of every force.",
    start="An outcome counts in the year in which it was decided.",
    end="An appeal counts in the year in which it was lodged.",
    unit="Outcomes and appeals. An officer with two outcomes counts twice.",
    left_out="Nothing. Officers who would have been dismissed, had they not left, are shown beside those dismissed.",
    source="The office's registers, entered from the force's notices.",
)

DEFINITIONS = (
    RESOLUTION_TIME,
    WITHOUT_SUSPENSION,
    BY_RECEIPT,
    BY_RECEIPT_WITHOUT_SUSPENSION,
    TIME_TO_LOG,
    TIME_TO_CONTACT,
    TIME_TO_NOTICE,
    OPEN_AGE,
    SHARE_FINISHED,
    IN_OUT_OPEN,
    BY_MONTH,
    MISCONDUCT,
)

MEASURED = {
    "resolution": RESOLUTION_TIME,
    "log": TIME_TO_LOG,
    "contact": TIME_TO_CONTACT,
    "notice": TIME_TO_NOTICE,
    "open": OPEN_AGE,
}
"""What can be measured from the day of receipt, and the definition of each as it is measured by default."""

BASES = ("finalised", "received")
"""Whether a period holds what ended in it (the national way) or what was received in it."""

SUSPENSIONS = ("with", "without")
"""Whether suspended time is counted in."""


def definition_of(measure: str, *, basis: str, suspension: str) -> Definition:
    """The definition of a measure counted in this way; RuleBroken when it cannot be counted so."""
    if measure not in MEASURED:
        raise RuleBroken(f"There is no measure called {measure}. There are: {', '.join(MEASURED)}.")
    if basis not in BASES:
        raise RuleBroken(f"Complaints cannot be counted by {basis}: a period is that of {' or '.join(BASES)}.")
    if suspension not in SUSPENSIONS:
        raise RuleBroken(f"Suspended time is counted {' or '.join(SUSPENSIONS)}, not {suspension}.")
    if measure != "resolution":
        if suspension == "without":
            raise RuleBroken("Suspended time can be left out of the resolution time alone.")
        if measure == "open" and basis == "finalised":
            raise RuleBroken("Open complaints are counted by the period in which they were received.")
        return MEASURED[measure]
    return {
        ("finalised", "with"): RESOLUTION_TIME,
        ("finalised", "without"): WITHOUT_SUSPENSION,
        ("received", "with"): BY_RECEIPT,
        ("received", "without"): BY_RECEIPT_WITHOUT_SUSPENSION,
    }[basis, suspension]
