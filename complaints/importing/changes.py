"""What an extract changes of complaints that are known: told before anything is written, and put back when undone.

Like ``settling``, in the caller's transaction and on its temporary tables.
"""
# ruff: noqa: S608 - see settling

from collections.abc import Sequence
from datetime import date
from typing import Any

from complaints.choices import VanishedHow
from complaints.importing.comparing import ALLEGATIONS, COMPLAINTS, GONE
from complaints.importing.mapping import ColumnMap
from complaints.importing.settling import says_anything
from complaints.models import ChangedMonth, Complaint, Correction, ImportedChange, Vanishing

CHANGES = ImportedChange._meta.db_table
CORRECTIONS = Correction._meta.db_table
VANISHINGS = Vanishing._meta.db_table
PUT_BACK = [
    str(field.column)
    for field in Complaint._meta.concrete_fields
    if field.column not in ("id", "version") and not field.generated
]


def note(cursor: Any, columns: ColumnMap, *, force_id: int, batch_id: int, taken_on: date, newer: bool) -> None:
    """Keep each change that ``planned`` makes to a known complaint, in place of what was noted at an earlier check."""
    cursor.execute(f"DELETE FROM {CHANGES} WHERE batch_id = %s", [batch_id])
    _note_changed(cursor, columns, batch_id=batch_id)
    _note_contradicted(cursor, batch_id=batch_id)
    if newer:
        cursor.execute(
            f"""
            INSERT INTO {CHANGES} (batch_id, complaint_id, reference, before, after, version)
            SELECT %(batch)s, known.id, known.reference, '{{"vanished_on": null}}',
                   jsonb_build_object('vanished_on', %(taken_on)s::date), known.version + 1
            FROM {COMPLAINTS} AS known WHERE {GONE}
            ON CONFLICT DO NOTHING
            """,
            {"batch": batch_id, "taken_on": taken_on, "force": force_id},
        )


def _as_object(table: str, names: Sequence[str]) -> str:
    """SQL for an object of these columns."""
    vanished = "known.vanished_on" if table == "known" else "NULL::date"
    pairs = ", ".join(f"'{name}', {table}.{name}" for name in names)
    return f"jsonb_build_object({pairs}, 'vanished_on', {vanished})"


def _differing(one: str, other: str) -> str:
    """SQL for the entries of one object that the other has not."""
    return f"""(SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each({one})
                WHERE value IS DISTINCT FROM ({other}) -> key)"""


def _note_changed(cursor: Any, columns: ColumnMap, *, batch_id: int) -> None:
    here, said = (_as_object(table, columns.case_fields) for table in ("known", "planned"))
    names = columns.allegation_fields
    wanted, join, after = "", "", "NULL"
    if names:
        said_of_them = ", ".join(f"'{name}', staged.{name}" for name in names)
        wanted = f"""
            WITH wanted AS (
                SELECT reference, jsonb_agg(jsonb_build_object({said_of_them}) ORDER BY staged.number) AS said
                FROM staged JOIN planned USING (reference)
                WHERE planned.allegations_differ AND planned.complaint_id IS NOT NULL AND {says_anything(names)}
                GROUP BY reference
            )
        """
        join = "LEFT JOIN wanted ON wanted.reference = planned.reference"
        after = "CASE WHEN planned.allegations_differ THEN coalesce(wanted.said, '[]') END"
    cursor.execute(
        f"""
        {wanted}
        INSERT INTO {CHANGES}
               (batch_id, complaint_id, reference, before, after, allegations_before, allegations_after, version)
        SELECT %s, known.id, known.reference,
               {_differing(here, said)} || jsonb_build_object('last_batch_id', known.last_batch_id)
               || CASE WHEN known.reference <> planned.reference THEN jsonb_build_object(
                      'reference', known.reference) ELSE '{{}}' END
               || CASE WHEN planned.allegations_differ THEN jsonb_build_object(
                      'categories', known.categories, 'allegation_count', known.allegation_count)
                  ELSE '{{}}' END,
               {_differing(said, here)} || CASE WHEN known.reference <> planned.reference THEN jsonb_build_object(
                      'reference', planned.reference) ELSE '{{}}' END,
               CASE WHEN planned.allegations_differ THEN (
                   SELECT coalesce(jsonb_agg(to_jsonb(row) ORDER BY row.number), '[]')
                   FROM {ALLEGATIONS} AS row WHERE row.complaint_id = known.id) END,
               {after}, known.version + 1
        FROM planned JOIN {COMPLAINTS} AS known ON known.id = planned.complaint_id {join}
        WHERE planned.fate = 'changed'
        """,
        [batch_id],
    )


