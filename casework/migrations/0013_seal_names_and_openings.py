import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0012_load_themes'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(help_text='When the person was through with it, or its time was over.', null=True)),
                ('look_by', models.DateField(help_text='The day by which somebody looks into it.')),
                ('view', models.CharField(blank=True, choices=[('NEEDED', 'It was needed'), ('NOT_NEEDED', 'It was not needed')], max_length=10)),
                ('view_note', models.TextField(blank=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='casework.case')),
                ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('looked_at', None)), fields=['look_by'], name='opening_not_looked_into')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('user',), name='opening_one_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('until_at__gt', models.F('opened_at'))), name='opening_ends_after'),
                    models.CheckConstraint(condition=models.Q(('looked_by', models.F('user')), _negated=True), name='opening_looked_into_by_another'),
                    models.CheckConstraint(condition=models.Q(models.Q(('looked_at', None), ('looked_by', None), ('view', ''), ('view_note', '')), models.Q(models.Q(('view', ''), _negated=True), models.Q(('view_note', ''), _negated=True), ('looked_at__isnull', False), ('looked_by__isnull', False)), _connector='OR'), name='opening_looked_into_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OpeningEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(help_text='When the person was through with it, or its time was over.', null=True)),
                ('look_by', models.DateField(help_text='The day by which somebody looks into it.')),
                ('view', models.CharField(blank=True, choices=[('NEEDED', 'It was needed'), ('NOT_NEEDED', 'It was not needed')], max_length=10)),
                ('view_note', models.TextField(blank=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('looked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.opening')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='SealName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('until_on', models.DateField(null=True)),
                        ('seal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='casework.seal')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'casework_seal_named',
                        'unique_together': {('seal', 'user')},
                    },
                ),
                migrations.AlterField(
                    model_name='seal',
                    name='named',
                    field=models.ManyToManyField(related_name='+', through='casework.SealName', to=settings.AUTH_USER_MODEL),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'ALTER TABLE casework_seal_named ADD COLUMN until_on date NULL',
                    'ALTER TABLE casework_seal_named DROP COLUMN until_on',
                ),
            ],
        ),
        migrations.CreateModel(
            name='SealNameEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('until_on', models.DateField(null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.sealname')),
                ('seal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.seal')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='staffconnection',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='staffconnection',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='staffconnection',
            name='noted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='staffconnection',
            name='noted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffconnection',
            name='to_note',
            field=models.BooleanField(default=False, help_text='Whoever answers for cases is to take note of it.'),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='noted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='noted_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='to_note',
            field=models.BooleanField(default=False, help_text='Whoever answers for cases is to take note of it.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffconnection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_staffconnectionevent" ("case_id", "declared_at", "ended_at", "id", "kind", "noted_at", "noted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_note", "user_id") VALUES (OLD."case_id", OLD."declared_at", OLD."ended_at", OLD."id", OLD."kind", OLD."noted_at", OLD."noted_by_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."to_note", OLD."user_id"); RETURN NULL;', hash='5d8d582105d6d20965795eccc866fa2a6d76a7fb', operation='UPDATE', pgid='pgtrigger_update_update_9523d', table='casework_staffconnection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffconnection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_staffconnectionevent" ("case_id", "declared_at", "ended_at", "id", "kind", "noted_at", "noted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_note", "user_id") VALUES (OLD."case_id", OLD."declared_at", OLD."ended_at", OLD."id", OLD."kind", OLD."noted_at", OLD."noted_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."to_note", OLD."user_id"); RETURN NULL;', hash='8d782008d5edd720899f26cc5c322f5805d7a600', operation='DELETE', pgid='pgtrigger_delete_delete_59310', table='casework_staffconnection', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='staffconnection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('noted_at', None), ('noted_by', None)), models.Q(('noted_at__isnull', False), ('noted_by__isnull', False)), _connector='OR'), name='staff_connection_noted_by_somebody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opening',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_openingevent" ("case_id", "closed_at", "escalated_at", "id", "look_by", "looked_at", "looked_by_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until_at", "user_id", "view", "view_note") VALUES (OLD."case_id", OLD."closed_at", OLD."escalated_at", OLD."id", OLD."look_by", OLD."looked_at", OLD."looked_by_id", OLD."opened_at", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."until_at", OLD."user_id", OLD."view", OLD."view_note"); RETURN NULL;', hash='e68c9da2985b9cae9f70c9c50a3b1b945db9a610', operation='UPDATE', pgid='pgtrigger_update_update_9ac2c', table='casework_opening', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opening',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_openingevent" ("case_id", "closed_at", "escalated_at", "id", "look_by", "looked_at", "looked_by_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until_at", "user_id", "view", "view_note") VALUES (OLD."case_id", OLD."closed_at", OLD."escalated_at", OLD."id", OLD."look_by", OLD."looked_at", OLD."looked_by_id", OLD."opened_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."until_at", OLD."user_id", OLD."view", OLD."view_note"); RETURN NULL;', hash='ebd94101bb7acb62563dfe15d079b40527175bb9', operation='DELETE', pgid='pgtrigger_delete_delete_be508', table='casework_opening', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openingevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='4b55424f4b7a9d9b293daa21cdb85037148d9bd9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9135f', table='casework_openingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cebba3d160e0a9901a8ed70190901d4185ed41e6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_03c44', table='casework_openingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealname',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_sealnameevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_id", "until_on", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."seal_id", OLD."until_on", OLD."user_id"); RETURN NULL;', hash='23d6b777f543600880dcdbfbba1e39337d5108ce', operation='UPDATE', pgid='pgtrigger_update_update_b6c88', table='casework_seal_named', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealname',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_sealnameevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_id", "until_on", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."seal_id", OLD."until_on", OLD."user_id"); RETURN NULL;', hash='2a504b3e56a71d74c2312882485271871c4c1929', operation='DELETE', pgid='pgtrigger_delete_delete_f50bf', table='casework_seal_named', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealnameevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='4fb327bcf29e1197eb3aaf3ce9bc99cd5691145b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_17b41', table='casework_sealnameevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealnameevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='80d7d52c6c2fb63ac026c12ff20ed42d5647ad95', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3c650', table='casework_sealnameevent', when='BEFORE')),
        ),
    ]
