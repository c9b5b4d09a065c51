"""The tables of the first release, and the extensions that searching needs."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    replaces = [
        ('pcc', '0001_initial'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.BigIntegerField(unique=True)),
                ('digest', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='BankHoliday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.CharField(max_length=40)),
                ('date', models.DateField()),
                ('label', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='BankHolidayEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('calendar', models.CharField(max_length=40)),
                ('date', models.DateField()),
                ('label', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.CharField(max_length=40)),
                ('date', models.DateField()),
                ('ordinal', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ClockRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('version', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('binds', models.CharField(choices=[('office', 'Office'), ('force', 'Force'), ('applicant', 'Applicant')], max_length=12)),
                ('text', models.TextField(help_text='The rule in plain words.')),
                ('unit', models.CharField(choices=[('working_days', 'Working days'), ('calendar_days', 'Calendar days'), ('weeks', 'Weeks'), ('months', 'Months')], max_length=15)),
                ('amount', models.PositiveSmallIntegerField()),
                ('counts_start_day', models.BooleanField()),
                ('starts', models.CharField(help_text='The date that starts it, as words.', max_length=120)),
                ('on_closed_last_day', models.CharField(choices=[('stands', 'It stands'), ('moves_on', 'The next working day counts')], max_length=10)),
                ('on_closed_start_day', models.CharField(choices=[('stands', 'It stands'), ('moves_on', 'The next working day counts')], max_length=10)),
                ('calendar', models.CharField(max_length=40)),
                ('source', models.CharField(max_length=300)),
                ('verified', models.BooleanField(help_text='Somebody has read the source and found this time limit there.')),
                ('in_force_from', models.DateField(null=True)),
                ('in_force_to', models.DateField(null=True)),
                ('repeats_amount', models.PositiveSmallIntegerField(null=True)),
                ('repeats_unit', models.CharField(blank=True, max_length=15)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_because', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('listing', models.CharField(help_text='Which list, as the app that has it calls it.', max_length=60)),
                ('query', models.TextField(blank=True, help_text='How the list was narrowed and sorted, as in its address.')),
                ('file_kind', models.CharField(choices=[('csv', 'CSV: plain text, opens in anything'), ('xlsx', 'XLSX: a workbook for Excel'), ('ods', 'ODS: a workbook for LibreOffice, an open standard')], max_length=4)),
                ('reason', models.TextField(help_text='What the file is for.')),
                ('asked_at', models.DateTimeField()),
                ('as_at', models.DateTimeField(help_text='The moment whose rows the file holds.', null=True)),
                ('rows', models.PositiveBigIntegerField(null=True)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('file_key', models.CharField(blank=True, help_text='Where the file lies, outside the web root.', max_length=40)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('file_bytes', models.PositiveBigIntegerField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Force',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('reference_pattern', models.CharField(blank=True, help_text='How this force writes its references, as an example: CO/00123/24.', max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='ForceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=30)),
                ('name', models.CharField(max_length=120)),
                ('reference_pattern', models.CharField(blank=True, help_text='How this force writes its references, as an example: CO/00123/24.', max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('key', models.CharField(blank=True, help_text='One waiting job a key.', max_length=120)),
                ('params', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('RUNNING', 'Running'), ('DONE', 'Done'), ('FAILED', 'Failed'), ('STOPPED', 'Stopped')], default='QUEUED', max_length=10)),
                ('stop_asked', models.BooleanField(default=False)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('step', models.CharField(blank=True, max_length=120)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('result', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReferenceCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.CharField(help_text='Which list, as the app that has it calls it.', max_length=60)),
                ('name', models.CharField(max_length=60)),
                ('query', models.TextField()),
                ('shared', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SavedViewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('listing', models.CharField(help_text='Which list, as the app that has it calls it.', max_length=60)),
                ('name', models.CharField(max_length=60)),
                ('query', models.TextField()),
                ('shared', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=150)),
                ('alias', models.CharField(blank=True, help_text='What other panel members see.', max_length=60)),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=150)),
                ('alias', models.CharField(blank=True, help_text='What other panel members see.', max_length=60)),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=80)),
                ('roles', models.CharField(blank=True, max_length=300)),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.CharField(blank=True, max_length=80)),
                ('facts', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditseal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd9f7db1781113caf6848b60bc382defae92c9ce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eaa4d', table='pcc_auditseal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditseal',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='af35fafdfcac9ee2c5960397bc9e51541972a097', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_fdb0d', table='pcc_auditseal', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='bankholiday',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bankholidayevent',
            name='added_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bankholidayevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='bankholidayevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pcc.bankholiday'),
        ),
        migrations.AddConstraint(
            model_name='calendarday',
            constraint=models.UniqueConstraint(fields=('calendar', 'date'), name='calendar_day_once'),
        ),
        migrations.AddField(
            model_name='clockrule',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='force',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pcc_forceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_pattern") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reference_pattern"); RETURN NULL;', hash='ecac312b4cb3b2ffa2173c4b0c71fdbe7b379c6c', operation='UPDATE', pgid='pgtrigger_update_update_6ee17', table='pcc_force', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='force',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pcc_forceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_pattern") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference_pattern"); RETURN NULL;', hash='bfde00901fd9cca75b031f64e49e411fb78f6056', operation='DELETE', pgid='pgtrigger_delete_delete_6d760', table='pcc_force', when='AFTER')),
        ),
        migrations.AddField(
            model_name='forceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='forceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pcc.force'),
        ),
        migrations.AddField(
            model_name='job',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pcc.job'),
        ),
        migrations.AddConstraint(
            model_name='referencecounter',
            constraint=models.UniqueConstraint(fields=('prefix', 'year'), name='reference_counter_once'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedviewevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedviewevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='savedviewevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pcc.savedview'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_in_small_letters'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."alias" IS DISTINCT FROM (NEW."alias") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "pcc_userevent" ("alias", "email", "id", "is_active", "is_superuser", "joined_at", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."alias", OLD."email", OLD."id", OLD."is_active", OLD."is_superuser", OLD."joined_at", OLD."key", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='f9594a22522cfb51034925906a05c09b6fa1c186', operation='UPDATE', pgid='pgtrigger_update_update_9817f', table='pcc_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pcc_userevent" ("alias", "email", "id", "is_active", "is_superuser", "joined_at", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."alias", OLD."email", OLD."id", OLD."is_active", OLD."is_superuser", OLD."joined_at", OLD."key", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='af42b9014b178406e316b2017fd52ef93a5ca8bd', operation='DELETE', pgid='pgtrigger_delete_delete_36c34', table='pcc_user', when='AFTER')),
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
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f706d8cff3ae379ec469bf627e48937ba844190f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f31b', table='pcc_auditevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='dd5fab36256feae9785ff6cf7d662d69c710e643', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_25e45', table='pcc_auditevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='bankholiday',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('calendar', 'date'), name='bank_holiday_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='bankholiday',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_reason', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_reason', ''), _negated=True)), _connector='OR'), name='bank_holiday_ended_with_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankholiday',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pcc_bankholidayevent" ("added_at", "added_by_id", "calendar", "date", "ended_at", "ended_reason", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."added_at", OLD."added_by_id", OLD."calendar", OLD."date", OLD."ended_at", OLD."ended_reason", OLD."id", OLD."label", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."source"); RETURN NULL;', hash='a7d7e55a1140998fba71039aaaf8617977aa638d', operation='UPDATE', pgid='pgtrigger_update_update_4e652', table='pcc_bankholiday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankholiday',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pcc_bankholidayevent" ("added_at", "added_by_id", "calendar", "date", "ended_at", "ended_reason", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."added_at", OLD."added_by_id", OLD."calendar", OLD."date", OLD."ended_at", OLD."ended_reason", OLD."id", OLD."label", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source"); RETURN NULL;', hash='d288aa75a98edc6f4864e8531c93e795b06cea37', operation='DELETE', pgid='pgtrigger_delete_delete_a7dee', table='pcc_bankholiday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankholidayevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='8c268185350063aeea54789447fca3cd6de27d6b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_16380', table='pcc_bankholidayevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bankholidayevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bb9c349efb00f582f9f07e3f9d3416f155559206', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_463ae', table='pcc_bankholidayevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='clockrule',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='clock_rule_version_once'),
        ),
        migrations.AddConstraint(
            model_name='clockrule',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('amount__lte', 1000)), name='clock_rule_amount'),
        ),
        migrations.AddConstraint(
            model_name='clockrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('repeats_amount', None), ('repeats_unit', '')), models.Q(('repeats_amount__gte', 1), ('repeats_unit__in', ['working_days', 'calendar_days', 'weeks', 'months'])), _connector='OR'), name='clock_rule_repeats_whole'),
        ),
        migrations.AddConstraint(
            model_name='clockrule',
            constraint=models.CheckConstraint(condition=models.Q(('in_force_to__gte', models.F('in_force_from'))), name='clock_rule_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clockrule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f9bdaab5b0b9c6efd9ed0ff838f32ff5131eba31', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ad70d', table='pcc_clockrule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='731e05c6ece47b11e8ce4418bdf1677be85f4d21', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2b0fb', table='pcc_forceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d3051eb1bb7d3a07f4debb03eec5308d02f30e03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_616d5', table='pcc_forceevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state__in', ['QUEUED', 'RUNNING'])), fields=['asked_at'], name='job_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'QUEUED'), models.Q(('key', ''), _negated=True)), fields=('kind', 'key'), name='job_once_waiting'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'STOPPED'])), name='job_state_known'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['asked_by', '-asked_at', '-id'], name='export_of_person'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['as_at'], name='export_kept'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('file_kind__in', ['csv', 'xlsx', 'ods'])), name='export_file_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('as_at', None), ('file_bytes', None), ('file_key', ''), ('rows', None)), models.Q(models.Q(('file_key', ''), _negated=True), ('as_at__isnull', False), ('file_bytes__isnull', False), ('rows__isnull', False)), _connector='OR'), name='export_written_iff_counted'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('taken_at', None), ('taken_at__gte', models.F('as_at')), _connector='OR'), name='export_taken_after_written'),
        ),
        migrations.AddIndex(
            model_name='savedview',
            index=models.Index(condition=models.Q(('shared', True)), fields=['made_by'], name='view_of_the_office'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(models.F('listing'), models.F('made_by'), django.db.models.functions.text.Lower('name'), name='view_named_once_a_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pcc_savedviewevent" ("id", "listing", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shared") VALUES (OLD."id", OLD."listing", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."query", OLD."shared"); RETURN NULL;', hash='83969089cea09baa0908dc76d8cc300698fc0d50', operation='UPDATE', pgid='pgtrigger_update_update_8ae83', table='pcc_savedview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedview',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pcc_savedviewevent" ("id", "listing", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "shared") VALUES (OLD."id", OLD."listing", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."query", OLD."shared"); RETURN NULL;', hash='97ee563bbb1d70e87b96a5bcd11333628acf0e3d', operation='DELETE', pgid='pgtrigger_delete_delete_7e4f7', table='pcc_savedview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedviewevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='0147dc3e69060aba9337e03c81327412bf90efb5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_53918', table='pcc_savedviewevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='savedviewevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='520ea00ffd12baea7bb9e288f0a22d62ea179e30', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8db2f', table='pcc_savedviewevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='017bc166c5ce02e944f3ef1020e94dd94e23ee26', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_493bb', table='pcc_userevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='21f56dfd9f8a36842741eac41968f0efa0e1dfc0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0ce3a', table='pcc_userevent', when='BEFORE')),
        ),
    ]
