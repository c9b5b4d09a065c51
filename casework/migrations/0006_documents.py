import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0005_files_touched'),
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(max_length=10)),
                ('bytes', models.PositiveBigIntegerField()),
                ('digest', models.CharField(help_text='SHA-256 of the bytes as taken in.', max_length=64)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('releasable', models.BooleanField(default=False, help_text='May go into a bundle for somebody outside the office.')),
                ('stage', models.CharField(choices=[('WAITING', 'Waiting for the scanner'), ('READY', 'Ready'), ('QUARANTINED', 'In quarantine')], max_length=12)),
                ('scan', models.CharField(choices=[('NOT_YET', 'Not scanned yet'), ('NOT_SCANNED', 'Not scanned'), ('CLEAN', 'Scanned, nothing found'), ('INFECTED', 'Harmful content found')], max_length=12)),
                ('scanned_at', models.DateTimeField(null=True)),
                ('signature', models.CharField(blank=True, help_text='What the scanner found, as it names it.', max_length=200)),
                ('fixity', models.CharField(choices=[('WHOLE', 'As taken in'), ('DAMAGED', 'Changed on the disk'), ('MISSING', 'Missing from the disk')], default='WHOLE', max_length=10)),
                ('fixity_at', models.DateTimeField()),
                ('quarantined_because', models.CharField(blank=True, max_length=300)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='casework.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('stage', 'WAITING')), fields=['added_at'], name='document_waiting'), models.Index(fields=['added_by', 'added_at'], name='document_of_person'), models.Index(fields=['digest'], name='document_by_digest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('stage', 'READY'), _negated=True), ('scan__in', ['CLEAN', 'NOT_SCANNED']), _connector='OR'), name='document_leaves_only_when_looked_at'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'QUARANTINED'), _negated=True), models.Q(('quarantined_because', ''), _negated=True), _connector='OR'), name='document_quarantined_with_reason'), models.CheckConstraint(condition=models.Q(('bytes__gte', 1)), name='document_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=200)),
                ('where', models.CharField(max_length=200)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('seen_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence_seen', to='casework.case')),
                ('seen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'evidence seen',
            },
        ),
        migrations.CreateModel(
            name='DocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(max_length=32)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(max_length=10)),
                ('bytes', models.PositiveBigIntegerField()),
                ('digest', models.CharField(help_text='SHA-256 of the bytes as taken in.', max_length=64)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('releasable', models.BooleanField(default=False, help_text='May go into a bundle for somebody outside the office.')),
                ('stage', models.CharField(choices=[('WAITING', 'Waiting for the scanner'), ('READY', 'Ready'), ('QUARANTINED', 'In quarantine')], max_length=12)),
                ('scan', models.CharField(choices=[('NOT_YET', 'Not scanned yet'), ('NOT_SCANNED', 'Not scanned'), ('CLEAN', 'Scanned, nothing found'), ('INFECTED', 'Harmful content found')], max_length=12)),
                ('scanned_at', models.DateTimeField(null=True)),
                ('signature', models.CharField(blank=True, help_text='What the scanner found, as it names it.', max_length=200)),
                ('fixity', models.CharField(choices=[('WHOLE', 'As taken in'), ('DAMAGED', 'Changed on the disk'), ('MISSING', 'Missing from the disk')], default='WHOLE', max_length=10)),
                ('fixity_at', models.DateTimeField()),
                ('quarantined_because', models.CharField(blank=True, max_length=300)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.document')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EvidenceSeenEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(max_length=200)),
                ('where', models.CharField(max_length=200)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('seen_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.evidenceseen')),
                ('seen_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_documentevent" ("added_at", "added_by_id", "bytes", "case_id", "digest", "fixity", "fixity_at", "id", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarantined_because", "releasable", "scan", "scanned_at", "signature", "stage", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."bytes", OLD."case_id", OLD."digest", OLD."fixity", OLD."fixity_at", OLD."id", OLD."key", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."quarantined_because", OLD."releasable", OLD."scan", OLD."scanned_at", OLD."signature", OLD."stage", OLD."title"); RETURN NULL;', hash='97b1874e19d7e124978e36ec261e40d2284bae37', operation='UPDATE', pgid='pgtrigger_update_update_e5ee4', table='casework_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_documentevent" ("added_at", "added_by_id", "bytes", "case_id", "digest", "fixity", "fixity_at", "id", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarantined_because", "releasable", "scan", "scanned_at", "signature", "stage", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."bytes", OLD."case_id", OLD."digest", OLD."fixity", OLD."fixity_at", OLD."id", OLD."key", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quarantined_because", OLD."releasable", OLD."scan", OLD."scanned_at", OLD."signature", OLD."stage", OLD."title"); RETURN NULL;', hash='520f9c4e4aacff1e078e2792908e0dba39fdf5c7', operation='DELETE', pgid='pgtrigger_delete_delete_33a90', table='casework_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='530c16a86af5056c0c232d870b56b6f63a276d11', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_16beb', table='casework_documentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb55b07636739f1c4133370cf0fc881799e344f8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f9d5', table='casework_documentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseen',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_evidenceseenevent" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "seen_by_id", "seen_on", "what", "where") VALUES (OLD."case_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."reference", OLD."seen_by_id", OLD."seen_on", OLD."what", OLD."where"); RETURN NULL;', hash='311d137c510c76f285fb04279f72dfec965d6c77', operation='UPDATE', pgid='pgtrigger_update_update_0d653', table='casework_evidenceseen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseen',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_evidenceseenevent" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "seen_by_id", "seen_on", "what", "where") VALUES (OLD."case_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."reference", OLD."seen_by_id", OLD."seen_on", OLD."what", OLD."where"); RETURN NULL;', hash='e9d1de61ad2d38c55c3c49014d02ac4d83fd20a9', operation='DELETE', pgid='pgtrigger_delete_delete_b4a94', table='casework_evidenceseen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseenevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='5b0025a09f4bc0e8e6975c15e74f8ef58bc94303', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_341fc', table='casework_evidenceseenevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseenevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0bbcd2830015e49e1aa1a6d5ed1e66e03179bfd1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2312a', table='casework_evidenceseenevent', when='BEFORE')),
        ),
    ]
