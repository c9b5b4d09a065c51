"""Which complaints a person may see, and the shapes in which pages ask for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorExact, SearchVectorField
from django.db import connection, models
from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from casework.querysets import not_shut_out
from complaints.choices import SCHEDULE_3, UNDER_18, Fate, ImportState
from complaints.rules import KEEPS_MISCONDUCT, NOTICE_ROUTES, looks_like_reference, reference_key, words_of
from pcc.models import Force, User
from pcc.roles import BRINGS_IN_EXTRACTS, SEES_COMPLAINTS, Role
from pcc.working_days import WorkingCalendar

if TYPE_CHECKING:
    from complaints.models import (  # noqa: F401 - the models import this module
        Complaint,
        Correction,
        HeldRow,
        ImportBatch,
        ImportedChange,
        Vanishing,
        Word,
    )


SEES_IMPORTS = BRINGS_IN_EXTRACTS | {Role.MANAGER}
"""Those who bring extracts in, and managers, who answer for the figures."""

VIEWED = "complaint.viewed"
"""The event of a person opening a complaint."""


STEMS = "english"
"""How words are compared: by their stems, so that "harassed" finds "harassment"."""

SEARCHED = ("categories", "area", "channel", "result")
"""Fields of a complaint whose words are searched."""


@dataclass(frozen=True)
class Found:
    """What a search found, and why: ``how`` says it in a sentence. ``words`` are those compared, if any were."""

    rows: "ComplaintQuerySet"
    how: str
    words: tuple[str, ...] = ()


Window = tuple[date | None, date | None, Sequence[date]]
"""A version of a clock's rule: in force from, in force to, and the last starts for which one, two ... are overdue."""


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> Self:
        """Every complaint of the office for the roles that read complaints, less what is shut to this person."""
        if not user.roles & SEES_COMPLAINTS:
            return self.none()
        return self.filter(not_shut_out(user, "case"))

    def counted(self) -> Self:
        """The population of figures: complaints that no newer extract has lost."""
        return self.filter(vanished_on=None)

    def suspended_on(self, day: date) -> Self:
        """Those whose handling stood still on that day, by the periods that the office recorded."""
        lasted = Q(suspensions__ended_on=None) | Q(suspensions__ended_on__gte=day)
        return self.filter(pk__in=self.model.objects.filter(lasted, suspensions__began_on__lte=day).values("pk"))

    def finalised(self, *, since: date, until: date) -> Self:
        """Finalised from ``since`` to ``until``, both included."""
        return self.filter(finalised_on__range=(since, until))

    def finalised_in_months(self, months: Sequence[date]) -> Self:
        """Finalised in any of these months, each named by its first day: ranges, so that the index is used."""
        wanted = Q(pk__in=())
        for month in months:
            wanted |= Q(finalised_on__gte=month, finalised_on__lt=(month + timedelta(days=32)).replace(day=1))
        return self.filter(wanted)

    def open(self, *, on: date) -> Self:
        """Received by that day and not finalised by it."""
        return self.filter(received_on__lte=on).filter(Q(finalised_on=None) | Q(finalised_on__gt=on))

    def still_open(self) -> Self:
        """Open by what the newest extract says; what an extract has lost is neither open nor finalised."""
        return self.filter(finalised_on=None, vanished_on=None)

    def open_on(self, day: date, *, as_at: Mapping[int, date]) -> Self:
        """As figures count them: open at the end of a day, or of the as-at day of their force where that is earlier.

        ``as_at`` by force id; complaints of other forces are not counted. What an extract has lost never was open.
        """
        by_day: dict[date, list[int]] = {}
        for force, last in as_at.items():
            by_day.setdefault(min(day, last), []).append(force)
        wanted = Q(pk__in=())
        for known, forces in by_day.items():
            on_it = Q(finalised_on=None) | Q(finalised_on__gt=known)
            wanted |= Q(force__in=forces, received_on__lte=known) & on_it
        return self.counted().filter(wanted)

    def received_at(self, ages: Mapping[int, tuple[date, date] | None]) -> Self:
        """Those received between two days, which differ by force: force id to first and last day."""
        by_days: dict[tuple[date, date], list[int]] = {}
        for force, days in ages.items():
            if days is not None:
                by_days.setdefault(days, []).append(force)
        wanted = Q(pk__in=())
        for days, forces in by_days.items():
            wanted |= Q(force__in=forces, received_on__range=days)
        return self.filter(wanted)

    def lasting(
        self, days: int, *, as_at: Mapping[int, date], since: date, until: date, calendar: WorkingCalendar
    ) -> Self:
        """Those received since a day that took so many working days or more: to the day finalised, or, still open, to
        the as-at day of their force, by force id, and to ``until`` where that is not told."""
        by_force = [When(force=force, then=Value(day)) for force, day in as_at.items()]
        measured = Case(*by_force, default=Value(until), output_field=models.DateField())
        ends = Ordinal(Coalesce("finalised_on", measured), calendar=calendar, since=since, until=until)
        begins = Ordinal(F("received_on"), calendar=calendar, since=since, until=until)
        return self.counted().filter(received_on__gte=since).alias(_took=ends - begins).filter(_took__gte=days)

    def of_young_people(self, *, known: bool = True) -> Self:
        """Those whose complainant is known to have been under 18; or all others."""
        young = Q(young_person=True) | Q(age_band__in=sorted(UNDER_18))
        return (
            self.filter(young)
            if known
            else self.exclude(Q(young_person=True, young_person__isnull=False)).exclude(age_band__in=sorted(UNDER_18))
        )

    def brought_by(self, batch: int) -> Self:
        """Those that an extract brought first, or changed last."""
        return self.filter(Q(first_batch=batch) | Q(last_batch=batch))

    def with_allegation(self, *conditions: Q, **facts: Any) -> Self:
        """Those with one allegation of which all this is true."""
        allegations = apps.get_model("complaints", "Allegation").objects.filter(*conditions, **facts)
        return self.filter(pk__in=allegations.values("complaint"))

    def owing_notice(self, windows: Sequence[Window]) -> Self:
        """Open investigations of which a 12-month notice is overdue and not recorded."""
        notices = apps.get_model("complaints", "TwelveMonthNotice").objects.filter(
            complaint=OuterRef("pk"), occurrence__lte=OuterRef("_owed")
        )
        noted = Coalesce(Subquery(notices.order_by().values("complaint").values(n=Count("pk"))), 0)
        rows = self.still_open().filter(handling__in=NOTICE_ROUTES, received_on__lte=_latest(windows))
        return rows.alias(_owed=_overdue("received_on", windows), _noted=noted).filter(_owed__gt=F("_noted"))

    def owing_update(self, windows: Sequence[Window]) -> Self:
        """Open complaints whose last recorded update to the complainant is longer ago than the next may take."""
        updates = apps.get_model("complaints", "ProgressUpdate").objects.filter(complaint=OuterRef("pk"))
        last = Subquery(updates.order_by("-given_on").values("given_on")[:1])
        rows = self.still_open().filter(Exists(updates))
        return rows.alias(_last=last).alias(_owed=_overdue("_last", windows)).filter(_owed__gt=0)

    def with_reference(self, text: str) -> Self:
        """References that begin with the letters and digits of this text, however it is punctuated."""
        key = reference_key(text)
        return self.filter(reference_key__startswith=key) if key else self.none()

    def with_part_of_reference(self, text: str) -> Self:
        """References that hold the letters and digits of this text anywhere."""
        key = reference_key(text)
        return self.filter(reference_key__contains=key) if len(key) >= SHORTEST_PART else self.none()

    def with_words(self, heard: Iterable["Heard"]) -> Self:
        """Those whose record has a word that begins like each of these, or like its stem."""
        wanted = " & ".join(f"({each.sought})" for each in heard if each.stem)
        return self.filter(search=Stems(wanted)) if wanted else self.none()

    def found_by(self, text: str) -> Found:
        """What somebody searches for: a reference however punctuated, a part of one, or words, even misspelt ones.

        Each way is tried only where the one before finds nothing: at most four queries, each ends at its first row.
        """
        if looks_like_reference(text) and (found := self._by_reference(text)):
            return found
        words = words_of(text)
        if not words:
            return Found(self.none(), "Nothing to search for: type letters or digits.")
        heard = apps.get_model("complaints", "Word").objects.heard(words)
        if not any(each.stem for each in heard.values()):
            return Found(self.none(), f"No record is told apart by {_listed(words)}: add another word.")
        if any(heard[word].meant != word for word in words) and self.with_reference(text).exists():
            return Found(self.with_reference(text), f"References that begin with {text.strip()}.")
        sought = self._as_typed(heard) or heard
        meant = [sought[word].meant or word for word in words]
        how = f"Holding {_listed(meant)}."
        if slips := [word for word, other in zip(words, meant, strict=True) if word != other]:
            how = f"No record has {_listed(slips)}. Showing those holding {_listed(meant)}."
        return Found(self.with_words(sought.values()), how, tuple(meant))

    def _as_typed(self, heard: Mapping[str, "Heard"]) -> dict[str, "Heard"] | None:
        """The same words, those that only few records hold taken as they were typed; None where no record has that."""
        if not any(each.literal for each in heard.values()):
            return None
        typed = {word: each.literal or each for word, each in heard.items()}
        return typed if self.with_words(typed.values()).exists() else None

    def _by_reference(self, text: str) -> Found | None:
        """The complaints of a reference or of a part of it; None when there are none."""
        begins, holds = self.with_reference(text), self.with_part_of_reference(text)
        if begins.exists():
            return Found(begins, f"References that begin with {text.strip()}.")
        if holds.exists():
            return Found(holds, f"References that have {text.strip()} in them.")
        digits = "".join(letter for letter in reference_key(text) if letter.isdigit())
        slip = self.with_part_of_reference(digits)
        if len(reference_key(text)) - len(digits) <= MOST_SLIPPED_LETTERS and slip.exists():
            return Found(slip, f"No reference has {text.strip()} in it. Showing those with its digits.")
        return None

    def saying_why(self, words: Collection[str]) -> Self:
        """With ``in_area``, ``in_channel``, ``in_result`` and ``in_categories``: whether a word was found there."""
        any_of = _query(words, " | ")
        return self.annotate(**{f"in_{name}": SearchVectorExact(_words_of(name), any_of) for name in SEARCHED})

    def schedule_3(self) -> Self:
        return self.filter(handling__in=SCHEDULE_3)

    def handled(self, way: str) -> Self:
        """Handled as reports name it: ``all``, ``schedule-3`` or one way's code, local-inquiry for LOCAL_INQUIRY."""
        if way == "all":
            return self
        return self.schedule_3() if way == "schedule-3" else self.filter(handling=way.upper().replace("-", "_"))

    def for_list(self) -> Self:
        return self.select_related("force").only(
            "reference",
            "force__name",
            "force__code",
            "received_on",
            "finalised_on",
            "handling",
            "area",
            "categories",
            "channel",
            "result",
            "allegation_count",
            "vanished_on",
            "young_person",
            "age_band",
        )

    def for_file(self) -> Self:
        """What a file of the list holds of each."""
        return self.select_related("force").defer("search")

    def for_detail(self) -> Self:
        return (
            self.select_related(
                "force", "first_batch", "last_batch", "case", "duplicate_of", "review_body_check__answered_by"
            )
            .defer("search", "duplicate_of__search")
            .prefetch_related("allegations", *PARTS)
        )

    def for_page(self, user: User) -> Self:
        """As ``for_detail``, but told in the same statement which parts there are, for ``read_parts`` to ask for those.

        ``has_routes`` and so on for each of PARTS; ``has_corrections`` that nobody settled, ``has_labels``,
        ``has_links`` to other complaints either way, and ``is_watched`` by this person.
        """
        get = apps.get_model
        linked = get("complaints", "Link").objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))
        copies = self.model._default_manager.filter(duplicate_of=OuterRef("pk"))
        corrections = get("complaints", "Correction").objects.unsettled().filter(complaint=OuterRef("pk"))
        labels = get("complaints", "ComplaintLabel").objects.filter(complaint=OuterRef("pk"))
        watches = get("complaints", "Watch").objects.filter(complaint=OuterRef("pk"), user=user)
        parts = {
            f"has_{name}": Exists(getattr(self.model, name).rel.related_model.objects.filter(complaint=OuterRef("pk")))
            for name in PARTS
        }
        return (
            self.for_detail()
            .prefetch_related(None)
            .annotate(
                **parts,
                has_corrections=Exists(corrections),
                has_labels=Exists(labels),
                has_links=Q(duplicate_of__isnull=False) | Exists(linked) | Exists(copies),
                is_watched=Exists(watches),
            )
        )


