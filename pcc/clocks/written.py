"""Time limits from a TOML text with one table for each. Anything wrong is refused with a sentence."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from pcc.clocks.terms import LONGEST, Binds, ClockRule, ClosedDay, Repeat, Unit
from pcc.errors import RuleBroken

Choice = TypeVar("Choice", bound=StrEnum)

CODE = re.compile(r"[a-z][a-z0-9_]*")

KEYS: dict[str, type] = {
    "name": str,
    "binds": str,
    "text": str,
    "unit": str,
    "amount": int,
    "counts_start_day": bool,
    "starts": str,
    "on_closed_last_day": str,
    "on_closed_start_day": str,
    "calendar": str,
    "source": str,
    "verified": bool,
    "in_force_from": date,
    "in_force_to": date,
    "version": int,
    "repeats": dict,
}
OPTIONAL = frozenset({"on_closed_start_day", "in_force_from", "in_force_to", "repeats"})
KINDS = {str: "text", int: "a whole number", bool: "true or false", date: "a date", dict: "a table"}


def rules_from(toml_text: str) -> dict[str, ClockRule]:
    """The rules of a TOML text with one table for each code. Anything wrong is refused with a sentence."""
    try:
        tables = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise RuleBroken(f"The clock rules cannot be read: {error}.") from error
    return {code: _rule_from(code, table) for code, table in tables.items()}


def _rule_from(code: str, table: Any) -> ClockRule:
    where = f"Clock rule {code}"
    if not CODE.fullmatch(code):
        raise RuleBroken(f"{where}: a code has small letters, digits and underscores, and starts with a letter.")
    if not isinstance(table, dict):
        raise RuleBroken(f"{where}: a rule is a table of its own, headed [{code}].")
    _check_keys(where, table, KEYS, optional=OPTIONAL)
    values = dict(table)
    values["binds"] = _one_of(where, "binds", table["binds"], Binds)
    values["unit"] = _one_of(where, "unit", table["unit"], Unit)
    for key in ("on_closed_last_day", "on_closed_start_day"):
        if key in table:
            values[key] = _one_of(where, key, table[key], ClosedDay)
    if "repeats" in table:
        _check_keys(f"{where}, repeats", table["repeats"], {field.name: KEYS[field.name] for field in fields(Repeat)})
        repeat_unit = _one_of(f"{where}, repeats", "unit", table["repeats"]["unit"], Unit)
        values["repeats"] = Repeat(amount=table["repeats"]["amount"], unit=repeat_unit)
    rule = ClockRule(code=code, **values)
    _check_rule(where, rule)
    return rule


def _check_keys(
    where: str, table: Mapping[str, Any], keys: Mapping[str, type], *, optional: frozenset[str] = frozenset()
) -> None:
    """Every key known, every needed key there, every value of its kind, texts not blank, numbers in range."""
    for key in table:
        if key not in keys:
            raise RuleBroken(f"{where}: “{key}” is not known; it may have {', '.join(keys)}.")
    for key, kind in keys.items():
        if key not in table:
            if key in optional:
                continue
            raise RuleBroken(f"{where}: “{key}” is missing.")
        value: Any = table[key]
        if type(value) is not kind:
            raise RuleBroken(f"{where}: “{key}” must be {KINDS[kind]}.")
        if isinstance(value, str) and not value.strip():
            raise RuleBroken(f"{where}: “{key}” is empty.")
        if kind is int and isinstance(value, int) and not 1 <= value <= LONGEST:
            raise RuleBroken(f"{where}: “{key}” must be from 1 to {LONGEST}.")


def _one_of(where: str, key: str, value: str, choices: type[Choice]) -> Choice:
    try:
        return choices(value)
    except ValueError:
        raise RuleBroken(f"{where}: “{key}” must be one of {', '.join(choices)}; it is “{value}”.") from None


def _check_rule(where: str, rule: ClockRule) -> None:
    if rule.in_force_from and rule.in_force_to and rule.in_force_to < rule.in_force_from:
        raise RuleBroken(f"{where}: it cannot end before it comes into force.")
    if rule.repeats and (rule.repeats.unit == Unit.WORKING_DAYS) != (rule.unit == Unit.WORKING_DAYS):
        raise RuleBroken(f"{where}: a rule in working days repeats in working days, and any other does not.")
