"""One box over files, people, complaints and papers. Permission is in every query: nothing hints at more."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from casework.filters import told_in_lists
from casework.models import Case, Correspondence, Document, Letter, Message, Note, Person
from casework.rules import SEES_CASES
from casework.views.rows import titled, ways_to
from complaints.models import Complaint
from pcc import audit
from pcc.models import User
from pcc.roles import ANSWERS_LETTERS, SEES_COMPLAINTS
from pcc.views import Page

MOST_FOUND = 20
SHORTEST = 3
LONGEST = 150


@dataclass(frozen=True)
class Group:
    """What one kind of record answered: rows for the page, ids for the log, and whether more were found."""

    kind: str
    heading: str
    columns: tuple[str, ...]
    rows: list[list[Any]]
    ids: list[int]

    @property
    def more(self) -> bool:
        return len(self.ids) > MOST_FOUND


def files(text: str, user: User) -> Group:
    """Files by reference or words of the title."""
    every_word = Q()
    for word in text.split():
        every_word &= Q(title__icontains=word)
    rows = Case.objects.visible_to(user).filter(Q(reference__icontains=text) | every_word).for_list()
    rows = rows.order_by("-opened_on", "-pk")
    found = list(rows[: MOST_FOUND + 1])
    shown = [
        [
            {"text": case.reference, "url": case.get_absolute_url(), "hint": titled(case)},
            case.get_kind_display(),
            case.get_stage_display(),
            "Reference" if text.casefold() in case.reference.casefold() else "Title",
        ]
        for case in found[:MOST_FOUND]
    ]
    return Group("casework.case", "Files", ("File", "About", "Stage", "Why"), shown, [case.pk for case in found])


def people(text: str, user: User) -> Group:
    """People by name, phone, e-mail address or postcode, with the files of theirs that this person may see."""
    found = list(Person.objects.visible_to(user).matching(text).order_by("name", "pk")[: MOST_FOUND + 1])
    shown = [
        [{"text": person.name, "url": person.get_absolute_url()}, {"lines": ways_to(person)}]
        for person in found[:MOST_FOUND]
    ]
    return Group("casework.person", "People", ("Person", "Reached by"), shown, [person.pk for person in found])


def complaints(text: str, user: User) -> Group:
    """Complaints by the force's reference."""
    rows = Complaint.objects.visible_to(user).with_reference(text).for_list().order_by("reference_key", "pk")
    found = list(rows[: MOST_FOUND + 1])
    shown = [
        [
            {"text": complaint.reference, "url": complaint.get_absolute_url(), "hint": complaint.force.name},
            f"{complaint.received_on:%-d %b %Y}",
            f"{complaint.finalised_on:%-d %b %Y}" if complaint.finalised_on else "Open",
        ]
        for complaint in found[:MOST_FOUND]
    ]
    columns = ("Complaint", "Received", "Finalised")
    return Group("complaints.complaint", "Complaints", columns, shown, [complaint.pk for complaint in found])


def documents(text: str, user: User) -> Group:
    """Documents by their names and titles."""
    every_word = Q(pk__isnull=False)
    for word in text.split():
        every_word &= Q(name__icontains=word) | Q(title__icontains=word)
    rows = Document.objects.opened_to(user).filter(every_word).select_related("case").order_by("-added_at", "-pk")
    found = list(rows[: MOST_FOUND + 1])
    shown = [
        [
            {
                "text": str(document),
                "url": document.get_absolute_url(),
                "hint": document.name if document.title else "",
            },
            {"text": document.case.reference, "url": document.case.get_absolute_url()},
        ]
        for document in found[:MOST_FOUND]
    ]
    return Group("casework.document", "Documents", ("Document", "File"), shown, [document.pk for document in found])


def letters(text: str, user: User) -> Group:
    """Letters by their subject lines."""
    every_word = Q(pk__isnull=False)
    for word in text.split():
        every_word &= Q(subject__icontains=word)
    rows = Letter.objects.opened_to(user).filter(every_word).select_related("case").order_by("-written_at", "-pk")
    found = list(rows[: MOST_FOUND + 1])
    shown = [
        [
            {"text": letter.subject, "url": letter.get_absolute_url()},
            {"text": letter.case.reference, "url": letter.case.get_absolute_url()},
            letter.get_stage_display(),
        ]
        for letter in found[:MOST_FOUND]
    ]
    return Group("casework.letter", "Letters", ("Letter", "File", "Stage"), shown, [letter.pk for letter in found])


BEFORE, AFTER = 40, 120
"""How many characters about the first word found are shown."""


