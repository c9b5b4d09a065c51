import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0002_initial'),
        ('pcc', '0004_load_clock_rules'),
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occurrence', models.PositiveSmallIntegerField(default=1, help_text='Which period of a rule that repeats.')),
                ('stage', models.CharField(choices=[('RUNNING', 'Running'), ('PAUSED', 'Paused'), ('MET', 'Finished')], default='RUNNING', max_length=10)),
                ('started_on', models.DateField(null=True)),
                ('known_from', models.CharField(choices=[('RECORDED', 'Date recorded by the office'), ('STATED', 'Date stated on the letter'), ('SENT', 'Date sent'), ('DEEMED', 'Date deemed received'), ('RECEIVED', 'Date received')], max_length=10)),
                ('due_on', models.DateField(null=True)),
                ('calendar_version', models.CharField(max_length=80)),
                ('met_on', models.DateField(null=True)),
                ('result', models.CharField(blank=True, choices=[('IN_TIME', 'In time'), ('LATE', 'Late')], max_length=10)),
                ('changed_because', models.TextField(blank=True, help_text="Why the row last changed, in a person's words.")),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='casework.case')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pcc.clockrule')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('met_on', None)), fields=['due_on'], name='case_clock_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('met_on', None)), fields=('case', 'rule', 'occurrence'), name='case_clock_runs_once'), models.CheckConstraint(condition=models.Q(models.Q(('met_on__isnull', False), ('stage', 'MET'), models.Q(('result', ''), _negated=True)), models.Q(models.Q(('stage', 'MET'), _negated=True), ('met_on', None), ('result', '')), _connector='OR'), name='case_clock_met_iff_dated'), models.CheckConstraint(condition=models.Q(('met_on__gte', models.F('started_on'))), name='case_clock_met_after_start'), models.CheckConstraint(condition=models.Q(('due_on', None), ('started_on__isnull', False), _connector='OR'), name='case_clock_due_from_start'), models.CheckConstraint(condition=models.Q(('result', ''), models.Q(('met_on__gt', models.F('due_on')), ('result', 'LATE')), models.Q(('result', 'IN_TIME'), models.Q(('due_on', None), ('met_on__lte', models.F('due_on')), _connector='OR')), _connector='OR'), name='case_clock_verdict_fits'), models.CheckConstraint(condition=models.Q(('occurrence__gte', 1)), name='case_clock_occurrence_from_1')],
            },
        ),
        migrations.CreateModel(
            name='CaseClockEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('occurrence', models.PositiveSmallIntegerField(default=1, help_text='Which period of a rule that repeats.')),
                ('stage', models.CharField(choices=[('RUNNING', 'Running'), ('PAUSED', 'Paused'), ('MET', 'Finished')], default='RUNNING', max_length=10)),
                ('started_on', models.DateField(null=True)),
                ('known_from', models.CharField(choices=[('RECORDED', 'Date recorded by the office'), ('STATED', 'Date stated on the letter'), ('SENT', 'Date sent'), ('DEEMED', 'Date deemed received'), ('RECEIVED', 'Date received')], max_length=10)),
                ('due_on', models.DateField(null=True)),
                ('calendar_version', models.CharField(max_length=80)),
                ('met_on', models.DateField(null=True)),
                ('result', models.CharField(blank=True, choices=[('IN_TIME', 'In time'), ('LATE', 'Late')], max_length=10)),
                ('changed_because', models.TextField(blank=True, help_text="Why the row last changed, in a person's words.")),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('changed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.caseclock')),
                ('rule', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.clockrule')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('look_again_on', models.DateField(help_text='When somebody looks whether the clock can run again.')),
                ('ended_on', models.DateField(null=True)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='casework.caseclock')),
                ('paused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('clock',), name='pause_open_once'), models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('started_on'))), name='pause_ends_after_start'), models.CheckConstraint(condition=models.Q(('look_again_on__gt', models.F('started_on'))), name='pause_looked_at_after'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='pause_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='StartReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('known_from', models.CharField(choices=[('RECORDED', 'Date recorded by the office'), ('STATED', 'Date stated on the letter'), ('SENT', 'Date sent'), ('DEEMED', 'Date deemed received'), ('RECEIVED', 'Date received')], max_length=10)),
                ('on', models.DateField()),
                ('note', models.CharField(blank=True, help_text="Where it is read: the force's letter, page 1.", max_length=200)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='casework.caseclock')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('clock', 'known_from'), name='start_reading_once')],
            },
        ),
        migrations.CreateModel(
            name='PauseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('started_on', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('look_again_on', models.DateField(help_text='When somebody looks whether the clock can run again.')),
                ('ended_on', models.DateField(null=True)),
                ('clock', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.caseclock')),
                ('paused_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.pause')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StartReadingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('known_from', models.CharField(choices=[('RECORDED', 'Date recorded by the office'), ('STATED', 'Date stated on the letter'), ('SENT', 'Date sent'), ('DEEMED', 'Date deemed received'), ('RECEIVED', 'Date received')], max_length=10)),
                ('on', models.DateField()),
                ('note', models.CharField(blank=True, help_text="Where it is read: the force's letter, page 1.", max_length=200)),
                ('clock', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.caseclock')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.startreading')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseclock',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_caseclockevent" ("calendar_version", "case_id", "changed_because", "changed_by_id", "due_on", "id", "known_from", "met_on", "occurrence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "rule_id", "stage", "started_on") VALUES (OLD."calendar_version", OLD."case_id", OLD."changed_because", OLD."changed_by_id", OLD."due_on", OLD."id", OLD."known_from", OLD."met_on", OLD."occurrence", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."result", OLD."rule_id", OLD."stage", OLD."started_on"); RETURN NULL;', hash='f82afa10ebab21d70d7be54f1db977bca7e5ef88', operation='UPDATE', pgid='pgtrigger_update_update_2fb99', table='casework_caseclock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseclock',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_caseclockevent" ("calendar_version", "case_id", "changed_because", "changed_by_id", "due_on", "id", "known_from", "met_on", "occurrence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "rule_id", "stage", "started_on") VALUES (OLD."calendar_version", OLD."case_id", OLD."changed_because", OLD."changed_by_id", OLD."due_on", OLD."id", OLD."known_from", OLD."met_on", OLD."occurrence", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."result", OLD."rule_id", OLD."stage", OLD."started_on"); RETURN NULL;', hash='c4a873230d6dff909b96cd8aafecdea85cdb251f', operation='DELETE', pgid='pgtrigger_delete_delete_be219', table='casework_caseclock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseclockevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='2dd6a4fc5de0c0f1c60243cda87acf3ce7e7aff8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b34ec', table='casework_caseclockevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseclockevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc2138d674ea670ffc466d2d84cb0d7054d7645c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6cab3', table='casework_caseclockevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_pauseevent" ("clock_id", "ended_on", "id", "look_again_on", "paused_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "started_on") VALUES (OLD."clock_id", OLD."ended_on", OLD."id", OLD."look_again_on", OLD."paused_by_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."started_on"); RETURN NULL;', hash='6dc81a2577d0c82344cf53c7ce6d0c5ff63ebf33', operation='UPDATE', pgid='pgtrigger_update_update_50712', table='casework_pause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pause',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_pauseevent" ("clock_id", "ended_on", "id", "look_again_on", "paused_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "started_on") VALUES (OLD."clock_id", OLD."ended_on", OLD."id", OLD."look_again_on", OLD."paused_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."started_on"); RETURN NULL;', hash='f526d826dda87a06dc457d1b4d3399d29ea12ea6', operation='DELETE', pgid='pgtrigger_delete_delete_825d0', table='casework_pause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pauseevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='dcf779f03c028eba0639ed4d9619401b3d1e72bf', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_22c92', table='casework_pauseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pauseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='db98206ccf66230dbd18f159426d95fafbec5e8c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_05655', table='casework_pauseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startreading',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_startreadingevent" ("clock_id", "id", "known_from", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."clock_id", OLD."id", OLD."known_from", OLD."note", OLD."on", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='a0fff3b58ba6c9d14682fc9c3ecd51bf11e6a515', operation='UPDATE', pgid='pgtrigger_update_update_87b5f', table='casework_startreading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startreading',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_startreadingevent" ("clock_id", "id", "known_from", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."clock_id", OLD."id", OLD."known_from", OLD."note", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='889366ddac37f195c161120add4c24da8833d2ee', operation='DELETE', pgid='pgtrigger_delete_delete_64e8f', table='casework_startreading', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startreadingevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='a6c99728d1c66eadc649b51951cd45cffe900542', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fc142', table='casework_startreadingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startreadingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eb39fd817db282ec1c264736e387868a2a78d616', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b6934', table='casework_startreadingevent', when='BEFORE')),
        ),
    ]
