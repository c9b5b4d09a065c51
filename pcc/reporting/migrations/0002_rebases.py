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
        ('reporting', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rebase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.SlugField(help_text='One of the monthly measures.', max_length=20)),
                ('handling', models.SlugField(help_text='The complaints it is about: all, schedule-3 or one way.', max_length=20)),
                ('month', models.DateField(help_text='First day of the first month with the new limits.')),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('measure', 'handling', 'month'), name='rebase_stands_once'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), ('taken_back_by', None)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='rebase_taken_back_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='RebaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('measure', models.SlugField(db_index=False, help_text='One of the monthly measures.', max_length=20)),
                ('handling', models.SlugField(db_index=False, help_text='The complaints it is about: all, schedule-3 or one way.', max_length=20)),
                ('month', models.DateField(help_text='First day of the first month with the new limits.')),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reporting.rebase')),
                ('taken_back_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rebase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reporting_rebaseevent" ("handling", "id", "made_at", "made_by_id", "measure", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken_back_at", "taken_back_by_id") VALUES (OLD."handling", OLD."id", OLD."made_at", OLD."made_by_id", OLD."measure", OLD."month", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."taken_back_at", OLD."taken_back_by_id"); RETURN NULL;', hash='cfbebe42510edb16c9b9ef90f9ec830ab86ab19e', operation='UPDATE', pgid='pgtrigger_update_update_6d4cf', table='reporting_rebase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rebase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reporting_rebaseevent" ("handling", "id", "made_at", "made_by_id", "measure", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taken_back_at", "taken_back_by_id") VALUES (OLD."handling", OLD."id", OLD."made_at", OLD."made_by_id", OLD."measure", OLD."month", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."taken_back_at", OLD."taken_back_by_id"); RETURN NULL;', hash='f8b5c79b1828fa7aefdd4bdf7d6794576019b339', operation='DELETE', pgid='pgtrigger_delete_delete_29b76', table='reporting_rebase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rebaseevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='28db3514656bb05930fb7916351252ea8ae679c9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a03e8', table='reporting_rebaseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rebaseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='60c0485596dbac55c08a5e3f91c2fb007b78215e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f9c5', table='reporting_rebaseevent', when='BEFORE')),
        ),
    ]
