"""Settled cases beside the complaints that are here: what is new, changed, the same or gone.

Like ``settling``, in the caller's transaction and on its temporary tables.
"""
# ruff: noqa: S608 - see settling

from dataclasses import dataclass
from typing import Any

from complaints.choices import Fate, Problem, VanishedHow
from complaints.importing import matching
from complaints.importing.mapping import CASE_DATES, ColumnMap
from complaints.importing.settling import content_hash
from complaints.models import Allegation, Complaint, Correction, HeldRow, Vanishing
from complaints.rules import MUST_FOLLOW, NAMES
from pcc.models import Force

COMPLAINTS = Complaint._meta.db_table
ALLEGATIONS = Allegation._meta.db_table


@dataclass(frozen=True)
class Counts:
    """What becomes of an extract, in rows: loaded + held + duplicates + skipped = read; and in cases."""

    read: int
    loaded: int
    held: int
    duplicates: int
    skipped: int
    warnings: int
    cases_read: int
    cases_new: int
    cases_changed: int
    cases_same: int
    cases_held: int
    cases_vanished: int


def compare(cursor: Any, columns: ColumnMap, *, force_id: int) -> None:
    """The table ``planned``: each case that can be taken, beside the complaint it is or will be."""
    names = columns.case_fields
    said = ", ".join(f"staged.{name}" for name in names)
    here = ", ".join(f"known.{name}" for name in names)
    if columns.allegation_fields:
        sums = f"""
            LEFT JOIN (
                SELECT complaint_id, count(*) AS allegations,
                       sum({content_hash(columns.allegation_fields, ALLEGATIONS)}) AS allegation_sum
                FROM {ALLEGATIONS}
                WHERE complaint_id IN (SELECT id FROM {COMPLAINTS} WHERE force_id = %(force)s)
                GROUP BY complaint_id
            ) AS held_already ON held_already.complaint_id = known.id
        """
        differ = """(cases.allegations, cases.allegation_sum) IS DISTINCT FROM
                    (coalesce(held_already.allegations, 0), coalesce(held_already.allegation_sum, 0))"""
    else:
        sums, differ = "", "false"
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS planned, contradicted;
        CREATE TEMPORARY TABLE contradicted (correction_id bigint, complaint_id bigint, said text) ON COMMIT DROP;
        CREATE TEMPORARY TABLE planned ON COMMIT DROP AS
        SELECT cases.reference, cases.reference_key, {said}, cases.allegations, known.id AS complaint_id,
               known.finalised_on AS finalised_before, ({differ}) AS allegations_differ,
               CASE WHEN known.id IS NULL THEN 'new'
                    WHEN ({here}) IS DISTINCT FROM ({said}) OR known.vanished_on IS NOT NULL
                         OR known.last_batch_id IS NULL OR {differ} THEN 'changed'
                    ELSE 'same' END AS fate
        FROM cases
        JOIN staged ON staged.number = cases.first
        LEFT JOIN {COMPLAINTS} AS known ON known.force_id = %(force)s AND known.reference = cases.reference
        {sums}
        WHERE NOT cases.held;
        CREATE INDEX ON planned (complaint_id);
        ANALYZE planned;
        """,
        {"force": force_id},
    )
    matching.find_by_hand(cursor, force_id=force_id)
    matching.plan_those_by_hand(cursor, with_allegations=bool(columns.allegation_fields))
    _keep_corrections(cursor, columns, force_id=force_id)
    _hold_what_the_record_contradicts(cursor, columns)


def _keep_corrections(cursor: Any, columns: ColumnMap, *, force_id: int) -> None:
    """Where the office corrected a field, its value stands; what the extract says is noted in ``contradicted``."""
    standing = Correction.objects.standing(Force(pk=force_id)).values_list("field", flat=True).distinct()
    fields = sorted(set(standing) & set(columns.case_fields))
    corrections = Correction._meta.db_table
    for name in fields:
        cursor.execute(
            f"""
            WITH noted AS (
                INSERT INTO contradicted
                SELECT correction.id, planned.complaint_id, nullif(planned.{name}::text, '')
                FROM planned JOIN {corrections} AS correction
                  ON correction.complaint_id = planned.complaint_id
                 AND correction.field = %s AND correction.settled_at IS NULL
                WHERE correction.id NOT IN (SELECT correction_id FROM contradicted)
                RETURNING complaint_id
            )
            UPDATE planned SET {name} = known.{name}
            FROM noted JOIN {COMPLAINTS} AS known ON known.id = noted.complaint_id
            WHERE planned.complaint_id = noted.complaint_id
            """,
            [name],
        )
    if fields:
        here, said = (", ".join(f"{table}.{name}" for name in columns.case_fields) for table in ("known", "planned"))
        cursor.execute(
            f"""
            UPDATE planned SET fate = 'same' FROM {COMPLAINTS} AS known
            WHERE known.id = planned.complaint_id AND planned.fate = 'changed' AND NOT planned.allegations_differ
              AND planned.complaint_id IN (SELECT complaint_id FROM contradicted)
              AND known.vanished_on IS NULL AND known.last_batch_id IS NOT NULL
              AND ({here}) IS NOT DISTINCT FROM ({said})
            """
        )


def _hold_what_the_record_contradicts(cursor: Any, columns: ColumnMap) -> None:
    """Hold a known case whose dates, beside those that the office corrected or no column gives, cannot all be true."""
    for later, earlier in MUST_FOLLOW:
        if not {later, earlier} & set(columns.case_fields) or not {later, earlier} <= set(CASE_DATES):
            continue
        after, before = (
            f"planned.{name}" if name in columns.case_fields else f"known.{name}" for name in (later, earlier)
        )
        cursor.execute(
            f"""
            WITH untrue AS (
                DELETE FROM planned USING {COMPLAINTS} AS known
                WHERE known.id = planned.complaint_id AND planned.fate = 'changed' AND {after} < {before}
                RETURNING planned.reference, {after} AS later, {before} AS earlier
            ), marked AS (
                UPDATE cases SET held = true FROM untrue WHERE cases.reference = untrue.reference
            )
            INSERT INTO told
            SELECT number, reference, %(held)s, %(order)s, %(column)s, untrue.later::text,
                   'Beside what the office''s record says, ' || to_char(untrue.later, 'FMDD FMMonth YYYY')
                   || ' ({NAMES[later].lower()}) is before ' || to_char(untrue.earlier, 'FMDD FMMonth YYYY')
                   || ' ({NAMES[earlier].lower()}).'
            FROM staged JOIN untrue USING (reference)
            """,
            {
                "held": Fate.HELD,
                "order": Problem.OUT_OF_ORDER,
                "column": columns.headers.get(later, columns.headers.get(earlier, ""))[:200],
            },
        )


def count(cursor: Any, *, read: int, blank: int, force_id: int, newer: bool) -> Counts:
    """The counts of what was staged, settled and compared. ``newer``: than every extract of this force so far."""
    cursor.execute(
        """
        SELECT count(DISTINCT number) FILTER (WHERE fate = 'HELD'), count(*) FILTER (WHERE fate = 'DUPLICATE'),
               count(*) FILTER (WHERE fate = 'WARNING')
        FROM told
        """
    )
    held, duplicates, warnings = cursor.fetchone()
    cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE held), coalesce(sum(rows) FILTER (WHERE NOT held), 0) FROM cases"
    )
    cases_read, cases_held, loaded = cursor.fetchone()
    cursor.execute("SELECT fate, count(*) FROM planned GROUP BY fate")
    cases = dict(cursor.fetchall())
    vanished = 0
    if newer:
        cursor.execute(f"SELECT count(*) FROM {COMPLAINTS} AS known WHERE {GONE}", {"force": force_id})
        vanished = cursor.fetchone()[0]
    assert read == loaded + held + duplicates + blank, "a row of the extract is unaccounted for"
    return Counts(
        read=read,
        loaded=int(loaded),
        held=held,
        duplicates=duplicates,
        skipped=blank,
        warnings=warnings,
        cases_read=cases_read,
        cases_new=cases.get("new", 0),
        cases_changed=cases.get("changed", 0),
        cases_same=cases.get("same", 0),
        cases_held=cases_held,
        cases_vanished=vanished,
    )


GONE = f"""known.force_id = %(force)s AND known.vanished_on IS NULL AND known.last_batch_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM cases WHERE cases.reference = known.reference)
           AND NOT EXISTS (SELECT FROM {Vanishing._meta.db_table} AS gone
                           WHERE gone.complaint_id = known.id AND gone.settled = '{VanishedHow.STANDS}')"""
"""Complaints that earlier extracts brought and this one does not have, not even in a held row; but not those of which
somebody settled that they stand though the extract lacks them."""


def tell(cursor: Any, *, batch_id: int) -> None:
    """Keep what is to be told about the rows of this batch, in place of what was told before."""
    table = HeldRow._meta.db_table
    cursor.execute(
        f"""
        DELETE FROM {table} WHERE batch_id = %(batch)s;
        INSERT INTO {table} (batch_id, number, reference, fate, problem, "column", value, reason)
        SELECT %(batch)s, number, reference, fate, problem, "column", value, reason FROM told ORDER BY number;
        """,
        {"batch": batch_id},
    )


def lock_what_changes(cursor: Any, columns: ColumnMap, *, force_id: int) -> None:
    """Wait for whoever edits these complaints; take the month they stand in, and what they corrected, after that."""
    cursor.execute(
        f"""
        WITH locked AS (
            SELECT id, finalised_on FROM {COMPLAINTS}
            WHERE id IN (SELECT complaint_id FROM planned WHERE fate = 'changed') ORDER BY id FOR UPDATE
        )
        UPDATE planned SET finalised_before = locked.finalised_on FROM locked
        WHERE planned.complaint_id = locked.id AND planned.finalised_before IS DISTINCT FROM locked.finalised_on
        """
    )
    _keep_corrections(cursor, columns, force_id=force_id)
