"""The national taxonomy of allegations with the one before it, and the factors, as shipped with the product."""

import csv
from pathlib import Path

from django.db import migrations

FIXTURES = Path(__file__).parent.parent / "fixtures"


def rows_of(name):
    with (FIXTURES / name).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row | {"valid_to": row["valid_to"] or None, "verified": row["verified"] == "true"}


def load(apps, schema_editor):
    category = apps.get_model("complaints", "Category")
    factor = apps.get_model("complaints", "Factor")
    made = {}
    for row in rows_of("categories.csv"):
        parent = made.get((row["scheme"], row.pop("parent")))
        made[row["scheme"], row["code"]] = category.objects.create(**row, parent=parent)
    for row in rows_of("factors.csv"):
        factor.objects.create(**row | {"local": row["local"] == "true"})


def unload(apps, schema_editor):
    apps.get_model("complaints", "Category").objects.filter(parent__isnull=False).delete()
    apps.get_model("complaints", "Category").objects.all().delete()
    apps.get_model("complaints", "Factor").objects.all().delete()


class Migration(migrations.Migration):
    replaces = [
        ("complaints", "0010_views_of_every_list"),
    ]

    dependencies = [("complaints", "0002_ties")]

    operations = [migrations.RunPython(load, unload)]
