import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
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
            name='ReferenceCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prefix', 'year'), name='reference_counter_once')],
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
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_in_small_letters')],
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
            options={
                'constraints': [models.UniqueConstraint(fields=('calendar', 'date'), name='calendar_day_once')],
            },
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
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pcc.force')),
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
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['QUEUED', 'RUNNING'])), fields=['asked_at'], name='job_unfinished')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'QUEUED'), models.Q(('key', ''), _negated=True)), fields=('kind', 'key'), name='job_once_waiting'), models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'STOPPED'])), name='job_state_known')],
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
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
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
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-id'], name='audit_by_subject'), models.Index(fields=['by', '-id'], name='audit_by_person')],
            },
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
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('calendar', 'date'), name='bank_holiday_once_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_reason', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_reason', ''), _negated=True)), _connector='OR'), name='bank_holiday_ended_with_reason')],
            },
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
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='pcc.bankholiday')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='force',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "pcc_forceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_pattern") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reference_pattern"); RETURN NULL;', hash='ecac312b4cb3b2ffa2173c4b0c71fdbe7b379c6c', operation='UPDATE', pgid='pgtrigger_update_update_6ee17', table='pcc_force', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='force',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pcc_forceevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_pattern") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference_pattern"); RETURN NULL;', hash='bfde00901fd9cca75b031f64e49e411fb78f6056', operation='DELETE', pgid='pgtrigger_delete_delete_6d760', table='pcc_force', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."alias" IS DISTINCT FROM (NEW."alias") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "pcc_userevent" ("alias", "email", "id", "is_active", "is_superuser", "joined_at", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."alias", OLD."email", OLD."id", OLD."is_active", OLD."is_superuser", OLD."joined_at", OLD."key", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='f9594a22522cfb51034925906a05c09b6fa1c186', operation='UPDATE', pgid='pgtrigger_update_update_9817f', table='pcc_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "pcc_userevent" ("alias", "email", "id", "is_active", "is_superuser", "joined_at", "key", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."alias", OLD."email", OLD."id", OLD."is_active", OLD."is_superuser", OLD."joined_at", OLD."key", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='af42b9014b178406e316b2017fd52ef93a5ca8bd', operation='DELETE', pgid='pgtrigger_delete_delete_36c34', table='pcc_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f706d8cff3ae379ec469bf627e48937ba844190f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f31b', table='pcc_auditevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='dd5fab36256feae9785ff6cf7d662d69c710e643', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_25e45', table='pcc_auditevent', when='BEFORE')),
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
        pgtrigger.migrations.AddTrigger(
            model_name='forceevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='731e05c6ece47b11e8ce4418bdf1677be85f4d21', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2b0fb', table='pcc_forceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d3051eb1bb7d3a07f4debb03eec5308d02f30e03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_616d5', table='pcc_forceevent', when='BEFORE')),
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
