"""A queryset's columns as arrays: the one representation that every figure is computed from.

Each column travels as one value in PostgreSQL's binary form, several times faster than a row at a time.
"""

from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import F, Func, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

Array = np.ndarray[Any, Any]

NOTHING = -(2**31)
"""What stands for NULL while a column travels; no date of ours and no count comes near it."""

HEADER = 20  # bytes of a one-dimensional array in PostgreSQL's binary form, before its elements
ELEMENT = np.dtype([("length", ">i4"), ("value", ">i4")])


class SinceEpoch(Func):
    """A date as its number of days since 1 January 1970."""

    template = "(%(expressions)s - DATE '1970-01-01')"
    output_field = models.IntegerField()


class PositionIn(Func):
    """The place of a text among the choices of its field, from 0."""

    template = "(array_position(%(expressions)s) - 1)"
    output_field = models.IntegerField()


class Sent(Func):
    """An array in PostgreSQL's binary form."""

    function = "array_send"
    output_field = models.BinaryField()


def read(rows: "QuerySet[Any]", fields: tuple[str, ...]) -> dict[str, Array]:
    """The named columns of a queryset, one array each, rows in the same order in all of them.

    Dates become ``datetime64[D]`` with NaT for none; integers and foreign keys ``int32``; a text with choices becomes
    the ``int32`` place of its value among the choices' values. NULL numbers are NOTHING.
    """
    columns = {f"_{name}": Sent(ArrayAgg(Coalesce(_number(rows.model, name), NOTHING))) for name in fields}
    row = rows.order_by().aggregate(**columns)
    return {name: _as_array(rows.model, name, row[f"_{name}"]) for name in fields}


def _number(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)
    if isinstance(field, models.DateField):
        return SinceEpoch(F(name))
    if isinstance(field, models.CharField):
        codes = [code for code, _ in field.flatchoices]
        return PositionIn(Value(codes, output_field=_TextArray()), F(name))
    return Cast(F(name), models.IntegerField())


class _TextArray(models.Field):  # type: ignore[type-arg]  # a parameter's type, never a column
    def db_type(self, connection: Any) -> str:
        return "text[]"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::text[]"


def _as_array(model: type[models.Model], name: str, sent: bytes | memoryview | None) -> Array:
    if sent is None:
        numbers = np.empty(0, dtype=np.int32)
    else:
        numbers = np.frombuffer(sent, dtype=ELEMENT, offset=HEADER)["value"].astype(np.int32)
    if isinstance(model._meta.get_field(name), models.DateField):
        days = numbers.astype("datetime64[D]")
        days[numbers == NOTHING] = np.datetime64("NaT")
        return days
    return numbers
