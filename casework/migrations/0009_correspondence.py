import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0008_load_letters'),
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailFetch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('source', models.CharField(help_text='Host and folder, without a password.', max_length=200)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=400)),
            ],
            options={
                'verbose_name_plural': 'mail fetches',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(help_text='Which form of the case it was typed into.', max_length=40)),
                ('fields', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'case', 'form'), name='draft_once')],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('ASKED', 'Asked'), ('ANSWERED', 'Answered'), ('DROPPED', 'No longer needed')], default='ASKED', max_length=10)),
                ('asked_of', models.CharField(choices=[('FORCE', 'The force'), ('PARTNER', 'Another body'), ('PERSON', 'The person who wrote')], max_length=10)),
                ('recipient', models.CharField(max_length=120)),
                ('question', models.TextField()),
                ('asked_on', models.DateField()),
                ('due_on', models.DateField()),
                ('chased_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, size=None)),
                ('ended_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='casework.case')),
            ],
            options={
                'verbose_name_plural': 'enquiries',
                'indexes': [models.Index(condition=models.Q(('stage', 'ASKED')), fields=['due_on'], name='enquiry_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('asked_on'))), name='enquiry_due_after'), models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('asked_on'))), name='enquiry_ended_after'), models.CheckConstraint(condition=models.Q(('stage', 'ASKED'), ('ended_on__isnull', False), _connector='XOR'), name='enquiry_ended_iff_dated'), models.CheckConstraint(condition=models.Q(('stage', 'ANSWERED'), ('answer', ''), _connector='XOR'), name='enquiry_answered_iff_text')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EMAIL', 'E-mail'), ('FORM', 'Form'), ('TYPED', 'Typed in by the office')], max_length=10)),
                ('arrived_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('sender_name', models.CharField(blank=True, max_length=150)),
                ('sender_email', models.CharField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField()),
                ('faults', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=400), default=list, size=None)),
                ('message_id', models.CharField(blank=True, max_length=250)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=250), default=list, size=None)),
                ('joined_because', models.CharField(blank=True, help_text='Why it was put on this case.', max_length=200)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='casework.case')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='message_by_id')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('digest',), name='message_taken_in_once')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='theme_once')],
            },
        ),
        migrations.CreateModel(
            name='ThemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('retired_at', models.DateTimeField(null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Correspondence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('NEW', 'New'), ('TRIAGED', 'Sorted'), ('OPEN', 'Being answered'), ('ACKNOWLEDGED', 'Acknowledged'), ('WAITING_ON_FORCE', 'Waiting for the force'), ('WAITING_ON_PARTNER', 'Waiting for another body'), ('WAITING_ON_PERSON', 'Waiting for the person'), ('REPLIED', 'Replied'), ('CLOSED', 'Closed'), ('CONVERTED', 'Became something else'), ('MERGED', 'Joined to another'), ('DISCARDED', 'Discarded')], default='NEW', max_length=20)),
                ('channel', models.CharField(choices=[('EMAIL', 'E-mail'), ('FORM', 'Form on the web'), ('LETTER', 'Letter'), ('PHONE', 'Phone'), ('PERSON', 'In person'), ('SOCIAL', 'Social media'), ('CSV', 'Brought in from a list')], max_length=10)),
                ('received_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('sender_name', models.CharField(blank=True, max_length=150)),
                ('sender_email', models.CharField(blank=True, max_length=254)),
                ('sender_phone', models.CharField(blank=True, max_length=40)),
                ('from_elected', models.BooleanField(default=False, help_text='From a member of parliament or a councillor.')),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('area', models.CharField(blank=True, max_length=120)),
                ('route', models.CharField(blank=True, choices=[('DANGER', 'Danger now'), ('REVIEW', "Review of a complaint's outcome"), ('FOI', 'Freedom of information'), ('SUBJECT_ACCESS', 'Own information'), ('CHIEF_CONSTABLE', "The chief constable's own conduct"), ('COMMISSIONER', 'The commissioner or deputy'), ('OFFICE_STAFF', "This office's staff"), ('FORCE_COMPLAINT', 'Complaint about the force'), ('LOCAL_ISSUE', 'Local matter'), ('CASEWORK', 'For this office to answer'), ('NOT_FOR_US', 'Not for this office')], max_length=20)),
                ('route_because', models.TextField(blank=True)),
                ('triaged_on', models.DateField(null=True)),
                ('acknowledged_on', models.DateField(null=True)),
                ('replied_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('ANSWERED', 'Answered'), ('SIGNPOSTED', 'Told who can help'), ('HANDED_OVER', 'Handed over'), ('RESOLVED', 'Resolved'), ('NO_REMIT', 'Nothing that the office may do'), ('DUPLICATE', 'Written twice'), ('NO_REPLY', 'No reply wanted'), ('RESTRICTED', 'Not answered under a contact plan')], max_length=15)),
                ('may_upset', models.BooleanField(default=False, help_text='Whoever opens it is warned first.')),
                ('is_automatic', models.BooleanField(default=False, help_text='A machine wrote it: nothing answers by itself.')),
                ('version', models.PositiveIntegerField(default=1)),
                ('became', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='casework.case')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='correspondence', to='casework.case')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='casework.correspondence')),
                ('triaged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.theme')),
            ],
            options={
                'verbose_name_plural': 'correspondence',
                'indexes': [models.Index(fields=['-received_at', '-id'], name='correspondence_newest'), models.Index(condition=models.Q(('ended_on', None)), fields=['received_at', 'id'], name='correspondence_waiting'), models.Index(django.db.models.functions.text.Lower('sender_email'), name='correspondence_sender')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('route', ''), ('triaged_by', None), ('triaged_on', None)), models.Q(models.Q(('route', ''), _negated=True), ('triaged_by__isnull', False), ('triaged_on__isnull', False)), _connector='OR'), name='correspondence_triaged_iff_routed'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('stage__in', ['CLOSED', 'CONVERTED', 'MERGED', 'DISCARDED'])), models.Q(models.Q(('stage__in', ['CLOSED', 'CONVERTED', 'MERGED', 'DISCARDED']), _negated=True), ('ended_on', None)), _connector='OR'), name='correspondence_ended_iff_dated'), models.CheckConstraint(condition=models.Q(('stage', 'CLOSED'), ('outcome', ''), _connector='XOR'), name='correspondence_closed_iff_outcome'), models.CheckConstraint(condition=models.Q(('stage', 'CONVERTED'), ('became', None), _connector='OR'), name='correspondence_converted_iff_case'), models.CheckConstraint(condition=models.Q(('stage', 'MERGED'), ('merged_into', None), _connector='XOR'), name='correspondence_merged_iff_into'), models.CheckConstraint(condition=models.Q(('acknowledged_on__gte', models.F('received_on'))), name='correspondence_acknowledged_after'), models.CheckConstraint(condition=models.Q(('replied_on__gte', models.F('received_on'))), name='correspondence_replied_after'), models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('received_on'))), name='correspondence_ended_after')],
            },
        ),
        migrations.CreateModel(
            name='EnquiryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('stage', models.CharField(choices=[('ASKED', 'Asked'), ('ANSWERED', 'Answered'), ('DROPPED', 'No longer needed')], default='ASKED', max_length=10)),
                ('asked_of', models.CharField(choices=[('FORCE', 'The force'), ('PARTNER', 'Another body'), ('PERSON', 'The person who wrote')], max_length=10)),
                ('recipient', models.CharField(max_length=120)),
                ('question', models.TextField()),
                ('asked_on', models.DateField()),
                ('due_on', models.DateField()),
                ('chased_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, size=None)),
                ('ended_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.enquiry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('raw', models.BinaryField()),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='original', to='casework.message')),
            ],
        ),
        migrations.CreateModel(
            name='CorrespondenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('stage', models.CharField(choices=[('NEW', 'New'), ('TRIAGED', 'Sorted'), ('OPEN', 'Being answered'), ('ACKNOWLEDGED', 'Acknowledged'), ('WAITING_ON_FORCE', 'Waiting for the force'), ('WAITING_ON_PARTNER', 'Waiting for another body'), ('WAITING_ON_PERSON', 'Waiting for the person'), ('REPLIED', 'Replied'), ('CLOSED', 'Closed'), ('CONVERTED', 'Became something else'), ('MERGED', 'Joined to another'), ('DISCARDED', 'Discarded')], default='NEW', max_length=20)),
                ('channel', models.CharField(choices=[('EMAIL', 'E-mail'), ('FORM', 'Form on the web'), ('LETTER', 'Letter'), ('PHONE', 'Phone'), ('PERSON', 'In person'), ('SOCIAL', 'Social media'), ('CSV', 'Brought in from a list')], max_length=10)),
                ('received_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('sender_name', models.CharField(blank=True, max_length=150)),
                ('sender_email', models.CharField(blank=True, max_length=254)),
                ('sender_phone', models.CharField(blank=True, max_length=40)),
                ('from_elected', models.BooleanField(default=False, help_text='From a member of parliament or a councillor.')),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('area', models.CharField(blank=True, max_length=120)),
                ('route', models.CharField(blank=True, choices=[('DANGER', 'Danger now'), ('REVIEW', "Review of a complaint's outcome"), ('FOI', 'Freedom of information'), ('SUBJECT_ACCESS', 'Own information'), ('CHIEF_CONSTABLE', "The chief constable's own conduct"), ('COMMISSIONER', 'The commissioner or deputy'), ('OFFICE_STAFF', "This office's staff"), ('FORCE_COMPLAINT', 'Complaint about the force'), ('LOCAL_ISSUE', 'Local matter'), ('CASEWORK', 'For this office to answer'), ('NOT_FOR_US', 'Not for this office')], max_length=20)),
                ('route_because', models.TextField(blank=True)),
                ('triaged_on', models.DateField(null=True)),
                ('acknowledged_on', models.DateField(null=True)),
                ('replied_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('ANSWERED', 'Answered'), ('SIGNPOSTED', 'Told who can help'), ('HANDED_OVER', 'Handed over'), ('RESOLVED', 'Resolved'), ('NO_REMIT', 'Nothing that the office may do'), ('DUPLICATE', 'Written twice'), ('NO_REPLY', 'No reply wanted'), ('RESTRICTED', 'Not answered under a contact plan')], max_length=15)),
                ('may_upset', models.BooleanField(default=False, help_text='Whoever opens it is warned first.')),
                ('is_automatic', models.BooleanField(default=False, help_text='A machine wrote it: nothing answers by itself.')),
                ('version', models.PositiveIntegerField(default=1)),
                ('became', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case')),
                ('merged_into', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.correspondence')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.correspondence')),
                ('triaged_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_themeevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."retired_at"); RETURN NULL;', hash='e5268bb8204ddcb1c3f00c9514accf8020e5d1a5', operation='UPDATE', pgid='pgtrigger_update_update_06556', table='casework_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_themeevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."retired_at"); RETURN NULL;', hash='7cca7dd7999de41506513109668f19980185e79a', operation='DELETE', pgid='pgtrigger_delete_delete_24c3d', table='casework_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enquiry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_enquiryevent" ("answer", "asked_by_id", "asked_of", "asked_on", "case_id", "chased_on", "due_on", "ended_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "recipient", "stage") VALUES (OLD."answer", OLD."asked_by_id", OLD."asked_of", OLD."asked_on", OLD."case_id", OLD."chased_on", OLD."due_on", OLD."ended_on", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."question", OLD."recipient", OLD."stage"); RETURN NULL;', hash='3d60796c98e549dd826379ef63fa23713af7bfab', operation='UPDATE', pgid='pgtrigger_update_update_e664a', table='casework_enquiry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enquiry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_enquiryevent" ("answer", "asked_by_id", "asked_of", "asked_on", "case_id", "chased_on", "due_on", "ended_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "recipient", "stage") VALUES (OLD."answer", OLD."asked_by_id", OLD."asked_of", OLD."asked_on", OLD."case_id", OLD."chased_on", OLD."due_on", OLD."ended_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."question", OLD."recipient", OLD."stage"); RETURN NULL;', hash='646f7a4b34a70dd7c9031de6596314a3e777e065', operation='DELETE', pgid='pgtrigger_delete_delete_2687e', table='casework_enquiry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enquiryevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='adae77acb79093b36209bad6cffbf7a399e344f3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_68d7e', table='casework_enquiryevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enquiryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='930f399ca877e3f47fef87198bf34619f7c3baa4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3cf3b', table='casework_enquiryevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondenceevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='d8e7dbdf2169f54e0e2ebf3470ea31b5fdcfadf4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5e55b', table='casework_correspondenceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondenceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='68d2f5dd4bc9a88a430825935f9f8e679bb77c6c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_985f6', table='casework_correspondenceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_correspondenceevent" ("acknowledged_on", "area", "became_id", "case_id", "channel", "ended_on", "from_elected", "id", "is_automatic", "may_upset", "merged_into_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_on", "replied_on", "route", "route_because", "sender_email", "sender_name", "sender_phone", "stage", "subject", "theme_id", "triaged_by_id", "triaged_on", "version") VALUES (OLD."acknowledged_on", OLD."area", OLD."became_id", OLD."case_id", OLD."channel", OLD."ended_on", OLD."from_elected", OLD."id", OLD."is_automatic", OLD."may_upset", OLD."merged_into_id", OLD."outcome", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."received_at", OLD."received_on", OLD."replied_on", OLD."route", OLD."route_because", OLD."sender_email", OLD."sender_name", OLD."sender_phone", OLD."stage", OLD."subject", OLD."theme_id", OLD."triaged_by_id", OLD."triaged_on", OLD."version"); RETURN NULL;', hash='51c2a8c68521f241ab5902b8f090e1e877edc6e1', operation='UPDATE', pgid='pgtrigger_update_update_6832e', table='casework_correspondence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_correspondenceevent" ("acknowledged_on", "area", "became_id", "case_id", "channel", "ended_on", "from_elected", "id", "is_automatic", "may_upset", "merged_into_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_on", "replied_on", "route", "route_because", "sender_email", "sender_name", "sender_phone", "stage", "subject", "theme_id", "triaged_by_id", "triaged_on", "version") VALUES (OLD."acknowledged_on", OLD."area", OLD."became_id", OLD."case_id", OLD."channel", OLD."ended_on", OLD."from_elected", OLD."id", OLD."is_automatic", OLD."may_upset", OLD."merged_into_id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_at", OLD."received_on", OLD."replied_on", OLD."route", OLD."route_because", OLD."sender_email", OLD."sender_name", OLD."sender_phone", OLD."stage", OLD."subject", OLD."theme_id", OLD."triaged_by_id", OLD."triaged_on", OLD."version"); RETURN NULL;', hash='00057d78ef156270d8aa0a93c52ca60ea37abccb', operation='DELETE', pgid='pgtrigger_delete_delete_2024b', table='casework_correspondence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themeevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='578fe1ff020f0fcb106bb9978cf3140b7b830c52', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c6496', table='casework_themeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6be06f0fa754e2fdf91d56987bf5d7fad10779ff', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2098c', table='casework_themeevent', when='BEFORE')),
        ),
    ]
