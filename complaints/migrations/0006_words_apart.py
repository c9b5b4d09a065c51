"""Words that a mark joins are words apart: "property/premises" is found by "premises"."""

from django.db import migrations

WORDS_OF = """
CREATE OR REPLACE FUNCTION complaints_words_of(area text, channel text, result text, categories text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.english'::regconfig, {text})
$$
"""
JOINED = "area || ' ' || channel || ' ' || result || ' ' || array_to_string(categories, ' ')"
APART = f"replace(replace({JOINED}, '/', ' '), '.', ' ')"
"""Or PostgreSQL takes what stands on both sides of a mark for one path, address or number."""

ANEW = """
ALTER TABLE complaints_complaint DISABLE TRIGGER USER;
UPDATE complaints_complaint SET area = area
WHERE search IS DISTINCT FROM complaints_words_of(area, channel, result, categories);
ALTER TABLE complaints_complaint ENABLE TRIGGER USER;
INSERT INTO complaints_lexeme (lexeme) SELECT DISTINCT unnest(tsvector_to_array(search)) FROM complaints_complaint
ON CONFLICT DO NOTHING;
"""
"""Only complaints with such words are written; their record says nothing new, so that no history is kept of it."""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_days_logged_and_contacted")]

    operations = [
        migrations.RunSQL(WORDS_OF.format(text=APART), WORDS_OF.format(text=JOINED)),
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
    ]
