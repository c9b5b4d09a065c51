import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('complaints', '0008_vanished_index'),
        ('pcc', '0006_exports'),
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=80)),
                ('before', models.JSONField(help_text='Fields that differ, as they were; with the batch that wrote them last.')),
                ('after', models.JSONField()),
                ('allegations_before', models.JSONField(help_text='Whole rows, where the allegations differ.', null=True)),
                ('allegations_after', models.JSONField(null=True)),
                ('corrections', models.JSONField(help_text='Standing corrections whose extract says something new.', null=True)),
                ('version', models.PositiveIntegerField(help_text='Of the complaint, once changed.')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='complaints.importbatch')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'reference'], name='imported_change_by_reference')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'complaint'), name='imported_change_once')],
            },
        ),
        migrations.CreateModel(
            name='RowFix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='The row, as in HeldRow.')),
                ('column', models.CharField(max_length=200)),
                ('before', models.CharField(blank=True, help_text="What the force's file says.", max_length=500)),
                ('value', models.CharField(blank=True, max_length=500)),
                ('reason', models.CharField(max_length=500)),
                ('fixed_at', models.DateTimeField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fixes', to='complaints.importbatch')),
                ('fixed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'number', 'column'), name='row_fix_once_a_cell')],
            },
        ),
        migrations.CreateModel(
            name='StatedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('ROWS', 'Rows in the file'), ('COMPLAINTS', 'Complaints in the file'), ('OPEN', 'Complaints open on the day of the extract'), ('RECEIVED', 'Complaints received in a period'), ('FINALISED', 'Complaints finalised in a period')], max_length=12)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('stated', models.PositiveIntegerField()),
                ('ours', models.PositiveIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stated', to='complaints.importbatch')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('since__isnull', False), ('until__gte', models.F('since')), ('what__in', ['RECEIVED', 'FINALISED'])), models.Q(('what__in', ['ROWS', 'COMPLAINTS', 'OPEN']), ('since', None), ('until', None)), _connector='OR'), name='stated_count_of_a_period')],
            },
        ),
        migrations.CreateModel(
            name='Vanishing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noticed_on', models.DateField(help_text='The day of that extract.')),
                ('settled', models.CharField(blank=True, choices=[('GONE', 'The force has removed it: it no longer counts'), ('STANDS', 'It still stands: it counts, though the extract lacks it'), ('BACK', 'A later extract has it again')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('back_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.importbatch')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vanishings', to='complaints.importbatch')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vanishings', to='complaints.complaint')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['noticed_on', 'id'], name='vanishing_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled', '')), fields=('complaint',), name='vanishing_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None)), models.Q(('back_in__isnull', False), ('settled', 'BACK')), models.Q(('settled__in', ['GONE', 'STANDS']), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='vanishing_settled_by_a_person_or_an_extract')],
            },
        ),
        migrations.CreateModel(
            name='RowFixEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(help_text='The row, as in HeldRow.')),
                ('column', models.CharField(max_length=200)),
                ('before', models.CharField(blank=True, help_text="What the force's file says.", max_length=500)),
                ('value', models.CharField(blank=True, max_length=500)),
                ('reason', models.CharField(max_length=500)),
                ('fixed_at', models.DateTimeField()),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch')),
                ('fixed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.rowfix')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatedCountEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('what', models.CharField(choices=[('ROWS', 'Rows in the file'), ('COMPLAINTS', 'Complaints in the file'), ('OPEN', 'Complaints open on the day of the extract'), ('RECEIVED', 'Complaints received in a period'), ('FINALISED', 'Complaints finalised in a period')], max_length=12)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('stated', models.PositiveIntegerField()),
                ('ours', models.PositiveIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.statedcount')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VanishingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('noticed_on', models.DateField(help_text='The day of that extract.')),
                ('settled', models.CharField(blank=True, choices=[('GONE', 'The force has removed it: it no longer counts'), ('STANDS', 'It still stands: it counts, though the extract lacks it'), ('BACK', 'A later extract has it again')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('back_in', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch')),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch')),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.vanishing')),
                ('settled_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importbatch',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='importbatch',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='importbatch',
            name='import_loaded_iff_dated',
        ),
        migrations.AddField(
            model_name='importbatch',
            name='request_key',
            field=models.CharField(blank=True, help_text='The idempotency key under which the API received it.', max_length=100),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='request_key',
            field=models.CharField(blank=True, help_text='The idempotency key under which the API received it.', max_length=100),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('MAPPING', 'Waiting for its columns'), ('CHECKING', 'Being checked'), ('CHECKED', 'Checked, waiting for you'), ('LOADING', 'Being brought in'), ('LOADED', 'Brought in'), ('UNDOING', 'Being undone'), ('UNDONE', 'Undone'), ('FAILED', 'Stopped')], default='CHECKING', max_length=10),
        ),
        migrations.AlterField(
            model_name='importbatchevent',
            name='state',
            field=models.CharField(choices=[('MAPPING', 'Waiting for its columns'), ('CHECKING', 'Being checked'), ('CHECKED', 'Checked, waiting for you'), ('LOADING', 'Being brought in'), ('LOADED', 'Brought in'), ('UNDOING', 'Being undone'), ('UNDONE', 'Undone'), ('FAILED', 'Stopped')], default='CHECKING', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importbatch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_importbatchevent" ("allegations_digest", "allegations_key", "allegations_name", "asked_at", "asked_by_id", "cases_changed", "cases_held", "cases_new", "cases_read", "cases_same", "cases_vanished", "delimiter", "draft", "duplicates", "encoding", "file_bytes", "file_digest", "file_key", "file_name", "force_id", "held", "id", "job_id", "loaded", "loaded_at", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read", "request_key", "same_as_id", "sheet", "skipped", "state", "taken_on", "warnings") VALUES (OLD."allegations_digest", OLD."allegations_key", OLD."allegations_name", OLD."asked_at", OLD."asked_by_id", OLD."cases_changed", OLD."cases_held", OLD."cases_new", OLD."cases_read", OLD."cases_same", OLD."cases_vanished", OLD."delimiter", OLD."draft", OLD."duplicates", OLD."encoding", OLD."file_bytes", OLD."file_digest", OLD."file_key", OLD."file_name", OLD."force_id", OLD."held", OLD."id", OLD."job_id", OLD."loaded", OLD."loaded_at", OLD."mapping_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."problem", OLD."read", OLD."request_key", OLD."same_as_id", OLD."sheet", OLD."skipped", OLD."state", OLD."taken_on", OLD."warnings"); RETURN NULL;', hash='2908467cf3667f27c44d62607684289e58c54b05', operation='UPDATE', pgid='pgtrigger_update_update_8d664', table='complaints_importbatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importbatch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_importbatchevent" ("allegations_digest", "allegations_key", "allegations_name", "asked_at", "asked_by_id", "cases_changed", "cases_held", "cases_new", "cases_read", "cases_same", "cases_vanished", "delimiter", "draft", "duplicates", "encoding", "file_bytes", "file_digest", "file_key", "file_name", "force_id", "held", "id", "job_id", "loaded", "loaded_at", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read", "request_key", "same_as_id", "sheet", "skipped", "state", "taken_on", "warnings") VALUES (OLD."allegations_digest", OLD."allegations_key", OLD."allegations_name", OLD."asked_at", OLD."asked_by_id", OLD."cases_changed", OLD."cases_held", OLD."cases_new", OLD."cases_read", OLD."cases_same", OLD."cases_vanished", OLD."delimiter", OLD."draft", OLD."duplicates", OLD."encoding", OLD."file_bytes", OLD."file_digest", OLD."file_key", OLD."file_name", OLD."force_id", OLD."held", OLD."id", OLD."job_id", OLD."loaded", OLD."loaded_at", OLD."mapping_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."read", OLD."request_key", OLD."same_as_id", OLD."sheet", OLD."skipped", OLD."state", OLD."taken_on", OLD."warnings"); RETURN NULL;', hash='bafc4c044fb6d6b5ce79b432a5bd0d2b5b446c81', operation='DELETE', pgid='pgtrigger_delete_delete_92f3a', table='complaints_importbatch', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('loaded_at__isnull', False), ('state__in', ['LOADED', 'UNDOING'])), models.Q(models.Q(('state__in', ['LOADED', 'UNDOING']), _negated=True), ('loaded_at', None)), _connector='OR'), name='import_loaded_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('request_key', ''), _negated=True), fields=('asked_by', 'request_key'), name='import_once_a_request'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfix',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_rowfixevent" ("batch_id", "before", "column", "fixed_at", "fixed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (OLD."batch_id", OLD."before", OLD."column", OLD."fixed_at", OLD."fixed_by_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."value"); RETURN NULL;', hash='1aa18c1e884931c61d5f89d6a58d69bcbbb29ea1', operation='UPDATE', pgid='pgtrigger_update_update_4841e', table='complaints_rowfix', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfix',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_rowfixevent" ("batch_id", "before", "column", "fixed_at", "fixed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (OLD."batch_id", OLD."before", OLD."column", OLD."fixed_at", OLD."fixed_by_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."value"); RETURN NULL;', hash='5079d08517b22b0d9d10233ea79dcbdb651ca747', operation='DELETE', pgid='pgtrigger_delete_delete_2931e', table='complaints_rowfix', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfixevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='40a5c693fb6cdf70e802b294a54734ed8dd1b009', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3be3a', table='complaints_rowfixevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfixevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='830abfb2661fe10097eec3a75d4579a99026cc85', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2e787', table='complaints_rowfixevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_statedcountevent" ("batch_id", "id", "ours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "stated", "until", "what") VALUES (OLD."batch_id", OLD."id", OLD."ours", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."since", OLD."stated", OLD."until", OLD."what"); RETURN NULL;', hash='8403ec7b21d978f682816849c1d28c51ed0f8fa6', operation='UPDATE', pgid='pgtrigger_update_update_99f8a', table='complaints_statedcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcount',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_statedcountevent" ("batch_id", "id", "ours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "stated", "until", "what") VALUES (OLD."batch_id", OLD."id", OLD."ours", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."since", OLD."stated", OLD."until", OLD."what"); RETURN NULL;', hash='473e4a426db729ecc045e861abefd3388aa3084a', operation='DELETE', pgid='pgtrigger_delete_delete_8fa4d', table='complaints_statedcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcountevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='77a9da672f85eb92b0c7482b8716842a111813d4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_19465', table='complaints_statedcountevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcountevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c9732bdb14467a95572177817732c8e4197a63b1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d4a45', table='complaints_statedcountevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_vanishingevent" ("back_in_id", "batch_id", "complaint_id", "id", "noticed_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled", "settled_at", "settled_by_id") VALUES (OLD."back_in_id", OLD."batch_id", OLD."complaint_id", OLD."id", OLD."noticed_on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."settled", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='029752e73e8730ebccb09bf305da633dcd75bc6a', operation='UPDATE', pgid='pgtrigger_update_update_5e5c8', table='complaints_vanishing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishing',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_vanishingevent" ("back_in_id", "batch_id", "complaint_id", "id", "noticed_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled", "settled_at", "settled_by_id") VALUES (OLD."back_in_id", OLD."batch_id", OLD."complaint_id", OLD."id", OLD."noticed_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."settled", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='7ade998e2e39d642b8be2a38a0852c240c0c5852', operation='DELETE', pgid='pgtrigger_delete_delete_c6e48', table='complaints_vanishing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishingevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='8a40178c7317ae189b5d5c2d98701e0166f065b7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_cbb59', table='complaints_vanishingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b821f5eac07be443d08a33d79891bad940a62beb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_df2d2', table='complaints_vanishingevent', when='BEFORE')),
        ),
    ]
