"""What messages, enquiries and the steps of a matter tell on the timeline of a file."""

from datetime import date

from django.urls import reverse

from casework.models import Case, Correspondence, Enquiry, Message
from casework.stats.files import Entry, happened, noted, stamp, tells
from pcc.models import AuditEvent, User
from pcc.roles import ANSWERS_LETTERS


@tells
def messages(case: Case, user: User) -> list[Entry]:
    """What people wrote, on whichever file it came to lie."""
    if not user.roles & ANSWERS_LETTERS:
        return []
    page = reverse("casework:messages", args=[case.pk])
    return [
        Entry(
            "Messages",
            f"{message.sender_name or message.sender_email or 'Somebody not named'} wrote: "
            f"{message.subject or 'without a subject'}",
            message.arrived_at,
            recorded_at=message.arrived_at,
            by=message.taken_by,
            text=message.joined_because,
            url=f"{page}#message-{message.pk}",
            link_text="Read the message",
        )
        for message in Message.objects.visible_to(user).filter(case=case).select_related("taken_by").defer("text")
    ]


@tells
def enquiries(case: Case, user: User) -> list[Entry]:
    """What was asked of others for the matter, asked again, and answered."""
    if not user.roles & ANSWERS_LETTERS:
        return []
    entries = []
    rows = list(Enquiry.objects.visible_to(user).filter(case=case).select_related("asked_by"))
    log = noted(
        Enquiry._meta.label_lower, [asked.pk for asked in rows], "enquiry.made", "enquiry.chased", "enquiry.ended"
    )
    for asked in rows:
        whom = asked.recipient
        made = {"by": asked.asked_by} | stamp(log.get(("enquiry.made", asked.pk)))
        entries.append(happened("Enquiries", f"Asked {whom}", on=asked.asked_on, text=asked.question, **made))
        again = log.get(("enquiry.chased", asked.pk))
        entries += [
            happened("Enquiries", f"Asked {whom} again", on=day, **stamp(again, of=day)) for day in asked.chased_on
        ]
        if asked.ended_on:
            how = f"{whom} answered" if asked.answer else f"No answer needed from {whom} any more"
            ended = stamp(log.get(("enquiry.ended", asked.pk)))
            entries.append(happened("Enquiries", how, on=asked.ended_on, text=asked.answer, **ended))
    return entries


@tells
def matter(case: Case, user: User) -> list[Entry]:
    """Received, sorted, acknowledged, replied to, and how it ended."""
    item = Correspondence.objects.visible_to(user).filter(case=case).select_related("triaged_by").first()
    if item is None:
        return []
    log = noted(Correspondence._meta.label_lower, [item.pk], "correspondence.triaged", *ANSWERED, *ENDS)
    ended = next((event for verb in ENDS if (event := log.get((verb, item.pk)))), None)
    steps: list[tuple[str, date | None, str, AuditEvent | None]] = [
        (
            f"Sorted: {item.get_route_display()}",
            item.triaged_on,
            item.route_because,
            log.get(("correspondence.triaged", item.pk)),
        ),
        ("Acknowledged", item.acknowledged_on, "", log.get(("correspondence.acknowledged", item.pk))),
        ("Replied to", item.replied_on, "", log.get(("correspondence.replied", item.pk))),
        (item.get_stage_display() if item.ended_on else "", item.ended_on, case.closed_because, ended),
    ]
    received = Entry("Correspondence", f"Received: {item.get_channel_display().lower()}", item.received_at)
    return [received] + [
        happened("Correspondence", title, on=day, text=text, **stamp(event))
        for title, day, text, event in steps
        if day is not None
    ]


ANSWERED = ("correspondence.acknowledged", "correspondence.replied")
ENDS = ("correspondence.closed", "correspondence.discarded", "correspondence.converted", "correspondence.merged")
