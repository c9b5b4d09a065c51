"""A queryset's columns as arrays: the one representation that every figure is computed from.

Each column travels as one value in PostgreSQL's binary form, several times faster than a row at a time.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Aggregate, Case, F, Func, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

Array = np.ndarray[Any, Any]

NOTHING = -(2**31)
"""What stands for NULL while a column travels; no date of ours and no count comes near it."""


class SinceEpoch(Func):
    """A date as its number of days since 1 January 1970."""

    template = "(%(expressions)s - DATE '1970-01-01')"
    output_field = models.IntegerField()


class PositionIn(Func):
    """The place of a text among the choices of its field, from 0."""

    template = "(array_position(%(expressions)s) - 1)"
    output_field = models.IntegerField()


class Gathered(Aggregate):
    """A column of integers as one value, four bytes each."""

    template = "string_agg(int4send(%(expressions)s), ''::bytea)"
    output_field = models.BinaryField()
    contains_aggregate = True


class GatheredLong(Gathered):
    """A column of integers as one value, eight bytes each."""

    template = "string_agg(int8send(%(expressions)s), ''::bytea)"


Statement = tuple[str, tuple[Any, ...]]
"""The words of a statement and what is put into them."""


@dataclass(frozen=True)
class Packed:
    """Several small columns of one table in one integer a row: gathering one column costs a quarter of gathering four.

    ``fields`` gives each its number of bits, 64 in all at most. A date takes DATE_BITS: it is told in days since
    the year 1, and none by 0. A whole number that needs more bits keeps its lowest; a text with choices is its place.
    """

    model: type[models.Model]
    fields: Mapping[str, int]

    def statement(self, rows: "QuerySet[Any]", group: str) -> Statement:
        """What asks for the columns of each group of a queryset."""
        whole: Any = None
        for name, bits in self.fields.items():
            value = self._number(name, bits)
            whole = value if whole is None else whole.bitleftshift(bits).bitor(value)
        sent = rows.order_by().values_list(group).annotate(_packed=GatheredLong(whole))
        made: Statement = sent.query.sql_with_params()
        return made

    def read(self, statement: Statement) -> Generator[tuple[Any, dict[str, Array]]]:
        """The columns of each group that a ``statement`` asks for; rows in the same order in all of a group's.

        A group is given as soon as the database has it, and the next is made meanwhile: until the last has come, or
        the generator is closed, nothing else can be asked of this connection, and a rollback waits for ever.
        """
        for key, packed in _as_they_come(statement):
            yield key, self._unpacked(np.frombuffer(packed, dtype=">i8").astype(np.int64))

    def _number(self, name: str, bits: int) -> Any:
        """As few steps as it takes: each is done once a row."""
        field: Any = self.model._meta.get_field(name)
        if isinstance(field, models.DateField):
            days: Any = SinceYear1(F(name))
            return Cast(Coalesce(days, 0) if field.null else days, models.BigIntegerField())
        if isinstance(field, models.CharField):
            return Cast(_number(self.model, name), models.BigIntegerField())
        number: Any = Coalesce(F(name), 0) if field.null else F(name)
        return Cast(number.bitand((1 << bits) - 1), models.BigIntegerField())

    def _unpacked(self, packed: Array) -> dict[str, Array]:
        found = {}
        for name, bits in reversed(list(self.fields.items())):
            numbers = (packed & ((1 << bits) - 1)).astype(np.int32)
            packed = packed >> bits
            if isinstance(self.model._meta.get_field(name), models.DateField):
                days = (numbers - YEAR_1).astype("datetime64[D]")
                days[numbers == 0] = np.datetime64("NaT")
                found[name] = days
            else:
                found[name] = numbers
        return found


def _as_they_come(statement: Statement) -> Iterator[tuple[Any, ...]]:
    """The rows one by one and in binary form, half as long as text."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        text = psycopg.ClientCursor(connection.connection).mogrify(*statement)
        with psycopg.Cursor(connection.connection) as cursor:
            yield from cursor.stream(text, binary=True)


class SinceYear1(Func):
    """A date as its number of days, 1 for the first day of the year 1."""

    template = "(%(expressions)s - DATE '0001-01-01' + 1)"
    output_field = models.IntegerField()


