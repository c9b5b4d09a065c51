import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0013_seal_names_and_openings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactplan',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='contactplan',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dispatch',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='dispatch',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='person',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='contactplan',
            name='letter',
            field=models.ForeignKey(help_text='The letter that tells them.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='letter',
            field=models.ForeignKey(db_constraint=False, help_text='The letter that tells them.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='deviates_because',
            field=models.CharField(blank=True, help_text='Why it goes to a person who wants to hear through a representative only.', max_length=300),
        ),
        migrations.AddField(
            model_name='dispatchevent',
            name='deviates_because',
            field=models.CharField(blank=True, help_text='Why it goes to a person who wants to hear through a representative only.', max_length=300),
        ),
        migrations.AddField(
            model_name='person',
            name='letter_form',
            field=models.CharField(blank=True, choices=[('PDF', 'As PDF'), ('LARGE', 'In large print')], max_length=10),
        ),
        migrations.AddField(
            model_name='personevent',
            name='letter_form',
            field=models.CharField(blank=True, choices=[('PDF', 'As PDF'), ('LARGE', 'In large print')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='message',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='gin_trgm_ops'), name='message_words'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='gin_trgm_ops'), name='note_words'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactplan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_contactplanevent" ("adjustments_considered", "carve_outs", "decided_by_id", "decided_on", "decision_note", "ended_on", "evidence", "id", "letter_id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_on", "reason", "review_on", "stage", "subject", "terms") VALUES (OLD."adjustments_considered", OLD."carve_outs", OLD."decided_by_id", OLD."decided_on", OLD."decision_note", OLD."ended_on", OLD."evidence", OLD."id", OLD."letter_id", OLD."level", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."proposed_by_id", OLD."proposed_on", OLD."reason", OLD."review_on", OLD."stage", OLD."subject", OLD."terms"); RETURN NULL;', hash='9c69d204e69a181b30f3908f4f563a1d8c35bc56', operation='UPDATE', pgid='pgtrigger_update_update_854be', table='casework_contactplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactplan',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_contactplanevent" ("adjustments_considered", "carve_outs", "decided_by_id", "decided_on", "decision_note", "ended_on", "evidence", "id", "letter_id", "level", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "proposed_on", "reason", "review_on", "stage", "subject", "terms") VALUES (OLD."adjustments_considered", OLD."carve_outs", OLD."decided_by_id", OLD."decided_on", OLD."decision_note", OLD."ended_on", OLD."evidence", OLD."id", OLD."letter_id", OLD."level", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed_by_id", OLD."proposed_on", OLD."reason", OLD."review_on", OLD."stage", OLD."subject", OLD."terms"); RETURN NULL;', hash='7f4b2bd43349ecf0d42cf0c6758f932a9c38f8c8', operation='DELETE', pgid='pgtrigger_delete_delete_9dbe4', table='casework_contactplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_dispatchevent" ("address", "attach_pdf", "attempts", "deviates_because", "email", "gone_on", "id", "large_print", "leased_until", "letter_id", "message_id", "name", "next_try_at", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "stage", "way") VALUES (OLD."address", OLD."attach_pdf", OLD."attempts", OLD."deviates_because", OLD."email", OLD."gone_on", OLD."id", OLD."large_print", OLD."leased_until", OLD."letter_id", OLD."message_id", OLD."name", OLD."next_try_at", OLD."party_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."said", OLD."stage", OLD."way"); RETURN NULL;', hash='ebaed81eee4c36281e977b61f4bf4d2926848ae6', operation='UPDATE', pgid='pgtrigger_update_update_30432', table='casework_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_dispatchevent" ("address", "attach_pdf", "attempts", "deviates_because", "email", "gone_on", "id", "large_print", "leased_until", "letter_id", "message_id", "name", "next_try_at", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "stage", "way") VALUES (OLD."address", OLD."attach_pdf", OLD."attempts", OLD."deviates_because", OLD."email", OLD."gone_on", OLD."id", OLD."large_print", OLD."leased_until", OLD."letter_id", OLD."message_id", OLD."name", OLD."next_try_at", OLD."party_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."said", OLD."stage", OLD."way"); RETURN NULL;', hash='81b3e2d7bf5a1424d8df72d2bf201b6b5fac42c7', operation='DELETE', pgid='pgtrigger_delete_delete_8be57', table='casework_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_personevent" ("added_at", "added_by_id", "address", "adjustments", "contact_by", "contact_note", "email", "email_key", "id", "is_young", "letter_form", "merged_into_id", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "postcode", "postcode_key", "safe_contact", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."address", OLD."adjustments", OLD."contact_by", OLD."contact_note", OLD."email", OLD."email_key", OLD."id", OLD."is_young", OLD."letter_form", OLD."merged_into_id", OLD."name", OLD."name_key", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."phone_key", OLD."postcode", OLD."postcode_key", OLD."safe_contact", OLD."version"); RETURN NULL;', hash='e971f3b6ec0dcbd758102e4e4a423c337af30cc8', operation='UPDATE', pgid='pgtrigger_update_update_aa838', table='casework_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_personevent" ("added_at", "added_by_id", "address", "adjustments", "contact_by", "contact_note", "email", "email_key", "id", "is_young", "letter_form", "merged_into_id", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "postcode", "postcode_key", "safe_contact", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."address", OLD."adjustments", OLD."contact_by", OLD."contact_note", OLD."email", OLD."email_key", OLD."id", OLD."is_young", OLD."letter_form", OLD."merged_into_id", OLD."name", OLD."name_key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_key", OLD."postcode", OLD."postcode_key", OLD."safe_contact", OLD."version"); RETURN NULL;', hash='c4881d53d674b67210d6fd69c2490ff32b6c4dc5', operation='DELETE', pgid='pgtrigger_delete_delete_9f5b9', table='casework_person', when='AFTER')),
        ),
    ]