PARTS = ("routes", "suspensions", "updates", "notices")
"""What may be noted beside a complaint; most complaints have none of it."""


def read_parts(complaint: "Complaint") -> None:
    """Read the allegations and those of PARTS that ``for_page`` found; the others are known to be empty."""
    found = [
        Prefetch(name, queryset=None if getattr(complaint, f"has_{name}") else getattr(complaint, name).none())
        for name in PARTS
    ]
    models.prefetch_related_objects([complaint], "allegations", *found)


def _words_of(name: str) -> models.Func:
    """The words of one field, told apart as those of the index are."""
    texts = [F(each) if each == name else Value("") for each in ("area", "channel", "result")]
    categories = F(name) if name == "categories" else Value([], output_field=ArrayField(models.TextField()))
    return models.Func(*texts, categories, function="complaints_words_of", output_field=SearchVectorField())


SHORTEST_PART = 3
MOST_SLIPPED_LETTERS = 4
"""Letters of a reference that may be wrong while its digits are right: the two or three that tell its kind."""


def _query(words: Collection[str], joined_by: str) -> SearchQuery:
    """Words as the database searches for them, each as the beginning of a word. They hold letters and digits only."""
    return SearchQuery(joined_by.join(f"{word}:*" for word in words), search_type="raw", config=STEMS)


