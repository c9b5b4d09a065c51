"""Seals of the audit log, its indexes for the auditors' questions, and the question how far it is settled."""

import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


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


def add_settled(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        cursor.execute(SETTLED.format(schema=cursor.fetchone()[0]))


def drop_settled(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION pcc_settled_audit_event()")


class Migration(migrations.Migration):

    dependencies = [
        ('pcc', '0004_load_clock_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.BigIntegerField(unique=True)),
                ('digest', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='auditevent',
            name='audit_by_subject',
        ),
        migrations.RemoveIndex(
            model_name='auditevent',
            name='audit_by_person',
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at', 'id'], name='audit_by_time'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['subject_type', 'subject_id', 'at', 'id'], name='audit_of_subject'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['by', 'at', 'id'], name='audit_of_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('facts__shown', name='jsonb_path_ops'), condition=models.Q(('facts__has_key', 'shown')), name='audit_shown'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditseal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd9f7db1781113caf6848b60bc382defae92c9ce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eaa4d', table='pcc_auditseal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditseal',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='af35fafdfcac9ee2c5960397bc9e51541972a097', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fdb0d', table='pcc_auditseal', when='BEFORE')),
        ),
        migrations.RunPython(add_settled, drop_settled),
    ]
