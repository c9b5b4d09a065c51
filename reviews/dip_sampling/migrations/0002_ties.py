"""What ties the tables of the first release to each other: foreign keys, indexes, constraints, triggers."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    replaces = [
        ('dip_sampling', '0002_jigsaw'),
    ]

    dependencies = [
        ('complaints', '0002_ties'),
        ('dip_sampling', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='agreedscore',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='allocationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='allocationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.allocation'),
        ),
        migrations.AddField(
            model_name='answer',
            name='why_cleared_by',
            field=models.ForeignKey(help_text='Who found nobody in the reason.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chase',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='door',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawnfile',
            name='complaint',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawn_files', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='drawnfile',
            name='replaced_by_person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawnfile',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='chase',
            name='drawn_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chases', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='allocationevent',
            name='drawn_file',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='drawn_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='agreedscore',
            name='drawn_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_scores', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='drawnfileevent',
            name='complaint',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='drawnfileevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='drawnfileevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='drawnfileevent',
            name='replaced_by_person',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawnfileevent',
            name='replaces',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='extract',
            name='drawn_file',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='extract', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='extract',
            name='recalled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extract',
            name='released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extract',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='raised_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.finding'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='raised_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flag',
            name='acknowledged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flag',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flag',
            name='drawn_file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='acknowledged_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='closed_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='drawn_file',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.flag'),
        ),
        migrations.AddField(
            model_name='forcereply',
            name='finding',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='dip_sampling.finding'),
        ),
        migrations.AddField(
            model_name='forcereply',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='forcereplyevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.finding'),
        ),
        migrations.AddField(
            model_name='forcereplyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='forcereplyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.forcereply'),
        ),
        migrations.AddField(
            model_name='forcereplyevent',
            name='recorded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='highlight',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hit',
            name='dismissed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lateanswer',
            name='allocation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late_answers', to='dip_sampling.allocation'),
        ),
        migrations.AddField(
            model_name='lateanswer',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leakcheck',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leakcheck',
            name='extract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='dip_sampling.extract'),
        ),
        migrations.AddField(
            model_name='hit',
            name='check_run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='dip_sampling.leakcheck'),
        ),
        migrations.AddField(
            model_name='listed',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='listed',
            name='drawn_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listed', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='panel',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='panelevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='panelevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='panelevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.panel'),
        ),
        migrations.AddField(
            model_name='paper',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paper',
            name='drawn_file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='dip_sampling.drawnfile'),
        ),
        migrations.AddField(
            model_name='paragraph',
            name='extract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='dip_sampling.extract'),
        ),
        migrations.AddField(
            model_name='pseudonym',
            name='extract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pseudonyms', to='dip_sampling.extract'),
        ),
        migrations.AddField(
            model_name='pseudonym',
            name='listed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pseudonyms', to='dip_sampling.listed'),
        ),
        migrations.AddField(
            model_name='lateanswer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dip_sampling.question'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='question',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.question'),
        ),
        migrations.AddField(
            model_name='finding',
            name='question',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dip_sampling.question'),
        ),
        migrations.AddField(
            model_name='answer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dip_sampling.question'),
        ),
        migrations.AddField(
            model_name='agreedscore',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dip_sampling.question'),
        ),
        migrations.AddField(
            model_name='questionset',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='question_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='dip_sampling.questionset'),
        ),
        migrations.AddField(
            model_name='sample',
            name='drawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sample',
            name='panel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='dip_sampling.panel'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='checked_in',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.sample'),
        ),
        migrations.AddField(
            model_name='finding',
            name='checked_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dip_sampling.sample'),
        ),
        migrations.AddField(
            model_name='drawnfileevent',
            name='sample',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.sample'),
        ),
        migrations.AddField(
            model_name='drawnfile',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='dip_sampling.sample'),
        ),
        migrations.AddField(
            model_name='scorecard',
            name='allocation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='scorecard', to='dip_sampling.allocation'),
        ),
        migrations.AddField(
            model_name='scorecard',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='highlight',
            name='scorecard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='highlights', to='dip_sampling.scorecard'),
        ),
        migrations.AddField(
            model_name='answer',
            name='scorecard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='dip_sampling.scorecard'),
        ),
        migrations.AddField(
            model_name='seat',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seat',
            name='panel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='dip_sampling.panel'),
        ),
        migrations.AddField(
            model_name='seat',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='seat',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.seat'),
        ),
        migrations.AddField(
            model_name='flag',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='dip_sampling.seat'),
        ),
        migrations.AddField(
            model_name='door',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='doors', to='dip_sampling.seat'),
        ),
        migrations.AddField(
            model_name='allocationevent',
            name='seat',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.seat'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='dip_sampling.seat'),
        ),
        migrations.AddField(
            model_name='seatevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seatevent',
            name='panel',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.panel'),
        ),
        migrations.AddField(
            model_name='seatevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='seatevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.seat'),
        ),
        migrations.AddField(
            model_name='seatevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='session',
            name='panel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='dip_sampling.panel'),
        ),
        migrations.AddField(
            model_name='session',
            name='question_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='dip_sampling.questionset'),
        ),
        migrations.AddField(
            model_name='session',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='dip_sampling.sample'),
        ),
        migrations.AddField(
            model_name='flagevent',
            name='session',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='flag',
            name='session',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='session',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='finding',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='allocationevent',
            name='session',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='agreedscore',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed_scores', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='panel',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.panel'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='dip_sampling.session'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='question_set',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.questionset'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='sample',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='dip_sampling.sample'),
        ),
        migrations.AddField(
            model_name='signature',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signature',
            name='extract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='dip_sampling.extract'),
        ),
        migrations.AddConstraint(
            model_name='extract',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'RELEASED'), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='extract_released_with_a_name'),
        ),
        migrations.AddConstraint(
            model_name='extract',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'RECALLED'), _negated=True), models.Q(('recalled_at__isnull', False), models.Q(('recalled_because', ''), _negated=True)), _connector='OR'), name='extract_recalled_with_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forcereply',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_forcereplyevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recorded_by_id", "replied_on", "text") VALUES (OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."position", OLD."recorded_by_id", OLD."replied_on", OLD."text"); RETURN NULL;', hash='20d3b11276e81c721fd314e511fdf53714876c22', operation='UPDATE', pgid='pgtrigger_update_update_50397', table='dip_sampling_forcereply', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forcereply',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_forcereplyevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recorded_by_id", "replied_on", "text") VALUES (OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."recorded_by_id", OLD."replied_on", OLD."text"); RETURN NULL;', hash='e63cd8a8c119b0b48b88b286c1b4e4259f42f004', operation='DELETE', pgid='pgtrigger_delete_delete_4226a', table='dip_sampling_forcereply', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forcereplyevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='cebf8efbac7ec6d9c3f07e70be78efe5c9887f25', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3c1bd', table='dip_sampling_forcereplyevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='forcereplyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8aafb57caaf4527c69b783709788b8b0bd896e8d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_50793', table='dip_sampling_forcereplyevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='hit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dismissed_at', None), ('dismissed_because', ''), ('dismissed_by', None)), models.Q(('dismissed_at__isnull', False), ('dismissed_by__isnull', False), models.Q(('dismissed_because', ''), _negated=True)), _connector='OR'), name='hit_dismissed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='listed',
            constraint=models.UniqueConstraint(fields=('drawn_file', 'text'), name='listed_once_a_file'),
        ),
        migrations.AddConstraint(
            model_name='listed',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='listed_says_something'),
        ),
        migrations.AddConstraint(
            model_name='panel',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('began_on'))), name='panel_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='panel',
            constraint=models.CheckConstraint(condition=models.Q(('seat_count__range', (1, 100))), name='panel_has_seats'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='panel',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_panelevent" ("began_on", "ends_on", "has_under_18s", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seat_count", "stage", "talk_to", "talk_to_how", "undertaking") VALUES (OLD."began_on", OLD."ends_on", OLD."has_under_18s", OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."seat_count", OLD."stage", OLD."talk_to", OLD."talk_to_how", OLD."undertaking"); RETURN NULL;', hash='81fafa120b04e66ed6836d3d24d95ccc27fc0298', operation='UPDATE', pgid='pgtrigger_update_update_02881', table='dip_sampling_panel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='panel',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_panelevent" ("began_on", "ends_on", "has_under_18s", "id", "made_at", "made_by_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seat_count", "stage", "talk_to", "talk_to_how", "undertaking") VALUES (OLD."began_on", OLD."ends_on", OLD."has_under_18s", OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."seat_count", OLD."stage", OLD."talk_to", OLD."talk_to_how", OLD."undertaking"); RETURN NULL;', hash='224f5b33f0bd2eda5815cfa14c0cd1a48963147a', operation='DELETE', pgid='pgtrigger_delete_delete_a0ca0', table='dip_sampling_panel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='panelevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='3583118081e3e0871e79c24b7eb2fefee87b4c9d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8cec9', table='dip_sampling_panelevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='panelevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='54e7ca6f5c61d8bd82d5f3e9b84bd62ed806d7c9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_679e6', table='dip_sampling_panelevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.UniqueConstraint(fields=('extract', 'section', 'position'), name='paragraph_position_once'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='paragraph_says_something'),
        ),
        migrations.AddConstraint(
            model_name='pseudonym',
            constraint=models.UniqueConstraint(fields=('extract', 'listed'), name='pseudonym_once_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='pseudonym',
            constraint=models.UniqueConstraint(fields=('extract', 'label'), name='pseudonym_label_once'),
        ),
        migrations.AddConstraint(
            model_name='questionset',
            constraint=models.UniqueConstraint(fields=('name', 'version'), name='question_set_version_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionset',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a636efe41dae52375fd0b0de97f04e29980000e3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_09aca', table='dip_sampling_questionset', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('question_set', 'position'), name='question_position_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('question_set', 'code'), name='question_code_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='question',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='406514545f84056b6366c8679c1b2b5310f39f87', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_343c3', table='dip_sampling_question', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='sample_draws_some'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sample',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='21dfa2261ff43c79a9f0f556d199914c9d6e5e89', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_255d1', table='dip_sampling_sample', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawnfileevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='af3210b32c1f6c307eb6d6ab80e7d2aab625785d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5a99c', table='dip_sampling_drawnfileevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawnfileevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='65ef7be757f3c111ae687e2a05717daaa0b65b7a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76067', table='dip_sampling_drawnfileevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='drawnfile',
            constraint=models.UniqueConstraint(fields=('sample', 'position'), name='drawn_file_position_once'),
        ),
        migrations.AddConstraint(
            model_name='drawnfile',
            constraint=models.UniqueConstraint(fields=('sample', 'complaint'), name='drawn_file_once_a_sample'),
        ),
        migrations.AddConstraint(
            model_name='drawnfile',
            constraint=models.UniqueConstraint(fields=('sample', 'nickname'), name='drawn_file_nickname_once'),
        ),
        migrations.AddConstraint(
            model_name='drawnfile',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('asked_on'))), name='drawn_file_due_after_asked'),
        ),
        migrations.AddConstraint(
            model_name='drawnfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaced_at__isnull', False), ('stage', 'REPLACED'), models.Q(('replaced_because', ''), _negated=True)), models.Q(models.Q(('stage', 'REPLACED'), _negated=True), ('replaced_at', None), ('replaced_because', '')), _connector='OR'), name='drawn_file_replaced_with_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawnfile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_drawnfileevent" ("arrived_on", "asked_on", "complaint_id", "due_on", "id", "key", "nickname", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "replaced_at", "replaced_because", "replaced_by_person_id", "replaced_note", "replaces_id", "sample_id", "stage", "stratum") VALUES (OLD."arrived_on", OLD."asked_on", OLD."complaint_id", OLD."due_on", OLD."id", OLD."key", OLD."nickname", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."position", OLD."replaced_at", OLD."replaced_because", OLD."replaced_by_person_id", OLD."replaced_note", OLD."replaces_id", OLD."sample_id", OLD."stage", OLD."stratum"); RETURN NULL;', hash='5205dad728de75a52004707f32e117230ecca818', operation='UPDATE', pgid='pgtrigger_update_update_354e9', table='dip_sampling_drawnfile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawnfile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_drawnfileevent" ("arrived_on", "asked_on", "complaint_id", "due_on", "id", "key", "nickname", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "replaced_at", "replaced_because", "replaced_by_person_id", "replaced_note", "replaces_id", "sample_id", "stage", "stratum") VALUES (OLD."arrived_on", OLD."asked_on", OLD."complaint_id", OLD."due_on", OLD."id", OLD."key", OLD."nickname", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."replaced_at", OLD."replaced_because", OLD."replaced_by_person_id", OLD."replaced_note", OLD."replaces_id", OLD."sample_id", OLD."stage", OLD."stratum"); RETURN NULL;', hash='be769313bc6a6d81149bb0a8f00442d06deb656d', operation='DELETE', pgid='pgtrigger_delete_delete_726cd', table='dip_sampling_drawnfile', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='scorecard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_by', None), ('entry', 'READER')), models.Q(('entered_by__isnull', False), ('entry', 'PAPER'), models.Q(('print_number', ''), _negated=True)), _connector='OR'), name='scorecard_paper_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='highlight',
            constraint=models.UniqueConstraint(fields=('scorecard', 'section', 'paragraph', 'sentence'), name='highlight_once_a_sentence'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('scorecard', 'question'), name='answer_once_a_question'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('value__in', ['YES', 'MOSTLY', 'NOT_REALLY', 'NO', 'CANT_TELL'])), name='answer_on_scale'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('panel', 'user'), name='seat_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('panel', 'alias'), name='seat_alias_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('began_on'))), name='seat_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_on', None), ('consent_until', None)), models.Q(('consent_on__isnull', False), ('consent_until__gte', models.F('consent_on'))), _connector='OR'), name='seat_consent_has_an_end'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seat',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_seatevent" ("adult_until", "alias", "began_on", "consent_on", "consent_until", "ended_at", "ended_by_id", "ends_on", "id", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "trained_on", "under_18", "undertaking_on", "user_id") VALUES (OLD."adult_until", OLD."alias", OLD."began_on", OLD."consent_on", OLD."consent_until", OLD."ended_at", OLD."ended_by_id", OLD."ends_on", OLD."id", OLD."panel_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."trained_on", OLD."under_18", OLD."undertaking_on", OLD."user_id"); RETURN NULL;', hash='80d472de4fe7dc1e183ec8733602e028e8f5ade9', operation='UPDATE', pgid='pgtrigger_update_update_bffe6', table='dip_sampling_seat', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seat',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_seatevent" ("adult_until", "alias", "began_on", "consent_on", "consent_until", "ended_at", "ended_by_id", "ends_on", "id", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "trained_on", "under_18", "undertaking_on", "user_id") VALUES (OLD."adult_until", OLD."alias", OLD."began_on", OLD."consent_on", OLD."consent_until", OLD."ended_at", OLD."ended_by_id", OLD."ends_on", OLD."id", OLD."panel_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."trained_on", OLD."under_18", OLD."undertaking_on", OLD."user_id"); RETURN NULL;', hash='ceb63738b61303be665ea968d358f6c495748de5', operation='DELETE', pgid='pgtrigger_delete_delete_3f387', table='dip_sampling_seat', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='door',
            constraint=models.CheckConstraint(condition=models.Q(('good_until__gt', models.F('made_at'))), name='door_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seatevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='401160eaa03a1644934669e63b34f35e7124d18e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_d0a9f', table='dip_sampling_seatevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seatevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d191139da89b7bbe2c655ec47fc8765b6408088', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ca7e7', table='dip_sampling_seatevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='session_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('files_per_reader__gte', 1), ('readers_per_file__gte', 1)), name='session_deals_some'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('stage__in', ['PLANNED', 'OPEN'])), models.Q(('closed_at__isnull', False), ('stage__in', ['CLOSED', 'PUBLISHED'])), _connector='OR'), name='session_closed_iff_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_sessionevent" ("adult_until", "allows_paper", "closed_at", "closes_at", "expires_on", "files_per_reader", "id", "on_duty", "on_duty_how", "opened_at", "opens_at", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "question_set_id", "readers_per_file", "results_on", "sample_id", "stage", "title") VALUES (OLD."adult_until", OLD."allows_paper", OLD."closed_at", OLD."closes_at", OLD."expires_on", OLD."files_per_reader", OLD."id", OLD."on_duty", OLD."on_duty_how", OLD."opened_at", OLD."opens_at", OLD."panel_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."place", OLD."published_at", OLD."question_set_id", OLD."readers_per_file", OLD."results_on", OLD."sample_id", OLD."stage", OLD."title"); RETURN NULL;', hash='79af924f5d0505aa2c1c2110c53566f9afb7d9ca', operation='UPDATE', pgid='pgtrigger_update_update_9ede5', table='dip_sampling_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_sessionevent" ("adult_until", "allows_paper", "closed_at", "closes_at", "expires_on", "files_per_reader", "id", "on_duty", "on_duty_how", "opened_at", "opens_at", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "published_at", "question_set_id", "readers_per_file", "results_on", "sample_id", "stage", "title") VALUES (OLD."adult_until", OLD."allows_paper", OLD."closed_at", OLD."closes_at", OLD."expires_on", OLD."files_per_reader", OLD."id", OLD."on_duty", OLD."on_duty_how", OLD."opened_at", OLD."opens_at", OLD."panel_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."published_at", OLD."question_set_id", OLD."readers_per_file", OLD."results_on", OLD."sample_id", OLD."stage", OLD."title"); RETURN NULL;', hash='112cd15fe3babc7030eaf5a3d99773ed201f842d', operation='DELETE', pgid='pgtrigger_delete_delete_e597e', table='dip_sampling_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flagevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='59b2bdc02a9fe07f47b6956a2a0a78799aa9d42f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f4634', table='dip_sampling_flagevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flagevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='48cb3debe8ed708bea4cada153561c622055ea3b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0b489', table='dip_sampling_flagevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('acknowledged_at', None)), fields=['raised_at'], name='flag_unanswered'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flag',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_flagevent" ("acknowledged_at", "acknowledged_by_id", "closed_at", "closed_by_id", "closed_note", "drawn_file_id", "escalated_at", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "seat_id", "session_id", "stage", "words") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."closed_at", OLD."closed_by_id", OLD."closed_note", OLD."drawn_file_id", OLD."escalated_at", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."raised_at", OLD."seat_id", OLD."session_id", OLD."stage", OLD."words"); RETURN NULL;', hash='aac3a4998691b99acf2bb4244748d7a8be5de577', operation='UPDATE', pgid='pgtrigger_update_update_958f0', table='dip_sampling_flag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flag',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_flagevent" ("acknowledged_at", "acknowledged_by_id", "closed_at", "closed_by_id", "closed_note", "drawn_file_id", "escalated_at", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "seat_id", "session_id", "stage", "words") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."closed_at", OLD."closed_by_id", OLD."closed_note", OLD."drawn_file_id", OLD."escalated_at", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."raised_at", OLD."seat_id", OLD."session_id", OLD."stage", OLD."words"); RETURN NULL;', hash='2b9007a4f2064751cd51bec581bfc303d2217d39', operation='DELETE', pgid='pgtrigger_delete_delete_721e8', table='dip_sampling_flag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='429f55bca0b36aa73f1fa48b3c76d0ed90f820ea', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f76b6', table='dip_sampling_findingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='71c4906cc01ed5ab1a1cdc31e490eae5a206e556', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fe08f', table='dip_sampling_findingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_findingevent" ("changed_on", "checked_in_id", "checked_note", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "raised_by_id", "raised_on", "reply_due_on", "sent_on", "session_id", "stage", "text", "what_changed") VALUES (OLD."changed_on", OLD."checked_in_id", OLD."checked_note", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."question_id", OLD."raised_by_id", OLD."raised_on", OLD."reply_due_on", OLD."sent_on", OLD."session_id", OLD."stage", OLD."text", OLD."what_changed"); RETURN NULL;', hash='14fcab6253f779ce98d8058fe604e1881b161791', operation='UPDATE', pgid='pgtrigger_update_update_fa8a1', table='dip_sampling_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_findingevent" ("changed_on", "checked_in_id", "checked_note", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question_id", "raised_by_id", "raised_on", "reply_due_on", "sent_on", "session_id", "stage", "text", "what_changed") VALUES (OLD."changed_on", OLD."checked_in_id", OLD."checked_note", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."question_id", OLD."raised_by_id", OLD."raised_on", OLD."reply_due_on", OLD."sent_on", OLD."session_id", OLD."stage", OLD."text", OLD."what_changed"); RETURN NULL;', hash='3b0585f2336d8d6fc48d93ae3339f8ae2efecfb6', operation='DELETE', pgid='pgtrigger_delete_delete_a905c', table='dip_sampling_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allocationevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='69b9c3b9528bff10f1cb8d139cbf384232ca289a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b9fc0', table='dip_sampling_allocationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allocationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='862adfd24da60f2377ea4c14e6d64d61347644ef', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88416', table='dip_sampling_allocationevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(fields=['seat', 'stage'], name='allocation_of_seat'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.UniqueConstraint(fields=('session', 'drawn_file', 'seat'), name='allocation_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allocation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "dip_sampling_allocationevent" ("dealt_at", "drawn_file_id", "id", "no_interest_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "returned_at", "seat_id", "session_id", "stage") VALUES (OLD."dealt_at", OLD."drawn_file_id", OLD."id", OLD."no_interest_at", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."position", OLD."returned_at", OLD."seat_id", OLD."session_id", OLD."stage"); RETURN NULL;', hash='0c1a7c95967cd4deb699d3b325f19ebb93bf9f15', operation='UPDATE', pgid='pgtrigger_update_update_7c170', table='dip_sampling_allocation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allocation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "dip_sampling_allocationevent" ("dealt_at", "drawn_file_id", "id", "no_interest_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "returned_at", "seat_id", "session_id", "stage") VALUES (OLD."dealt_at", OLD."drawn_file_id", OLD."id", OLD."no_interest_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."returned_at", OLD."seat_id", OLD."session_id", OLD."stage"); RETURN NULL;', hash='c9a730c78fa09a47134559da8912953aada1b468', operation='DELETE', pgid='pgtrigger_delete_delete_74170', table='dip_sampling_allocation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='agreedscore',
            constraint=models.UniqueConstraint(fields=('session', 'drawn_file', 'question'), name='agreed_score_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'This table is append-only: rows are never removed.';", hash='d455cb165217d09fd42abd70644fa9934395588c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_875b3', table='dip_sampling_sessionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='227d3d78248e85d2b3d4007ed45c4049690a6f32', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8207e', table='dip_sampling_sessionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('extract', 'by'), name='signature_once'),
        ),
    ]
