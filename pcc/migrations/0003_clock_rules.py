import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pcc', '0002_roles_calendars_extensions'),
    ]

    operations = [
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
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='clock_rule_version_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('amount__lte', 1000)), name='clock_rule_amount'), models.CheckConstraint(condition=models.Q(models.Q(('repeats_amount', None), ('repeats_unit', '')), models.Q(('repeats_amount__gte', 1), ('repeats_unit__in', ['working_days', 'calendar_days', 'weeks', 'months'])), _connector='OR'), name='clock_rule_repeats_whole'), models.CheckConstraint(condition=models.Q(('in_force_to__gte', models.F('in_force_from'))), name='clock_rule_ends_after_start')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clockrule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f9bdaab5b0b9c6efd9ed0ff838f32ff5131eba31', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ad70d', table='pcc_clockrule', when='BEFORE')),
        ),
    ]
