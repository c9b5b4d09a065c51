"""Staged rows into whole cases: a row like another counts once, and a case is taken whole or held whole.

Everything happens in the caller's transaction, on its temporary tables (see ``staging``). Names of columns in the
statements are our own fields; what comes from the file is only ever a parameter or a row.
"""
# ruff: noqa: S608 - see above

from collections.abc import Sequence
from typing import Any

from complaints.choices import Fate, Handling, Problem
from complaints.importing import matching
from complaints.importing.mapping import FIGURES_OF_CASE, WORDS_OF_CASE, ColumnMap
from complaints.rules import SECOND_FILE

MIXED = {"handling": f"'{Handling.MIXED}'", "young_person": "NULL"}
"""What a describing field becomes where the rows of a case differ, if it cannot hold the word itself."""


def settle(cursor: Any, columns: ColumnMap) -> None:
    """Decide what becomes of each case: a row like another counts once; a case is taken whole or held whole."""
    cursor.execute("CREATE INDEX ON told (number); ANALYZE staged; ANALYZE told;")
    _count_once(cursor)
    _hold_allegations_without_a_case(cursor, columns)
    allegations = "0 AS allegations, 0 AS allegation_sum"
    if names := columns.allegation_fields:
        said = f"FILTER (WHERE {says_anything(names)})"
        allegations = f"""count(*) {said} AS allegations,
               coalesce(sum({content_hash(names, "staged")}) {said}, 0) AS allegation_sum"""
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS cases;
        CREATE TEMPORARY TABLE cases ON COMMIT DROP AS
        SELECT reference, reference_key, min(number) AS first, count(*) AS rows, bool_or(flaw > 0) AS held,
               min(facts) FILTER (WHERE flaw < 2) IS DISTINCT FROM max(facts) FILTER (WHERE flaw < 2) AS differs,
               {allegations}
        FROM staged WHERE reference <> '' GROUP BY reference, reference_key;
        CREATE UNIQUE INDEX ON cases (reference);
        ANALYZE cases;
        """
    )
    matching.hold_what_is_written_in_two_ways(cursor, columns)
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


def content_hash(names: Sequence[str], table: str) -> str:
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