YEAR_1 = 719_163
"""Days from the last one before the year 1 to 1 January 1970."""

DATE_BITS = 22
"""Enough for any date up to the year 9999."""


def read(
    rows: "QuerySet[Any]", fields: tuple[str, ...], *, words: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Array]:
    """The named columns of a queryset, one array each, rows in the same order in all of them.

    Dates become ``datetime64[D]`` with NaT for none; integers and foreign keys ``int32``; a text with choices becomes
    the ``int32`` place of its value among the choices' values. NULL numbers are NOTHING. A name may lead through
    foreign keys (``complaint__received_on``).

    ``words`` names further texts without choices, each with the words it can hold: a text becomes the place of its
    word, and an array of texts one boolean row a word, that says which of the columns hold it.
    """
    words = words or {}
    columns = {f"_{name}": _sent(_number(rows.model, name)) for name in fields}
    for name, known in words.items():
        if isinstance(_field(rows.model, name), ArrayField):
            columns |= {f"_{name}_{place}": _sent(_holds(name, word)) for place, word in enumerate(known)}
        else:
            columns[f"_{name}"] = _sent(_place(name, known))
    row = rows.order_by().aggregate(**columns)
    found = {name: _as_array(_field(rows.model, name), row[f"_{name}"]) for name in fields}
    for name, known in words.items():
        if isinstance(_field(rows.model, name), ArrayField):
            holding = [_numbers(row[f"_{name}_{place}"]) == 1 for place in range(len(known))]
            found[name] = np.array(holding, dtype=bool)
        else:
            found[name] = _numbers(row[f"_{name}"])
    return found


def _sent(number: Any) -> Any:
    return Gathered(Coalesce(number, NOTHING))


def _field(model: type[models.Model], name: str) -> Any:
    *path, last = name.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # foreign keys alone
    return model._meta.get_field(last)


def _number(model: type[models.Model], name: str) -> Any:
    field = _field(model, name)
    if isinstance(field, models.DateField):
        return SinceEpoch(F(name))
    if isinstance(field, models.CharField):
        places = [When(**{name: code}, then=Value(place)) for place, (code, _) in enumerate(field.flatchoices)]
        return Case(*places)  # a third faster than looking it up in an array
    return Cast(F(name), models.IntegerField())


def _place(name: str, known: Sequence[str]) -> Any:
    return PositionIn(Value(list(known), output_field=_TextArray()), F(name))


def _holds(name: str, word: str) -> Any:
    return Case(When(**{f"{name}__contains": [word]}, then=Value(1)), default=Value(0))


class _TextArray(models.Field):  # type: ignore[type-arg]  # a parameter's type, never a column
    def db_type(self, connection: Any) -> str:
        return "text[]"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::text[]"


def _numbers(sent: bytes | memoryview | None) -> Array:
    if sent is None:
        return np.empty(0, dtype=np.int32)
    return np.frombuffer(sent, dtype=">i4").astype(np.int32)


def _as_array(field: Any, sent: bytes | memoryview | None) -> Array:
    numbers = _numbers(sent)
    return as_days(numbers) if isinstance(field, models.DateField) else numbers


def as_days(numbers: Array) -> Array:
    """Days since 1 January 1970 as ``datetime64[D]``, NOTHING as NaT."""
    days = numbers.astype("datetime64[D]")
    days[numbers == NOTHING] = np.datetime64("NaT")
    return days


def as_numbers(days: Array) -> Array:
    """``as_days`` turned round: days since 1 January 1970 as ``int32``, NaT as NOTHING."""
    numbers = days.astype("datetime64[D]", copy=False).view(np.int64)
    found: Array = np.maximum(numbers, NOTHING).astype(np.int32)  # NaT is the least number there is
    return found


def months_of(days: Array) -> Array:
    """The month (``datetime64[M]``) of each day, none of which is NaT: looked up, because numpy's own way is slow."""
    if not len(days):
        return days.astype("datetime64[M]")
    first, last = days.min(), days.max()
    months = np.arange(first, last + np.timedelta64(1, "D")).astype("datetime64[M]")
    found: Array = months[(days - first).astype(np.int64)]
    return found