class Ordinal(models.Func):
    """A day's number among the working days of a calendar, which alone knows them; NULL outside ``since`` to
    ``until``. The statement carries the calendar's numbers of these days."""

    output_field = IntegerField()

    def __init__(self, day: Any, *, calendar: WorkingCalendar, since: date, until: date) -> None:
        first, last = (min(max(one, calendar.first), calendar.last) for one in (since, until))
        numbers = calendar.ordinals[(first - calendar.first).days : (last - calendar.first).days + 1]
        listed = ",".join(str(int(number)) for number in numbers)
        super().__init__(day, template=f"('{{{listed}}}'::int[])[(%(expressions)s) - DATE '{first}' + 1]")


class Stems(SearchQuery):
    """A query of stems as the index holds them, which nothing takes apart or stems once more."""

    template = "(%(expressions)s)::tsquery"


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _overdue(start: str, windows: Sequence[Window]) -> Case:
    """How many due dates of a clock that started on that day are past, by the rule that was in force then."""
    known = Q(**{f"{start}__isnull": False})
    whens = []
    for since, until, starts in windows:
        in_force = Q(**({f"{start}__gte": since} if since else {}), **({f"{start}__lte": until} if until else {}))
        over = Value([day + timedelta(days=1) for day in reversed(starts)], output_field=ArrayField(models.DateField()))
        not_past = models.Func(F(start), over, function="width_bucket", output_field=IntegerField())
        whens.append(When(known & in_force, then=Value(len(starts)) - not_past))
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _latest(windows: Sequence[Window]) -> date:
    """No clock that starts later is overdue."""
    return max((starts[0] for _, _, starts in windows if starts), default=date.min)


