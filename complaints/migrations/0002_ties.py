"""What ties the tables of the first release to each other: foreign keys, indexes, constraints, triggers."""

import datetime
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    replaces = [
        ('complaints', '0002_initial'),
        ('complaints', '0003_records'),
        ('complaints', '0004_load_taxonomy'),
        ('complaints', '0005_import_sheet'),
        ('complaints', '0006_import_waits_for_columns'),
        ('complaints', '0007_finding'),
        ('complaints', '0008_vanished_index'),
        ('complaints', '0009_import_changes_and_fixes'),
    ]

    dependencies = [
        ('casework', '0002_ties'),
        ('complaints', '0001_tables'),
        ('pcc', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='appealtribunal',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force'),
        ),
        migrations.AddField(
            model_name='appealtribunal',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appealtribunalevent',
            name='force',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.force'),
        ),
        migrations.AddField(
            model_name='appealtribunalevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='appealtribunalevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.appealtribunal'),
        ),
        migrations.AddField(
            model_name='appealtribunalevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='category',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subcategories', to='complaints.category'),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='code',
            field=models.ForeignKey(db_constraint=False, help_text='Where the words do not name it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.category'),
        ),
        migrations.AddField(
            model_name='allegation',
            name='code',
            field=models.ForeignKey(help_text='Where the words do not name it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.category'),
        ),
        migrations.AddField(
            model_name='changedmonth',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='pcc.force'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='case',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='casework.case'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='duplicate_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force'),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='allegation',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='allegations', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='duplicate_of',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='force',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.force'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaintlabel',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labelled', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaintlabel',
            name='put_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaintlabelevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaintlabelevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='complaintlabelevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.complaintlabel'),
        ),
        migrations.AddField(
            model_name='complaintlabelevent',
            name='put_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='correction',
            name='corrected_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='corrected_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.correction'),
        ),
        migrations.AddField(
            model_name='correctionevent',
            name='settled_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='equalitydata',
            name='complaint',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='equality', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='equalitydataevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='equalitydataevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='equalitydataevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.equalitydata'),
        ),
        migrations.AddConstraint(
            model_name='factor',
            constraint=models.UniqueConstraint(fields=('code', 'valid_from'), name='factor_once'),
        ),
        migrations.AddConstraint(
            model_name='factor',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='factor_ends_after_start'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pcc.job'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='same_as',
            field=models.ForeignKey(help_text='The same file, brought in before.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='heldrow',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='first_batch',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='last_batch',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='first_batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='last_batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='force',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.force'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='job',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.job'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='same_as',
            field=models.ForeignKey(db_constraint=False, help_text='The same file, brought in before.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='importedchange',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='importedchange',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='label',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='complaintlabelevent',
            name='label',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.label'),
        ),
        migrations.AddField(
            model_name='complaintlabel',
            name='label',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.label'),
        ),
        migrations.AddField(
            model_name='labelevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='labelevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='labelevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.label'),
        ),
        migrations.AddField(
            model_name='link',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='link',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='link',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='linkevent',
            name='first',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='linkevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='linkevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='linkevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.link'),
        ),
        migrations.AddField(
            model_name='linkevent',
            name='second',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='mapping',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importbatchevent',
            name='mapping',
            field=models.ForeignKey(db_constraint=False, help_text='Empty while columns wait.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.mapping'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='mapping',
            field=models.ForeignKey(help_text='Empty while columns wait.', null=True, on_delete=django.db.models.deletion.PROTECT, to='complaints.mapping'),
        ),
        migrations.AddField(
            model_name='mappingevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mappingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='mappingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.mapping'),
        ),
        migrations.AddField(
            model_name='misconductoutcome',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force'),
        ),
        migrations.AddField(
            model_name='misconductoutcome',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='misconductoutcomeevent',
            name='force',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.force'),
        ),
        migrations.AddField(
            model_name='misconductoutcomeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='misconductoutcomeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.misconductoutcome'),
        ),
        migrations.AddField(
            model_name='misconductoutcomeevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressupdate',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='progressupdate',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='progressupdateevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='progressupdateevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='progressupdateevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.progressupdate'),
        ),
        migrations.AddField(
            model_name='progressupdateevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewbodycheck',
            name='answered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewbodycheck',
            name='complaint',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review_body_check', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='reviewbodycheckevent',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewbodycheckevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='reviewbodycheckevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reviewbodycheckevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.reviewbodycheck'),
        ),
        migrations.AddField(
            model_name='routechange',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='routechange',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='routechangeevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='routechangeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='routechangeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.routechange'),
        ),
        migrations.AddField(
            model_name='routechangeevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rowfix',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fixes', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='rowfix',
            name='fixed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rowfixevent',
            name='batch',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='rowfixevent',
            name='fixed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rowfixevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='rowfixevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.rowfix'),
        ),
        migrations.AddField(
            model_name='statedcount',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stated', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='statedcount',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='statedcountevent',
            name='batch',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='statedcountevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='statedcountevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.statedcount'),
        ),
        migrations.AddField(
            model_name='statedcountevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suspension',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.suspension'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='twelvemonthnotice',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='twelvemonthnotice',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='twelvemonthnoticeevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='twelvemonthnoticeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='twelvemonthnoticeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.twelvemonthnotice'),
        ),
        migrations.AddField(
            model_name='twelvemonthnoticeevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='vanishing',
            name='back_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='vanishing',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vanishings', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='vanishing',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vanishings', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='vanishing',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='vanishingevent',
            name='back_in',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='vanishingevent',
            name='batch',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.importbatch'),
        ),
        migrations.AddField(
            model_name='vanishingevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='vanishingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='vanishingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.vanishing'),
        ),
        migrations.AddField(
            model_name='vanishingevent',
            name='settled_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='watch',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='watch',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='watchevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='watchevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='watchevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.watch'),
        ),
        migrations.AddField(
            model_name='watchevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='word',
            index=models.Index(fields=['stem'], name='word_by_stem'),
        ),
        migrations.AddIndex(
            model_name='word',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('word', name='gin_trgm_ops'), name='word_by_likeness'),
        ),
        migrations.AddIndex(
            model_name='appealtribunal',
            index=models.Index(fields=['-lodged_on', '-id'], name='appeal_tribunal_by_day'),
        ),
        migrations.AddConstraint(
            model_name='appealtribunal',
            constraint=models.UniqueConstraint(fields=('force', 'officer', 'lodged_on'), name='appeal_tribunal_once'),
        ),
        migrations.AddConstraint(
            model_name='appealtribunal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('result', 'PENDING')), models.Q(models.Q(('result', 'PENDING'), _negated=True), ('decided_on__gte', models.F('lodged_on')), ('decided_on__isnull', False), ('result__in', ['PENDING', 'DISMISSED', 'ALLOWED', 'SENT_BACK', 'WITHDRAWN'])), _connector='OR'), name='appeal_tribunal_decided_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='appealtribunal',
            constraint=models.CheckConstraint(condition=models.Q(('rank__in', ['CONSTABLE', 'SERGEANT', 'INSPECTING', 'SENIOR', 'SPECIAL', 'STAFF'])), name='appeal_tribunal_rank_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appealtribunal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_appealtribunalevent" ("decided_on", "force_id", "id", "lodged_on", "note", "officer", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "recorded_at", "recorded_by_id", "result", "version") VALUES (OLD."decided_on", OLD."force_id", OLD."id", OLD."lodged_on", OLD."note", OLD."officer", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."rank", OLD."recorded_at", OLD."recorded_by_id", OLD."result", OLD."version"); RETURN NULL;', hash='88fab9bcacc5d7cee5e64f9ec5c52be58752eaec', operation='UPDATE', pgid='pgtrigger_update_update_789b3', table='complaints_appealtribunal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appealtribunal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_appealtribunalevent" ("decided_on", "force_id", "id", "lodged_on", "note", "officer", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "recorded_at", "recorded_by_id", "result", "version") VALUES (OLD."decided_on", OLD."force_id", OLD."id", OLD."lodged_on", OLD."note", OLD."officer", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rank", OLD."recorded_at", OLD."recorded_by_id", OLD."result", OLD."version"); RETURN NULL;', hash='603ee36ac880bcc6e3dc01b9a2c8a79e7b45f5a7', operation='DELETE', pgid='pgtrigger_delete_delete_40d49', table='complaints_appealtribunal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appealtribunalevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='d0f05da8d59a53515abd4b03436794d483ba0703', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_bf46c', table='complaints_appealtribunalevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appealtribunalevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='659e305d93fdb423a7503af9154293d4f56a923a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9a663', table='complaints_appealtribunalevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('scheme', 'code', 'valid_from'), name='category_once_a_scheme'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='category_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allegationevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='652096e4aadb243ed316986f332b9cec3160cc7b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_615ae', table='complaints_allegationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allegationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b5322b4c3729d2077cf9c2776c50353516e9a385', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dbe82', table='complaints_allegationevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='allegation',
            index=models.Index(django.db.models.functions.text.Upper('decision'), models.F('complaint'), name='allegation_by_decision'),
        ),
        migrations.AddIndex(
            model_name='allegation',
            index=models.Index(condition=models.Q(('decision_code', ''), _negated=True), fields=['decision_code', 'complaint'], name='allegation_by_code'),
        ),
        migrations.AddIndex(
            model_name='allegation',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('factors', []), _negated=True), fields=['factors'], name='allegation_by_factor'),
        ),
        migrations.AddConstraint(
            model_name='allegation',
            constraint=models.UniqueConstraint(fields=('complaint', 'number'), name='allegation_number_once'),
        ),
        migrations.AddConstraint(
            model_name='allegation',
            constraint=models.CheckConstraint(condition=models.Q(('decision_code__in', ['', 'RESOLVED', 'NOT_RESOLVED', 'MOVED', 'ACCEPTABLE', 'NOT_ACCEPTABLE', 'NOT_DETERMINED', 'NO_FURTHER_ACTION', 'MISCONDUCT', 'GROSS_MISCONDUCT', 'NO_CASE', 'PERFORMANCE', 'REFLECTIVE_PRACTICE', 'DISCONTINUED', 'WITHDRAWN']), ('action_codes__contained_by', ['EXPLANATION', 'APOLOGY', 'LEARNING_FROM_REFLECTION', 'INDIVIDUAL_LEARNING', 'ORGANISATIONAL_LEARNING', 'POLICY_REVIEW', 'REFLECTIVE_PRACTICE', 'PROPERTY', 'GOODWILL', 'UNSATISFACTORY_PERFORMANCE', 'MISCONDUCT_MEETING', 'MISCONDUCT_HEARING', 'NO_FURTHER_ACTION'])), name='allegation_codes_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allegation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_allegationevent" ("action", "action_codes", "category", "code_id", "complaint_id", "decided_on", "decision", "decision_code", "factors", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."action", OLD."action_codes", OLD."category", OLD."code_id", OLD."complaint_id", OLD."decided_on", OLD."decision", OLD."decision_code", OLD."factors", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."version"); RETURN NULL;', hash='dc707a73842df2db065185101d1ec2d049646329', operation='UPDATE', pgid='pgtrigger_update_update_15602', table='complaints_allegation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allegation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_allegationevent" ("action", "action_codes", "category", "code_id", "complaint_id", "decided_on", "decision", "decision_code", "factors", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."action", OLD."action_codes", OLD."category", OLD."code_id", OLD."complaint_id", OLD."decided_on", OLD."decision", OLD."decision_code", OLD."factors", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;', hash='dcddb93ebadb64bef5b83229eb9bff941063a83f', operation='DELETE', pgid='pgtrigger_delete_delete_b4c58', table='complaints_allegation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('complaint', 'field'), name='correction_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None)), models.Q(('settled__in', ['ACCEPTED', 'AGREED', 'CHANGED']), ('settled_at__isnull', False)), _connector='OR'), name='correction_settled_iff_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_correctionevent" ("complaint_id", "corrected_at", "corrected_by_id", "extract_value", "field", "id", "office_value", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled", "settled_at", "settled_by_id") VALUES (OLD."complaint_id", OLD."corrected_at", OLD."corrected_by_id", OLD."extract_value", OLD."field", OLD."id", OLD."office_value", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."settled", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='a828277f3a471021d527e584f967ec473edb796c', operation='UPDATE', pgid='pgtrigger_update_update_8a29d', table='complaints_correction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_correctionevent" ("complaint_id", "corrected_at", "corrected_by_id", "extract_value", "field", "id", "office_value", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled", "settled_at", "settled_by_id") VALUES (OLD."complaint_id", OLD."corrected_at", OLD."corrected_by_id", OLD."extract_value", OLD."field", OLD."id", OLD."office_value", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."settled", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='611fafce1a573c010ea90b91fee0d6b94285c50b', operation='DELETE', pgid='pgtrigger_delete_delete_56e77', table='complaints_correction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='0dc779adc42439764319ea5176cdc75f012098b8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e30e5', table='complaints_correctionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1bc2ed288851017bd31c7de2e942b663a0865254', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f67c', table='complaints_correctionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='equalitydata',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_equalitydataevent" ("complaint_id", "disabled", "ethnic_group", "gender_reassigned", "id", "orientation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "religion", "sex", "version") VALUES (OLD."complaint_id", OLD."disabled", OLD."ethnic_group", OLD."gender_reassigned", OLD."id", OLD."orientation", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."religion", OLD."sex", OLD."version"); RETURN NULL;', hash='5ef4a074151dda81ac6ca976fe9d91184fda7035', operation='UPDATE', pgid='pgtrigger_update_update_46b54', table='complaints_equalitydata', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='equalitydata',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_equalitydataevent" ("complaint_id", "disabled", "ethnic_group", "gender_reassigned", "id", "orientation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "religion", "sex", "version") VALUES (OLD."complaint_id", OLD."disabled", OLD."ethnic_group", OLD."gender_reassigned", OLD."id", OLD."orientation", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."religion", OLD."sex", OLD."version"); RETURN NULL;', hash='be226a069f0026199d027e4fbdaa2d979ed3757d', operation='DELETE', pgid='pgtrigger_delete_delete_92334', table='complaints_equalitydata', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='equalitydataevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='88a4fba926efbaa8bbe3a0e11b4302fdee61b28a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_24094', table='complaints_equalitydataevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='equalitydataevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='966c0a2d65884241d9006315e3fbdae315e46523', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_21743', table='complaints_equalitydataevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='heldrow',
            index=models.Index(fields=['batch', 'fate', 'number'], name='held_row_by_batch'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaintevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='36f860552f8b839623834da96765d17cae2f81c1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_75b7a', table='complaints_complaintevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaintevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='74052a534e71dac9970ee5a73a0d0ce95ee9fa73', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_17d31', table='complaints_complaintevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['-received_on', '-id'], name='complaint_by_received'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['finalised_on', 'id'], name='complaint_by_finalised'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(models.OrderBy(django.db.models.functions.comparison.Coalesce(models.F('finalised_on'), models.Value(datetime.date(9999, 12, 31), models.DateField())), descending=True), models.OrderBy(models.F('id'), descending=True), name='complaint_by_end'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['reference_key', 'id'], name='complaint_by_key'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(condition=models.Q(('finalised_on', None), ('vanished_on', None)), fields=['-received_on', '-id'], name='complaint_open_by_received'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['handling', '-received_on', '-id'], name='complaint_by_handling'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['force', '-received_on', '-id'], name='complaint_by_force'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(django.db.models.functions.text.Upper('area'), models.OrderBy(models.F('received_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='complaint_by_area'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(condition=models.Q(('young_person', True), ('age_band__in', ['FROM_14', 'UNDER_14']), _connector='OR'), fields=['-received_on', '-id'], name='complaint_young'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(fields=['categories'], name='complaint_by_category'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='complaint_by_word'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('reference_key', name='gin_trgm_ops'), name='complaint_by_part_of_key'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['force', 'finalised_on', 'received_on', 'handling'], include=('suspended_days', 'vanished_on'), name='complaint_spans'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(condition=models.Q(('vanished_on__isnull', False)), fields=['vanished_on'], name='complaint_vanished'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.UniqueConstraint(fields=('force', 'reference'), name='complaint_once_a_force'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('finalised_on__gte', models.F('received_on'))), name='complaint_finalised_after_received'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('logged_on__gte', models.F('received_on'))), name='complaint_logged_after_received'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('first_contact_on__gte', models.F('received_on'))), name='complaint_contact_after_received'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('handling__in', ['OUTSIDE', 'OTHERWISE', 'LOCAL', 'DIRECTED', 'INDEPENDENT', 'NOT_STATED', 'MIXED'])), name='complaint_handling_known'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('finalised_on__gte', models.F('logged_on'))), name='complaint_finalised_after_logged'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_evidence', ''), ('withdrawn_on', None)), models.Q(('withdrawn_on__isnull', False), ('withdrawal_evidence__in', ['SIGNED', 'REPRESENTATIVE', 'UNSIGNED'])), _connector='OR'), name='complaint_withdrawn_iff_evidenced'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('referral', ''), ('referred_on', None)), models.Q(('referral__in', ['MANDATORY', 'VOLUNTARY', 'CALLED_IN']), ('referred_on__isnull', False)), _connector='OR'), name='complaint_referred_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('referral_decided_on', None), ('referral_decision', '')), models.Q(('referral_decided_on__isnull', False), ('referral_decision__in', ['RETURNED', 'LOCAL', 'DIRECTED', 'INDEPENDENT']), ('referral_decided_on__gte', models.F('referred_on'))), _connector='OR'), name='complaint_referral_decided_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('referral_decided_on', None), ('referred_on__isnull', False), _connector='OR'), name='complaint_referral_decided_on_a_referral'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('outcome_provided_on__gte', models.F('outcome_sent_on'))), name='complaint_outcome_provided_after_sent'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('duplicate_of', models.F('id')), _negated=True), name='complaint_no_duplicate_of_itself'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('complainant__in', ['', 'AFFECTED', 'ADVERSELY_AFFECTED', 'WITNESS', 'REPRESENTATIVE']), ('age_band__in', ['', 'UNDER_14', 'FROM_14', 'FROM_18', 'FROM_25', 'FROM_40', 'FROM_60']), ('schedule_3_reason__in', ['', 'COMPLAINANT', 'AUTHORITY', 'DISSATISFIED', 'NATURE']), ('review_body_named__in', ['', 'LOCAL_POLICING_BODY', 'IOPC'])), name='complaint_codes_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."age_band" IS DISTINCT FROM (NEW."age_band") OR OLD."allegation_count" IS DISTINCT FROM (NEW."allegation_count") OR OLD."area" IS DISTINCT FROM (NEW."area") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."categories" IS DISTINCT FROM (NEW."categories") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."complainant" IS DISTINCT FROM (NEW."complainant") OR OLD."duplicate_of_id" IS DISTINCT FROM (NEW."duplicate_of_id") OR OLD."finalised_on" IS DISTINCT FROM (NEW."finalised_on") OR OLD."first_batch_id" IS DISTINCT FROM (NEW."first_batch_id") OR OLD."first_contact_on" IS DISTINCT FROM (NEW."first_contact_on") OR OLD."force_id" IS DISTINCT FROM (NEW."force_id") OR OLD."handling" IS DISTINCT FROM (NEW."handling") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."last_batch_id" IS DISTINCT FROM (NEW."last_batch_id") OR OLD."logged_on" IS DISTINCT FROM (NEW."logged_on") OR OLD."outcome_provided_on" IS DISTINCT FROM (NEW."outcome_provided_on") OR OLD."outcome_sent_on" IS DISTINCT FROM (NEW."outcome_sent_on") OR OLD."outcome_stated_on" IS DISTINCT FROM (NEW."outcome_stated_on") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."reference_key" IS DISTINCT FROM (NEW."reference_key") OR OLD."referral" IS DISTINCT FROM (NEW."referral") OR OLD."referral_decided_on" IS DISTINCT FROM (NEW."referral_decided_on") OR OLD."referral_decision" IS DISTINCT FROM (NEW."referral_decision") OR OLD."referred_on" IS DISTINCT FROM (NEW."referred_on") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."review_body_named" IS DISTINCT FROM (NEW."review_body_named") OR OLD."schedule_3_on" IS DISTINCT FROM (NEW."schedule_3_on") OR OLD."schedule_3_reason" IS DISTINCT FROM (NEW."schedule_3_reason") OR OLD."special_requirements" IS DISTINCT FROM (NEW."special_requirements") OR OLD."suspended_days" IS DISTINCT FROM (NEW."suspended_days") OR OLD."vanished_on" IS DISTINCT FROM (NEW."vanished_on") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withdrawal_evidence" IS DISTINCT FROM (NEW."withdrawal_evidence") OR OLD."withdrawn_on" IS DISTINCT FROM (NEW."withdrawn_on") OR OLD."young_person" IS DISTINCT FROM (NEW."young_person"))', func='INSERT INTO "complaints_complaintevent" ("age_band", "allegation_count", "area", "case_id", "categories", "channel", "complainant", "duplicate_of_id", "finalised_on", "first_batch_id", "first_contact_on", "force_id", "handling", "id", "last_batch_id", "logged_on", "outcome_provided_on", "outcome_sent_on", "outcome_stated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "reference_key", "referral", "referral_decided_on", "referral_decision", "referred_on", "result", "review_body_named", "schedule_3_on", "schedule_3_reason", "special_requirements", "suspended_days", "vanished_on", "version", "withdrawal_evidence", "withdrawn_on", "young_person") VALUES (OLD."age_band", OLD."allegation_count", OLD."area", OLD."case_id", OLD."categories", OLD."channel", OLD."complainant", OLD."duplicate_of_id", OLD."finalised_on", OLD."first_batch_id", OLD."first_contact_on", OLD."force_id", OLD."handling", OLD."id", OLD."last_batch_id", OLD."logged_on", OLD."outcome_provided_on", OLD."outcome_sent_on", OLD."outcome_stated_on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."received_on", OLD."reference", OLD."reference_key", OLD."referral", OLD."referral_decided_on", OLD."referral_decision", OLD."referred_on", OLD."result", OLD."review_body_named", OLD."schedule_3_on", OLD."schedule_3_reason", OLD."special_requirements", OLD."suspended_days", OLD."vanished_on", OLD."version", OLD."withdrawal_evidence", OLD."withdrawn_on", OLD."young_person"); RETURN NULL;', hash='74e7f9831fcb83b98781bc54264fd1977d551d94', operation='UPDATE', pgid='pgtrigger_update_update_36c30', table='complaints_complaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_complaintevent" ("age_band", "allegation_count", "area", "case_id", "categories", "channel", "complainant", "duplicate_of_id", "finalised_on", "first_batch_id", "first_contact_on", "force_id", "handling", "id", "last_batch_id", "logged_on", "outcome_provided_on", "outcome_sent_on", "outcome_stated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "reference_key", "referral", "referral_decided_on", "referral_decision", "referred_on", "result", "review_body_named", "schedule_3_on", "schedule_3_reason", "special_requirements", "suspended_days", "vanished_on", "version", "withdrawal_evidence", "withdrawn_on", "young_person") VALUES (OLD."age_band", OLD."allegation_count", OLD."area", OLD."case_id", OLD."categories", OLD."channel", OLD."complainant", OLD."duplicate_of_id", OLD."finalised_on", OLD."first_batch_id", OLD."first_contact_on", OLD."force_id", OLD."handling", OLD."id", OLD."last_batch_id", OLD."logged_on", OLD."outcome_provided_on", OLD."outcome_sent_on", OLD."outcome_stated_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_on", OLD."reference", OLD."reference_key", OLD."referral", OLD."referral_decided_on", OLD."referral_decision", OLD."referred_on", OLD."result", OLD."review_body_named", OLD."schedule_3_on", OLD."schedule_3_reason", OLD."special_requirements", OLD."suspended_days", OLD."vanished_on", OLD."version", OLD."withdrawal_evidence", OLD."withdrawn_on", OLD."young_person"); RETURN NULL;', hash='95b7ebc22ff5f12e7467b43ba88a1269d6f5f6b9', operation='DELETE', pgid='pgtrigger_delete_delete_a79b8', table='complaints_complaint', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='importedchange',
            index=models.Index(fields=['batch', 'reference'], name='imported_change_by_reference'),
        ),
        migrations.AddConstraint(
            model_name='importedchange',
            constraint=models.UniqueConstraint(fields=('batch', 'complaint'), name='imported_change_once'),
        ),
        migrations.AddConstraint(
            model_name='label',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='label_once_however_written'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='label',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_labelevent" ("id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='882d9ce4de31b35c2134ac15eb99ca04ddd88110', operation='UPDATE', pgid='pgtrigger_update_update_6285e', table='complaints_label', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='label',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_labelevent" ("id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='3c696ef4bb599f5b7a0e30729852a0a910ab2798', operation='DELETE', pgid='pgtrigger_delete_delete_dbbd2', table='complaints_label', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaintlabelevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='1f3827ec3e3dc9fa7fb0e21ab68f128ff05bb368', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a9c93', table='complaints_complaintlabelevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaintlabelevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='81841f2e8dfb00fe8c314b23581aa1f5e3c9a6d0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_54793', table='complaints_complaintlabelevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='complaintlabel',
            constraint=models.UniqueConstraint(fields=('complaint', 'label'), name='complaint_label_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaintlabel',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_complaintlabelevent" ("complaint_id", "id", "label_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_at", "put_by_id") VALUES (OLD."complaint_id", OLD."id", OLD."label_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."put_at", OLD."put_by_id"); RETURN NULL;', hash='1a0c27337f83d32c38b2d0e827dafef176084e05', operation='UPDATE', pgid='pgtrigger_update_update_9ca05', table='complaints_complaintlabel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaintlabel',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_complaintlabelevent" ("complaint_id", "id", "label_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_at", "put_by_id") VALUES (OLD."complaint_id", OLD."id", OLD."label_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."put_at", OLD."put_by_id"); RETURN NULL;', hash='67de94cfb0261c2e24d2dc8eb080a7de0afa8642', operation='DELETE', pgid='pgtrigger_delete_delete_1801d', table='complaints_complaintlabel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='labelevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='66548cbaa31f44f27a4390aaacba19f681dc7c63', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_29055', table='complaints_labelevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='labelevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e034279b92e23297e5435904d4a02f3c9a5db547', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5c3af', table='complaints_labelevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('first', 'second', 'kind'), name='link_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='link_lower_first'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='link',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_linkevent" ("first_id", "id", "kind", "made_at", "made_by_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") VALUES (OLD."first_id", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."second_id"); RETURN NULL;', hash='5187744651f59d2c86722f2d0f26aed4cb483887', operation='UPDATE', pgid='pgtrigger_update_update_d865d', table='complaints_link', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='link',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_linkevent" ("first_id", "id", "kind", "made_at", "made_by_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") VALUES (OLD."first_id", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."second_id"); RETURN NULL;', hash='007f88e7f53c75d518a98deabffa85409741d786', operation='DELETE', pgid='pgtrigger_delete_delete_4a338', table='complaints_link', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='b8340be86634dda6ae8b4d99e6e196933f1bfc34', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_17de3', table='complaints_linkevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f71aeff4e96670ddf5193777c0b634e69f6820d1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f9e2', table='complaints_linkevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='mapping',
            constraint=models.UniqueConstraint(fields=('name', 'version'), name='mapping_version_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mapping',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_mappingevent" ("header_digest", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (OLD."header_digest", OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."text", OLD."version"); RETURN NULL;', hash='5e757a8ad4f020974570de8c7468e79c5836c035', operation='UPDATE', pgid='pgtrigger_update_update_f9420', table='complaints_mapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mapping',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_mappingevent" ("header_digest", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (OLD."header_digest", OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."version"); RETURN NULL;', hash='feb80f8cb2a1781e05e70dc2c7beb8ccd6ebbf52', operation='DELETE', pgid='pgtrigger_delete_delete_ad7b0', table='complaints_mapping', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importbatchevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='edc7a673c908d7f7eb20e0ab61a40d3836c69bd8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6c3ee', table='complaints_importbatchevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importbatchevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c616cb20178e2edde7c3af12000129f6a6c247bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6fafd', table='complaints_importbatchevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['force', 'file_digest'], name='import_by_file'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'LOADED'), _negated=True), ('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('loaded'), '+', models.F('held')), '+', models.F('duplicates')), '+', models.F('skipped'))), _connector='OR'), name='import_accounts_for_each_row'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('loaded_at__isnull', False), ('state__in', ['LOADED', 'UNDOING'])), models.Q(models.Q(('state__in', ['LOADED', 'UNDOING']), _negated=True), ('loaded_at', None)), _connector='OR'), name='import_loaded_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('request_key', ''), _negated=True), fields=('asked_by', 'request_key'), name='import_once_a_request'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importbatch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_importbatchevent" ("allegations_digest", "allegations_key", "allegations_name", "asked_at", "asked_by_id", "cases_changed", "cases_held", "cases_new", "cases_read", "cases_same", "cases_vanished", "delimiter", "draft", "duplicates", "encoding", "file_bytes", "file_digest", "file_key", "file_name", "force_id", "held", "id", "job_id", "loaded", "loaded_at", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read", "request_key", "same_as_id", "sheet", "skipped", "state", "taken_on", "warnings") VALUES (OLD."allegations_digest", OLD."allegations_key", OLD."allegations_name", OLD."asked_at", OLD."asked_by_id", OLD."cases_changed", OLD."cases_held", OLD."cases_new", OLD."cases_read", OLD."cases_same", OLD."cases_vanished", OLD."delimiter", OLD."draft", OLD."duplicates", OLD."encoding", OLD."file_bytes", OLD."file_digest", OLD."file_key", OLD."file_name", OLD."force_id", OLD."held", OLD."id", OLD."job_id", OLD."loaded", OLD."loaded_at", OLD."mapping_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."problem", OLD."read", OLD."request_key", OLD."same_as_id", OLD."sheet", OLD."skipped", OLD."state", OLD."taken_on", OLD."warnings"); RETURN NULL;', hash='2908467cf3667f27c44d62607684289e58c54b05', operation='UPDATE', pgid='pgtrigger_update_update_8d664', table='complaints_importbatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importbatch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_importbatchevent" ("allegations_digest", "allegations_key", "allegations_name", "asked_at", "asked_by_id", "cases_changed", "cases_held", "cases_new", "cases_read", "cases_same", "cases_vanished", "delimiter", "draft", "duplicates", "encoding", "file_bytes", "file_digest", "file_key", "file_name", "force_id", "held", "id", "job_id", "loaded", "loaded_at", "mapping_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read", "request_key", "same_as_id", "sheet", "skipped", "state", "taken_on", "warnings") VALUES (OLD."allegations_digest", OLD."allegations_key", OLD."allegations_name", OLD."asked_at", OLD."asked_by_id", OLD."cases_changed", OLD."cases_held", OLD."cases_new", OLD."cases_read", OLD."cases_same", OLD."cases_vanished", OLD."delimiter", OLD."draft", OLD."duplicates", OLD."encoding", OLD."file_bytes", OLD."file_digest", OLD."file_key", OLD."file_name", OLD."force_id", OLD."held", OLD."id", OLD."job_id", OLD."loaded", OLD."loaded_at", OLD."mapping_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."read", OLD."request_key", OLD."same_as_id", OLD."sheet", OLD."skipped", OLD."state", OLD."taken_on", OLD."warnings"); RETURN NULL;', hash='bafc4c044fb6d6b5ce79b432a5bd0d2b5b446c81', operation='DELETE', pgid='pgtrigger_delete_delete_92f3a', table='complaints_importbatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mappingevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='050c125f3cf72956943225c9cf1fb0e20eb1cd62', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9098a', table='complaints_mappingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mappingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a403ff8204e8d731020529f27678440366174ac6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ac2a2', table='complaints_mappingevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='misconductoutcome',
            index=models.Index(fields=['-decided_on', '-id'], name='misconduct_by_day'),
        ),
        migrations.AddConstraint(
            model_name='misconductoutcome',
            constraint=models.UniqueConstraint(fields=('force', 'officer', 'proceeding', 'decided_on'), name='misconduct_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='misconductoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('proceeding__in', ['MEETING', 'HEARING', 'ACCELERATED']), ('rank__in', ['CONSTABLE', 'SERGEANT', 'INSPECTING', 'SENIOR', 'SPECIAL', 'STAFF']), ('sanction__in', ['DISMISSED', 'WOULD_HAVE_BEEN_DISMISSED', 'REDUCED_IN_RANK', 'FINAL_WARNING', 'WRITTEN_WARNING', 'REFLECTIVE_PRACTICE', 'NO_ACTION', 'NOT_PROVED'])), name='misconduct_codes_known'),
        ),
        migrations.AddConstraint(
            model_name='misconductoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proceeding', 'MEETING'), _negated=True), models.Q(('sanction__in', ['DISMISSED', 'WOULD_HAVE_BEEN_DISMISSED', 'REDUCED_IN_RANK']), _negated=True), _connector='OR'), name='misconduct_dismissal_needs_a_hearing'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='misconductoutcome',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_misconductoutcomeevent" ("decided_on", "force_id", "id", "note", "officer", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proceeding", "rank", "recorded_at", "recorded_by_id", "sanction", "version") VALUES (OLD."decided_on", OLD."force_id", OLD."id", OLD."note", OLD."officer", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."proceeding", OLD."rank", OLD."recorded_at", OLD."recorded_by_id", OLD."sanction", OLD."version"); RETURN NULL;', hash='4caf82364799a101d741793b7fa28095f141286a', operation='UPDATE', pgid='pgtrigger_update_update_0edfb', table='complaints_misconductoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='misconductoutcome',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_misconductoutcomeevent" ("decided_on", "force_id", "id", "note", "officer", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proceeding", "rank", "recorded_at", "recorded_by_id", "sanction", "version") VALUES (OLD."decided_on", OLD."force_id", OLD."id", OLD."note", OLD."officer", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proceeding", OLD."rank", OLD."recorded_at", OLD."recorded_by_id", OLD."sanction", OLD."version"); RETURN NULL;', hash='1d07f3bc9ae589d9411ae9ae37d802d9558db62e', operation='DELETE', pgid='pgtrigger_delete_delete_63942', table='complaints_misconductoutcome', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='misconductoutcomeevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='97d544fb9e48e6e938c20f7c334048e21d740605', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b2529', table='complaints_misconductoutcomeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='misconductoutcomeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f6ad35687648130ef8e32b3282cd91047214b1fc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_64a9c', table='complaints_misconductoutcomeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='progressupdate',
            constraint=models.UniqueConstraint(fields=('complaint', 'given_on'), name='progress_update_once_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressupdate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_progressupdateevent" ("complaint_id", "given_on", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (OLD."complaint_id", OLD."given_on", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."recorded_by_id"); RETURN NULL;', hash='3be9ebd88d37a5d047b73f352dd4d9c5087314a3', operation='UPDATE', pgid='pgtrigger_update_update_0b1b4', table='complaints_progressupdate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressupdate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_progressupdateevent" ("complaint_id", "given_on", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") VALUES (OLD."complaint_id", OLD."given_on", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id"); RETURN NULL;', hash='aed5342e24ff754e8f68e28fb80984a84e5ded63', operation='DELETE', pgid='pgtrigger_delete_delete_04fea', table='complaints_progressupdate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressupdateevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='98131939119365825bebec4299b93d3b7a2fe725', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_a176b', table='complaints_progressupdateevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='progressupdateevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='76eb64a7cea6c34201faa64d73b7cb57150f1e2b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_24695', table='complaints_progressupdateevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='reviewbodycheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body', 'LOCAL_POLICING_BODY'), _negated=True), models.Q(('in_part', 'NO'), ('might_be_proceedings', 'NO'), ('referred', 'NO'), ('same_incident', 'NO'), ('senior_officer', 'NO'), ('treated_as_referred', 'NO')), _connector='OR'), name='review_body_ours_only_if_all_no'),
        ),
        migrations.AddConstraint(
            model_name='reviewbodycheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body', 'IOPC'), models.Q(('senior_officer', 'YES'), ('might_be_proceedings', 'YES'), ('referred', 'YES'), ('treated_as_referred', 'YES'), ('same_incident', 'YES'), ('in_part', 'YES'), _connector='OR')), models.Q(models.Q(('body', 'IOPC'), _negated=True), models.Q(('senior_officer', 'YES'), _negated=True), models.Q(('might_be_proceedings', 'YES'), _negated=True), models.Q(('referred', 'YES'), _negated=True), models.Q(('treated_as_referred', 'YES'), _negated=True), models.Q(('same_incident', 'YES'), _negated=True), models.Q(('in_part', 'YES'), _negated=True)), _connector='OR'), name='review_body_iopc_iff_a_yes'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewbodycheck',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_reviewbodycheckevent" ("answered_at", "answered_by_id", "body", "complaint_id", "id", "in_part", "might_be_proceedings", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referred", "same_incident", "senior_officer", "treated_as_referred", "version") VALUES (OLD."answered_at", OLD."answered_by_id", OLD."body", OLD."complaint_id", OLD."id", OLD."in_part", OLD."might_be_proceedings", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."referred", OLD."same_incident", OLD."senior_officer", OLD."treated_as_referred", OLD."version"); RETURN NULL;', hash='27b55369dd4c7dc420b93466d3b72028b516d0e4', operation='UPDATE', pgid='pgtrigger_update_update_2d16e', table='complaints_reviewbodycheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewbodycheck',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_reviewbodycheckevent" ("answered_at", "answered_by_id", "body", "complaint_id", "id", "in_part", "might_be_proceedings", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referred", "same_incident", "senior_officer", "treated_as_referred", "version") VALUES (OLD."answered_at", OLD."answered_by_id", OLD."body", OLD."complaint_id", OLD."id", OLD."in_part", OLD."might_be_proceedings", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."referred", OLD."same_incident", OLD."senior_officer", OLD."treated_as_referred", OLD."version"); RETURN NULL;', hash='46d499eb22a6143592e34def9bce066929098604', operation='DELETE', pgid='pgtrigger_delete_delete_df821', table='complaints_reviewbodycheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewbodycheckevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='846d81beca1d06bc0323731be20efc3022ebf499', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_adfb1', table='complaints_reviewbodycheckevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewbodycheckevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5d90c92efbf28fa4b86c64c4f1b0c8365bd43efa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e4501', table='complaints_reviewbodycheckevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='routechange',
            constraint=models.CheckConstraint(condition=models.Q(('handling__in', ['OUTSIDE', 'OTHERWISE', 'LOCAL', 'DIRECTED', 'INDEPENDENT', 'NOT_STATED']), models.Q(('handling', models.F('before')), _negated=True)), name='route_changes_to_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routechange',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_routechangeevent" ("before", "changed_on", "complaint_id", "handling", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") VALUES (OLD."before", OLD."changed_on", OLD."complaint_id", OLD."handling", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."recorded_at", OLD."recorded_by_id"); RETURN NULL;', hash='0edae0adb9ec84a277e9cc41fcde3879744cd169', operation='UPDATE', pgid='pgtrigger_update_update_e3b7b', table='complaints_routechange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routechange',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_routechangeevent" ("before", "changed_on", "complaint_id", "handling", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") VALUES (OLD."before", OLD."changed_on", OLD."complaint_id", OLD."handling", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."recorded_at", OLD."recorded_by_id"); RETURN NULL;', hash='e78fc6ff5eb8810dfd12f30e0114f8bba9a0db2c', operation='DELETE', pgid='pgtrigger_delete_delete_1527a', table='complaints_routechange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routechangeevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='186608e92c4fccd55c95cdaeebd0489794210c50', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b521e', table='complaints_routechangeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routechangeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7fa881aa9ca7d6ea3642a7a0e3c667fcb1bd2f31', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_37f19', table='complaints_routechangeevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='rowfix',
            constraint=models.UniqueConstraint(fields=('batch', 'number', 'column'), name='row_fix_once_a_cell'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfix',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_rowfixevent" ("batch_id", "before", "column", "fixed_at", "fixed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (OLD."batch_id", OLD."before", OLD."column", OLD."fixed_at", OLD."fixed_by_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."value"); RETURN NULL;', hash='1aa18c1e884931c61d5f89d6a58d69bcbbb29ea1', operation='UPDATE', pgid='pgtrigger_update_update_4841e', table='complaints_rowfix', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfix',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_rowfixevent" ("batch_id", "before", "column", "fixed_at", "fixed_by_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (OLD."batch_id", OLD."before", OLD."column", OLD."fixed_at", OLD."fixed_by_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."value"); RETURN NULL;', hash='5079d08517b22b0d9d10233ea79dcbdb651ca747', operation='DELETE', pgid='pgtrigger_delete_delete_2931e', table='complaints_rowfix', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfixevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='40a5c693fb6cdf70e802b294a54734ed8dd1b009', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3be3a', table='complaints_rowfixevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowfixevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='830abfb2661fe10097eec3a75d4579a99026cc85', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2e787', table='complaints_rowfixevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='statedcount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('since__isnull', False), ('until__gte', models.F('since')), ('what__in', ['RECEIVED', 'FINALISED'])), models.Q(('what__in', ['ROWS', 'COMPLAINTS', 'OPEN']), ('since', None), ('until', None)), _connector='OR'), name='stated_count_of_a_period'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_statedcountevent" ("batch_id", "id", "ours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "stated", "until", "what") VALUES (OLD."batch_id", OLD."id", OLD."ours", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."since", OLD."stated", OLD."until", OLD."what"); RETURN NULL;', hash='8403ec7b21d978f682816849c1d28c51ed0f8fa6', operation='UPDATE', pgid='pgtrigger_update_update_99f8a', table='complaints_statedcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcount',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_statedcountevent" ("batch_id", "id", "ours", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "stated", "until", "what") VALUES (OLD."batch_id", OLD."id", OLD."ours", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."since", OLD."stated", OLD."until", OLD."what"); RETURN NULL;', hash='473e4a426db729ecc045e861abefd3388aa3084a', operation='DELETE', pgid='pgtrigger_delete_delete_8fa4d', table='complaints_statedcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcountevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='77a9da672f85eb92b0c7482b8716842a111813d4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_19465', table='complaints_statedcountevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statedcountevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c9732bdb14467a95572177817732c8e4197a63b1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d4a45', table='complaints_statedcountevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('began_on'))), name='suspension_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['CRIMINAL', 'PROSECUTOR', 'INQUEST', 'OTHER'])), name='suspension_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('complaint',), name='suspension_open_once_a_complaint'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_suspensionevent" ("began_on", "complaint_id", "ended_on", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") VALUES (OLD."began_on", OLD."complaint_id", OLD."ended_on", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."recorded_at", OLD."recorded_by_id"); RETURN NULL;', hash='786846a919d06abbc9f69addfc88d65d1ff93f90', operation='UPDATE', pgid='pgtrigger_update_update_1845f', table='complaints_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_suspensionevent" ("began_on", "complaint_id", "ended_on", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") VALUES (OLD."began_on", OLD."complaint_id", OLD."ended_on", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."recorded_at", OLD."recorded_by_id"); RETURN NULL;', hash='094f8bae4c50d980d64af52399b2105d169beaf2', operation='DELETE', pgid='pgtrigger_delete_delete_9e8f1', table='complaints_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspensionevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='c579d62637bf94eee98fd675f37cba90d7e9bf7d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_89645', table='complaints_suspensionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspensionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='26b9ebd94d729be3befe78924542c9df63383b95', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4fa6f', table='complaints_suspensionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='twelvemonthnotice',
            constraint=models.UniqueConstraint(fields=('complaint', 'occurrence'), name='twelve_month_notice_once'),
        ),
        migrations.AddConstraint(
            model_name='twelvemonthnotice',
            constraint=models.CheckConstraint(condition=models.Q(('occurrence__gte', 1)), name='twelve_month_notice_counted'),
        ),
        migrations.AddConstraint(
            model_name='twelvemonthnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', ''), ('action_on', None)), models.Q(('action__in', ['NOTED', 'ASKED', 'MET', 'WROTE', 'DIRECTED']), ('action_on__isnull', False), ('action_on__gte', models.F('received_on'))), _connector='OR'), name='twelve_month_notice_acted_iff_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='twelvemonthnotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_twelvemonthnoticeevent" ("action", "action_note", "action_on", "complaint_id", "expected_end_on", "id", "occurrence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "received_on", "recorded_at", "recorded_by_id", "version") VALUES (OLD."action", OLD."action_note", OLD."action_on", OLD."complaint_id", OLD."expected_end_on", OLD."id", OLD."occurrence", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reasons", OLD."received_on", OLD."recorded_at", OLD."recorded_by_id", OLD."version"); RETURN NULL;', hash='e23877513b3fc1e3cbf4824d547158b19bcae078', operation='UPDATE', pgid='pgtrigger_update_update_d6e47', table='complaints_twelvemonthnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='twelvemonthnotice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_twelvemonthnoticeevent" ("action", "action_note", "action_on", "complaint_id", "expected_end_on", "id", "occurrence", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reasons", "received_on", "recorded_at", "recorded_by_id", "version") VALUES (OLD."action", OLD."action_note", OLD."action_on", OLD."complaint_id", OLD."expected_end_on", OLD."id", OLD."occurrence", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reasons", OLD."received_on", OLD."recorded_at", OLD."recorded_by_id", OLD."version"); RETURN NULL;', hash='c91cd2aab551053a459ac35bf74acac4270c00a6', operation='DELETE', pgid='pgtrigger_delete_delete_4ba5e', table='complaints_twelvemonthnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='twelvemonthnoticeevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='bdf398bc29b69cdb6df837f8a1629ef3760f0468', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2738d', table='complaints_twelvemonthnoticeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='twelvemonthnoticeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef1a434fe787236e5ebc496ebd5fb25aa779331f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0a74a', table='complaints_twelvemonthnoticeevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='vanishing',
            index=models.Index(fields=['noticed_on', 'id'], name='vanishing_by_day'),
        ),
        migrations.AddConstraint(
            model_name='vanishing',
            constraint=models.UniqueConstraint(condition=models.Q(('settled', '')), fields=('complaint',), name='vanishing_open_once'),
        ),
        migrations.AddConstraint(
            model_name='vanishing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None)), models.Q(('back_in__isnull', False), ('settled', 'BACK')), models.Q(('settled__in', ['GONE', 'STANDS']), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='vanishing_settled_by_a_person_or_an_extract'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_vanishingevent" ("back_in_id", "batch_id", "complaint_id", "id", "noticed_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled", "settled_at", "settled_by_id") VALUES (OLD."back_in_id", OLD."batch_id", OLD."complaint_id", OLD."id", OLD."noticed_on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."settled", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='029752e73e8730ebccb09bf305da633dcd75bc6a', operation='UPDATE', pgid='pgtrigger_update_update_5e5c8', table='complaints_vanishing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishing',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_vanishingevent" ("back_in_id", "batch_id", "complaint_id", "id", "noticed_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled", "settled_at", "settled_by_id") VALUES (OLD."back_in_id", OLD."batch_id", OLD."complaint_id", OLD."id", OLD."noticed_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."settled", OLD."settled_at", OLD."settled_by_id"); RETURN NULL;', hash='7ade998e2e39d642b8be2a38a0852c240c0c5852', operation='DELETE', pgid='pgtrigger_delete_delete_c6e48', table='complaints_vanishing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishingevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='8a40178c7317ae189b5d5c2d98701e0166f065b7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_cbb59', table='complaints_vanishingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vanishingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b821f5eac07be443d08a33d79891bad940a62beb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_df2d2', table='complaints_vanishingevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='watch',
            constraint=models.UniqueConstraint(fields=('complaint', 'user'), name='watch_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_watchevent" ("complaint_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "user_id") VALUES (OLD."complaint_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."since", OLD."user_id"); RETURN NULL;', hash='e64d76b6926479194da876225128dee4b52494f0', operation='UPDATE', pgid='pgtrigger_update_update_97a08', table='complaints_watch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_watchevent" ("complaint_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "user_id") VALUES (OLD."complaint_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."since", OLD."user_id"); RETURN NULL;', hash='93e431fc207b9570212327ec64cb7cbefef38940', operation='DELETE', pgid='pgtrigger_delete_delete_6de27', table='complaints_watch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='0fb7f8cdcc99fa26141248e397c6869ba5c24a19', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6a1e7', table='complaints_watchevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3e309e4b5add6713a343339713e0da4db82f5e89', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7bd73', table='complaints_watchevent', when='BEFORE')),
        ),
    ]
