"""The words of the invented correspondence: names that nobody bears, and what such people might write."""

from dataclasses import dataclass

from casework.choices import MailOutcome, Recipient, RouteChoice

FIRST_NAMES = (
    "Alder", "Birch", "Bramble", "Cedar", "Clover", "Dogwood", "Elm", "Fennel", "Fir", "Gorse", "Hazel", "Juniper",
    "Larch", "Lichen", "Maple", "Nettle", "Oak", "Rowan", "Sedge", "Sorrel", "Tansy", "Teasel", "Willow", "Yarrow",
)  # fmt: skip
LAST_NAMES = (
    "Brackenfold", "Claywater", "Dunmarrow", "Eddercott", "Fernacre", "Gristlethwaite", "Hollowmead", "Inkpenny",
    "Jackdawe", "Kettlebeck", "Lanternhay", "Marshbeck", "Nettlecombe", "Oakhollow", "Pebblewick", "Quillfeather",
    "Rushwater", "Stagwell", "Thistlewick", "Underbarrow", "Velvethorn", "Wimblestone", "Yarrowby", "Zephyrcote",
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One kind of thing that people write: its words, where it belongs, how it ends, and how often it comes.

    ``share`` is a weight among what past years brought; 0 keeps it for what lies there today. ``asks`` is of whom the
    office asks something before it answers.
    """

    subject: str
    text: str
    theme: str
    route: RouteChoice
    outcome: MailOutcome = MailOutcome.ANSWERED
    share: float = 0
    asks: Recipient | None = None
    from_elected: bool = False


LETTERS = {
    "no-update": Letter(
        "Nobody has told me anything",
        "I reported a break-in at my shed in {area} weeks ago. I was given a number and have heard nothing since. "
        "Can you find out whether anybody is looking at it?\n\n{name}",
        "No update from officer", RouteChoice.CASEWORK, share=15, asks=Recipient.FORCE,
    ),
    "noise": Letter(
        "Noise every weekend in {area}",
        "There is shouting and loud music behind our houses in {area} until three in the morning, every weekend. "
        "It is anti-social behaviour and nobody comes.\n\n{name}",
        "Anti-social behaviour", RouteChoice.LOCAL_ISSUE, MailOutcome.RESOLVED, 14, Recipient.PARTNER,
    ),
    "speeding": Letter(
        "Cars racing past the school",
        "Cars go past the school in {area} far too fast when the children come out. Speeding has been going on for a "
        "year. When will there be a check?\n\n{name}",
        "Speeding and parking", RouteChoice.LOCAL_ISSUE, MailOutcome.SIGNPOSTED, 10, Recipient.FORCE,
    ),
    "parking": Letter(
        "Parking on the pavement",
        "I use a wheelchair and cannot get along the pavement in {area} because of parking outside the shops."
        "\n\n{name}",
        "Speeding and parking", RouteChoice.LOCAL_ISSUE, MailOutcome.SIGNPOSTED, 8, Recipient.PARTNER,
    ),
    "conduct": Letter(
        "How an officer spoke to me",
        "I want to make a complaint about an officer who stopped me in {area}. The officer was rude and would not say "
        "why.\n\n{name}",
        "Complaint about police", RouteChoice.FORCE_COMPLAINT, MailOutcome.HANDED_OVER, 10,
    ),
    "call-wait": Letter(
        "Forty minutes on hold",
        "I rang 101 about a stolen bicycle and waited forty minutes before I gave up. What are you doing about it?"
        "\n\n{name}",
        "101 and 999", RouteChoice.CASEWORK, share=9, asks=Recipient.FORCE,
    ),
    "victim": Letter(
        "Thank you, and a question about support",
        "I was helped well after what happened to me, but the letters about the court went to my old address. "
        "Who puts that right?\n\n{name}",
        "Victim service", RouteChoice.CASEWORK, share=6, asks=Recipient.FORCE,
    ),
    "property": Letter(
        "My phone after I was released",
        "My phone was kept when I was in custody. I was released without charge and it has not come back.\n\n{name}",
        "Custody", RouteChoice.CASEWORK, share=4, asks=Recipient.FORCE,
    ),
    "licence": Letter(
        "Renewal of a certificate",
        "My shotgun certificate runs out next month and I have waited since the spring for the renewal.\n\n{name}",
        "Firearms licensing", RouteChoice.CASEWORK, share=3, asks=Recipient.FORCE,
    ),
    "plan": Letter(
        "The police and crime plan",
        "I read your plan and would like to know how much of the precept goes to neighbourhood policing in {area}."
        "\n\n{name}",
        "Policy or precept", RouteChoice.CASEWORK, share=8,
    ),
    "member": Letter(
        "On behalf of a constituent in {area}",
        "A constituent tells me that calls about drug dealing near the park in {area} go unanswered. I should be "
        "grateful for your reply.\n\n{name}",
        "Anti-social behaviour", RouteChoice.CASEWORK, share=7, asks=Recipient.FORCE, from_elected=True,
    ),
    "thanks": Letter(
        "Thanks to your officers",
        "Two officers sat with my mother in {area} until the ambulance came. Please thank them.\n\n{name}",
        "Thanks", RouteChoice.CASEWORK, MailOutcome.NO_REPLY, 5,
    ),
    "meeting": Letter(
        "Would you come to our residents' meeting?",
        "Our residents' group in {area} meets on the first Tuesday of the month and would like to hear from you."
        "\n\n{name}",
        "Request for a meeting", RouteChoice.CASEWORK, share=4,
    ),
    "foi": Letter(
        "Request under the Freedom of Information Act",
        "Under the Freedom of Information Act 2000, please tell me how many letters your office answered last year, "
        "and how long it took.\n\n{name}",
        "Freedom of information", RouteChoice.FOI, share=5,
    ),
    "own-information": Letter(
        "Subject access request",
        "This is a subject access request. Please send me all the information you hold about me.\n\n{name}",
        "Own information", RouteChoice.SUBJECT_ACCESS, share=2,
    ),
    "job": Letter(
        "Joining as a special",
        "How do I join as a special constable, and how long does vetting take?\n\n{name}",
        "Recruitment", RouteChoice.NOT_FOR_US, MailOutcome.SIGNPOSTED, 2,
    ),
    "bins": Letter(
        "Bins not emptied",
        "The bins in {area} have not been emptied for three weeks. Please see to it.\n\n{name}",
        "Anti-social behaviour", RouteChoice.NOT_FOR_US, MailOutcome.NO_REMIT, 3,
    ),
    "twice": Letter(
        "Nobody has told me anything",
        "I wrote to you yesterday and send it again, in case it did not arrive.\n\n{name}",
        "No update from officer", RouteChoice.CASEWORK, MailOutcome.DUPLICATE, 2,
    ),
    "danger": Letter(
        "Please, somebody",
        "He has got a knife and says he will come back tonight. I am not safe at home and I do not know whom to ask."
        "\n\n{name}",
        "Domestic abuse", RouteChoice.DANGER,
    ),
    "abuse": Letter(
        "You are all the same",
        "You are scum, every one of you, and I know where you live.\n\n{name}",
        "Complaint about police", RouteChoice.CASEWORK,
    ),
    "review": Letter(
        "I do not agree with the outcome letter",
        "I had the outcome letter about my complaint last week and I want to ask for a review. They did not speak to "
        "the person who saw it.\n\n{name}",
        "Complaint about police", RouteChoice.REVIEW,
    ),
    "chief-constable": Letter(
        "What the chief constable said",
        "I write about the chief constable's own words at a public meeting, not about the force.\n\n{name}",
        "Complaint about police", RouteChoice.CHIEF_CONSTABLE,
    ),
    "commissioner": Letter(
        "A complaint about the commissioner",
        "I wish to complain about the commissioner, who promised to visit {area} and never came.\n\n{name}",
        "Complaint about the commissioner", RouteChoice.COMMISSIONER,
    ),
    "office-staff": Letter(
        "How I was spoken to on the phone",
        "Somebody in your office put the phone down on me twice.\n\n{name}",
        "Complaint about the commissioner", RouteChoice.OFFICE_STAFF,
    ),
    "spam": Letter(
        "Grow your office's reach today",
        "Dear decision maker, our platform puts your brand in front of thousands. Reply to hear more.",
        "", RouteChoice.NOT_FOR_US,
    ),
}  # fmt: skip
"""What people write, by a name of ours. The words are made so that suggestions have something to find."""
