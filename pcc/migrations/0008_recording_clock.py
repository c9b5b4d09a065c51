"""The time limit for recording a complaint about the chief constable, where the rules were loaded before it was shipped."""

from importlib import import_module

from django.db import migrations

add_rules = import_module("pcc.migrations.0004_load_clock_rules").add_rules


class Migration(migrations.Migration):
    dependencies = [("pcc", "0007_saved_views")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