def seen_last(complaint: "Complaint") -> date | None:
    """The day of the newest extract that had the complaint; None before any had it.

    A newer extract with nothing new to say of it leaves no mark on it, but it is measured to that day.
    """
    if complaint.last_batch is None or complaint.vanished_on is not None:
        return complaint.last_batch.taken_on if complaint.last_batch else None
    newest = apps.get_model("complaints", "ImportBatch").objects.newest_day(complaint.force)
    return newest or complaint.last_batch.taken_on


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def standing(self, force: Force) -> Self:
        """Corrections by the office in complaints of this force that nobody has settled: an import keeps their fields.

        Each has ``complaint_id``, ``field``, and as text ``office_value`` and ``extract_value``, what the newest
        extract said. An import leaves the complaint's field alone, and writes what it says now into ``extract_value``.
        """
        return self.filter(complaint__force=force, settled_at=None)

    def unsettled(self) -> Self:
        return self.filter(settled_at=None)


class TaxonomyQuerySet(models.QuerySet[Any]):
    """Reference rows with a time in which they could be used."""

    def in_force(self, on: date) -> Self:
        """The rows that could be used on that day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


@dataclass(frozen=True)
class Heard:
    """A word of a search: what was ``meant`` by it, None where no record holds it or anything like it; its ``stem``,
    empty for words such as "of"; and the stems of the index that begin like it, with one more than MOST_STEMS if so."""

    meant: str | None
    stem: str
    stems: Sequence[str]
    literal: "Heard | None" = None
    """The word as it was typed, where the index holds it, yet in too few complaints for the word to be kept."""

    @property
    def sought(self) -> str:
        """What the index is asked for."""
        if len(self.stems) > MOST_STEMS:
            return f"{_quoted(self.stem)}:*"
        return " | ".join(map(_quoted, dict.fromkeys((self.stem, *self.stems))))


MOST_STEMS = 100


def _quoted(stem: str) -> str:
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"


class WordQuerySet(models.QuerySet["Word"]):
    def heard(self, words: Sequence[str]) -> dict[str, Heard]:
        """What each of these words was meant to be: itself where records hold it, else the likest word that they hold;
        None where they hold nothing like it. A slip in the beginning of a word is told by the beginnings of about
        that length of the words with the same first letter. One query."""
        begun = ", ".join(f"left(kept.word, length(typed) {more})" for more in ("- 1", "", "+ 1"))
        lexemes = (
            f"SELECT ARRAY(SELECT lexeme FROM {apps.get_model('complaints', 'Lexeme')._meta.db_table} "  # noqa: S608
            "WHERE lexeme LIKE {0}.stem || '%%' ORDER BY lexeme LIMIT %(most)s) AS stems"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT typed, CASE WHEN known THEN typed ELSE likest.word END, COALESCE(sought.stem, ''), begun.stems,
                       stemmed.stem, CASE WHEN likest.word IS NOT NULL THEN ({lexemes.format("stemmed")}) END
                FROM unnest(%(words)s::text[]) AS typed
                CROSS JOIN LATERAL (
                    SELECT (ts_lexize('english_stem', typed))[1] AS stem
                ) AS stemmed
                CROSS JOIN LATERAL (
                    SELECT stemmed.stem IS NULL OR EXISTS (SELECT FROM {self.model._meta.db_table} AS kept
                                                   WHERE kept.stem LIKE stemmed.stem || '%%') AS known
                ) AS asked
                LEFT JOIN LATERAL (
                    SELECT kept.word, kept.stem FROM {self.model._meta.db_table} AS kept
                    CROSS JOIN LATERAL (
                        SELECT max(similarity(part, typed)) AS likeness
                        FROM unnest(ARRAY[kept.word, {begun}]) AS part
                    ) AS alike
                    WHERE (kept.word %% typed OR kept.stem >= left(typed, 1) AND kept.stem < left(typed, 1) || {LAST})
                      AND likeness >= %(likeness)s
                    ORDER BY likeness DESC, kept.word LIMIT 1
                ) AS likest ON NOT known
                CROSS JOIN LATERAL (SELECT COALESCE(likest.stem, stemmed.stem) AS stem) AS sought
                CROSS JOIN LATERAL ({lexemes.format("sought")}) AS begun
                """,  # noqa: S608 - our own tables
                {"words": list(words), "likeness": LIKENESS, "most": MOST_STEMS + 1},
            )
            return {
                typed: Heard(meant, stem, stems, Heard(typed, own, written) if written else None)
                for typed, meant, stem, stems, own, written in cursor.fetchall()
            }


