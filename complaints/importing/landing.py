"""Staged rows into complaints: whole cases settled, compared with what is there, and only what differs written.

Everything happens in the caller's transaction, on its temporary tables ``staged`` and ``told`` (see ``staging``).
Names of columns in the statements are our own fields; what comes from the file is only ever a parameter or a row.
"""
# ruff: noqa: S608 - see above

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from complaints.choices import Fate, Handling, Problem, SettledHow, VanishedHow
from complaints.importing.mapping import CASE_DATES, FIGURES_OF_CASE, WORDS_OF_CASE, ColumnMap
from complaints.models import Allegation, ChangedMonth, Complaint, Correction, HeldRow, Vanishing
from complaints.rules import MUST_FOLLOW, NAMES, SECOND_FILE
from pcc.models import Force

MIXED = {"handling": f"'{Handling.MIXED}'", "young_person": "NULL"}
"""What a describing field becomes where the rows of a case differ, if it cannot hold the word itself."""

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


def settle(cursor: Any, columns: ColumnMap) -> None:
    """Decide what becomes of each case: a row like another counts once; a case is taken whole or held whole."""
    cursor.execute("CREATE INDEX ON told (number); ANALYZE staged; ANALYZE told;")
    _count_once(cursor)
    _hold_allegations_without_a_case(cursor, columns)
    allegations = "0 AS allegations, 0 AS allegation_sum"
    if names := columns.allegation_fields:
        said = f"FILTER (WHERE {says_anything(names)})"
        allegations = f"""count(*) {said} AS allegations,
               coalesce(sum({_content_hash(names, "staged")}) {said}, 0) AS allegation_sum"""
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS cases;
        CREATE TEMPORARY TABLE cases ON COMMIT DROP AS
        SELECT reference, min(number) AS first, count(*) AS rows, bool_or(flaw > 0) AS held,
               min(facts) FILTER (WHERE flaw < 2) IS DISTINCT FROM max(facts) FILTER (WHERE flaw < 2) AS differs,
               {allegations}
        FROM staged WHERE reference <> '' GROUP BY reference;
        CREATE UNIQUE INDEX ON cases (reference);
        ANALYZE cases;
        """
    )
    cursor.execute("SELECT EXISTS (SELECT FROM cases WHERE differs)")
    if cursor.fetchone()[0]:
        _hold_what_disagrees(cursor, columns)
        _call_mixed(cursor, columns)
    _hold_the_other_rows(cursor)


def _count_once(cursor: Any) -> None:
    cursor.execute(
        f"""
        WITH same AS (SELECT digest, min(number) AS kept FROM staged GROUP BY digest HAVING count(*) > 1),
             gone AS (DELETE FROM staged USING same WHERE staged.digest = same.digest AND staged.number > same.kept
                      RETURNING staged.number, staged.reference, same.kept),
             quiet AS (DELETE FROM told USING gone WHERE told.number = gone.number)
        INSERT INTO told
        SELECT number, reference, %s, %s, '', '',
               'The same as row ' || kept %% {SECOND_FILE} || ' in every column, so it counts once.'
        FROM gone
        """,
        [Fate.DUPLICATE, Problem.SAME_ROW],
    )


def _hold_allegations_without_a_case(cursor: Any, columns: ColumnMap) -> None:
    """Of a file of allegations: rows whose case the other file has not, and decisions from before it was received."""
    if not columns.link:
        return
    told = "INSERT INTO told SELECT number, reference, %(held)s, %(problem)s, %(column)s, value, reason FROM odd"
    cursor.execute(
        f"""
        WITH odd AS (
            UPDATE staged SET flaw = 1 WHERE number > %(second)s AND reference <> '' AND NOT EXISTS (
                SELECT FROM staged AS case_row
                WHERE case_row.reference = staged.reference AND case_row.number < %(second)s
            )
            RETURNING number, reference, reference AS value,
                      'No row of the file of complaints has this reference.' AS reason
        ) {told}
        """,
        {"second": SECOND_FILE, "held": Fate.HELD, "problem": Problem.NO_CASE, "column": columns.link[:200]},
    )
    if "decided_on" in columns.headers:
        cursor.execute(
            f"""
            WITH odd AS (
                UPDATE staged SET flaw = 1 FROM (
                    SELECT reference, min(received_on) AS received_on FROM staged WHERE number < %(second)s GROUP BY 1
                ) AS case_rows
                WHERE staged.number > %(second)s AND staged.reference = case_rows.reference
                  AND staged.decided_on < case_rows.received_on
                RETURNING staged.number, staged.reference, staged.decided_on::text AS value,
                          to_char(staged.decided_on, 'FMDD FMMonth YYYY') || ' is before the case was received, '
                          || to_char(case_rows.received_on, 'FMDD FMMonth YYYY') || '.' AS reason
            ) {told}
            """,
            {
                "second": SECOND_FILE,
                "held": Fate.HELD,
                "problem": Problem.OUT_OF_ORDER,
                "column": columns.headers["decided_on"][:200],
            },
        )


def says_anything(names: Sequence[str]) -> str:
    """SQL for whether a staged row tells of an allegation at all."""
    said = (f"staged.{name} IS NOT NULL" if name == "decided_on" else f"staged.{name} <> ''" for name in names)
    return f"({' OR '.join(said)})"


def _content_hash(names: Sequence[str], table: str) -> str:
    """SQL for a number that stands for what an allegation says."""
    values = ", ".join(f"{table}.{name}" + ("" if name == "decided_on" else "::text") for name in names)
    return f"hash_record_extended(ROW({values}), 0)"


def _differing(name: str) -> str:
    """SQL for the cases whose readable rows differ in a field, and the values they give."""
    words = f"to_char({name}, 'FMDD FMMonth YYYY')" if name.endswith("_on") else f"nullif({name}::text, '')"
    return f"""
        SELECT reference, min(number) AS first, string_agg(DISTINCT coalesce({words}, 'nothing'), ' and ') AS said
        FROM staged JOIN cases USING (reference) WHERE differs AND flaw < 2 AND staged.number < {SECOND_FILE}
        GROUP BY reference
        HAVING count(DISTINCT {name}) + (count(*) > count({name}))::int > 1
    """


def _hold_what_disagrees(cursor: Any, columns: ColumnMap) -> None:
    """Figures are made of these fields, so that rows that differ in them hold their case.

    While it is open which date is right, nothing is said about their order.
    """
    for name in columns.case_fields:
        if name not in FIGURES_OF_CASE:
            continue
        cursor.execute(
            f"""
            WITH differing AS ({_differing(name)}),
                 marked AS (UPDATE cases SET held = true FROM differing WHERE cases.reference = differing.reference),
                 quiet AS (DELETE FROM told USING differing
                           WHERE told.reference = differing.reference AND problem = %(order)s)
            INSERT INTO told
            SELECT number, reference, %(held)s, %(disagree)s, %(column)s, coalesce({name}::text, ''),
                   left('The rows of this case disagree: they say ' || said || '.', 500)
            FROM staged JOIN differing USING (reference) WHERE flaw < 2 AND number < {SECOND_FILE}
            """,
            {
                "order": Problem.OUT_OF_ORDER,
                "held": Fate.HELD,
                "disagree": Problem.ROWS_DISAGREE,
                "column": columns.headers[name][:200],
            },
        )


def _call_mixed(cursor: Any, columns: ColumnMap) -> None:
    for name in columns.case_fields:
        if name not in WORDS_OF_CASE:
            continue
        meant = "left unstated" if name == "young_person" else "loaded as mixed"
        cursor.execute(
            f"""
            WITH differing AS ({_differing(name)} AND NOT bool_or(held)),
                 mixed AS (UPDATE staged SET {name} = {MIXED.get(name, "'mixed'")} FROM differing
                           WHERE staged.reference = differing.reference)
            INSERT INTO told
            SELECT first, reference, %s, %s, %s, left(said, 500), 'The rows of this case differ here, so it is {meant}.'
            FROM differing
            """,
            [Fate.WARNING, Problem.MIXED, columns.headers[name][:200]],
        )


def _hold_the_other_rows(cursor: Any) -> None:
    cursor.execute(
        f"""
        INSERT INTO told
        SELECT number, reference, %(held)s, %(another)s, '', '',
               'Another row of this case is held: row ' || culprit %% {SECOND_FILE}
               || CASE WHEN culprit > {SECOND_FILE} THEN ' of the allegations.' ELSE '.' END
        FROM staged
        JOIN (SELECT reference, min(number) AS culprit FROM told WHERE fate = %(held)s GROUP BY reference) AS held_cases
        USING (reference)
        WHERE reference <> '' AND NOT EXISTS (
            SELECT FROM told WHERE told.number = staged.number AND told.fate = %(held)s
        )
        """,
        {"held": Fate.HELD, "another": Problem.ANOTHER_ROW},
    )


def compare(cursor: Any, columns: ColumnMap, *, force_id: int) -> None:
    """The table ``planned``: each case that can be taken, beside the complaint it is or will be."""
    names = columns.case_fields
    said = ", ".join(f"staged.{name}" for name in names)
    here = ", ".join(f"known.{name}" for name in names)
    if columns.allegation_fields:
        sums = f"""
            LEFT JOIN (
                SELECT complaint_id, count(*) AS allegations,
                       sum({_content_hash(columns.allegation_fields, ALLEGATIONS)}) AS allegation_sum
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
        SELECT cases.reference, staged.reference_key, {said}, cases.allegations, known.id AS complaint_id,
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


def land(cursor: Any, columns: ColumnMap, *, force_id: int, batch_id: int, taken_on: date, newer: bool) -> None:
    """Write what ``planned`` found new or changed, and mark the months whose figures it touches."""
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
            SELECT planned.complaint_id, staged.number, {_content_hash(names, "staged")} AS content,
                   {", ".join(f"staged.{name}" for name in names)}
            FROM planned JOIN staged USING (reference)
            WHERE planned.complaint_id IS NOT NULL AND planned.allegations_differ
              AND {says_anything(names)}
        ) AS rows;
        CREATE TEMPORARY TABLE present ON COMMIT DROP AS
        SELECT *, row_number() OVER (PARTITION BY complaint_id, content ORDER BY number) AS nth FROM (
            SELECT id, complaint_id, number, {_content_hash(names, ALLEGATIONS)} AS content
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
