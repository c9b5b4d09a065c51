"""Files that were there before: touched last when they were closed, or else when they were opened."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_case_files")]

    operations = [
        migrations.RunSQL(
            "UPDATE casework_case SET touched_on = coalesce(closed_on, opened_on)", migrations.RunSQL.noop
        ),
    ]
