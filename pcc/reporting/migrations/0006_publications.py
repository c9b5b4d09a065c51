import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reporting', '0005_snapshots_restatements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The permanent address, shared by the revisions.', max_length=80)),
                ('note', models.TextField(blank=True, help_text='What the office tells readers beside the table.')),
                ('table', models.JSONField(help_text='The table as the public sees it, small numbers hidden.')),
                ('findings', models.JSONField(help_text='What the disclosure check found, in sentences.')),
                ('stage', models.CharField(choices=[('PROPOSED', 'Waiting for a second person'), ('PUBLISHED', 'Published'), ('WITHDRAWN', 'Withdrawn'), ('TAKEN_DOWN', 'Taken down')], default='PROPOSED', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, help_text='Why it was withdrawn or taken down.')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('snapshot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='reporting.snapshot')),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('stage', 'PROPOSED')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(models.Q(('stage', 'PUBLISHED'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR')), _connector='OR'), name='publication_decided_by_another')],
            },
        ),
        migrations.CreateModel(
            name='PublicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='The permanent address, shared by the revisions.', max_length=80)),
                ('note', models.TextField(blank=True, help_text='What the office tells readers beside the table.')),
                ('table', models.JSONField(help_text='The table as the public sees it, small numbers hidden.')),
                ('findings', models.JSONField(help_text='What the disclosure check found, in sentences.')),
                ('stage', models.CharField(choices=[('PROPOSED', 'Waiting for a second person'), ('PUBLISHED', 'Published'), ('WITHDRAWN', 'Withdrawn'), ('TAKEN_DOWN', 'Taken down')], default='PROPOSED', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, help_text='Why it was withdrawn or taken down.')),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.publication')),
                ('proposed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('snapshot', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reporting.snapshot')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='what_is_shown_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."snapshot_id" IS DISTINCT FROM (NEW."snapshot_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."table" IS DISTINCT FROM (NEW."table") OR OLD."findings" IS DISTINCT FROM (NEW."findings") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c2888f58c5b6920a873bc80758a2f76e54538c99', operation='UPDATE', pgid='pgtrigger_what_is_shown_stays_609b3', table='reporting_publication', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d9ad6b8abfdc96acc4d587ff8d00a2e49938ee73', operation='DELETE', pgid='pgtrigger_never_deleted_a5ac2', table='reporting_publication', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reporting_publicationevent" ("decided_at", "decided_by_id", "findings", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "slug", "snapshot_id", "stage", "table") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."findings", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."proposed_at", OLD."proposed_by_id", OLD."reason", OLD."slug", OLD."snapshot_id", OLD."stage", OLD."table"); RETURN NULL;', hash='6b7d81462ae08935eed55812900be9cb8e0bb09d', operation='UPDATE', pgid='pgtrigger_update_update_86525', table='reporting_publication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publication',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_publicationevent" ("decided_at", "decided_by_id", "findings", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "slug", "snapshot_id", "stage", "table") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."findings", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed_at", OLD."proposed_by_id", OLD."reason", OLD."slug", OLD."snapshot_id", OLD."stage", OLD."table"); RETURN NULL;', hash='91ea694c36db8f91148c895e4de63bf5026cbd8b', operation='DELETE', pgid='pgtrigger_delete_delete_6813a', table='reporting_publication', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='5b04f357cd67e640600995b2e48b82ee704de250', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ed403', table='reporting_publicationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd0928b159d7fe1d5735214ca98acbe6e8a24639', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4bc3', table='reporting_publicationevent', when='BEFORE')),
        ),
    ]