LAST = f"chr({0x10FFFF})"
"""The last of all characters."""
LIKENESS = 0.35
"""How alike two words must be to be taken for each other: the share of their groups of three letters in common. Nine
of ten words with one slip are, and three of four beginnings; words that have nothing to do with each other are not."""


class RegisterQuerySet(models.QuerySet[Any]):
    """The registers of misconduct outcomes and of appeals tribunals: officers are pseudonyms there."""

    def visible_to(self, user: User) -> Self:
        return self.all() if user.roles & KEEPS_MISCONDUCT else self.none()

    def for_list(self) -> Self:
        return self.select_related("force", "recorded_by")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> Self:
        """Imports are for those who bring extracts in, and for managers who answer for the figures."""
        if user.roles & SEES_IMPORTS:
            return self
        return self.none()

    def for_list(self) -> Self:
        return self.select_related("force", "mapping", "asked_by", "job", "same_as")

    def newest_day(self, force: Force) -> date | None:
        """The day on which the newest extract of the force was taken that is in; a query."""
        day: date | None = self.filter(force=force, state=ImportState.LOADED).aggregate(day=Max("taken_on"))["day"]
        return day

    def already_in(self, batch: "ImportBatch") -> "ImportBatch | None":
        """The batch that brought this very file in, if it is the newest of its force; a query."""
        newest = self.filter(force=batch.force, state=ImportState.LOADED).order_by("-loaded_at", "-pk").first()
        return newest if newest and newest.file_digest == batch.file_digest else None


