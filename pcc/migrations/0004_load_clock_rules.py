"""The time limits shipped with the product, as the first version of each rule."""

from pathlib import Path

from django.db import migrations

from pcc.clocks import rules_from

RULES = Path(__file__).parent.parent / "fixtures" / "clock_rules.toml"


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
        ],
        ignore_conflicts=True,  # a later migration comes here again for rules that were shipped since
    )


class Migration(migrations.Migration):
    dependencies = [("pcc", "0003_clock_rules")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
