"""Where a message belongs and who can help: the table of routes, and suggestions that say why they are made.

A suggestion is only ever that. It names the words it was made for, a person decides, and the decision is the record.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Route(StrEnum):
    """Who deals with a message, and by which law."""

    DANGER = "DANGER"
    REVIEW = "REVIEW"
    FOI = "FOI"
    SUBJECT_ACCESS = "SUBJECT_ACCESS"
    CHIEF_CONSTABLE = "CHIEF_CONSTABLE"
    COMMISSIONER = "COMMISSIONER"
    OFFICE_STAFF = "OFFICE_STAFF"
    FORCE_COMPLAINT = "FORCE_COMPLAINT"
    LOCAL_ISSUE = "LOCAL_ISSUE"
    CASEWORK = "CASEWORK"
    NOT_FOR_US = "NOT_FOR_US"


@dataclass(frozen=True)
class Way:
    """One route: what people call it, who can help, what to write, which clock starts, and where the rule stands.

    ``letter`` is the code of the letter that hands over or acknowledges; ``clock`` the code of a clock rule, counted
    from the day of receipt; ``verified`` is whether somebody has read the source.
    """

    route: Route
    title: str
    who_can_help: str
    words: str
    letter: str
    clock: str
    source: str
    verified: bool


WAYS = {
    way.route: way
    for way in (
        Way(
            Route.DANGER,
            "Danger now: a crime in progress or a risk to life",
            "The police, at once: 999, or 101 when nobody is in danger. Tell the safeguarding lead.",
            "If you or somebody else is in danger now, ring 999. We cannot send help: this office does not take "
            "reports of crime. We have passed on what you told us.",
            "hand_off_emergency",
            "",
            "Practice of offices",
            False,
        ),
        Way(
            Route.REVIEW,
            "Unhappy with the outcome of a complaint",
            "This office, or the Independent Office for Police Conduct, by a review of the outcome.",
            "You can ask for a review of how your complaint was decided. There is a time limit of 28 days, and we will "
            "tell you which body decides.",
            "hand_off_review",
            "",
            "Police (Complaints and Misconduct) Regulations 2020, reg 29",
            True,
        ),
        Way(
            Route.FOI,
            "Freedom of information",
            "This office's information officer, within 20 working days.",
            "We are dealing with your letter as a request under the Freedom of Information Act 2000.",
            "foi_acknowledgement",
            "freedom_of_information_reply",
            "Freedom of Information Act 2000, s 10",
            True,
        ),
        Way(
            Route.SUBJECT_ACCESS,
            "Asking for one's own information",
            "This office's data protection officer, within one month.",
            "We are dealing with your letter as a request for your own information.",
            "sar_acknowledgement",
            "subject_access_reply",
            "UK GDPR, articles 12 and 15",
            False,
        ),
        Way(
            Route.CHIEF_CONSTABLE,
            "The chief constable's own conduct",
            "The commissioner, who is the appropriate authority for complaints about the chief constable in person.",
            "Where the chief constable is named only as head of the force, the force deals with the complaint, and we "
            "tell you so in writing.",
            "hand_off_chief_constable",
            "chief_constable_recording",
            "Police Reform Act 2002, Sch 3; published procedure of Cleveland and Suffolk offices",
            True,
        ),
        Way(
            Route.COMMISSIONER,
            "The commissioner or the deputy",
            "The police and crime panel, through its host council.",
            "Complaints about the commissioner or the deputy are dealt with by the police and crime panel. It cannot "
            "look at operational policing, or re-open a review.",
            "hand_off_panel",
            "",
            "Elected Local Policing Bodies (Complaints and Misconduct) Regulations 2012",
            True,
        ),
        Way(
            Route.OFFICE_STAFF,
            "This office's staff",
            "This office's own complaints procedure; the chief executive decides.",
            "We are dealing with your letter under our own complaints procedure.",
            "hand_off_office",
            "casework_acknowledgement",
            "Published procedure of the Cleveland office",
            True,
        ),
        Way(
            Route.FORCE_COMPLAINT,
            "A complaint about the force or its officers",
            "The force's professional standards department. This office watches how it handles complaints.",
            "Complaints about the police service or its officers are recorded and handled by the force. With your "
            "consent we pass yours on.",
            "hand_off_force",
            "",
            "Police Reform Act 2002, Sch 3; published protocol of the Surrey office",
            True,
        ),
        Way(
            Route.LOCAL_ISSUE,
            "A local matter: anti-social behaviour, parking, speeding, neighbours",
            "The neighbourhood policing team or the council; this office can ask for them and chase the reply.",
            "This is for your neighbourhood policing team or your council. With your consent we ask for you.",
            "hand_off_partner",
            "casework_reply",
            "Practice of offices",
            True,
        ),
        Way(
            Route.CASEWORK,
            "For this office to answer",
            "This office.",
            "Thank you for writing. We will reply to you.",
            "acknowledgement",
            "casework_reply",
            "Standards of the office",
            True,
        ),
        Way(
            Route.NOT_FOR_US,
            "Not for this office",
            "Somebody else: say who.",
            "This is not something that this office can help with.",
            "hand_off_partner",
            "",
            "Practice of offices",
            False,
        ),
    )
}
"""The routes in the order in which they are looked at: danger first."""


@dataclass(frozen=True)
class Suggestion:
    """A route that a message may belong to, and the words of the message that say so."""

    route: Route
    because: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Why, for the person who decides: ``it says “freedom of information”``."""
        *others, last = (f"“{words}”" for words in self.because)
        return f"It says {', '.join(others)} and {last}." if others else f"It says {last}."


