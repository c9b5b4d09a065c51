"""References that are written in several ways: of a complaint entered by hand, and in the rows of one case.

Like ``settling``, in the caller's transaction and on its temporary tables.
"""
# ruff: noqa: S608 - names of our own tables

from typing import Any

from complaints.choices import Fate, Problem
from complaints.importing.mapping import ColumnMap
from complaints.models import Allegation, Complaint
from complaints.rules import SECOND_FILE

COMPLAINTS, ALLEGATIONS = Complaint._meta.db_table, Allegation._meta.db_table


def hold_what_is_written_in_two_ways(cursor: Any, columns: ColumnMap) -> None:
    """Hold cases whose references differ in nothing but their marks and capitals: CO/1/24 and co-1-24 are one case.

    Where the marks stand in other places, as in 1/11 and 11/1, they are two.
    """
    cursor.execute(
        f"""
        WITH alike AS (
            SELECT reference_key FROM cases WHERE first < {SECOND_FILE} GROUP BY reference_key HAVING count(*) > 1
        ), written AS (
            SELECT reference, btrim(regexp_replace(upper(reference), '[^[:alnum:]]+', '/', 'g'), '/') AS parts
            FROM cases JOIN alike USING (reference_key) WHERE first < {SECOND_FILE}
        ), differing AS (
            SELECT reference, said FROM written JOIN (
                SELECT parts, string_agg(reference, ' and ' ORDER BY reference) AS said
                FROM written GROUP BY parts HAVING count(*) > 1
            ) AS ways USING (parts)
        ), marked AS (
            UPDATE cases SET held = true FROM differing WHERE cases.reference = differing.reference
        )
        INSERT INTO told
        SELECT number, reference, %s, %s, %s, reference,
               left('The rows of this case disagree: they say ' || said || '.', 500)
        FROM staged JOIN differing USING (reference)
        WHERE flaw < 2 AND number < {SECOND_FILE}
        """,
        [Fate.HELD, Problem.ROWS_DISAGREE, columns.headers["reference"][:200]],
    )


def find_by_hand(cursor: Any, *, force_id: int) -> None:
    """The table ``by_hand``: complaints that somebody entered before their extract, whose reference it writes with
    other marks or capitals. Taken only where neither extract nor office has another of the same letters and digits.
    """
    cursor.execute(
        f"""
        DROP TABLE IF EXISTS by_hand;
        CREATE TEMPORARY TABLE by_hand ON COMMIT DROP AS
        SELECT known.id AS complaint_id, min(cases.reference) AS reference, known.reference_key
        FROM {COMPLAINTS} AS known
        JOIN cases USING (reference_key)
        LEFT JOIN {COMPLAINTS} AS other
          ON other.force_id = known.force_id AND other.reference_key = known.reference_key AND other.id <> known.id
        WHERE known.force_id = %s AND known.last_batch_id IS NULL
        GROUP BY known.id
        HAVING count(DISTINCT cases.reference) = 1 AND count(other.id) = 0
           AND min(cases.reference) <> known.reference AND NOT bool_or(cases.held);
        """,
        [force_id],
    )


def plan_those_by_hand(cursor: Any, *, with_allegations: bool) -> None:
    """In ``planned``, the cases of ``by_hand`` become changes of the complaints that they are."""
    cursor.execute(
        f"""
        UPDATE planned SET complaint_id = known.id, fate = 'changed', finalised_before = known.finalised_on,
                           allegations_differ = %s AND (planned.allegations > 0 OR EXISTS (
                               SELECT FROM {ALLEGATIONS} AS there WHERE there.complaint_id = known.id))
        FROM by_hand JOIN {COMPLAINTS} AS known ON known.id = by_hand.complaint_id
        WHERE planned.reference = by_hand.reference
        """,
        [with_allegations],
    )


def write_as_the_force_does(cursor: Any) -> None:
    """Give the complaints of ``by_hand`` the reference as the force writes it."""
    cursor.execute(
        f"""
        UPDATE {COMPLAINTS} AS known SET reference = by_hand.reference
        FROM by_hand WHERE known.id = by_hand.complaint_id
        """
    )
