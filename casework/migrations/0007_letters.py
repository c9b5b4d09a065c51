import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('casework', '0006_documents'),
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('version', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('purpose', models.CharField(help_text='When this letter is written, and to whom.', max_length=300)),
                ('kind', models.CharField(blank=True, choices=[('COMPLAINT', 'Complaint'), ('REVIEW', 'Review'), ('CORRESPONDENCE', 'Correspondence'), ('PANEL_FILE', 'Panel file')], help_text='Empty: for cases of every kind.', max_length=20)),
                ('stage', models.CharField(choices=[('SAMPLE', 'Sample, approve first'), ('DRAFT', 'Draft'), ('APPROVED', 'Approved'), ('RETIRED', 'Replaced')], max_length=10)),
                ('subject', models.CharField(max_length=200)),
                ('second_check', models.CharField(choices=[('REQUIRED', 'Always'), ('SAMPLED', 'One in five'), ('OFF', 'Not asked for')], max_length=10)),
                ('clock', models.CharField(blank=True, help_text='The rule whose clock gives the deadline.', max_length=60)),
                ('automatic', models.BooleanField(default=False, help_text='May go without a person, such as an acknowledgement.')),
                ('made_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='letter_template_version_once'), models.UniqueConstraint(condition=models.Q(('stage', 'APPROVED')), fields=('code',), name='letter_template_in_use_once'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'APPROVED'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='letter_template_approved_by_somebody'), models.CheckConstraint(condition=models.Q(('automatic', False), ('second_check', 'OFF'), _connector='OR'), name='letter_template_automatic_unchecked')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('DRAFT', 'Draft'), ('TO_CHECK', 'With a second person'), ('CHECKED', 'Checked'), ('ISSUED', 'Issued'), ('CANCELLED', 'Given up')], default='DRAFT', max_length=10)),
                ('subject', models.CharField(max_length=200)),
                ('given', models.JSONField(default=dict)),
                ('values', models.JSONField(default=dict)),
                ('texts', models.JSONField(default=dict)),
                ('left_out', models.JSONField(default=list)),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('sent_back_because', models.CharField(blank=True, max_length=500)),
                ('waived_because', models.CharField(blank=True, max_length=500)),
                ('dated_on', models.DateField(null=True)),
                ('frozen', models.JSONField(help_text="The words as issued, with the recipient's name still open.", null=True)),
                ('digest', models.CharField(blank=True, help_text='SHA-256 of the frozen words and recipients.', max_length=64)),
                ('issued_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.case')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('waived_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.lettertemplate')),
            ],
            options={
                'indexes': [models.Index(fields=['case', '-written_at'], name='letter_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('dated_on__isnull', False), ('frozen__isnull', False), ('issued_at__isnull', False), ('stage', 'ISSUED'), models.Q(('digest', ''), _negated=True)), models.Q(models.Q(('stage', 'ISSUED'), _negated=True), ('dated_on', None), ('digest', ''), ('frozen', None), ('issued_at', None)), _connector='OR'), name='letter_issued_iff_frozen'), models.CheckConstraint(condition=models.Q(('waived_by', None), models.Q(('waived_because', ''), _negated=True), _connector='XOR'), name='letter_waived_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='LetterTemplateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=60)),
                ('version', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('purpose', models.CharField(help_text='When this letter is written, and to whom.', max_length=300)),
                ('kind', models.CharField(blank=True, choices=[('COMPLAINT', 'Complaint'), ('REVIEW', 'Review'), ('CORRESPONDENCE', 'Correspondence'), ('PANEL_FILE', 'Panel file')], help_text='Empty: for cases of every kind.', max_length=20)),
                ('stage', models.CharField(choices=[('SAMPLE', 'Sample, approve first'), ('DRAFT', 'Draft'), ('APPROVED', 'Approved'), ('RETIRED', 'Replaced')], max_length=10)),
                ('subject', models.CharField(max_length=200)),
                ('second_check', models.CharField(choices=[('REQUIRED', 'Always'), ('SAMPLED', 'One in five'), ('OFF', 'Not asked for')], max_length=10)),
                ('clock', models.CharField(blank=True, help_text='The rule whose clock gives the deadline.', max_length=60)),
                ('automatic', models.BooleanField(default=False, help_text='May go without a person, such as an acknowledgement.')),
                ('made_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.lettertemplate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TemplatePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('code', models.SlugField(max_length=40)),
                ('need', models.CharField(choices=[('REQUIRED', 'Always in'), ('OPTIONAL', 'In or left out'), ('WRITE', 'The author writes it'), ('MAY_WRITE', 'The author may write it')], max_length=10)),
                ('heading', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True)),
                ('prompt', models.CharField(blank=True, max_length=300)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='casework.lettertemplate')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('template', 'code'), name='template_part_code_once'), models.UniqueConstraint(fields=('template', 'order'), name='template_part_order_once')],
            },
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('way', models.CharField(choices=[('EMAIL', 'E-mail'), ('POST', 'Post')], max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('address', models.TextField(blank=True)),
                ('attach_pdf', models.BooleanField(default=False)),
                ('large_print', models.BooleanField(default=False)),
                ('stage', models.CharField(choices=[('PLANNED', 'Letter not issued'), ('HELD', 'Waiting to be sent'), ('SENDING', 'Being sent'), ('SENT', 'Sent'), ('UNSURE', 'Not known whether it arrived'), ('REFUSED', 'Came back'), ('TO_POST', 'To be posted'), ('POSTED', 'Posted')], default='PLANNED', max_length=10)),
                ('message_id', models.CharField(blank=True, max_length=120)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('gone_on', models.DateField(null=True)),
                ('said', models.CharField(blank=True, help_text='What the mail server or the line said last.', max_length=400)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.party')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='casework.letter')),
            ],
            options={
                'verbose_name_plural': 'dispatches',
                'indexes': [models.Index(condition=models.Q(('stage__in', ['HELD', 'SENDING'])), fields=['next_try_at'], name='dispatch_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('message_id',), name='dispatch_message_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['SENT', 'POSTED']), ('gone_on', None), _connector='XOR'), name='dispatch_gone_iff_dated'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'HELD'), _negated=True), ('next_try_at__isnull', False), _connector='OR'), name='dispatch_due_while_held')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField()),
                ('digest', models.CharField(help_text='SHA-256 of the words and recipients that were looked at.', max_length=64)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='casework.letter')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DispatchEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=150)),
                ('way', models.CharField(choices=[('EMAIL', 'E-mail'), ('POST', 'Post')], max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('address', models.TextField(blank=True)),
                ('attach_pdf', models.BooleanField(default=False)),
                ('large_print', models.BooleanField(default=False)),
                ('stage', models.CharField(choices=[('PLANNED', 'Letter not issued'), ('HELD', 'Waiting to be sent'), ('SENDING', 'Being sent'), ('SENT', 'Sent'), ('UNSURE', 'Not known whether it arrived'), ('REFUSED', 'Came back'), ('TO_POST', 'To be posted'), ('POSTED', 'Posted')], default='PLANNED', max_length=10)),
                ('message_id', models.CharField(blank=True, max_length=120)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('gone_on', models.DateField(null=True)),
                ('said', models.CharField(blank=True, help_text='What the mail server or the line said last.', max_length=400)),
                ('party', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.party')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.dispatch')),
                ('letter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.letter')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatchevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='7e1328f05852d843398a1a2055559c15375ffcc1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2b023', table='casework_dispatchevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatchevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ad1017a9989f8c488d4bc80e98e7943eabd5347', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_41b8d', table='casework_dispatchevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_dispatchevent" ("address", "attach_pdf", "attempts", "email", "gone_on", "id", "large_print", "leased_until", "letter_id", "message_id", "name", "next_try_at", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "stage", "way") VALUES (OLD."address", OLD."attach_pdf", OLD."attempts", OLD."email", OLD."gone_on", OLD."id", OLD."large_print", OLD."leased_until", OLD."letter_id", OLD."message_id", OLD."name", OLD."next_try_at", OLD."party_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."said", OLD."stage", OLD."way"); RETURN NULL;', hash='439586e89b93a06683b71b95673194afd3efdf59', operation='UPDATE', pgid='pgtrigger_update_update_30432', table='casework_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_dispatchevent" ("address", "attach_pdf", "attempts", "email", "gone_on", "id", "large_print", "leased_until", "letter_id", "message_id", "name", "next_try_at", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "stage", "way") VALUES (OLD."address", OLD."attach_pdf", OLD."attempts", OLD."email", OLD."gone_on", OLD."id", OLD."large_print", OLD."leased_until", OLD."letter_id", OLD."message_id", OLD."name", OLD."next_try_at", OLD."party_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."said", OLD."stage", OLD."way"); RETURN NULL;', hash='bbf213cfd54234a9e9e8d2dac101e904ca04984f', operation='DELETE', pgid='pgtrigger_delete_delete_8be57', table='casework_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_lettertemplateevent" ("approved_at", "approved_by_id", "automatic", "clock", "code", "id", "kind", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "second_check", "stage", "subject", "version") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."automatic", OLD."clock", OLD."code", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."purpose", OLD."second_check", OLD."stage", OLD."subject", OLD."version"); RETURN NULL;', hash='b4cb8dd1a8132ce303e2a342336f32346a60c707', operation='UPDATE', pgid='pgtrigger_update_update_ff54d', table='casework_lettertemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertemplate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_lettertemplateevent" ("approved_at", "approved_by_id", "automatic", "clock", "code", "id", "kind", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "second_check", "stage", "subject", "version") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."automatic", OLD."clock", OLD."code", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."second_check", OLD."stage", OLD."subject", OLD."version"); RETURN NULL;', hash='fbb1ffea7b0c8aa4f89cff85352aabc37aeb57e2', operation='DELETE', pgid='pgtrigger_delete_delete_2d5e3', table='casework_lettertemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='issued_words_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.stage = 'ISSUED' AND NEW.stage = 'ISSUED' AND (OLD.frozen, OLD.digest, OLD.dated_on, OLD.issued_at, OLD.case_id, OLD.template_id) IS DISTINCT FROM (NEW.frozen, NEW.digest, NEW.dated_on, NEW.issued_at, NEW.case_id, NEW.template_id))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8ef9b8878c6366c5a67695a90fa88fc82a6a909e', operation='UPDATE', pgid='pgtrigger_issued_words_stay_92dc2', table='casework_letter', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='issued_letter_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."stage" = \'ISSUED\')', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='10f056eeb60281c98a0f6f896ef73126964375aa', operation='DELETE', pgid='pgtrigger_issued_letter_stays_4b78c', table='casework_letter', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertemplateevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='c243a1fa1e6a65ce69416146b2640de96b457ba5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6401b', table='casework_lettertemplateevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertemplateevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8b22644e397581d092e0d0989cdab3011240b90e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3231d', table='casework_lettertemplateevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cacdb9ce91e1642c67585359955d902012daf86', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0f005', table='casework_signature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatepart',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2f4a701b0e2134841dbf77f722cbc6d07727a24', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_ca4f2', table='casework_templatepart', when='BEFORE')),
        ),
    ]
