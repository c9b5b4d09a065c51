"""What the product ships: letters, each a sample until a reviews manager approves it, and themes."""

import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

from casework.letters.starter import STARTER_SET, templates_from

THEMES = Path(__file__).parent.parent / "fixtures" / "themes.toml"


def load_letters(apps, schema_editor):
    template_row, part_row = apps.get_model("casework", "LetterTemplate"), apps.get_model("casework", "TemplatePart")
    for template in templates_from(STARTER_SET.read_text(encoding="utf-8")):
        made = template_row.objects.create(
            code=template.code,
            version=1,
            name=template.name,
            purpose=template.purpose,
            kind=template.kind,
            stage="SAMPLE",
            subject=template.subject,
            second_check=template.second_check,
            clock=template.clock,
            automatic=template.automatic,
            made_at=timezone.now(),
        )
        part_row.objects.bulk_create(
            part_row(
                template=made,
                order=order,
                code=part.code,
                need=part.need,
                heading=part.heading,
                text=part.text,
                prompt=part.prompt,
            )
            for order, part in enumerate(template.parts, 1)
        )


def load_themes(apps, schema_editor):
    theme = apps.get_model("casework", "Theme")
    theme.objects.bulk_create(theme(**row) for row in tomllib.loads(THEMES.read_text(encoding="utf-8"))["theme"])


class Migration(migrations.Migration):
    replaces = [("casework", "0014_wishes_and_words")]

    dependencies = [("casework", "0002_ties")]

    operations = [
        migrations.RunPython(load_letters, migrations.RunPython.noop),
        migrations.RunPython(load_themes, migrations.RunPython.noop),
    ]
