"""What was found new or changed, written; and only what differs.

Like ``settling``, in the caller's transaction and on its temporary tables.
"""
# ruff: noqa: S608 - see settling

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from complaints.choices import SettledHow, VanishedHow
from complaints.importing import matching
from complaints.importing.comparing import ALLEGATIONS, COMPLAINTS, GONE
from complaints.importing.mapping import ColumnMap
from complaints.importing.settling import content_hash, says_anything
from complaints.models import Allegation, ChangedMonth, Complaint, Correction, Vanishing


def land(cursor: Any, columns: ColumnMap, *, force_id: int, batch_id: int, taken_on: date, newer: bool) -> None:
    """Write what ``planned`` found new or changed, and mark the months whose figures it touches."""
    matching.write_as_the_force_does(cursor)
    _write_complaints(cursor, columns, force_id=force_id, batch_id=batch_id)
    if columns.allegation_fields:
        _write_new_allegations(cursor, columns)
        _change_allegations(cursor, columns)
    if newer:
        _mark_vanished(cursor, force_id=force_id, batch_id=batch_id, taken_on=taken_on)
    _end_vanishings(cursor, force_id=force_id, batch_id=batch_id)
    _note_what_contradicts(cursor)
    _mark_months(cursor, columns, force_id=force_id, newer=newer)
    cursor.execute(f"ANALYZE {COMPLAINTS}; ANALYZE {ALLEGATIONS};")


def _defaults(model: type[Complaint] | type[Allegation], given: Sequence[str]) -> dict[str, Any]:
    """What the model says of the columns that the extract does not fill."""
    return {
        each.column: each.get_db_prep_save(each.get_default(), connection)
        for each in model._meta.concrete_fields
        if each.column and not (each.primary_key or each.generated or each.column in given)
        if each.get_default() is not None
    }


def _write_complaints(cursor: Any, columns: ColumnMap, *, force_id: int, batch_id: int) -> None:
    fields = columns.case_fields
    counted = ("categories", "allegation_count") if "category" in columns.headers else ()
    filled = ("force_id", "reference", "reference_key", *fields, *counted, "first_batch_id", "last_batch_id")
    defaults = _defaults(Complaint, filled)
    categories = ", coalesce(distinct_categories.names, '{}'), planned.allegations" if counted else ""
    join = """
        LEFT JOIN (
            SELECT reference, array_agg(DISTINCT category ORDER BY category) AS names
            FROM staged WHERE category <> '' GROUP BY reference
        ) AS distinct_categories ON distinct_categories.reference = planned.reference
    """
    changes = ", ".join(f"{name} = excluded.{name}" for name in (*fields, *counted, "last_batch_id"))
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS landed;
        CREATE TEMPORARY TABLE landed (id bigint, reference text COLLATE "C") ON COMMIT DROP;
        WITH written AS (
            INSERT INTO {COMPLAINTS} AS known ({", ".join((*filled, *defaults))})
            SELECT %s, planned.reference, planned.reference_key, {", ".join(f"planned.{name}" for name in fields)}
                   {categories}, %s, %s{", %s" * len(defaults)}
            FROM planned {join if counted else ""}
            WHERE planned.fate <> 'same' ORDER BY planned.received_on, planned.reference
            ON CONFLICT (force_id, reference) DO UPDATE
            SET {changes}, vanished_on = NULL, version = known.version + 1
            RETURNING id, reference
        )
        INSERT INTO landed SELECT id, reference FROM written;
        ANALYZE landed;
        """,
        [force_id, batch_id, batch_id, *defaults.values()],
    )


def _write_new_allegations(cursor: Any, columns: ColumnMap) -> None:
    names = columns.allegation_fields
    defaults = _defaults(Allegation, ("complaint_id", "number", *names))
    # Joined before the look at what is there: that look alone would be taken to leave one row, and loops to be cheap.
    cursor.execute(
        f"""
        WITH new AS MATERIALIZED (
            SELECT landed.id, staged.number, {", ".join(f"staged.{name}" for name in names)}
            FROM landed
            JOIN planned ON planned.reference = landed.reference AND planned.complaint_id IS NULL
            JOIN staged ON staged.reference = landed.reference
            WHERE {says_anything(names)}
        )
        INSERT INTO {ALLEGATIONS} ({", ".join(("complaint_id", "number", *names, *defaults))})
        SELECT new.id, row_number() OVER (PARTITION BY new.id ORDER BY new.number),
               {", ".join(f"new.{name}" for name in names)}{", %s" * len(defaults)}
        FROM new
        WHERE NOT EXISTS (SELECT FROM {ALLEGATIONS} AS held_already WHERE held_already.complaint_id = new.id)
        """,
        [*defaults.values()],
    )


def _change_allegations(cursor: Any, columns: ColumnMap) -> None:
    """Of the complaints whose allegations differ, keep each that the extract still has, whatever its place; of the
    rest, change as many as there are new ones, then add or remove.
    """
    names = columns.allegation_fields
    defaults = _defaults(Allegation, ("complaint_id", "number", *names))
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS wanted, present, last_numbers;
        CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
        SELECT *, row_number() OVER (PARTITION BY complaint_id, content ORDER BY number) AS nth FROM (
            SELECT planned.complaint_id, staged.number, {content_hash(names, "staged")} AS content,
                   {", ".join(f"staged.{name}" for name in names)}
            FROM planned JOIN staged USING (reference)
            WHERE planned.complaint_id IS NOT NULL AND planned.allegations_differ
              AND {says_anything(names)}
        ) AS rows;
        CREATE TEMPORARY TABLE present ON COMMIT DROP AS
        SELECT *, row_number() OVER (PARTITION BY complaint_id, content ORDER BY number) AS nth FROM (
            SELECT id, complaint_id, number, {content_hash(names, ALLEGATIONS)} AS content
            FROM {ALLEGATIONS}
            WHERE complaint_id IN (SELECT complaint_id FROM planned WHERE allegations_differ)
        ) AS rows;
        CREATE TEMPORARY TABLE last_numbers ON COMMIT DROP AS
        SELECT complaint_id, max(number) AS number FROM present GROUP BY complaint_id;
        WITH kept AS (
            DELETE FROM wanted USING present
            WHERE wanted.complaint_id = present.complaint_id AND wanted.content = present.content
              AND wanted.nth = present.nth
            RETURNING present.id
        )
        DELETE FROM present USING kept WHERE present.id = kept.id;
        UPDATE wanted SET nth = ranked.nth FROM (
            SELECT number, row_number() OVER (PARTITION BY complaint_id ORDER BY number) AS nth FROM wanted
        ) AS ranked WHERE wanted.number = ranked.number;
        UPDATE present SET nth = ranked.nth FROM (
            SELECT id, row_number() OVER (PARTITION BY complaint_id ORDER BY number) AS nth FROM present
        ) AS ranked WHERE present.id = ranked.id;
        """
    )
    cursor.execute(
        f"""
        UPDATE {ALLEGATIONS} AS known SET {", ".join(f"{name} = wanted.{name}" for name in names)}
        FROM present JOIN wanted USING (complaint_id, nth) WHERE known.id = present.id
        """
    )
    cursor.execute(
        f"""
        DELETE FROM {ALLEGATIONS} USING present
        WHERE {ALLEGATIONS}.id = present.id AND NOT EXISTS (
            SELECT FROM wanted WHERE wanted.complaint_id = present.complaint_id AND wanted.nth = present.nth
        )
        """
    )
    cursor.execute(
        f"""
        INSERT INTO {ALLEGATIONS} ({", ".join(("complaint_id", "number", *names, *defaults))})
        SELECT complaint_id,
               coalesce(last_numbers.number, 0) + row_number() OVER (PARTITION BY complaint_id ORDER BY wanted.number),
               {", ".join(f"wanted.{name}" for name in names)}{", %s" * len(defaults)}
        FROM wanted LEFT JOIN last_numbers USING (complaint_id)
        WHERE NOT EXISTS (
            SELECT FROM present WHERE present.complaint_id = wanted.complaint_id AND present.nth = wanted.nth
        )
        """,
        [*defaults.values()],
    )