def _words(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)", re.I)


SIGNS: dict[Route, re.Pattern[str]] = {
    Route.DANGER: _words(
        r"kill (?:myself|himself|herself|themselves|me|him|her|you)",
        r"suicid\w*",
        r"end (?:my|it all|my own) life",
        r"self.?harm\w*",
        r"going to die",
        r"in danger",
        r"(?:has|got) a (?:knife|gun)",
        r"is being attacked",
        r"happening (?:right )?now",
        r"threaten\w* to kill",
        r"bomb",
        r"not safe (?:at home|tonight)",
        r"scared for my life",
    ),
    Route.REVIEW: _words(
        r"(?:request|ask|apply|application|appl\w+|want) (?:for |to have )?a review",
        r"review of (?:my|the|your) (?:complaint|outcome|decision)",
        r"outcome letter",
        r"right of review",
        r"relevant review body",
        r"appeal (?:against )?the (?:outcome|decision)",
        r"not (?:reasonable and )?proportionate",
        r"(?:unhappy|dissatisfied|disagree) with the (?:outcome|decision)",
    ),
    Route.FOI: _words(
        r"freedom of information",
        r"foi(?:a)?(?: request)?",
        r"information act 2000",
        r"environmental information regulations",
    ),
    Route.SUBJECT_ACCESS: _words(
        r"subject access",
        r"s\.?a\.?r\.?(?= request)",
        r"data protection act",
        r"(?:all|any) (?:personal )?(?:data|information) (?:you |that you )?hold (?:about|on) me",
        r"article 15",
        r"gdpr",
    ),
    Route.CHIEF_CONSTABLE: _words(r"chief constable"),
    Route.COMMISSIONER: _words(
        r"complain\w* about the (?:police and crime )?commissioner",
        r"the commissioner (?:himself|herself) ",
        r"deputy commissioner",
    ),
    Route.OFFICE_STAFF: _words(
        r"your (?:staff|caseworker|office) (?:was|were|has|have|is|are)",
        r"somebody in your office",
        r"someone in your office",
    ),
    Route.FORCE_COMPLAINT: _words(
        r"complain\w* about (?:a|the|an|two|some) (?:police )?(?:officer|officers|police|constable|pc|sergeant|force)",
        r"make a complaint",
        r"formal complaint",
        r"professional standards",
        r"pc \d{3,5}",
        r"officer was rude",
        r"arrested me",
    ),
    Route.LOCAL_ISSUE: _words(
        r"anti.?social",
        r"speeding",
        r"parking",
        r"neighbour\w*",
        r"off.?road bikes?",
        r"noise",
        r"fly.?tip\w*",
        r"e.?scooters?",
        r"drug dealing",
    ),
}
"""The signs of each route in a message. They suggest; they never decide."""

LONGEST_READ = 20_000
MOST_REASONS = 3


def _one_line(texts: Iterable[str]) -> str:
    """The beginning of a message with its lines joined, so that a phrase is found across a line's end."""
    return " ".join("\n".join(texts)[:LONGEST_READ].split())


def suggestions(*texts: str) -> list[Suggestion]:
    """The routes that the words of a message suggest, danger first, each with the words that say so."""
    text = _one_line(texts)
    found = []
    for route in WAYS:
        if route in SIGNS:
            said = dict.fromkeys(match.group().lower() for match in SIGNS[route].finditer(text))
            if said:
                found.append(Suggestion(route, tuple(said)[:MOST_REASONS]))
    return found


ABUSE = _words(
    r"f+u+c+k+\w*",
    r"bastards?",
    r"scum",
    r"c[u*]nts?",
    r"w[a*]nkers?",
    r"i know where you live",
    r"you people will (?:pay|be sorry)",
)
"""Words after which a caseworker is warned before reading, and a plan for unacceptable contact may be proposed."""


def may_upset(*texts: str) -> bool:
    """Whether a message should be opened by a person who was warned first: danger, threats or abuse."""
    text = _one_line(texts)
    return bool(ABUSE.search(text) or SIGNS[Route.DANGER].search(text))
