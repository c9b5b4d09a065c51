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
        ('casework', '0003_case_clocks'),
        ('complaints', '0002_initial'),
        ('pcc', '0005_audit_chain'),
        ('pcc', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='AppealTribunal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer', models.CharField(help_text="The force's pseudonymous reference of the officer.", max_length=30)),
                ('rank', models.CharField(choices=[('CONSTABLE', 'Constable'), ('SERGEANT', 'Sergeant'), ('INSPECTING', 'Inspector or chief inspector'), ('SENIOR', 'Superintendent or above'), ('SPECIAL', 'Special constable'), ('STAFF', 'Police staff')], max_length=12)),
                ('lodged_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('result', models.CharField(choices=[('PENDING', 'Not decided yet'), ('DISMISSED', 'Appeal dismissed'), ('ALLOWED', 'Appeal allowed, outcome replaced'), ('SENT_BACK', 'Sent back to be decided again'), ('WITHDRAWN', 'Appeal withdrawn')], default='PENDING', max_length=10)),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-lodged_on', '-id'], name='appeal_tribunal_by_day')],
                'constraints': [models.UniqueConstraint(fields=('force', 'officer', 'lodged_on'), name='appeal_tribunal_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('result', 'PENDING')), models.Q(models.Q(('result', 'PENDING'), _negated=True), ('decided_on__gte', models.F('lodged_on')), ('decided_on__isnull', False), ('result__in', ['PENDING', 'DISMISSED', 'ALLOWED', 'SENT_BACK', 'WITHDRAWN'])), _connector='OR'), name='appeal_tribunal_decided_iff_dated'), models.CheckConstraint(condition=models.Q(('rank__in', ['CONSTABLE', 'SERGEANT', 'INSPECTING', 'SENIOR', 'SPECIAL', 'STAFF'])), name='appeal_tribunal_rank_known')],
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=4)),
                ('name', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(help_text='The last day it could be used; empty while it can.', null=True)),
                ('source', models.CharField(max_length=200)),
                ('verified', models.BooleanField(help_text='Somebody has read the source and found this code and name there.')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subcategories', to='complaints.category')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scheme', 'code', 'valid_from'), name='category_once_a_scheme'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='category_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=30)),
                ('office_value', models.TextField(null=True)),
                ('extract_value', models.TextField(help_text='What the newest extract says.', null=True)),
                ('reason', models.TextField()),
                ('corrected_at', models.DateTimeField()),
                ('settled', models.CharField(blank=True, choices=[('ACCEPTED', "The extract's value was accepted"), ('AGREED', 'The extract now says the same'), ('CHANGED', 'The office corrected it again')], max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='complaints.complaint')),
                ('corrected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('complaint', 'field'), name='correction_stands_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None)), models.Q(('settled__in', ['ACCEPTED', 'AGREED', 'CHANGED']), ('settled_at__isnull', False)), _connector='OR'), name='correction_settled_iff_dated')],
            },
        ),
        migrations.CreateModel(
            name='EqualityData',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ethnic_group', models.CharField(blank=True, choices=[('ASIAN', 'Asian or Asian British'), ('BLACK', 'Black, Black British, Caribbean or African'), ('MIXED', 'Mixed or multiple ethnic groups'), ('WHITE', 'White'), ('OTHER', 'Another ethnic group'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('sex', models.CharField(blank=True, choices=[('FEMALE', 'Female'), ('MALE', 'Male'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('gender_reassigned', models.CharField(blank=True, choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('disabled', models.CharField(blank=True, choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('religion', models.CharField(blank=True, choices=[('NONE', 'No religion'), ('CHRISTIAN', 'Christian'), ('BUDDHIST', 'Buddhist'), ('HINDU', 'Hindu'), ('JEWISH', 'Jewish'), ('MUSLIM', 'Muslim'), ('SIKH', 'Sikh'), ('OTHER', 'Another religion or belief'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('orientation', models.CharField(blank=True, choices=[('STRAIGHT', 'Straight or heterosexual'), ('GAY', 'Gay or lesbian'), ('BISEXUAL', 'Bisexual'), ('OTHER', 'Another orientation'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='equality', to='complaints.complaint')),
            ],
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('local', models.BooleanField(default=False)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('source', models.CharField(max_length=200)),
                ('verified', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='factor_once'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='factor_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='label_once_however_written')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SAME_INCIDENT', 'The same incident'), ('SAME_COMPLAINANT', 'The same complainant'), ('RELATED', 'Related in another way')], max_length=20)),
                ('note', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.complaint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second', 'kind'), name='link_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='link_lower_first')],
            },
        ),
        migrations.CreateModel(
            name='MisconductOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer', models.CharField(help_text="The force's pseudonymous reference of the officer.", max_length=30)),
                ('proceeding', models.CharField(choices=[('MEETING', 'Misconduct meeting'), ('HEARING', 'Misconduct hearing'), ('ACCELERATED', 'Accelerated misconduct hearing')], max_length=12)),
                ('rank', models.CharField(choices=[('CONSTABLE', 'Constable'), ('SERGEANT', 'Sergeant'), ('INSPECTING', 'Inspector or chief inspector'), ('SENIOR', 'Superintendent or above'), ('SPECIAL', 'Special constable'), ('STAFF', 'Police staff')], max_length=12)),
                ('sanction', models.CharField(choices=[('DISMISSED', 'Dismissed'), ('WOULD_HAVE_BEEN_DISMISSED', 'Would have been dismissed, had they not left'), ('REDUCED_IN_RANK', 'Reduced in rank'), ('FINAL_WARNING', 'Final written warning'), ('WRITTEN_WARNING', 'Written warning'), ('REFLECTIVE_PRACTICE', 'Reflective practice review process'), ('NO_ACTION', 'Proved, no disciplinary action'), ('NOT_PROVED', 'Not proved')], max_length=30)),
                ('decided_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pcc.force')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-decided_on', '-id'], name='misconduct_by_day')],
                'constraints': [models.UniqueConstraint(fields=('force', 'officer', 'proceeding', 'decided_on'), name='misconduct_outcome_once'), models.CheckConstraint(condition=models.Q(('proceeding__in', ['MEETING', 'HEARING', 'ACCELERATED']), ('rank__in', ['CONSTABLE', 'SERGEANT', 'INSPECTING', 'SENIOR', 'SPECIAL', 'STAFF']), ('sanction__in', ['DISMISSED', 'WOULD_HAVE_BEEN_DISMISSED', 'REDUCED_IN_RANK', 'FINAL_WARNING', 'WRITTEN_WARNING', 'REFLECTIVE_PRACTICE', 'NO_ACTION', 'NOT_PROVED'])), name='misconduct_codes_known'), models.CheckConstraint(condition=models.Q(models.Q(('proceeding', 'MEETING'), _negated=True), models.Q(('sanction__in', ['DISMISSED', 'WOULD_HAVE_BEEN_DISMISSED', 'REDUCED_IN_RANK']), _negated=True), _connector='OR'), name='misconduct_dismissal_needs_a_hearing')],
            },
        ),
        migrations.CreateModel(
            name='ProgressUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='complaints.complaint')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('complaint', 'given_on'), name='progress_update_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ReviewBodyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('senior_officer', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('might_be_proceedings', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('referred', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('treated_as_referred', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('same_incident', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('in_part', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('body', models.CharField(blank=True, choices=[('LOCAL_POLICING_BODY', 'The local policing body'), ('IOPC', 'The Independent Office for Police Conduct')], max_length=20)),
                ('answered_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review_body_check', to='complaints.complaint')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('body', 'LOCAL_POLICING_BODY'), _negated=True), models.Q(('in_part', 'NO'), ('might_be_proceedings', 'NO'), ('referred', 'NO'), ('same_incident', 'NO'), ('senior_officer', 'NO'), ('treated_as_referred', 'NO')), _connector='OR'), name='review_body_ours_only_if_all_no'), models.CheckConstraint(condition=models.Q(models.Q(('body', 'IOPC'), models.Q(('senior_officer', 'YES'), ('might_be_proceedings', 'YES'), ('referred', 'YES'), ('treated_as_referred', 'YES'), ('same_incident', 'YES'), ('in_part', 'YES'), _connector='OR')), models.Q(models.Q(('body', 'IOPC'), _negated=True), models.Q(('senior_officer', 'YES'), _negated=True), models.Q(('might_be_proceedings', 'YES'), _negated=True), models.Q(('referred', 'YES'), _negated=True), models.Q(('treated_as_referred', 'YES'), _negated=True), models.Q(('same_incident', 'YES'), _negated=True), models.Q(('in_part', 'YES'), _negated=True)), _connector='OR'), name='review_body_iopc_iff_a_yes')],
            },
        ),
        migrations.CreateModel(
            name='RouteChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(choices=[('OUTSIDE', 'Outside Schedule 3'), ('OTHERWISE', 'Schedule 3, otherwise than by investigation'), ('LOCAL', 'Schedule 3, local investigation'), ('DIRECTED', 'Schedule 3, directed investigation'), ('INDEPENDENT', 'Schedule 3, independent investigation'), ('NOT_STATED', 'Not stated'), ('MIXED', 'Mixed: the rows of the case differ')], max_length=12)),
                ('handling', models.CharField(choices=[('OUTSIDE', 'Outside Schedule 3'), ('OTHERWISE', 'Schedule 3, otherwise than by investigation'), ('LOCAL', 'Schedule 3, local investigation'), ('DIRECTED', 'Schedule 3, directed investigation'), ('INDEPENDENT', 'Schedule 3, independent investigation'), ('NOT_STATED', 'Not stated'), ('MIXED', 'Mixed: the rows of the case differ')], max_length=12)),
                ('changed_on', models.DateField()),
                ('reason', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='complaints.complaint')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('handling__in', ['OUTSIDE', 'OTHERWISE', 'LOCAL', 'DIRECTED', 'INDEPENDENT', 'NOT_STATED']), models.Q(('handling', models.F('before')), _negated=True)), name='route_changes_to_another')],
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('reason', models.CharField(choices=[('CRIMINAL', 'Criminal proceedings'), ('PROSECUTOR', 'A prosecutor asked for it'), ('INQUEST', 'An inquest'), ('OTHER', 'Another reason')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='complaints.complaint')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__gte', models.F('began_on'))), name='suspension_ends_after_start'), models.CheckConstraint(condition=models.Q(('reason__in', ['CRIMINAL', 'PROSECUTOR', 'INQUEST', 'OTHER'])), name='suspension_reason_known'), models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('complaint',), name='suspension_open_once_a_complaint')],
            },
        ),
        migrations.CreateModel(
            name='TwelveMonthNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occurrence', models.PositiveSmallIntegerField()),
                ('received_on', models.DateField()),
                ('expected_end_on', models.DateField(help_text='When the force expects to finish.', null=True)),
                ('reasons', models.TextField(help_text='Why it takes this long, and what comes next, as the notice says.')),
                ('action', models.CharField(blank=True, choices=[('NOTED', 'Noted, nothing further needed'), ('ASKED', 'Asked the force why and when'), ('MET', 'Met the force about it'), ('WROTE', 'Wrote to the chief constable'), ('DIRECTED', 'Directed the chief constable to act')], max_length=10)),
                ('action_note', models.TextField(blank=True)),
                ('action_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='complaints.complaint')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('complaint', 'occurrence'), name='twelve_month_notice_once'), models.CheckConstraint(condition=models.Q(('occurrence__gte', 1)), name='twelve_month_notice_counted'), models.CheckConstraint(condition=models.Q(models.Q(('action', ''), ('action_on', None)), models.Q(('action__in', ['NOTED', 'ASKED', 'MET', 'WROTE', 'DIRECTED']), ('action_on__isnull', False), ('action_on__gte', models.F('received_on'))), _connector='OR'), name='twelve_month_notice_acted_iff_dated')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='complaints.complaint')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('complaint', 'user'), name='watch_once')],
            },
        ),
        migrations.CreateModel(
            name='AppealTribunalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('officer', models.CharField(help_text="The force's pseudonymous reference of the officer.", max_length=30)),
                ('rank', models.CharField(choices=[('CONSTABLE', 'Constable'), ('SERGEANT', 'Sergeant'), ('INSPECTING', 'Inspector or chief inspector'), ('SENIOR', 'Superintendent or above'), ('SPECIAL', 'Special constable'), ('STAFF', 'Police staff')], max_length=12)),
                ('lodged_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('result', models.CharField(choices=[('PENDING', 'Not decided yet'), ('DISMISSED', 'Appeal dismissed'), ('ALLOWED', 'Appeal allowed, outcome replaced'), ('SENT_BACK', 'Sent back to be decided again'), ('WITHDRAWN', 'Appeal withdrawn')], default='PENDING', max_length=10)),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('force', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.force')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.appealtribunal')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ComplaintLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('put_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labelled', to='complaints.complaint')),
                ('put_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.label')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('complaint', 'label'), name='complaint_label_once')],
            },
        ),
        migrations.CreateModel(
            name='CorrectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('field', models.CharField(max_length=30)),
                ('office_value', models.TextField(null=True)),
                ('extract_value', models.TextField(help_text='What the newest extract says.', null=True)),
                ('reason', models.TextField()),
                ('corrected_at', models.DateTimeField()),
                ('settled', models.CharField(blank=True, choices=[('ACCEPTED', "The extract's value was accepted"), ('AGREED', 'The extract now says the same'), ('CHANGED', 'The office corrected it again')], max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('corrected_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.correction')),
                ('settled_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EqualityDataEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('ethnic_group', models.CharField(blank=True, choices=[('ASIAN', 'Asian or Asian British'), ('BLACK', 'Black, Black British, Caribbean or African'), ('MIXED', 'Mixed or multiple ethnic groups'), ('WHITE', 'White'), ('OTHER', 'Another ethnic group'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('sex', models.CharField(blank=True, choices=[('FEMALE', 'Female'), ('MALE', 'Male'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('gender_reassigned', models.CharField(blank=True, choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('disabled', models.CharField(blank=True, choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('religion', models.CharField(blank=True, choices=[('NONE', 'No religion'), ('CHRISTIAN', 'Christian'), ('BUDDHIST', 'Buddhist'), ('HINDU', 'Hindu'), ('JEWISH', 'Jewish'), ('MUSLIM', 'Muslim'), ('SIKH', 'Sikh'), ('OTHER', 'Another religion or belief'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('orientation', models.CharField(blank=True, choices=[('STRAIGHT', 'Straight or heterosexual'), ('GAY', 'Gay or lesbian'), ('BISEXUAL', 'Bisexual'), ('OTHER', 'Another orientation'), ('NOT_SAID', 'Prefers not to say')], max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.equalitydata')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LabelEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.label')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('SAME_INCIDENT', 'The same incident'), ('SAME_COMPLAINANT', 'The same complainant'), ('RELATED', 'Related in another way')], max_length=20)),
                ('note', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('first', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.link')),
                ('second', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MisconductOutcomeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('officer', models.CharField(help_text="The force's pseudonymous reference of the officer.", max_length=30)),
                ('proceeding', models.CharField(choices=[('MEETING', 'Misconduct meeting'), ('HEARING', 'Misconduct hearing'), ('ACCELERATED', 'Accelerated misconduct hearing')], max_length=12)),
                ('rank', models.CharField(choices=[('CONSTABLE', 'Constable'), ('SERGEANT', 'Sergeant'), ('INSPECTING', 'Inspector or chief inspector'), ('SENIOR', 'Superintendent or above'), ('SPECIAL', 'Special constable'), ('STAFF', 'Police staff')], max_length=12)),
                ('sanction', models.CharField(choices=[('DISMISSED', 'Dismissed'), ('WOULD_HAVE_BEEN_DISMISSED', 'Would have been dismissed, had they not left'), ('REDUCED_IN_RANK', 'Reduced in rank'), ('FINAL_WARNING', 'Final written warning'), ('WRITTEN_WARNING', 'Written warning'), ('REFLECTIVE_PRACTICE', 'Reflective practice review process'), ('NO_ACTION', 'Proved, no disciplinary action'), ('NOT_PROVED', 'Not proved')], max_length=30)),
                ('decided_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('force', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='pcc.force')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.misconductoutcome')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProgressUpdateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('given_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.progressupdate')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewBodyCheckEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('senior_officer', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('might_be_proceedings', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('referred', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('treated_as_referred', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('same_incident', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('in_part', models.CharField(choices=[('YES', 'Yes'), ('NO', 'No'), ('NOT_SAID', 'The force has not said')], max_length=8)),
                ('body', models.CharField(blank=True, choices=[('LOCAL_POLICING_BODY', 'The local policing body'), ('IOPC', 'The Independent Office for Police Conduct')], max_length=20)),
                ('answered_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.reviewbodycheck')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RouteChangeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('before', models.CharField(choices=[('OUTSIDE', 'Outside Schedule 3'), ('OTHERWISE', 'Schedule 3, otherwise than by investigation'), ('LOCAL', 'Schedule 3, local investigation'), ('DIRECTED', 'Schedule 3, directed investigation'), ('INDEPENDENT', 'Schedule 3, independent investigation'), ('NOT_STATED', 'Not stated'), ('MIXED', 'Mixed: the rows of the case differ')], max_length=12)),
                ('handling', models.CharField(choices=[('OUTSIDE', 'Outside Schedule 3'), ('OTHERWISE', 'Schedule 3, otherwise than by investigation'), ('LOCAL', 'Schedule 3, local investigation'), ('DIRECTED', 'Schedule 3, directed investigation'), ('INDEPENDENT', 'Schedule 3, independent investigation'), ('NOT_STATED', 'Not stated'), ('MIXED', 'Mixed: the rows of the case differ')], max_length=12)),
                ('changed_on', models.DateField()),
                ('reason', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.routechange')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SuspensionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('began_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('reason', models.CharField(choices=[('CRIMINAL', 'Criminal proceedings'), ('PROSECUTOR', 'A prosecutor asked for it'), ('INQUEST', 'An inquest'), ('OTHER', 'Another reason')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.suspension')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TwelveMonthNoticeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('occurrence', models.PositiveSmallIntegerField()),
                ('received_on', models.DateField()),
                ('expected_end_on', models.DateField(help_text='When the force expects to finish.', null=True)),
                ('reasons', models.TextField(help_text='Why it takes this long, and what comes next, as the notice says.')),
                ('action', models.CharField(blank=True, choices=[('NOTED', 'Noted, nothing further needed'), ('ASKED', 'Asked the force why and when'), ('MET', 'Met the force about it'), ('WROTE', 'Wrote to the chief constable'), ('DIRECTED', 'Directed the chief constable to act')], max_length=10)),
                ('action_note', models.TextField(blank=True)),
                ('action_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.twelvemonthnotice')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WatchEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.watch')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ComplaintLabelEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('put_at', models.DateTimeField()),
                ('complaint', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.complaintlabel')),
                ('put_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('label', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.label')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='allegation',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='allegation',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='complaint',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='complaint',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='allegation',
            name='action_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('EXPLANATION', 'Explanation'), ('APOLOGY', 'Apology'), ('LEARNING_FROM_REFLECTION', 'Learning from reflection'), ('INDIVIDUAL_LEARNING', 'Individual learning or debrief'), ('ORGANISATIONAL_LEARNING', 'Organisational learning'), ('POLICY_REVIEW', 'Policy review'), ('REFLECTIVE_PRACTICE', 'Reflective practice review process'), ('PROPERTY', 'Property returned or compensated'), ('GOODWILL', 'Goodwill gesture'), ('UNSATISFACTORY_PERFORMANCE', 'Unsatisfactory performance action'), ('MISCONDUCT_MEETING', 'Misconduct meeting'), ('MISCONDUCT_HEARING', 'Misconduct hearing'), ('NO_FURTHER_ACTION', 'No further action')], max_length=30), default=list, size=None),
        ),
        migrations.AddField(
            model_name='allegation',
            name='decision_code',
            field=models.CharField(blank=True, choices=[('RESOLVED', 'Resolved'), ('NOT_RESOLVED', 'Not resolved, no further action'), ('MOVED', 'Moved to Schedule 3'), ('ACCEPTABLE', 'The service was acceptable'), ('NOT_ACCEPTABLE', 'The service was not acceptable'), ('NOT_DETERMINED', 'Not able to determine whether the service was acceptable'), ('NO_FURTHER_ACTION', 'No further action'), ('MISCONDUCT', 'Case to answer for misconduct'), ('GROSS_MISCONDUCT', 'Case to answer for gross misconduct'), ('NO_CASE', 'No case to answer'), ('PERFORMANCE', 'Performance procedures'), ('REFLECTIVE_PRACTICE', 'Reflective practice review process'), ('DISCONTINUED', 'Discontinued under the regulations'), ('WITHDRAWN', 'Withdrawn')], max_length=20),
        ),
        migrations.AddField(
            model_name='allegation',
            name='factors',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=40), default=list, help_text='Codes of Factor.', size=None),
        ),
        migrations.AddField(
            model_name='allegation',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='action_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('EXPLANATION', 'Explanation'), ('APOLOGY', 'Apology'), ('LEARNING_FROM_REFLECTION', 'Learning from reflection'), ('INDIVIDUAL_LEARNING', 'Individual learning or debrief'), ('ORGANISATIONAL_LEARNING', 'Organisational learning'), ('POLICY_REVIEW', 'Policy review'), ('REFLECTIVE_PRACTICE', 'Reflective practice review process'), ('PROPERTY', 'Property returned or compensated'), ('GOODWILL', 'Goodwill gesture'), ('UNSATISFACTORY_PERFORMANCE', 'Unsatisfactory performance action'), ('MISCONDUCT_MEETING', 'Misconduct meeting'), ('MISCONDUCT_HEARING', 'Misconduct hearing'), ('NO_FURTHER_ACTION', 'No further action')], max_length=30), default=list, size=None),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='decision_code',
            field=models.CharField(blank=True, choices=[('RESOLVED', 'Resolved'), ('NOT_RESOLVED', 'Not resolved, no further action'), ('MOVED', 'Moved to Schedule 3'), ('ACCEPTABLE', 'The service was acceptable'), ('NOT_ACCEPTABLE', 'The service was not acceptable'), ('NOT_DETERMINED', 'Not able to determine whether the service was acceptable'), ('NO_FURTHER_ACTION', 'No further action'), ('MISCONDUCT', 'Case to answer for misconduct'), ('GROSS_MISCONDUCT', 'Case to answer for gross misconduct'), ('NO_CASE', 'No case to answer'), ('PERFORMANCE', 'Performance procedures'), ('REFLECTIVE_PRACTICE', 'Reflective practice review process'), ('DISCONTINUED', 'Discontinued under the regulations'), ('WITHDRAWN', 'Withdrawn')], max_length=20),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='factors',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=40), default=list, help_text='Codes of Factor.', size=None),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='complaint',
            name='age_band',
            field=models.CharField(blank=True, choices=[('UNDER_14', 'Under 14'), ('FROM_14', '14 to 17'), ('FROM_18', '18 to 24'), ('FROM_25', '25 to 39'), ('FROM_40', '40 to 59'), ('FROM_60', '60 or over')], max_length=10),
        ),
        migrations.AddField(
            model_name='complaint',
            name='complainant',
            field=models.CharField(blank=True, choices=[('AFFECTED', 'The person it happened to'), ('ADVERSELY_AFFECTED', 'Somebody affected by it'), ('WITNESS', 'A witness'), ('REPRESENTATIVE', 'Somebody acting for another person')], max_length=20),
        ),
        migrations.AddField(
            model_name='complaint',
            name='duplicate_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='outcome_provided_on',
            field=models.DateField(help_text='The day the complainant had the outcome letter.', null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='outcome_sent_on',
            field=models.DateField(help_text='The day the outcome letter was sent.', null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='outcome_stated_on',
            field=models.DateField(help_text='The date written on the outcome letter.', null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='referral',
            field=models.CharField(blank=True, choices=[('MANDATORY', 'Mandatory referral'), ('VOLUNTARY', 'Voluntary referral'), ('CALLED_IN', 'Called in by the IOPC')], max_length=12),
        ),
        migrations.AddField(
            model_name='complaint',
            name='referral_decided_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='referral_decision',
            field=models.CharField(blank=True, choices=[('RETURNED', 'Returned to the force to handle'), ('LOCAL', 'Local investigation'), ('DIRECTED', 'Directed investigation'), ('INDEPENDENT', 'Independent investigation')], max_length=12),
        ),
        migrations.AddField(
            model_name='complaint',
            name='referred_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='review_body_named',
            field=models.CharField(blank=True, choices=[('LOCAL_POLICING_BODY', 'The local policing body'), ('IOPC', 'The Independent Office for Police Conduct')], help_text='The review body that the force named in its letter.', max_length=20),
        ),
        migrations.AddField(
            model_name='complaint',
            name='schedule_3_on',
            field=models.DateField(help_text='The day it was recorded under Schedule 3.', null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='schedule_3_reason',
            field=models.CharField(blank=True, choices=[('COMPLAINANT', 'The complainant wishes it recorded'), ('AUTHORITY', 'The appropriate authority decided so'), ('DISSATISFIED', 'Dissatisfaction after initial handling'), ('NATURE', 'The nature of the allegation')], max_length=20),
        ),
        migrations.AddField(
            model_name='complaint',
            name='special_requirements',
            field=models.BooleanField(help_text='Whether it is investigated subject to special requirements.', null=True),
        ),
        migrations.AddField(
            model_name='complaint',
            name='withdrawal_evidence',
            field=models.CharField(blank=True, choices=[('SIGNED', 'Notice signed by the complainant'), ('REPRESENTATIVE', 'Notice signed by a solicitor or agent'), ('UNSIGNED', 'Said so, without a signed notice')], max_length=15),
        ),
        migrations.AddField(
            model_name='complaint',
            name='withdrawn_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='age_band',
            field=models.CharField(blank=True, choices=[('UNDER_14', 'Under 14'), ('FROM_14', '14 to 17'), ('FROM_18', '18 to 24'), ('FROM_25', '25 to 39'), ('FROM_40', '40 to 59'), ('FROM_60', '60 or over')], max_length=10),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='complainant',
            field=models.CharField(blank=True, choices=[('AFFECTED', 'The person it happened to'), ('ADVERSELY_AFFECTED', 'Somebody affected by it'), ('WITNESS', 'A witness'), ('REPRESENTATIVE', 'Somebody acting for another person')], max_length=20),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='duplicate_of',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.complaint'),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='outcome_provided_on',
            field=models.DateField(help_text='The day the complainant had the outcome letter.', null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='outcome_sent_on',
            field=models.DateField(help_text='The day the outcome letter was sent.', null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='outcome_stated_on',
            field=models.DateField(help_text='The date written on the outcome letter.', null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='referral',
            field=models.CharField(blank=True, choices=[('MANDATORY', 'Mandatory referral'), ('VOLUNTARY', 'Voluntary referral'), ('CALLED_IN', 'Called in by the IOPC')], max_length=12),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='referral_decided_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='referral_decision',
            field=models.CharField(blank=True, choices=[('RETURNED', 'Returned to the force to handle'), ('LOCAL', 'Local investigation'), ('DIRECTED', 'Directed investigation'), ('INDEPENDENT', 'Independent investigation')], max_length=12),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='referred_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='review_body_named',
            field=models.CharField(blank=True, choices=[('LOCAL_POLICING_BODY', 'The local policing body'), ('IOPC', 'The Independent Office for Police Conduct')], help_text='The review body that the force named in its letter.', max_length=20),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='schedule_3_on',
            field=models.DateField(help_text='The day it was recorded under Schedule 3.', null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='schedule_3_reason',
            field=models.CharField(blank=True, choices=[('COMPLAINANT', 'The complainant wishes it recorded'), ('AUTHORITY', 'The appropriate authority decided so'), ('DISSATISFIED', 'Dissatisfaction after initial handling'), ('NATURE', 'The nature of the allegation')], max_length=20),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='special_requirements',
            field=models.BooleanField(help_text='Whether it is investigated subject to special requirements.', null=True),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='withdrawal_evidence',
            field=models.CharField(blank=True, choices=[('SIGNED', 'Notice signed by the complainant'), ('REPRESENTATIVE', 'Notice signed by a solicitor or agent'), ('UNSIGNED', 'Said so, without a signed notice')], max_length=15),
        ),
        migrations.AddField(
            model_name='complaintevent',
            name='withdrawn_on',
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name='complaint',
            name='young_person',
            field=models.BooleanField(help_text='Whether the complainant was under 18 when it happened.', null=True),
        ),
        migrations.AlterField(
            model_name='complaintevent',
            name='young_person',
            field=models.BooleanField(help_text='Whether the complainant was under 18 when it happened.', null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allegation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_allegationevent" ("action", "action_codes", "category", "code_id", "complaint_id", "decided_on", "decision", "decision_code", "factors", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."action", OLD."action_codes", OLD."category", OLD."code_id", OLD."complaint_id", OLD."decided_on", OLD."decision", OLD."decision_code", OLD."factors", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."version"); RETURN NULL;', hash='dc707a73842df2db065185101d1ec2d049646329', operation='UPDATE', pgid='pgtrigger_update_update_15602', table='complaints_allegation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='allegation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_allegationevent" ("action", "action_codes", "category", "code_id", "complaint_id", "decided_on", "decision", "decision_code", "factors", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (OLD."action", OLD."action_codes", OLD."category", OLD."code_id", OLD."complaint_id", OLD."decided_on", OLD."decision", OLD."decision_code", OLD."factors", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."version"); RETURN NULL;', hash='dcddb93ebadb64bef5b83229eb9bff941063a83f', operation='DELETE', pgid='pgtrigger_delete_delete_b4c58', table='complaints_allegation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "complaints_complaintevent" ("age_band", "allegation_count", "area", "case_id", "categories", "channel", "complainant", "duplicate_of_id", "finalised_on", "first_batch_id", "first_contact_on", "force_id", "handling", "id", "last_batch_id", "logged_on", "outcome_provided_on", "outcome_sent_on", "outcome_stated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "reference_key", "referral", "referral_decided_on", "referral_decision", "referred_on", "result", "review_body_named", "schedule_3_on", "schedule_3_reason", "special_requirements", "suspended_days", "vanished_on", "version", "withdrawal_evidence", "withdrawn_on", "young_person") VALUES (OLD."age_band", OLD."allegation_count", OLD."area", OLD."case_id", OLD."categories", OLD."channel", OLD."complainant", OLD."duplicate_of_id", OLD."finalised_on", OLD."first_batch_id", OLD."first_contact_on", OLD."force_id", OLD."handling", OLD."id", OLD."last_batch_id", OLD."logged_on", OLD."outcome_provided_on", OLD."outcome_sent_on", OLD."outcome_stated_on", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."received_on", OLD."reference", OLD."reference_key", OLD."referral", OLD."referral_decided_on", OLD."referral_decision", OLD."referred_on", OLD."result", OLD."review_body_named", OLD."schedule_3_on", OLD."schedule_3_reason", OLD."special_requirements", OLD."suspended_days", OLD."vanished_on", OLD."version", OLD."withdrawal_evidence", OLD."withdrawn_on", OLD."young_person"); RETURN NULL;', hash='6464c6f70dc67696079a2d5302fe19bc7ed5cb99', operation='UPDATE', pgid='pgtrigger_update_update_36c30', table='complaints_complaint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='complaint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "complaints_complaintevent" ("age_band", "allegation_count", "area", "case_id", "categories", "channel", "complainant", "duplicate_of_id", "finalised_on", "first_batch_id", "first_contact_on", "force_id", "handling", "id", "last_batch_id", "logged_on", "outcome_provided_on", "outcome_sent_on", "outcome_stated_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "reference_key", "referral", "referral_decided_on", "referral_decision", "referred_on", "result", "review_body_named", "schedule_3_on", "schedule_3_reason", "special_requirements", "suspended_days", "vanished_on", "version", "withdrawal_evidence", "withdrawn_on", "young_person") VALUES (OLD."age_band", OLD."allegation_count", OLD."area", OLD."case_id", OLD."categories", OLD."channel", OLD."complainant", OLD."duplicate_of_id", OLD."finalised_on", OLD."first_batch_id", OLD."first_contact_on", OLD."force_id", OLD."handling", OLD."id", OLD."last_batch_id", OLD."logged_on", OLD."outcome_provided_on", OLD."outcome_sent_on", OLD."outcome_stated_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."received_on", OLD."reference", OLD."reference_key", OLD."referral", OLD."referral_decided_on", OLD."referral_decision", OLD."referred_on", OLD."result", OLD."review_body_named", OLD."schedule_3_on", OLD."schedule_3_reason", OLD."special_requirements", OLD."suspended_days", OLD."vanished_on", OLD."version", OLD."withdrawal_evidence", OLD."withdrawn_on", OLD."young_person"); RETURN NULL;', hash='95b7ebc22ff5f12e7467b43ba88a1269d6f5f6b9', operation='DELETE', pgid='pgtrigger_delete_delete_a79b8', table='complaints_complaint', when='AFTER')),
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
        migrations.AddField(
            model_name='allegation',
            name='code',
            field=models.ForeignKey(help_text='Where the words do not name it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='complaints.category'),
        ),
        migrations.AddField(
            model_name='allegationevent',
            name='code',
            field=models.ForeignKey(db_constraint=False, help_text='Where the words do not name it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='complaints.category'),
        ),
        migrations.AddConstraint(
            model_name='allegation',
            constraint=models.CheckConstraint(condition=models.Q(('decision_code__in', ['', 'RESOLVED', 'NOT_RESOLVED', 'MOVED', 'ACCEPTABLE', 'NOT_ACCEPTABLE', 'NOT_DETERMINED', 'NO_FURTHER_ACTION', 'MISCONDUCT', 'GROSS_MISCONDUCT', 'NO_CASE', 'PERFORMANCE', 'REFLECTIVE_PRACTICE', 'DISCONTINUED', 'WITHDRAWN']), ('action_codes__contained_by', ['EXPLANATION', 'APOLOGY', 'LEARNING_FROM_REFLECTION', 'INDIVIDUAL_LEARNING', 'ORGANISATIONAL_LEARNING', 'POLICY_REVIEW', 'REFLECTIVE_PRACTICE', 'PROPERTY', 'GOODWILL', 'UNSATISFACTORY_PERFORMANCE', 'MISCONDUCT_MEETING', 'MISCONDUCT_HEARING', 'NO_FURTHER_ACTION'])), name='allegation_codes_known'),
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
