import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0009_correspondence'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='correspondence',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='correspondence',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='correspondence',
            name='adjustments',
            field=models.TextField(blank=True, help_text='What would make it easier for the person, as they say it.'),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='may_pass_on',
            field=models.BooleanField(help_text='Whether the person agrees that others are told; empty while nobody has asked.', null=True),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='sender_address',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='adjustments',
            field=models.TextField(blank=True, help_text='What would make it easier for the person, as they say it.'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='may_pass_on',
            field=models.BooleanField(help_text='Whether the person agrees that others are told; empty while nobody has asked.', null=True),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='sender_address',
            field=models.TextField(blank=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_correspondenceevent" ("acknowledged_on", "adjustments", "area", "became_id", "case_id", "channel", "ended_on", "from_elected", "id", "is_automatic", "may_pass_on", "may_upset", "merged_into_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_on", "replied_on", "route", "route_because", "sender_address", "sender_email", "sender_name", "sender_phone", "stage", "subject", "theme_id", "triaged_by_id", "triaged_on", "version") VALUES (OLD."acknowledged_on", OLD."adjustments", OLD."area", OLD."became_id", OLD."case_id", OLD."channel", OLD."ended_on", OLD."from_elected", OLD."id", OLD."is_automatic", OLD."may_pass_on", OLD."may_upset", OLD."merged_into_id", OLD."outcome", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."received_at", OLD."received_on", OLD."replied_on", OLD."route", OLD."route_because", OLD."sender_address", OLD."sender_email", OLD."sender_name", OLD."sender_phone", OLD."stage", OLD."subject", OLD."theme_id", OLD."triaged_by_id", OLD."triaged_on", OLD."version"); RETURN NULL;', hash='dfa869bcca21f59ee798614ce1d10a2c17928f01', operation='UPDATE', pgid='pgtrigger_update_update_6832e', table='casework_correspondence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_correspondenceevent" ("acknowledged_on", "adjustments", "area", "became_id", "case_id", "channel", "ended_on", "from_elected", "id", "is_automatic", "may_pass_on", "may_upset", "merged_into_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_on", "replied_on", "route", "route_because", "sender_address", "sender_email", "sender_name", "sender_phone", "stage", "subject", "theme_id", "triaged_by_id", "triaged_on", "version") VALUES (OLD."acknowledged_on", OLD."adjustments", OLD."area", OLD."became_id", OLD."case_id", OLD."channel", OLD."ended_on", OLD."from_elected", OLD."id", OLD."is_automatic", OLD."may_pass_on", OLD."may_upset", OLD."merged_into_id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_at", OLD."received_on", OLD."replied_on", OLD."route", OLD."route_because", OLD."sender_address", OLD."sender_email", OLD."sender_name", OLD."sender_phone", OLD."stage", OLD."subject", OLD."theme_id", OLD."triaged_by_id", OLD."triaged_on", OLD."version"); RETURN NULL;', hash='cf08c671dbba3ce2a08305192925a109a8000ddd', operation='DELETE', pgid='pgtrigger_delete_delete_2024b', table='casework_correspondence', when='AFTER')),
        ),
    ]
