"""The words that records hold, kept apart, so that a search can tell a slip of the keyboard."""

from typing import Any

from django.db import connection

from complaints.models import Complaint, Lexeme, Word
from pcc import jobs
from pcc.models import Job

SEEN_IN = 3
"""In how many complaints a word must stand to be kept."""
SHORTEST, LONGEST = 4, 60


@jobs.carries_out("complaints.words")
def carry_out_reading(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Read the words of all complaints anew: of areas, ways of making them, results and categories.

    Stems that stand already stay untouched, so that nobody who enters a complaint meanwhile waits for this.
    """
    progress("Reading the words of complaints")
    complaints, words, lexemes = (model._meta.db_table for model in (Complaint, Word, Lexeme))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH held (lexeme) AS (
                SELECT DISTINCT unnest(tsvector_to_array(complaints_words_of(area, channel, result, categories)))
                FROM (SELECT DISTINCT area, channel, result, categories FROM {complaints}) AS texts
            ), gone AS (
                DELETE FROM {lexemes} WHERE lexeme NOT IN (SELECT lexeme FROM held)
            )
            INSERT INTO {lexemes} (lexeme) SELECT lexeme FROM held ORDER BY lexeme ON CONFLICT DO NOTHING;
            DELETE FROM {words};
            INSERT INTO {words} (word, stem)
            SELECT word, (ts_lexize('english_stem', word))[1] FROM (
                SELECT lower(word) AS word FROM (
                    SELECT area AS text, count(*) AS times FROM {complaints} GROUP BY area
                    UNION ALL SELECT channel, count(*) FROM {complaints} GROUP BY channel
                    UNION ALL SELECT result, count(*) FROM {complaints} GROUP BY result
                    UNION ALL SELECT category, count(*) FROM {complaints}, unnest(categories) AS category
                              GROUP BY category
                ) AS texts, regexp_split_to_table(text, '\\W+') AS word
                GROUP BY lower(word) HAVING sum(times) >= %(seen_in)s
            ) AS counted
            WHERE length(word) BETWEEN %(shortest)s AND %(longest)s
              AND (ts_lexize('english_stem', word))[1] IS NOT NULL
            """,  # noqa: S608 - names of our own tables
            {"seen_in": SEEN_IN, "shortest": SHORTEST, "longest": LONGEST},
        )
        return {"words": cursor.rowcount}


jobs.nightly("complaints.words")


def learn(complaint: Complaint) -> None:
    """Have the beginnings of this complaint's words found at once: it has been entered or changed by hand."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Lexeme._meta.db_table} (lexeme) "  # noqa: S608 - names of our own tables
            f"SELECT unnest(tsvector_to_array(search)) FROM {Complaint._meta.db_table} WHERE id = %s "
            "ON CONFLICT DO NOTHING",
            [complaint.pk],
        )


def ask_for_reading() -> Job:
    """Have the words read, once however many ask."""
    return jobs.ask("complaints.words", by=None, key="new words")
