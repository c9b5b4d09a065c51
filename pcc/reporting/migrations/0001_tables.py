"""The tables of the first release."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    replaces = [
        ('reporting', '0001_initial'),
    ]

    dependencies = [
        ('pcc', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PeerTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('publisher', models.CharField(max_length=120)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('source', models.TextField()),
                ('licence', models.CharField(max_length=200)),
                ('caution', models.TextField(blank=True, help_text='What a reader has to know, such as an uncertain unit of time.')),
                ('measures', models.JSONField(help_text='Code, label, kind (rate or mean), and how it was derived, if it was.')),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-until', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PeerFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.SlugField(max_length=60)),
                ('body', models.CharField(max_length=120)),
                ('n', models.PositiveIntegerField()),
                ('k', models.PositiveIntegerField(null=True)),
                ('mean', models.FloatField(null=True)),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='reporting.peertable')),
            ],
            options={
                'ordering': ['body'],
            },
        ),
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
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
            },
        ),
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
        migrations.CreateModel(
            name='Restatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='First day of the month finalised.')),
                ('at', models.DateTimeField()),
                ('because', models.CharField(max_length=200)),
                ('n_before', models.PositiveIntegerField()),
                ('n_after', models.PositiveIntegerField()),
                ('days_before', models.PositiveBigIntegerField(help_text='Working days of all of them together.')),
                ('days_after', models.PositiveBigIntegerField()),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force')),
            ],
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, help_text='0 for the figure as first published.')),
                ('name', models.CharField(blank=True, help_text='What the revision is called.', max_length=120)),
                ('reason', models.TextField(blank=True, help_text='Why there is a revision.')),
                ('title', models.CharField(max_length=200)),
                ('definition_code', models.CharField(max_length=60)),
                ('definition_version', models.PositiveIntegerField()),
                ('definition', models.JSONField(help_text="The definition's name and rows, as they read on that day.")),
                ('calendar_version', models.CharField(blank=True, max_length=80)),
                ('asked', models.JSONField(help_text='The filters.')),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('as_at', models.DateField()),
                ('numbers', models.JSONField()),
                ('left_out', models.JSONField(help_text='Reasons and counts.')),
                ('rows', models.PositiveBigIntegerField(help_text='How many records are counted.')),
                ('row_digest', models.CharField(help_text='SHA-256 of their ids in rising order, one a line.', max_length=64)),
                ('frozen_at', models.DateTimeField()),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('original', models.ForeignKey(help_text='Empty for the first one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='reporting.snapshot')),
            ],
            options={
                'ordering': ['-frozen_at', '-pk'],
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
        migrations.AddField(
            model_name='publication',
            name='snapshot',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='reporting.snapshot'),
        ),
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_at', models.DateTimeField()),
                ('as_at', models.DateField()),
                ('calendar_version', models.CharField(max_length=80)),
                ('stale_because', models.TextField(blank=True)),
                ('force', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='pcc.force')),
            ],
        ),
        migrations.CreateModel(
            name='KeptYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(help_text='In which they were finalised; empty for the open.', null=True)),
                ('count', models.PositiveIntegerField(help_text='How many complaints.')),
                ('received', models.BinaryField(help_text='Days since 1 January 1970.')),
                ('finalised', models.BinaryField(help_text='Days since 1 January 1970.')),
                ('handling', models.BinaryField(help_text='Places among the ways of handling.')),
                ('suspended', models.BinaryField(help_text='Working days suspended, as the force counts.')),
                ('numbers', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), help_text='How many were finalised in each month of the year.', size=None)),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveBigIntegerField(), help_text="Working days of each month's, all together.", size=None)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='pcc.force')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('force', 'year'), name='kept_year_once', nulls_distinct=False)],
            },
        ),
        migrations.AddConstraint(
            model_name='peertable',
            constraint=models.UniqueConstraint(fields=('publisher', 'title'), name='peer_table_once'),
        ),
        migrations.AddConstraint(
            model_name='peerfigure',
            constraint=models.UniqueConstraint(fields=('table', 'measure', 'body'), name='peer_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='peerfigure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('k__isnull', False), ('k__lte', models.F('n')), ('mean', None)), models.Q(('k', None), ('mean__gte', 0)), _connector='OR'), name='peer_figure_is_a_share_or_a_mean'),
        ),
        migrations.AddConstraint(
            model_name='rebase',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('measure', 'handling', 'month'), name='rebase_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='rebase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), ('taken_back_by', None)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='rebase_taken_back_by_somebody'),
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
        migrations.AddIndex(
            model_name='restatement',
            index=models.Index(fields=['month'], name='restatement_by_month'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restatement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='24f819b92407a6c3ccf6252ae6ca0da6c1673eb0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_16420', table='reporting_restatement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restatement',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='7d411123cdbbdc46639ce50fb1f48b33e00ab925', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b6867', table='reporting_restatement', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('original', 'revision'), name='snapshot_revision_once'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), ('original', None), ('reason', ''), ('revision', 0)), models.Q(('original__isnull', False), ('revision__gte', 1), models.Q(('name', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='snapshot_revision_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshot',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='26af3712741cebb09d31036a6714a1d959aefede', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_177a5', table='reporting_snapshot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshot',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='c49a1ee66b90b9c62972dbbb97656039cd4086b3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_df056', table='reporting_snapshot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='5b04f357cd67e640600995b2e48b82ee704de250', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ed403', table='reporting_publicationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publicationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd0928b159d7fe1d5735214ca98acbe6e8a24639', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4bc3', table='reporting_publicationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('stage', 'PROPOSED')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(models.Q(('stage', 'PUBLISHED'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR')), _connector='OR'), name='publication_decided_by_another'),
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
        # Compressing numbers that are read as a whole costs more time than the space is worth.
        migrations.RunSQL(
            "ALTER TABLE reporting_keptyear ALTER received SET STORAGE EXTERNAL, "
            "ALTER finalised SET STORAGE EXTERNAL, ALTER handling SET STORAGE EXTERNAL, "
            "ALTER suspended SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