def _note_contradicted(cursor: Any, *, batch_id: int) -> None:
    """What the extract says anew beside a standing correction, also where nothing else of the complaint changes."""
    cursor.execute(
        f"""
        WITH news AS (
            SELECT contradicted.complaint_id, jsonb_agg(jsonb_build_object(
                'id', correction.id, 'field', correction.field, 'office_value', correction.office_value,
                'extract_value', correction.extract_value, 'said', said) ORDER BY correction.field) AS corrections
            FROM contradicted JOIN {CORRECTIONS} AS correction ON correction.id = contradicted.correction_id
            WHERE said IS DISTINCT FROM nullif(correction.extract_value, '')
               OR said IS NOT DISTINCT FROM nullif(correction.office_value, '')
            GROUP BY 1
        )
        INSERT INTO {CHANGES} (batch_id, complaint_id, reference, before, after, corrections, version)
        SELECT %s, known.id, known.reference, '{{}}', '{{}}', news.corrections, known.version
        FROM (SELECT complaint_id AS id, corrections FROM news) AS news JOIN {COMPLAINTS} AS known USING (id)
        ON CONFLICT (batch_id, complaint_id) DO UPDATE SET corrections = excluded.corrections
        """,
        [batch_id],
    )


# Undoing


def put_back(cursor: Any, *, force_id: int, batch_id: int) -> None:
    """Every complaint as it was before this batch: changed ones as they were, new ones gone, vanished ones counted.

    Versions only ever grow, so that a form that somebody has open is not taken for current.
    """
    values = {"batch": batch_id, "force": force_id, "back": VanishedHow.BACK, "stands": VanishedHow.STANDS}
    _mark_months(cursor, values)
    cursor.execute(
        f"""
        UPDATE {CORRECTIONS} AS correction
        SET extract_value = was ->> 'extract_value', settled = '', settled_at = NULL, settled_by_id = NULL
        FROM {CHANGES} AS change, jsonb_array_elements(change.corrections) AS was
        WHERE change.batch_id = %(batch)s AND change.corrections IS NOT NULL AND correction.id = (was ->> 'id')::bigint
        """,
        values,
    )
    columns = ", ".join(PUT_BACK)
    was = ", ".join(f"was.{column}" for column in PUT_BACK)
    cursor.execute(
        f"""
        UPDATE {COMPLAINTS} AS known SET ({columns}) =
               (SELECT {was} FROM jsonb_populate_record(known, change.before) AS was), version = known.version + 1
        FROM {CHANGES} AS change
        WHERE change.batch_id = %(batch)s AND change.complaint_id = known.id AND change.before <> '{{}}'
        """,
        values,
    )
    cursor.execute(
        f"""
        DELETE FROM {ALLEGATIONS} USING {CHANGES} AS change
        WHERE change.batch_id = %(batch)s AND change.allegations_before IS NOT NULL
          AND {ALLEGATIONS}.complaint_id = change.complaint_id
        """,
        values,
    )
    cursor.execute(
        f"""
        INSERT INTO {ALLEGATIONS}
        SELECT was.* FROM {CHANGES} AS change, jsonb_array_elements(change.allegations_before) AS row,
                          jsonb_populate_record(NULL::{ALLEGATIONS}, row) AS was
        WHERE change.batch_id = %(batch)s AND change.allegations_before IS NOT NULL
        """,
        values,
    )
    cursor.execute(f"DELETE FROM {VANISHINGS} WHERE batch_id = %(batch)s", values)
    cursor.execute(
        f"""
        UPDATE {VANISHINGS}
        SET settled = CASE WHEN settled_by_id IS NULL THEN '' ELSE %(stands)s END, back_in_id = NULL,
            settled_at = CASE WHEN settled_by_id IS NOT NULL THEN settled_at END
        WHERE back_in_id = %(batch)s AND settled = %(back)s
        """,
        values,
    )
    new = f"SELECT id FROM {COMPLAINTS} WHERE first_batch_id = %(batch)s"
    cursor.execute(f"DELETE FROM {ALLEGATIONS} WHERE complaint_id IN ({new})", values)
    cursor.execute(f"DELETE FROM {COMPLAINTS} WHERE first_batch_id = %(batch)s", values)


def _mark_months(cursor: Any, values: dict[str, Any]) -> None:
    """The months of all that is put back, as they are and as they will be, and the open ones."""
    cursor.execute(
        f"""
        INSERT INTO {ChangedMonth._meta.db_table} (force_id, month)
        SELECT %(force)s::bigint, month FROM (
            SELECT date_trunc('month', finalised_on)::date AS month FROM {COMPLAINTS} WHERE first_batch_id = %(batch)s
            UNION
            SELECT date_trunc('month', known.finalised_on)::date
            FROM {CHANGES} AS change JOIN {COMPLAINTS} AS known ON known.id = change.complaint_id
            WHERE change.batch_id = %(batch)s
            UNION
            SELECT date_trunc('month', (before ->> 'finalised_on')::date)::date
            FROM {CHANGES} WHERE batch_id = %(batch)s AND before ->> 'finalised_on' IS NOT NULL
            UNION
            SELECT NULL
        ) AS months
        """,
        values,
    )
