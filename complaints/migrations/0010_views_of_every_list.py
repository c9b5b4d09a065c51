"""Saved views of complaints go over to the saved views of every list, with what is known of their past."""

from django.db import migrations

from pcc.migrations import AtOnce

COLUMNS = "id, name, query, shared, made_at, made_by_id"
PAST = f"pgh_id, pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, {COLUMNS}"
GO_OVER = f"""
INSERT INTO pcc_savedview ({COLUMNS}, listing) SELECT {COLUMNS}, 'complaints' FROM complaints_savedview;
INSERT INTO pcc_savedviewevent ({PAST}, listing) SELECT {PAST}, 'complaints' FROM complaints_savedviewevent;
SELECT setval(pg_get_serial_sequence('pcc_savedview', 'id'), max(id)) FROM pcc_savedview;
SELECT setval(pg_get_serial_sequence('pcc_savedviewevent', 'pgh_id'), max(pgh_id)) FROM pcc_savedviewevent;
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(AtOnce):
    dependencies = [("complaints", "0009_import_changes_and_fixes"), ("pcc", "0007_saved_views")]

    operations = [
        migrations.RunSQL(GO_OVER),
        migrations.RemoveField(model_name="savedviewevent", name="pgh_obj"),
        migrations.RemoveField(model_name="savedviewevent", name="made_by"),
        migrations.RemoveField(model_name="savedviewevent", name="pgh_context"),
        migrations.DeleteModel(name="SavedView"),
        migrations.DeleteModel(name="SavedViewEvent"),
    ]