def every_word_in(text: str, *fields: str) -> Q:
    """Each word somewhere in one of these fields."""
    found = Q(pk__isnull=False)
    for word in text.split():
        somewhere = Q()
        for field in fields:
            somewhere |= Q(**{f"{field}__icontains": word})
        found &= somewhere
    return found


def around(words: str, text: str) -> str:
    """The words of a record about the first word that was looked for."""
    flat = " ".join(words.split())
    at = max(flat.casefold().find(text.split()[0].casefold()), 0)
    begin, end = max(at - BEFORE, 0), at + AFTER
    return f"{'… ' if begin else ''}{flat[begin:end].strip()}{' …' if end < len(flat) else ''}"


def notes(text: str, user: User) -> Group:
    """Notes by their words."""
    rows = Note.objects.opened_to(user).filter(every_word_in(text, "text")).select_related("case")
    found = list(rows.order_by("-on", "-pk")[: MOST_FOUND + 1])
    shown = [
        [
            {
                "text": note.case.reference,
                "url": f"{reverse('casework:notes', args=[note.case_id])}#note-{note.pk}",
                "hint": "Struck out" if note.struck_at else "",
            },
            around(note.text, text),
            f"{note.on:%-d %b %Y}",
        ]
        for note in found[:MOST_FOUND]
    ]
    return Group("casework.note", "Notes", ("File", "Words", "Day"), shown, [note.pk for note in found])


def correspondence(text: str, user: User) -> Group:
    """What the public wrote, by subject, sender and words."""
    words = every_word_in(text, "text", "subject", "sender_name", "sender_email")
    messages = Message.objects.visible_to(user).filter(words)
    rows = Correspondence.objects.visible_to(user).filter(case__in=messages.values("case")).for_list()
    found = list(rows.order_by("-received_at", "-pk")[: MOST_FOUND + 1])
    shown = [
        [
            {"text": item.case.reference, "url": item.get_absolute_url(), "hint": told_in_lists(item, item.subject)},
            told_in_lists(item, item.sender_name or item.sender_email or "No name given"),
            f"{item.received_on:%-d %b %Y}",
            item.get_stage_display(),
        ]
        for item in found[:MOST_FOUND]
    ]
    columns = ("Matter", "From", "Received", "Stage")
    return Group("casework.correspondence", "Correspondence", columns, shown, [item.pk for item in found])


def messages(text: str, user: User) -> Group:
    """What people wrote that lies on a file of another kind, such as an answer to a letter of a review."""
    words = every_word_in(text, "text", "subject", "sender_name", "sender_email")
    rows = Message.objects.opened_to(user).filter(words, case__correspondence=None).select_related("case")
    found = list(rows.order_by("-arrived_at", "-pk")[: MOST_FOUND + 1] if user.roles & ANSWERS_LETTERS else ())
    shown = [
        [
            {
                "text": message.case.reference,
                "url": f"{reverse('casework:messages', args=[message.case_id])}#message-{message.pk}",
            },
            message.sender_name or message.sender_email or "No name given",
            around(message.text, text),
            f"{timezone.localtime(message.arrived_at):%-d %b %Y}",
        ]
        for message in found[:MOST_FOUND]
    ]
    columns = ("File", "From", "Words", "Arrived")
    return Group("casework.message", "Messages on other files", columns, shown, [message.pk for message in found])


SEARCHES = (files, people, complaints, notes, correspondence, messages, documents, letters)


class Search(Page):
    """Everything in which the words are found, a table a kind of record, each with why it matched."""

    roles = SEES_CASES | SEES_COMPLAINTS
    template_name = "reporting/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = "q" in self.request.GET
        text = " ".join(self.request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
        context = super().get_context_data(**kwargs) | {"search_terms": text, "asked": asked}
        typed = sum(each.isalnum() for each in text)
        if typed < SHORTEST:
            return context | {"refused": f"Write at least {SHORTEST} letters or digits." if asked else ""}
        groups = [search(text, self.person) for search in SEARCHES]
        digest = hashlib.sha256(text.casefold().encode()).hexdigest()
        for group in groups:
            if group.ids:
                audit.record("search.made", audit.Subject(group.kind), by=self.person, words=digest, shown=group.ids)
        if not any(group.ids for group in groups):
            audit.record("search.made", by=self.person, words=digest)
        return context | {
            "groups": [
                {
                    "heading": group.heading,
                    "columns": [{"label": label} for label in group.columns],
                    "rows": group.rows,
                    "more": group.more,
                }
                for group in groups
                if group.rows
            ],
            "most": MOST_FOUND,
        }
