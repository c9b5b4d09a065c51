"""What letters ask of people: to be finished, checked a second time, put right, issued, posted; words to approve."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from casework.choices import DispatchStage, LetterStage, Stage, TemplateStage
from casework.letters.rules import APPROVES_TEMPLATES, BEING_WRITTEN, LETTER_MOVES, TIME_TO_CHECK, TIME_TO_FINISH
from casework.models import Dispatch, Letter, LetterTemplate
from casework.stats.work import Item, brings
from pcc.models import User

CHECKER = "A second person"


@brings
def letters(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Letters that are being written: of these people, and those that this person may check for others.

    A letter that waits for its check is anybody's who may check it, so that it is asked of whoever looks for
    themselves, and counts as nobody's in the office's load.
    """
    rows = Letter.objects.visible_to(user).filter(stage__in=BEING_WRITTEN, case__stage=Stage.OPEN)
    mine = Q(author__in=whose or ()) | Q(author=None, case__owner__in=whose or ())
    for_me = whose is None or user.pk in whose
    if whose is not None:
        rows = rows.filter(mine | Q(stage=LetterStage.TO_CHECK) if for_me else mine)
    items = []
    for letter in rows.select_related("case").order_by("pk"):
        owner, url = letter.author_id or letter.case.owner_id, letter.get_absolute_url()
        changed_on = timezone.localtime(letter.changed_at).date()
        if letter.stage != LetterStage.TO_CHECK:
            step, within = _still(letter)
            items.append(Item(letter.case, step, changed_on + within, owner, url))
        elif for_me and not LETTER_MOVES["sign"].refusal(letter, user):
            step = f"Check a letter a second time: {letter.subject}"
            items.append(Item(letter.case, step, changed_on + TIME_TO_CHECK, None, url, signs=True))
        elif whose is None or owner in whose:
            step = f"Second check of a letter: {letter.subject}"
            items.append(Item(letter.case, step, changed_on + TIME_TO_CHECK, owner, url, waits_on=CHECKER))
    return items


def _still(letter: Letter) -> tuple[str, timedelta]:
    """What its author has to do with a letter that nobody is checking, and within what time."""
    if letter.stage == LetterStage.CHECKED:
        return f"Issue a letter that was checked: {letter.subject}", TIME_TO_CHECK
    if letter.sent_back_because:
        return f"Put right a letter that was sent back: {letter.subject}", TIME_TO_CHECK
    return f"Finish a letter: {letter.subject}", TIME_TO_FINISH


@brings
def copies(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """Copies that somebody has to print and post; one that came back is a task of its own."""
    rows = Dispatch.objects.visible_to(user).filter(stage=DispatchStage.TO_POST)
    if whose is not None:
        rows = rows.filter(Q(letter__issued_by__in=whose) | Q(letter__issued_by=None, letter__case__owner__in=whose))
    return [
        Item(
            copy.letter.case,
            f"Print and post a letter to {copy.name}: {copy.letter.subject}",
            copy.letter.dated_on + TIME_TO_CHECK,
            copy.letter.issued_by_id or copy.letter.case.owner_id,
            copy.letter.get_absolute_url(),
        )
        for copy in rows.select_related("letter__case").order_by("pk")
        if copy.letter.dated_on is not None
    ]


@brings
def templates(user: User, on: date, whose: set[int] | None) -> list[Item]:
    """New words that wait for somebody other than their author to approve them; the shipped samples wait for nobody."""
    if not user.roles & APPROVES_TEMPLATES or not (whose is None or user.pk in whose):
        return []
    rows = LetterTemplate.objects.visible_to(user).filter(stage=TemplateStage.DRAFT).exclude(made_by=user)
    return [
        Item(
            None,
            "Approve new words, or change them",
            timezone.localtime(template.made_at).date() + TIME_TO_FINISH,
            None,
            template.get_absolute_url(),
            signs=True,
            about=f"Letter “{template.name}”",
        )
        for template in rows.order_by("pk")
    ]
