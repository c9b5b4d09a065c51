"""What the product ships: roles, bank holidays, time limits, and the question how far the audit log is settled."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

from pcc.clocks import rules_from
from pcc.roles import Role
from pcc.working_days import calendar_from

FIXTURES = Path(__file__).parent.parent / "fixtures"
HOLIDAYS = FIXTURES / "bank_holidays.csv"
RULES = FIXTURES / "clock_rules.toml"

SETTLED = """
CREATE FUNCTION pcc_settled_audit_event() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp SET lock_timeout = '300ms' AS $$
DECLARE
    settled bigint;
BEGIN
    -- Ids are given out before their rows are committed. Once the lock is had, every transaction that wrote an event
    -- has ended, so that each id up to the highest is either there for good or never will be.
    LOCK TABLE {schema}.pcc_auditevent IN SHARE MODE;
    SELECT coalesce(max(id), 0) INTO settled FROM {schema}.pcc_auditevent;
    RAISE EXCEPTION USING ERRCODE = 'PCC01';  -- undone to here, the block gives the lock back at once
EXCEPTION
    WHEN SQLSTATE 'PCC01' THEN RETURN settled;
    WHEN lock_not_available THEN RETURN NULL;  -- somebody is writing for longer than others should wait
END
$$;
REVOKE EXECUTE ON FUNCTION pcc_settled_audit_event() FROM PUBLIC;
"""
# With the rights of the table's owner, because the application's own role may not lock a table that it may not change.


def add_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    group.objects.bulk_create([group(name=role.value) for role in Role], ignore_conflicts=True)


def add_calendars(apps, schema_editor):
    holiday = apps.get_model("pcc", "BankHoliday")
    day = apps.get_model("pcc", "CalendarDay")._meta.db_table
    with HOLIDAYS.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    holiday.objects.bulk_create([holiday(**row) for row in rows])
    for name in sorted({row["calendar"] for row in rows}):
        calendar = calendar_from(
            name, [(date.fromisoformat(row["date"]), row["label"]) for row in rows if row["calendar"] == name]
        )
        with schema_editor.connection.cursor() as cursor:  # tens of thousands of days, for which objects take a second
            cursor.execute(
                f"INSERT INTO {day} (calendar, date, ordinal) "
                "SELECT %s, %s::date + place::integer - 1, ordinal FROM unnest(%s) WITH ORDINALITY AS of (ordinal, place)",
                [name, calendar.first, calendar.ordinals.tolist()],
            )


def add_rules(apps, schema_editor):
    row = apps.get_model("pcc", "ClockRule")
    row.objects.bulk_create(
        [
            row(
                code=rule.code,
                version=rule.version,
                name=rule.name,
                binds=rule.binds.value,
                text=rule.text,
                unit=rule.unit.value,
                amount=rule.amount,
                counts_start_day=rule.counts_start_day,
                starts=rule.starts,
                on_closed_last_day=rule.on_closed_last_day.value,
                on_closed_start_day=rule.on_closed_start_day.value,
                calendar=rule.calendar,
                source=rule.source,
                verified=rule.verified,
                in_force_from=rule.in_force_from,
                in_force_to=rule.in_force_to,
                repeats_amount=rule.repeats.amount if rule.repeats else None,
                repeats_unit=rule.repeats.unit.value if rule.repeats else "",
            )
            for rule in rules_from(RULES.read_text(encoding="utf-8")).values()
        ]
    )


def add_settled(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        cursor.execute(SETTLED.format(schema=cursor.fetchone()[0]))


def drop_settled(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION pcc_settled_audit_event()")


class Migration(migrations.Migration):
    replaces = [
        ("pcc", "0002_roles_calendars_extensions"),
        ("pcc", "0003_clock_rules"),
        ("pcc", "0004_load_clock_rules"),
        ("pcc", "0005_audit_chain"),
        ("pcc", "0006_exports"),
        ("pcc", "0007_saved_views"),
        ("pcc", "0008_recording_clock"),
    ]

    dependencies = [("pcc", "0001_tables")]

    operations = [
        migrations.RunPython(add_roles, migrations.RunPython.noop),
        migrations.RunPython(add_calendars, migrations.RunPython.noop),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(add_settled, drop_settled),
    ]