def _mark_vanished(cursor: Any, *, force_id: int, batch_id: int, taken_on: date) -> None:
    cursor.execute(
        f"""
        WITH gone AS (
            UPDATE {COMPLAINTS} AS known SET vanished_on = %(taken_on)s, version = known.version + 1
            WHERE {GONE} RETURNING id, finalised_on
        ), listed AS (
            INSERT INTO {Vanishing._meta.db_table} (complaint_id, batch_id, noticed_on, settled, reason)
            SELECT id, %(batch)s, %(taken_on)s, '', '' FROM gone
        )
        INSERT INTO {ChangedMonth._meta.db_table} (force_id, month)
        SELECT DISTINCT %(force)s::bigint, date_trunc('month', finalised_on)::date FROM gone
        """,
        {"force": force_id, "batch": batch_id, "taken_on": taken_on},
    )


def _end_vanishings(cursor: Any, *, force_id: int, batch_id: int) -> None:
    """Complaints that had vanished, or that stood though the extract lacked them, and are in this one again."""
    cursor.execute(
        f"""
        UPDATE {Vanishing._meta.db_table} AS gone
        SET settled = %(back)s, back_in_id = %(batch)s, settled_at = coalesce(settled_at, now())
        FROM {COMPLAINTS} AS known
        WHERE known.id = gone.complaint_id AND known.force_id = %(force)s AND known.vanished_on IS NULL
          AND gone.settled IN ('', %(stands)s) AND gone.batch_id <> %(batch)s
          AND known.reference IN (SELECT reference FROM cases WHERE NOT held)
        """,
        {"force": force_id, "batch": batch_id, "back": VanishedHow.BACK, "stands": VanishedHow.STANDS},
    )


def _note_what_contradicts(cursor: Any) -> None:
    """Beside each standing correction what the extract says now; one that the extract agrees with has ended."""
    cursor.execute(
        f"""
        UPDATE {Correction._meta.db_table} AS correction
        SET extract_value = said,
            settled = CASE WHEN said IS NOT DISTINCT FROM nullif(office_value, '') THEN %(agreed)s ELSE '' END,
            settled_at = CASE WHEN said IS NOT DISTINCT FROM nullif(office_value, '') THEN now() END
        FROM contradicted
        WHERE correction.id = contradicted.correction_id
          AND (said IS DISTINCT FROM extract_value OR said IS NOT DISTINCT FROM nullif(office_value, ''))
        """,
        {"agreed": SettledHow.AGREED},
    )


def _mark_months(cursor: Any, columns: ColumnMap, *, force_id: int, newer: bool) -> None:
    """Months of new and changed complaints, as they were and as they are; open ones age with each newer extract."""
    after = "finalised_on" if "finalised_on" in columns.headers else "finalised_before"
    cursor.execute(
        f"""
        INSERT INTO {ChangedMonth._meta.db_table} (force_id, month)
        SELECT %(force)s::bigint, month FROM (
            SELECT date_trunc('month', {after})::date AS month FROM planned WHERE fate <> 'same'
            UNION
            SELECT date_trunc('month', finalised_before)::date FROM planned WHERE fate = 'changed'
            UNION
            SELECT NULL WHERE %(newer)s
        ) AS months
        """,
        {"force": force_id, "newer": newer},
    )
