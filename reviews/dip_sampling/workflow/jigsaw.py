"""The jigsaw check: what an extract gives away together with other extracts of its panel, or with its own facts.

An extract that names nobody can still lead to somebody: two files of one person tell more than each alone, a month, an
age and a district that fit a handful of complaints narrow a file down for whoever knows one of them, and words that
stand in two files, or in what the office lets be quoted, tie them together. Nothing outside the office is looked at: no
news, no social media, nothing that other bodies publish.
"""

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from django.db.models import Q

from complaints.models import Complaint, Link
from reviews.dip_sampling.choices import ExtractStage, HitKind, KnownAs, Part
from reviews.dip_sampling.models import DrawnFile, Extract, Highlight, Listed, Paragraph
from reviews.dip_sampling.redaction import Found
from reviews.dip_sampling.rules.facts import month_of

FEWEST_ALIKE = 5
"""A combination of facts that fits fewer complaints of the force leads to one of them."""

SHARED_WORDS = 8
"""So many words in a row that stand in two files alike are told."""

STANDARD_FROM = 3
"""Words that stand in so many of the panel's files are the force's standard wording, and tie no two together."""

WITH_PANEL = "is with the same panel: together they may tell who it is"


def linked_to(complaint: int) -> set[int]:
    """The complaints that the office linked to this one, either way round."""
    return linked_to_each([complaint])[complaint]


def linked_to_each(complaints: Collection[int]) -> dict[int, set[int]]:
    """The complaints that the office linked to each of these, either way round. One query."""
    found: dict[int, set[int]] = {complaint: set() for complaint in complaints}
    pairs = Link.objects.filter(Q(first__in=complaints) | Q(second__in=complaints)).values_list("first", "second")
    for first, second in pairs:
        for one, other in ((first, second), (second, first)):
            if one in found:
                found[one].add(other)
    return found


def findings_of(extract: Extract) -> list[Found]:
    """What a person has to weigh before this extract goes to readers, each like a hit of the leak check."""
    return [*_rare(extract), *_with_others(extract), *same_words(extract)]


def _rare(extract: Extract) -> list[Found]:
    """Facts that together fit few complaints of the force: the month with an age band, a district, or both."""
    complaint = extract.drawn_file.complaint
    if not extract.about_when or extract.about_when != month_of(complaint.received_on):
        return []
    month = {"received_on__year": complaint.received_on.year, "received_on__month": complaint.received_on.month}
    alike = Complaint.objects.counted().filter(force=complaint.force_id, **month)
    told, names = [extract.about_when], ["When"]
    if extract.age_band and complaint.age_band:
        alike, told, names = alike.filter(age_band=complaint.age_band), [*told, extract.age_band], [*names, "Age"]
    if complaint.area and extract.about_where.casefold() == complaint.area.casefold():
        alike, told, names = alike.filter(area__iexact=complaint.area), [*told, extract.about_where], [*names, "Where"]
    if len(told) == 1 or (count := alike.count()) >= FEWEST_ALIKE:
        return []
    only = "only this complaint" if count <= 1 else f"only {count} complaints"
    because = f"fits {only} of the force: generalise one of the facts, or leave one out"
    return [_found(", ".join(told), ", ".join(names), because)]


def _with_others(extract: Extract) -> list[Found]:
    """Files of the same panel that readers have, and that are linked to this one or about somebody on its list."""
    file = extract.drawn_file
    others = DrawnFile.objects.filter(sample__panel=file.sample.panel_id, extract__stage=ExtractStage.RELEASED).exclude(
        complaint=file.complaint_id
    )
    linked = others.filter(complaint__in=linked_to(file.complaint_id)).order_by("pk")
    found = [_found(str(other), "Together", f"is of a linked complaint and {WITH_PANEL}") for other in linked]
    people = {_key(row.text): row for row in file.listed.filter(known_as=KnownAs.PERSON)}
    rows = Listed.objects.filter(drawn_file__in=others, known_as=KnownAs.PERSON).select_related("drawn_file")
    pairs = {(row.drawn_file, people[key].part) for row in rows if (key := _key(row.text)) in people}
    for other, part in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1])):
        because = f"has somebody of this list, {Part(part).label}, and {WITH_PANEL}"
        found.append(_found(str(other), "Together", because))
    return found


def same_words(extract: Extract) -> list[Found]:
    """The longest run of words that stands alike in each other file that readers of the panel have, and in each
    sentence of another complaint that may be quoted outside. Three queries.

    What stands in three files or more is standard wording and left out.
    """
    mine = extract.drawn_file
    rows = Paragraph.objects.filter(
        extract__stage=ExtractStage.RELEASED, extract__drawn_file__sample__panel=mine.sample.panel_id
    ).exclude(extract__drawn_file__complaint=mine.complaint_id)
    files: dict[str, set[Run]] = {}
    for nickname, text in rows.order_by("extract", "pk").values_list("extract__drawn_file__nickname", "text"):
        files.setdefault(f"File {nickname}", set()).update(runs_of(text))
    quoted = Highlight.objects.quotable().exclude(scorecard__allocation__drawn_file__complaint=mine.complaint_id)
    seen = Counter(run for runs in files.values() for run in runs)
    standard = {run for run, number in seen.items() if number + 1 >= STANDARD_FROM}
    others: list[tuple[Collection[Run], str]] = []
    others += [(runs - standard, f"in {name}, which {WITH_PANEL}") for name, runs in files.items()]
    others += [
        (runs_of(text) - standard, "in a sentence of another file that may be quoted outside")
        for text in quoted.order_by("pk").values_list("quote", flat=True)
    ]
    texts = [words_of(row.text) for row in extract.paragraphs.all()]
    found = []
    for theirs, where in others:
        shared = max((_longest(words, theirs) for words in texts), key=len, default=())
        found += [_found(" ".join(shared), "Together", f"stands word for word {where}")] if shared else []
    return found


Run = tuple[str, ...]
WORD = re.compile(r"\[[^\]]*\]|[^\W_]+(?:['’][^\W_]+)*")


@lru_cache(maxsize=4096)
def words_of(text: str) -> Run:
    """The words of a text in small letters. Marks such as [officer K] are left out: they are alike in every file."""
    return tuple(word for word in WORD.findall(text.casefold()) if not word.startswith("["))


@lru_cache(maxsize=4096)
def runs_of(text: str) -> frozenset[Run]:
    """Every run of so many words in a row."""
    words = words_of(text)
    return frozenset(words[place : place + SHARED_WORDS] for place in range(len(words) - SHARED_WORDS + 1))


def _longest(words: Run, theirs: Collection[Run]) -> Run:
    """The longest stretch of these words of which every run stands among the others'."""
    best: Run = ()
    began: int | None = None
    for place in range(len(words) - SHARED_WORDS + 2):
        if words[place : place + SHARED_WORDS] in theirs:
            began = place if began is None else began
        elif began is not None:
            best, began = max(best, words[began : place - 1 + SHARED_WORDS], key=len), None
    return best


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _found(text: str, where: str, because: str) -> Found:
    return Found(HitKind.JIGSAW, where, 0, 0, text[:200], because[:200])