class ImportedChangeQuerySet(models.QuerySet["ImportedChange"]):
    def visible_to(self, user: User) -> Self:
        """What extracts change of complaints, for those who see imports, less complaints shut to this person."""
        if not user.roles & SEES_IMPORTS:
            return self.none()
        return self.filter(not_shut_out(user, "complaint__case"))

    def of(self, batch: "ImportBatch") -> Self:
        return self.filter(batch=batch).select_related("complaint")


class VanishingQuerySet(models.QuerySet["Vanishing"]):
    def visible_to(self, user: User) -> Self:
        if not user.roles & SEES_IMPORTS:
            return self.none()
        return self.filter(not_shut_out(user, "complaint__case"))

    def unsettled(self) -> Self:
        return self.filter(settled="")

    def for_list(self) -> Self:
        return self.select_related("complaint__force", "batch", "settled_by")


class HeldRowQuerySet(models.QuerySet["HeldRow"]):
    def held(self) -> Self:
        return self.filter(fate=Fate.HELD)

    def told(self) -> Self:
        """What was loaded, or counted once, with something to tell."""
        return self.exclude(fate=Fate.HELD)

    def by_problem(self) -> "models.QuerySet[HeldRow, Any]":
        """How many rows and cases each problem touches: ``problem``, ``rows``, ``cases``.

        A row may have several problems. Rows without a reference belong to no case.
        """
        return (
            self.values("problem")
            .annotate(
                rows=Count("number", distinct=True),
                cases=Count("reference", distinct=True, filter=~Q(reference="")),
            )
            .order_by("problem")
        )
