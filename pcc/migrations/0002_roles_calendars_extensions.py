"""The office's roles, the bank holidays shipped with the product, and the extensions that searching needs."""

import csv
from datetime import date, timedelta
from pathlib import Path

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from pcc.roles import Role
from pcc.working_days import calendar_from

HOLIDAYS = Path(__file__).parent.parent / "fixtures" / "bank_holidays.csv"


def add_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    group.objects.bulk_create([group(name=role.value) for role in Role], ignore_conflicts=True)


def add_calendars(apps, schema_editor):
    holiday = apps.get_model("pcc", "BankHoliday")
    day = apps.get_model("pcc", "CalendarDay")
    with HOLIDAYS.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    holiday.objects.bulk_create([holiday(**row) for row in rows])
    for name in sorted({row["calendar"] for row in rows}):
        calendar = calendar_from(
            name, [(date.fromisoformat(row["date"]), row["label"]) for row in rows if row["calendar"] == name]
        )
        day.objects.bulk_create(
            [
                day(calendar=name, date=calendar.first + timedelta(days=offset), ordinal=int(ordinal))
                for offset, ordinal in enumerate(calendar.ordinals)
            ],
            batch_size=5000,
        )


class Migration(migrations.Migration):
    dependencies = [("pcc", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        migrations.RunPython(add_roles, migrations.RunPython.noop),
        migrations.RunPython(add_calendars, migrations.RunPython.noop),
    ]
