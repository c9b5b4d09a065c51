"""The stems that the index of words holds, so that the beginning of a word is looked up in them."""

from django.db import migrations, models

LEARN = """
INSERT INTO complaints_lexeme (lexeme) SELECT DISTINCT unnest(tsvector_to_array(search)) FROM complaints_complaint
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_shipped")]

    operations = [
        migrations.CreateModel(
            name="Lexeme",
            fields=[("lexeme", models.TextField(db_collation="C", primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(LEARN, migrations.RunSQL.noop),
    ]
