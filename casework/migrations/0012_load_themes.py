"""The themes that an office starts with; it adds and retires its own."""

import tomllib
from pathlib import Path

from django.db import migrations

SHIPPED = Path(__file__).parent.parent / "fixtures" / "themes.toml"


def load(apps, schema_editor):
    theme = apps.get_model("casework", "Theme")
    theme.objects.bulk_create(theme(**row) for row in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["theme"])


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_themes_and_past_lists")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
