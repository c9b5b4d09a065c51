import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("pcc", "0006_exports"),
        ("reporting", "0006_publications"),
    ]

    operations = [
        # Kept figures are computed anew, as columns of a year; until then the facts answer.
        migrations.RunSQL("DELETE FROM reporting_stamp", migrations.RunSQL.noop),
        migrations.DeleteModel(name="Cell"),
        migrations.DeleteModel(name="OpenCell"),
        migrations.CreateModel(
            name="KeptYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        help_text="In which they were finalised; empty for the open.", null=True
                    ),
                ),
                ("count", models.PositiveIntegerField(help_text="How many complaints.")),
                ("received", models.BinaryField(help_text="Days since 1 January 1970.")),
                ("finalised", models.BinaryField(help_text="Days since 1 January 1970.")),
                ("handling", models.BinaryField(help_text="Places among the ways of handling.")),
                ("suspended", models.BinaryField(help_text="Working days suspended, as the force counts.")),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        help_text="How many were finalised in each month of the year.",
                        size=None,
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveBigIntegerField(),
                        help_text="Working days of each month's, all together.",
                        size=None,
                    ),
                ),
                ("force", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="pcc.force")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("force", "year"), name="kept_year_once", nulls_distinct=False)
                ],
            },
        ),
        # Compressing numbers that are read as a whole costs more time than the space is worth.
        migrations.RunSQL(
            "ALTER TABLE reporting_keptyear ALTER received SET STORAGE EXTERNAL, "
            "ALTER finalised SET STORAGE EXTERNAL, ALTER handling SET STORAGE EXTERNAL, "
            "ALTER suspended SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
