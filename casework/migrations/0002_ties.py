"""What ties the tables of the first release to each other: foreign keys, indexes, constraints, triggers."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    replaces = [
        ('casework', '0002_initial'),
        ('casework', '0003_case_clocks'),
        ('casework', '0004_case_files'),
        ('casework', '0005_files_touched'),
        ('casework', '0006_documents'),
        ('casework', '0007_letters'),
        ('casework', '0008_load_letters'),
        ('casework', '0009_correspondence'),
        ('casework', '0010_what_the_public_says'),
        ('casework', '0011_themes_and_past_lists'),
        ('casework', '0012_load_themes'),
        ('casework', '0013_seal_names_and_openings'),
    ]

    dependencies = [
        ('casework', '0001_tables'),
        # Nothing here needs these two; they take seconds once all our models stand, which they would work out anew.
        ('mfa', '0003_authenticator_type_uniq'),
        ('usersessions', '0001_initial'),
        ('pcc', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseclock',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='casework.case'),
        ),
        migrations.AddField(
            model_name='caseclock',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseclock',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pcc.clockrule'),
        ),
        migrations.AddField(
            model_name='caseclockevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='caseclockevent',
            name='changed_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseclockevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='caseclockevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.caseclock'),
        ),
        migrations.AddField(
            model_name='caseclockevent',
            name='rule',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.clockrule'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='owner',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.case'),
        ),
        migrations.AddField(
            model_name='caselink',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='caselink',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caselink',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='caselinkevent',
            name='first',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='caselinkevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caselinkevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='caselinkevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.caselink'),
        ),
        migrations.AddField(
            model_name='caselinkevent',
            name='second',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='casetag',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tagged', to='casework.case'),
        ),
        migrations.AddField(
            model_name='casetag',
            name='put_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casetagevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='casetagevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='casetagevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.casetag'),
        ),
        migrations.AddField(
            model_name='casetagevent',
            name='put_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactplan',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactplan',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.contactplan'),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='proposed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='became',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='casework.case'),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='case',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='correspondence', to='casework.case'),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='casework.correspondence'),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='triaged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='became',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='merged_into',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.correspondence'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.correspondence'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='triaged_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispatchevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='dispatchevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.dispatch'),
        ),
        migrations.AddField(
            model_name='distinct',
            name='said_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='document',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='casework.case'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.document'),
        ),
        migrations.AddField(
            model_name='draft',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='draft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='casework.case'),
        ),
        migrations.AddField(
            model_name='enquiryevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enquiryevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='enquiryevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='enquiryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.enquiry'),
        ),
        migrations.AddField(
            model_name='evidenceseen',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence_seen', to='casework.case'),
        ),
        migrations.AddField(
            model_name='evidenceseen',
            name='seen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceseenevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='evidenceseenevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='evidenceseenevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.evidenceseen'),
        ),
        migrations.AddField(
            model_name='evidenceseenevent',
            name='seen_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='taker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='giver',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.handover'),
        ),
        migrations.AddField(
            model_name='handoverevent',
            name='taker',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interest',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='interestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='interestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.interest'),
        ),
        migrations.AddField(
            model_name='interestevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letter',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letter',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.case'),
        ),
        migrations.AddField(
            model_name='letter',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letter',
            name='issued_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letter',
            name='waived_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispatchevent',
            name='letter',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='letter',
            field=models.ForeignKey(db_constraint=False, help_text='The letter that tells them.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='contactplan',
            name='letter',
            field=models.ForeignKey(help_text='The letter that tells them.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='lettertemplate',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lettertemplate',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letter',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='casework.lettertemplate'),
        ),
        migrations.AddField(
            model_name='lettertemplateevent',
            name='approved_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lettertemplateevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lettertemplateevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='lettertemplateevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.lettertemplate'),
        ),
        migrations.AddField(
            model_name='merge',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mergeevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mergeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='mergeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.merge'),
        ),
        migrations.AddField(
            model_name='mergeevent',
            name='undone_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='casework.case'),
        ),
        migrations.AddField(
            model_name='message',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='casework.case'),
        ),
        migrations.AddField(
            model_name='note',
            name='struck_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noteevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='noteevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='noteevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.note'),
        ),
        migrations.AddField(
            model_name='noteevent',
            name='struck_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noteevent',
            name='written_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opening',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='casework.case'),
        ),
        migrations.AddField(
            model_name='opening',
            name='looked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opening',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='openingevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='openingevent',
            name='looked_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='openingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='openingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.opening'),
        ),
        migrations.AddField(
            model_name='openingevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='original',
            name='message',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='original', to='casework.message'),
        ),
        migrations.AddField(
            model_name='party',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='party',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='casework.case'),
        ),
        migrations.AddField(
            model_name='party',
            name='represents',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='casework.party'),
        ),
        migrations.AddField(
            model_name='dispatchevent',
            name='party',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.party'),
        ),
        migrations.AddField(
            model_name='dispatch',
            name='party',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.party'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.party'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='represents',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.party'),
        ),
        migrations.AddField(
            model_name='pastlist',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pastlist',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pcc.job'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='brought_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.pastlist'),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='brought_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brought', to='casework.pastlist'),
        ),
        migrations.AddField(
            model_name='pause',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='casework.caseclock'),
        ),
        migrations.AddField(
            model_name='pause',
            name='paused_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pauseevent',
            name='clock',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.caseclock'),
        ),
        migrations.AddField(
            model_name='pauseevent',
            name='paused_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pauseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pauseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.pause'),
        ),
        migrations.AddField(
            model_name='person',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='casework.person'),
        ),
        migrations.AddField(
            model_name='partyevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='party',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='casework.person'),
        ),
        migrations.AddField(
            model_name='mergeevent',
            name='gone',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='mergeevent',
            name='kept',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='merge',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='merge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='casework.person'),
        ),
        migrations.AddField(
            model_name='interestevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='interest',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='casework.person'),
        ),
        migrations.AddField(
            model_name='distinct',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='distinct',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='contactplanevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='contactplan',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='casework.person'),
        ),
        migrations.AddField(
            model_name='personevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personevent',
            name='merged_into',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.person'),
        ),
        migrations.AddField(
            model_name='personevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='personevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.person'),
        ),
        migrations.AddField(
            model_name='seal',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seals', to='casework.case'),
        ),
        migrations.AddField(
            model_name='seal',
            name='sealed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sealevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='sealevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sealevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.seal'),
        ),
        migrations.AddField(
            model_name='sealevent',
            name='sealed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sealname',
            name='seal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='casework.seal'),
        ),
        migrations.AddField(
            model_name='sealname',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seal',
            name='named',
            field=models.ManyToManyField(related_name='+', through='casework.SealName', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sealnameevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sealnameevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.sealname'),
        ),
        migrations.AddField(
            model_name='sealnameevent',
            name='seal',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.seal'),
        ),
        migrations.AddField(
            model_name='sealnameevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signature',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='casework.letter'),
        ),
        migrations.AddField(
            model_name='signature',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffconnection',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='connections', to='casework.case'),
        ),
        migrations.AddField(
            model_name='staffconnection',
            name='noted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffconnection',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='noted_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.staffconnection'),
        ),
        migrations.AddField(
            model_name='staffconnectionevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='startreading',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='casework.caseclock'),
        ),
        migrations.AddField(
            model_name='startreadingevent',
            name='clock',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.caseclock'),
        ),
        migrations.AddField(
            model_name='startreadingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='startreadingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.startreading'),
        ),
        migrations.AddField(
            model_name='tag',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casetagevent',
            name='tag',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.tag'),
        ),
        migrations.AddField(
            model_name='casetag',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.tag'),
        ),
        migrations.AddField(
            model_name='tagevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tagevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='tagevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.tag'),
        ),
        migrations.AddField(
            model_name='task',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='casework.case'),
        ),
        migrations.AddField(
            model_name='task',
            name='done_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='task',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='taskevent',
            name='done_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskevent',
            name='owner',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='taskevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.task'),
        ),
        migrations.AddField(
            model_name='team',
            name='members',
            field=models.ManyToManyField(related_name='teams', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='team',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.team'),
        ),
        migrations.AddField(
            model_name='case',
            name='team',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team'),
        ),
        migrations.AddField(
            model_name='teamevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='teamevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.team'),
        ),
        migrations.AddField(
            model_name='templatepart',
            name='template',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='casework.lettertemplate'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='theme_once'),
        ),
        migrations.AddField(
            model_name='correspondenceevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.theme'),
        ),
        migrations.AddField(
            model_name='correspondence',
            name='theme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.theme'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_themeevent" ("id", "meaning", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "source", "verified") VALUES (OLD."id", OLD."meaning", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."retired_at", OLD."source", OLD."verified"); RETURN NULL;', hash='1e19f9b7368eb8dd434efa462f2311cf84003c44', operation='UPDATE', pgid='pgtrigger_update_update_06556', table='casework_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_themeevent" ("id", "meaning", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "source", "verified") VALUES (OLD."id", OLD."meaning", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."retired_at", OLD."source", OLD."verified"); RETURN NULL;', hash='692072f25ca354252d03341f25b0cf9537e31917', operation='DELETE', pgid='pgtrigger_delete_delete_24c3d', table='casework_theme', when='AFTER')),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='casework.theme'),
        ),
        migrations.AddIndex(
            model_name='caseclock',
            index=models.Index(condition=models.Q(('met_on', None)), fields=['due_on'], name='case_clock_due'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.UniqueConstraint(condition=models.Q(('met_on', None)), fields=('case', 'rule', 'occurrence'), name='case_clock_runs_once'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met_on__isnull', False), ('stage', 'MET'), models.Q(('result', ''), _negated=True)), models.Q(models.Q(('stage', 'MET'), _negated=True), ('met_on', None), ('result', '')), _connector='OR'), name='case_clock_met_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.CheckConstraint(condition=models.Q(('met_on__gte', models.F('started_on'))), name='case_clock_met_after_start'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.CheckConstraint(condition=models.Q(('due_on', None), ('started_on__isnull', False), _connector='OR'), name='case_clock_due_from_start'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.CheckConstraint(condition=models.Q(('result', ''), models.Q(('met_on__gt', models.F('due_on')), ('result', 'LATE')), models.Q(('result', 'IN_TIME'), models.Q(('due_on', None), ('met_on__lte', models.F('due_on')), _connector='OR')), _connector='OR'), name='case_clock_verdict_fits'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.CheckConstraint(condition=models.Q(('occurrence__gte', 1)), name='case_clock_occurrence_from_1'),
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
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(fields=('first', 'second', 'kind'), name='case_link_once'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='case_link_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caselink',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_caselinkevent" ("first_id", "id", "kind", "made_at", "made_by_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") VALUES (OLD."first_id", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."second_id"); RETURN NULL;', hash='8997742681f43803e655010809410336766ddfb3', operation='UPDATE', pgid='pgtrigger_update_update_e026d', table='casework_caselink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caselink',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_caselinkevent" ("first_id", "id", "kind", "made_at", "made_by_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") VALUES (OLD."first_id", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."second_id"); RETURN NULL;', hash='bfd21438f7b0ec63786aa2a0b13b6b3c9b429b7a', operation='DELETE', pgid='pgtrigger_delete_delete_5131e', table='casework_caselink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caselinkevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='b63c49c2c6a844c1dc30a5d881d49e509d328af4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a4884', table='casework_caselinkevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caselinkevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='85e8c4f9cb051870534de0a392b4f10d06608b65', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_68b50', table='casework_caselinkevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('stage', 'WAITING')), fields=['added_at'], name='document_waiting'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['added_by', 'added_at'], name='document_of_person'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['digest'], name='document_by_digest'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'READY'), _negated=True), ('scan__in', ['CLEAN', 'NOT_SCANNED']), _connector='OR'), name='document_leaves_only_when_looked_at'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'QUARANTINED'), _negated=True), models.Q(('quarantined_because', ''), _negated=True), _connector='OR'), name='document_quarantined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('bytes__gte', 1)), name='document_not_empty'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_documentevent" ("added_at", "added_by_id", "bytes", "case_id", "digest", "fixity", "fixity_at", "id", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarantined_because", "releasable", "scan", "scanned_at", "signature", "stage", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."bytes", OLD."case_id", OLD."digest", OLD."fixity", OLD."fixity_at", OLD."id", OLD."key", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."quarantined_because", OLD."releasable", OLD."scan", OLD."scanned_at", OLD."signature", OLD."stage", OLD."title"); RETURN NULL;', hash='97b1874e19d7e124978e36ec261e40d2284bae37', operation='UPDATE', pgid='pgtrigger_update_update_e5ee4', table='casework_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_documentevent" ("added_at", "added_by_id", "bytes", "case_id", "digest", "fixity", "fixity_at", "id", "key", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarantined_because", "releasable", "scan", "scanned_at", "signature", "stage", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."bytes", OLD."case_id", OLD."digest", OLD."fixity", OLD."fixity_at", OLD."id", OLD."key", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quarantined_because", OLD."releasable", OLD."scan", OLD."scanned_at", OLD."signature", OLD."stage", OLD."title"); RETURN NULL;', hash='520f9c4e4aacff1e078e2792908e0dba39fdf5c7', operation='DELETE', pgid='pgtrigger_delete_delete_33a90', table='casework_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='530c16a86af5056c0c232d870b56b6f63a276d11', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_16beb', table='casework_documentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fb55b07636739f1c4133370cf0fc881799e344f8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f9d5', table='casework_documentevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('user', 'case', 'form'), name='draft_once'),
        ),
        migrations.AddIndex(
            model_name='enquiry',
            index=models.Index(condition=models.Q(('stage', 'ASKED')), fields=['due_on'], name='enquiry_due'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('asked_on'))), name='enquiry_due_after'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('asked_on'))), name='enquiry_ended_after'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'ASKED'), ('ended_on__isnull', False), _connector='XOR'), name='enquiry_ended_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'ANSWERED'), ('answer', ''), _connector='XOR'), name='enquiry_answered_iff_text'),
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
            model_name='evidenceseen',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_evidenceseenevent" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "seen_by_id", "seen_on", "what", "where") VALUES (OLD."case_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."reference", OLD."seen_by_id", OLD."seen_on", OLD."what", OLD."where"); RETURN NULL;', hash='311d137c510c76f285fb04279f72dfec965d6c77', operation='UPDATE', pgid='pgtrigger_update_update_0d653', table='casework_evidenceseen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseen',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_evidenceseenevent" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reference", "seen_by_id", "seen_on", "what", "where") VALUES (OLD."case_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."reference", OLD."seen_by_id", OLD."seen_on", OLD."what", OLD."where"); RETURN NULL;', hash='e9d1de61ad2d38c55c3c49014d02ac4d83fd20a9', operation='DELETE', pgid='pgtrigger_delete_delete_b4a94', table='casework_evidenceseen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseenevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='5b0025a09f4bc0e8e6975c15e74f8ef58bc94303', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_341fc', table='casework_evidenceseenevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidenceseenevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0bbcd2830015e49e1aa1a6d5ed1e66e03179bfd1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2312a', table='casework_evidenceseenevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='hand_over_to_another'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='hand_over_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_handoverevent" ("called_off_at", "from_on", "giver_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taker_id", "until_on") VALUES (OLD."called_off_at", OLD."from_on", OLD."giver_id", OLD."id", OLD."made_at", OLD."made_by_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."taker_id", OLD."until_on"); RETURN NULL;', hash='5c3f7c3d994be4ce5bfa40172e10166c2e6c65e7', operation='UPDATE', pgid='pgtrigger_update_update_b4c16', table='casework_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_handoverevent" ("called_off_at", "from_on", "giver_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "taker_id", "until_on") VALUES (OLD."called_off_at", OLD."from_on", OLD."giver_id", OLD."id", OLD."made_at", OLD."made_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."taker_id", OLD."until_on"); RETURN NULL;', hash='e6836ea966c6e845abd9eae56e04040aa9269bf2', operation='DELETE', pgid='pgtrigger_delete_delete_c7253', table='casework_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoverevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='f74448c31fc2ca3ce9b04303d4373f264dcd0bd1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a5a42', table='casework_handoverevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoverevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d910f6279e52661bd88dd08fab7cad7a800ef037', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4b58e', table='casework_handoverevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(fields=('code', 'version'), name='letter_template_version_once'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'APPROVED')), fields=('code',), name='letter_template_in_use_once'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'APPROVED'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='letter_template_approved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='lettertemplate',
            constraint=models.CheckConstraint(condition=models.Q(('automatic', False), ('second_check', 'OFF'), _connector='OR'), name='letter_template_automatic_unchecked'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_lettertemplateevent" ("approved_at", "approved_by_id", "automatic", "clock", "code", "id", "kind", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "second_check", "stage", "subject", "version") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."automatic", OLD."clock", OLD."code", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."purpose", OLD."second_check", OLD."stage", OLD."subject", OLD."version"); RETURN NULL;', hash='b4cb8dd1a8132ce303e2a342336f32346a60c707', operation='UPDATE', pgid='pgtrigger_update_update_ff54d', table='casework_lettertemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lettertemplate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_lettertemplateevent" ("approved_at", "approved_by_id", "automatic", "clock", "code", "id", "kind", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "second_check", "stage", "subject", "version") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."automatic", OLD."clock", OLD."code", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."second_check", OLD."stage", OLD."subject", OLD."version"); RETURN NULL;', hash='fbb1ffea7b0c8aa4f89cff85352aabc37aeb57e2', operation='DELETE', pgid='pgtrigger_delete_delete_2d5e3', table='casework_lettertemplate', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['case', '-written_at'], name='letter_of_case'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dated_on__isnull', False), ('frozen__isnull', False), ('issued_at__isnull', False), ('stage', 'ISSUED'), models.Q(('digest', ''), _negated=True)), models.Q(models.Q(('stage', 'ISSUED'), _negated=True), ('dated_on', None), ('digest', ''), ('frozen', None), ('issued_at', None)), _connector='OR'), name='letter_issued_iff_frozen'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('waived_by', None), models.Q(('waived_because', ''), _negated=True), _connector='XOR'), name='letter_waived_with_reason'),
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
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='message_by_id'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='gin_trgm_ops'), name='message_words'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('digest',), name='message_taken_in_once'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('text'), name='gin_trgm_ops'), name='note_words'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('struck_at', None), models.Q(('struck_because', ''), _negated=True), _connector='OR'), name='note_struck_with_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_noteevent" ("case_id", "id", "is_releasable", "kind", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "struck_at", "struck_because", "struck_by_id", "text", "written_at", "written_by_id") VALUES (OLD."case_id", OLD."id", OLD."is_releasable", OLD."kind", OLD."on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."struck_at", OLD."struck_because", OLD."struck_by_id", OLD."text", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='18917daa863a7b6381d200d69f95c50d3a2a6d62', operation='UPDATE', pgid='pgtrigger_update_update_2778d', table='casework_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_noteevent" ("case_id", "id", "is_releasable", "kind", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "struck_at", "struck_because", "struck_by_id", "text", "written_at", "written_by_id") VALUES (OLD."case_id", OLD."id", OLD."is_releasable", OLD."kind", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."struck_at", OLD."struck_because", OLD."struck_by_id", OLD."text", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='94dab5d49b605decaccd99f4c92337de46edf426', operation='DELETE', pgid='pgtrigger_delete_delete_3d4aa', table='casework_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noteevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='47c225fc3ec46c3ec7581c1a05e4776add35dbd2', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5bf74', table='casework_noteevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a3bed2d0025d1b4082e93f9ee819d5db6fc0c957', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_59267', table='casework_noteevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(condition=models.Q(('looked_at', None)), fields=['look_by'], name='opening_not_looked_into'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('user',), name='opening_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('until_at__gt', models.F('opened_at'))), name='opening_ends_after'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('looked_by', models.F('user')), _negated=True), name='opening_looked_into_by_another'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('looked_at', None), ('looked_by', None), ('view', ''), ('view_note', '')), models.Q(models.Q(('view', ''), _negated=True), models.Q(('view_note', ''), _negated=True), ('looked_at__isnull', False), ('looked_by__isnull', False)), _connector='OR'), name='opening_looked_into_whole'),
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
            model_name='dispatchevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='7e1328f05852d843398a1a2055559c15375ffcc1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2b023', table='casework_dispatchevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatchevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ad1017a9989f8c488d4bc80e98e7943eabd5347', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_41b8d', table='casework_dispatchevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('stage__in', ['HELD', 'SENDING'])), fields=['next_try_at'], name='dispatch_due'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('message_id',), name='dispatch_message_once'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['SENT', 'POSTED']), ('gone_on', None), _connector='XOR'), name='dispatch_gone_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'HELD'), _negated=True), ('next_try_at__isnull', False), _connector='OR'), name='dispatch_due_while_held'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_dispatchevent" ("address", "attach_pdf", "attempts", "deviates_because", "email", "gone_on", "id", "large_print", "leased_until", "letter_id", "message_id", "name", "next_try_at", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "stage", "way") VALUES (OLD."address", OLD."attach_pdf", OLD."attempts", OLD."deviates_because", OLD."email", OLD."gone_on", OLD."id", OLD."large_print", OLD."leased_until", OLD."letter_id", OLD."message_id", OLD."name", OLD."next_try_at", OLD."party_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."said", OLD."stage", OLD."way"); RETURN NULL;', hash='ebaed81eee4c36281e977b61f4bf4d2926848ae6', operation='UPDATE', pgid='pgtrigger_update_update_30432', table='casework_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_dispatchevent" ("address", "attach_pdf", "attempts", "deviates_because", "email", "gone_on", "id", "large_print", "leased_until", "letter_id", "message_id", "name", "next_try_at", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "stage", "way") VALUES (OLD."address", OLD."attach_pdf", OLD."attempts", OLD."deviates_because", OLD."email", OLD."gone_on", OLD."id", OLD."large_print", OLD."leased_until", OLD."letter_id", OLD."message_id", OLD."name", OLD."next_try_at", OLD."party_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."said", OLD."stage", OLD."way"); RETURN NULL;', hash='81b3e2d7bf5a1424d8df72d2bf201b6b5fac42c7', operation='DELETE', pgid='pgtrigger_delete_delete_8be57', table='casework_dispatch', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='pastlist',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['CHECKING', 'REFUSED']), ('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('ready'), '+', models.F('held')), '+', models.F('known')), '+', models.F('skipped'))), _connector='OR'), name='past_list_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('clock',), name='pause_open_once'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('started_on'))), name='pause_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('look_again_on__gt', models.F('started_on'))), name='pause_looked_at_after'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='pause_has_reason'),
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
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('name_key', name='gin_trgm_ops'), name='person_name_words'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('phone_key', ''), _negated=True), fields=['phone_key'], name='person_phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('email_key', ''), _negated=True), fields=['email_key'], name='person_email'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('postcode_key', ''), _negated=True), fields=['postcode_key'], name='person_postcode'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='person_named'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='person_not_merged_into_self'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_personevent" ("added_at", "added_by_id", "address", "adjustments", "contact_by", "contact_note", "email", "email_key", "id", "is_young", "letter_form", "merged_into_id", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "postcode", "postcode_key", "safe_contact", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."address", OLD."adjustments", OLD."contact_by", OLD."contact_note", OLD."email", OLD."email_key", OLD."id", OLD."is_young", OLD."letter_form", OLD."merged_into_id", OLD."name", OLD."name_key", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."phone_key", OLD."postcode", OLD."postcode_key", OLD."safe_contact", OLD."version"); RETURN NULL;', hash='e971f3b6ec0dcbd758102e4e4a423c337af30cc8', operation='UPDATE', pgid='pgtrigger_update_update_aa838', table='casework_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_personevent" ("added_at", "added_by_id", "address", "adjustments", "contact_by", "contact_note", "email", "email_key", "id", "is_young", "letter_form", "merged_into_id", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_key", "postcode", "postcode_key", "safe_contact", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."address", OLD."adjustments", OLD."contact_by", OLD."contact_note", OLD."email", OLD."email_key", OLD."id", OLD."is_young", OLD."letter_form", OLD."merged_into_id", OLD."name", OLD."name_key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_key", OLD."postcode", OLD."postcode_key", OLD."safe_contact", OLD."version"); RETURN NULL;', hash='c4881d53d674b67210d6fd69c2490ff32b6c4dc5', operation='DELETE', pgid='pgtrigger_delete_delete_9f5b9', table='casework_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partyevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='3e0292bb6e9501675dcc3e163c3bff1d62f4ea09', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_926ac', table='casework_partyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='21a3f61ba6adaef4330ae21dd41c38cf696d6279', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_17c78', table='casework_partyevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('case', 'person', 'role', 'represents'), name='party_once_in_a_role', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_on__isnull', False), ('represents__isnull', False), ('role', 'REPRESENTATIVE'), models.Q(('consent_evidence', ''), _negated=True)), models.Q(models.Q(('role', 'REPRESENTATIVE'), _negated=True), ('consent_evidence', ''), ('consent_on', None), ('represents', None)), _connector='OR'), name='party_represents_with_consent'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), models.Q(('ended_because', ''), _negated=True), _connector='OR'), name='party_ends_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('added_on'))), name='party_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('represents', models.F('pk')), _negated=True), name='party_not_of_itself'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_partyevent" ("added_by_id", "added_on", "case_id", "consent_evidence", "consent_on", "ended_because", "ended_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "represents_id", "role") VALUES (OLD."added_by_id", OLD."added_on", OLD."case_id", OLD."consent_evidence", OLD."consent_on", OLD."ended_because", OLD."ended_on", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."represents_id", OLD."role"); RETURN NULL;', hash='7730fd88506c8c9a05711305e364e8110bd7d6a8', operation='UPDATE', pgid='pgtrigger_update_update_b4e65', table='casework_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='party',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_partyevent" ("added_by_id", "added_on", "case_id", "consent_evidence", "consent_on", "ended_because", "ended_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "represents_id", "role") VALUES (OLD."added_by_id", OLD."added_on", OLD."case_id", OLD."consent_evidence", OLD."consent_on", OLD."ended_because", OLD."ended_on", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."represents_id", OLD."role"); RETURN NULL;', hash='aedf7f47b0fac1a57dad7b3df2b202208b3fd409', operation='DELETE', pgid='pgtrigger_delete_delete_0a04b', table='casework_party', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mergeevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='8fdb3e6d526a1743989fd6080430d012ce992a4b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c8909', table='casework_mergeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mergeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='354ee8608b72cc599f5e0513c34d157ab395864d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_61a94', table='casework_mergeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('gone',), name='merged_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_of_two'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_mergeevent" ("gone_id", "id", "interests", "kept_id", "kept_version", "made_at", "made_by_id", "parties", "parties_ended", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plans", "undone_at", "undone_by_id") VALUES (OLD."gone_id", OLD."id", OLD."interests", OLD."kept_id", OLD."kept_version", OLD."made_at", OLD."made_by_id", OLD."parties", OLD."parties_ended", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."plans", OLD."undone_at", OLD."undone_by_id"); RETURN NULL;', hash='cb5e641dc74d8c418a9c054d423551fb15591c98', operation='UPDATE', pgid='pgtrigger_update_update_522af', table='casework_merge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='merge',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_mergeevent" ("gone_id", "id", "interests", "kept_id", "kept_version", "made_at", "made_by_id", "parties", "parties_ended", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plans", "undone_at", "undone_by_id") VALUES (OLD."gone_id", OLD."id", OLD."interests", OLD."kept_id", OLD."kept_version", OLD."made_at", OLD."made_by_id", OLD."parties", OLD."parties_ended", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plans", OLD."undone_at", OLD."undone_by_id"); RETURN NULL;', hash='d348b8889774440c3c10f0556621572f3aa7a1cd', operation='DELETE', pgid='pgtrigger_delete_delete_6bb23', table='casework_merge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interestevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='554ec2f5387da773fe2fe6043618fe04411eedef', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_50fcc', table='casework_interestevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interestevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='134e414bb19ba613bbeabbd39cbd625d3034f8f9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b3aba', table='casework_interestevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='interest',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'person', 'kind'), name='interest_declared_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_interestevent" ("declared_at", "ended_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."declared_at", OLD."ended_at", OLD."id", OLD."kind", OLD."person_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='e0ffb4afa2b55c9eb35db9dac29ace98e14b4b7d', operation='UPDATE', pgid='pgtrigger_update_update_b5e88', table='casework_interest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_interestevent" ("declared_at", "ended_at", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."declared_at", OLD."ended_at", OLD."id", OLD."kind", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='8566d35d9a2fd51ea9af1ad68b50d894e820200d', operation='DELETE', pgid='pgtrigger_delete_delete_9e158', table='casework_interest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='distinct',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='distinct_once'),
        ),
        migrations.AddConstraint(
            model_name='distinct',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='distinct_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactplanevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='63bfe29b7e824c5aff561a94d9999c00847d7398', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_43642', table='casework_contactplanevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactplanevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f90b1d6a9b5a4f8d42a75a691dbdb1b617f48bf8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cb75a', table='casework_contactplanevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='contactplan',
            constraint=models.UniqueConstraint(condition=models.Q(('stage__in', ['PROPOSED', 'IN_FORCE'])), fields=('person',), name='plan_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='contactplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('decided_on', None), ('stage', 'PROPOSED')), models.Q(models.Q(('stage', 'PROPOSED'), _negated=True), ('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='plan_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='contactplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'IN_FORCE'), _negated=True), ('review_on__gt', models.F('decided_on')), _connector='OR'), name='plan_looked_at_again'),
        ),
        migrations.AddConstraint(
            model_name='contactplan',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('proposed_by')), _negated=True), name='plan_of_two_people'),
        ),
        migrations.AddConstraint(
            model_name='contactplan',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'ENDED'), ('ended_on', None), _connector='XOR'), name='plan_ended_iff_dated'),
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
            model_name='personevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='c8e1e4a705d657f2dfbe54bbafff24a147b5475a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_04599', table='casework_personevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='64f97de7b658f5e48f4b946776f1e59231afe635', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5921e', table='casework_personevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='822b535971d6b4044f06b4bb47be01748940a472', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6f9f1', table='casework_sealevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='95abc4c33b10fced4575a98d02c34a3d802a3ed2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_522a3', table='casework_sealevent', when='BEFORE')),
        ),
        migrations.AlterUniqueTogether(
            name='sealname',
            unique_together={('seal', 'user')},
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealname',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_sealnameevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_id", "until_on", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."seal_id", OLD."until_on", OLD."user_id"); RETURN NULL;', hash='23d6b777f543600880dcdbfbba1e39337d5108ce', operation='UPDATE', pgid='pgtrigger_update_update_b6c88', table='casework_seal_named', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealname',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_sealnameevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seal_id", "until_on", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."seal_id", OLD."until_on", OLD."user_id"); RETURN NULL;', hash='2a504b3e56a71d74c2312882485271871c4c1929', operation='DELETE', pgid='pgtrigger_delete_delete_f50bf', table='casework_seal_named', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('case',), name='case_sealed_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_sealevent" ("case_id", "id", "lifted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "sealed_at", "sealed_by_id") VALUES (OLD."case_id", OLD."id", OLD."lifted_at", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."review_on", OLD."sealed_at", OLD."sealed_by_id"); RETURN NULL;', hash='f79cc20263fb6aa5a2fa866ba1e20415f8ffa298', operation='UPDATE', pgid='pgtrigger_update_update_1b91c', table='casework_seal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_sealevent" ("case_id", "id", "lifted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "sealed_at", "sealed_by_id") VALUES (OLD."case_id", OLD."id", OLD."lifted_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."review_on", OLD."sealed_at", OLD."sealed_by_id"); RETURN NULL;', hash='e473837842aefc436e34b6b91847eb78eab7b07b', operation='DELETE', pgid='pgtrigger_delete_delete_732c1', table='casework_seal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealnameevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='4fb327bcf29e1197eb3aaf3ce9bc99cd5691145b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_17b41', table='casework_sealnameevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sealnameevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='80d7d52c6c2fb63ac026c12ff20ed42d5647ad95', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3c650', table='casework_sealnameevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cacdb9ce91e1642c67585359955d902012daf86', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0f005', table='casework_signature', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='staffconnection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('noted_at', None), ('noted_by', None)), models.Q(('noted_at__isnull', False), ('noted_by__isnull', False)), _connector='OR'), name='staff_connection_noted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='staffconnection',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case', 'user', 'kind'), name='staff_connection_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffconnection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_staffconnectionevent" ("case_id", "declared_at", "ended_at", "id", "kind", "noted_at", "noted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_note", "user_id") VALUES (OLD."case_id", OLD."declared_at", OLD."ended_at", OLD."id", OLD."kind", OLD."noted_at", OLD."noted_by_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."to_note", OLD."user_id"); RETURN NULL;', hash='5d8d582105d6d20965795eccc866fa2a6d76a7fb', operation='UPDATE', pgid='pgtrigger_update_update_9523d', table='casework_staffconnection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffconnection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_staffconnectionevent" ("case_id", "declared_at", "ended_at", "id", "kind", "noted_at", "noted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_note", "user_id") VALUES (OLD."case_id", OLD."declared_at", OLD."ended_at", OLD."id", OLD."kind", OLD."noted_at", OLD."noted_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."to_note", OLD."user_id"); RETURN NULL;', hash='8d782008d5edd720899f26cc5c322f5805d7a600', operation='DELETE', pgid='pgtrigger_delete_delete_59310', table='casework_staffconnection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffconnectionevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='c70a6a8b9105d320ddba0ee67f4e1b0648795196', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_dc921', table='casework_staffconnectionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffconnectionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d8e609265264b647207a0ec845dab31867a3c8fe', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5ce93', table='casework_staffconnectionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='startreading',
            constraint=models.UniqueConstraint(fields=('clock', 'known_from'), name='start_reading_once'),
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
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='tag_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tag',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_tagevent" ("added_at", "added_by_id", "id", "meaning", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (OLD."added_at", OLD."added_by_id", OLD."id", OLD."meaning", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."retired_at"); RETURN NULL;', hash='cdde90a45a69b47596edc74269e00817180c55c2', operation='UPDATE', pgid='pgtrigger_update_update_81ef9', table='casework_tag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tag',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_tagevent" ("added_at", "added_by_id", "id", "meaning", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at") VALUES (OLD."added_at", OLD."added_by_id", OLD."id", OLD."meaning", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."retired_at"); RETURN NULL;', hash='131e2ef977283808b8e1e31d44ebe6cf13f16f08', operation='DELETE', pgid='pgtrigger_delete_delete_610b3', table='casework_tag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casetagevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='dc20907134c32a8416e137e7d1503ef25c4904c9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c6538', table='casework_casetagevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casetagevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ac0ccc9c160b094b3a1c04c02ef03552ccf282de', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d7268', table='casework_casetagevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='casetag',
            constraint=models.UniqueConstraint(fields=('case', 'tag'), name='case_tagged_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casetag',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_casetagevent" ("case_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_at", "put_by_id", "tag_id") VALUES (OLD."case_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."put_at", OLD."put_by_id", OLD."tag_id"); RETURN NULL;', hash='6468565c1148ecb1b87e5df5f8ff044373358f5c', operation='UPDATE', pgid='pgtrigger_update_update_137dc', table='casework_casetag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='casetag',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_casetagevent" ("case_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_at", "put_by_id", "tag_id") VALUES (OLD."case_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."put_at", OLD."put_by_id", OLD."tag_id"); RETURN NULL;', hash='2bb96ca1ef4831305b85b389df0186826f9b9b9b', operation='DELETE', pgid='pgtrigger_delete_delete_9cf83', table='casework_casetag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tagevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='ef7fabbc85646407d821132f0d608e6d3d612b6f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_02898', table='casework_tagevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tagevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8582958d2c482a9f27b92c2acd6779a35e43df68', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_003bf', table='casework_tagevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('stage', 'OPEN')), fields=['due_on'], name='task_due'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'OPEN'), models.Q(('key', ''), _negated=True)), fields=('case', 'key'), name='task_asked_for_once'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='task_says_something'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'OPEN'), ('done_on__isnull', False), _connector='XOR'), name='task_done_iff_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_taskevent" ("asked_at", "asked_by_id", "case_id", "done_by_id", "done_on", "due_on", "id", "key", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage", "text", "waits_on") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."case_id", OLD."done_by_id", OLD."done_on", OLD."due_on", OLD."id", OLD."key", OLD."outcome", OLD."owner_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."stage", OLD."text", OLD."waits_on"); RETURN NULL;', hash='01c2d97bab3a0e737ecdfb49c0af90edd7ae8119', operation='UPDATE', pgid='pgtrigger_update_update_0475a', table='casework_task', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='task',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_taskevent" ("asked_at", "asked_by_id", "case_id", "done_by_id", "done_on", "due_on", "id", "key", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage", "text", "waits_on") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."case_id", OLD."done_by_id", OLD."done_on", OLD."due_on", OLD."id", OLD."key", OLD."outcome", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."stage", OLD."text", OLD."waits_on"); RETURN NULL;', hash='96167d62a7be358e272f5571e62ec7b00c224152', operation='DELETE', pgid='pgtrigger_delete_delete_8a289', table='casework_task', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taskevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='736b91260612550af7be9ee1b76b7e4996ab1bb4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d074a', table='casework_taskevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taskevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a90f80202b3655b82e60e60beb8cd25b16e2c135', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ed4dd', table='casework_taskevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='team_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_teamevent" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."ended_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='ed4d706460af376e53b7d7733d02ef6d92a88745', operation='UPDATE', pgid='pgtrigger_update_update_9d721', table='casework_team', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_teamevent" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."ended_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='4d1ccc275e59c8413ad4089906033e4125bcae54', operation='DELETE', pgid='pgtrigger_delete_delete_76b96', table='casework_team', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='2ad387fe4da64ed48ead27a38797aca105477285', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_bb6b4', table='casework_caseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e62aeed980899ece2f7957affeda17bcdbd5a468', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0416e', table='casework_caseevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('stage', 'OPEN')), fields=['owner'], name='case_open_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('stage', 'OPEN')), models.Q(('closed_on__isnull', False), ('stage', 'CLOSED')), _connector='OR'), name='case_closed_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__gte', models.F('opened_on'))), name='case_closes_after_opening'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."allocated_on" IS DISTINCT FROM (NEW."allocated_on") OR OLD."closed_because" IS DISTINCT FROM (NEW."closed_because") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."opened_on" IS DISTINCT FROM (NEW."opened_on") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "casework_caseevent" ("allocated_on", "closed_because", "closed_on", "id", "kind", "opened_on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "stage", "team_id", "title") VALUES (OLD."allocated_on", OLD."closed_because", OLD."closed_on", OLD."id", OLD."kind", OLD."opened_on", OLD."owner_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reference", OLD."stage", OLD."team_id", OLD."title"); RETURN NULL;', hash='c00d03156287db7a3c2dac9af85cb5f282b61336', operation='UPDATE', pgid='pgtrigger_update_update_6bba9', table='casework_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_caseevent" ("allocated_on", "closed_because", "closed_on", "id", "kind", "opened_on", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "stage", "team_id", "title") VALUES (OLD."allocated_on", OLD."closed_because", OLD."closed_on", OLD."id", OLD."kind", OLD."opened_on", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."stage", OLD."team_id", OLD."title"); RETURN NULL;', hash='235e830a50186150f6080aec4a075254e889cf4d', operation='DELETE', pgid='pgtrigger_delete_delete_9d0e0', table='casework_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='2308a04ed3af03111b3e1fae42076215d29bd063', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_98293', table='casework_teamevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='teamevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ce742e11474e8a5d9b9e5a35952cf6f2d7babb2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3480b', table='casework_teamevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='templatepart',
            constraint=models.UniqueConstraint(fields=('template', 'code'), name='template_part_code_once'),
        ),
        migrations.AddConstraint(
            model_name='templatepart',
            constraint=models.UniqueConstraint(fields=('template', 'order'), name='template_part_order_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatepart',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2f4a701b0e2134841dbf77f722cbc6d07727a24', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_ca4f2', table='casework_templatepart', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondenceevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='d8e7dbdf2169f54e0e2ebf3470ea31b5fdcfadf4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5e55b', table='casework_correspondenceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondenceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='68d2f5dd4bc9a88a430825935f9f8e679bb77c6c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_985f6', table='casework_correspondenceevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='correspondence',
            index=models.Index(fields=['-received_at', '-id'], name='correspondence_newest'),
        ),
        migrations.AddIndex(
            model_name='correspondence',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['received_at', 'id'], name='correspondence_waiting'),
        ),
        migrations.AddIndex(
            model_name='correspondence',
            index=models.Index(django.db.models.functions.text.Lower('sender_email'), name='correspondence_sender'),
        ),
        migrations.AddIndex(
            model_name='correspondence',
            index=models.Index(fields=['received_on'], name='correspondence_received'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('route', ''), ('triaged_by', None), ('triaged_on', None)), models.Q(models.Q(('route', ''), _negated=True), ('triaged_by__isnull', False), ('triaged_on__isnull', False)), _connector='OR'), name='correspondence_triaged_iff_routed'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('stage__in', ['CLOSED', 'CONVERTED', 'MERGED', 'DISCARDED'])), models.Q(models.Q(('stage__in', ['CLOSED', 'CONVERTED', 'MERGED', 'DISCARDED']), _negated=True), ('ended_on', None)), _connector='OR'), name='correspondence_ended_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'CLOSED'), ('outcome', ''), _connector='XOR'), name='correspondence_closed_iff_outcome'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'CONVERTED'), ('became', None), _connector='OR'), name='correspondence_converted_iff_case'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'MERGED'), ('merged_into', None), _connector='XOR'), name='correspondence_merged_iff_into'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.UniqueConstraint(condition=models.Q(('brought_as', ''), _negated=True), fields=('brought_as',), name='correspondence_brought_once'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('acknowledged_on__gte', models.F('received_on'))), name='correspondence_acknowledged_after'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('replied_on__gte', models.F('received_on'))), name='correspondence_replied_after'),
        ),
        migrations.AddConstraint(
            model_name='correspondence',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('received_on'))), name='correspondence_ended_after'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "casework_correspondenceevent" ("acknowledged_on", "adjustments", "area", "became_id", "brought_as", "brought_by_id", "case_id", "channel", "ended_on", "from_elected", "id", "is_automatic", "may_pass_on", "may_upset", "merged_into_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_on", "replied_on", "route", "route_because", "sender_address", "sender_email", "sender_name", "sender_phone", "stage", "subject", "theme_id", "triaged_by_id", "triaged_on", "version") VALUES (OLD."acknowledged_on", OLD."adjustments", OLD."area", OLD."became_id", OLD."brought_as", OLD."brought_by_id", OLD."case_id", OLD."channel", OLD."ended_on", OLD."from_elected", OLD."id", OLD."is_automatic", OLD."may_pass_on", OLD."may_upset", OLD."merged_into_id", OLD."outcome", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."received_at", OLD."received_on", OLD."replied_on", OLD."route", OLD."route_because", OLD."sender_address", OLD."sender_email", OLD."sender_name", OLD."sender_phone", OLD."stage", OLD."subject", OLD."theme_id", OLD."triaged_by_id", OLD."triaged_on", OLD."version"); RETURN NULL;', hash='5bb41a6a183a24bb3ae6a2759f3fe35e2247f0c9', operation='UPDATE', pgid='pgtrigger_update_update_6832e', table='casework_correspondence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correspondence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "casework_correspondenceevent" ("acknowledged_on", "adjustments", "area", "became_id", "brought_as", "brought_by_id", "case_id", "channel", "ended_on", "from_elected", "id", "is_automatic", "may_pass_on", "may_upset", "merged_into_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_on", "replied_on", "route", "route_because", "sender_address", "sender_email", "sender_name", "sender_phone", "stage", "subject", "theme_id", "triaged_by_id", "triaged_on", "version") VALUES (OLD."acknowledged_on", OLD."adjustments", OLD."area", OLD."became_id", OLD."brought_as", OLD."brought_by_id", OLD."case_id", OLD."channel", OLD."ended_on", OLD."from_elected", OLD."id", OLD."is_automatic", OLD."may_pass_on", OLD."may_upset", OLD."merged_into_id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_at", OLD."received_on", OLD."replied_on", OLD."route", OLD."route_because", OLD."sender_address", OLD."sender_email", OLD."sender_name", OLD."sender_phone", OLD."stage", OLD."subject", OLD."theme_id", OLD."triaged_by_id", OLD."triaged_on", OLD."version"); RETURN NULL;', hash='51bdf784d998f1de2af4b7f8a67176e9ff9936e7', operation='DELETE', pgid='pgtrigger_delete_delete_2024b', table='casework_correspondence', when='AFTER')),
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
