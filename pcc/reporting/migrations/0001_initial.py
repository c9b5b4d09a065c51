import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    initial = True

    dependencies = [
        ('pcc', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed_at', models.DateTimeField()),
                ('as_at', models.DateField()),
                ('calendar_version', models.CharField(max_length=80)),
                ('stale_because', models.TextField(blank=True)),
                ('force', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='pcc.force')),
            ],
        ),
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='First day of the month finalised.')),
                ('handling', models.CharField(choices=[('OUTSIDE', 'Outside Schedule 3'), ('OTHERWISE', 'Schedule 3, otherwise than by investigation'), ('LOCAL', 'Schedule 3, local investigation'), ('DIRECTED', 'Schedule 3, directed investigation'), ('INDEPENDENT', 'Schedule 3, independent investigation'), ('NOT_STATED', 'Not stated'), ('MIXED', 'Mixed: the rows of the case differ')], max_length=12)),
                ('working', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), help_text='Working days, sorted.', size=None)),
                ('calendar', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), help_text='Calendar days, sorted.', size=None)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='pcc.force')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('force', 'month', 'handling'), name='cell_once')],
            },
        ),
        migrations.CreateModel(
            name='OpenCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handling', models.CharField(choices=[('OUTSIDE', 'Outside Schedule 3'), ('OTHERWISE', 'Schedule 3, otherwise than by investigation'), ('LOCAL', 'Schedule 3, local investigation'), ('DIRECTED', 'Schedule 3, directed investigation'), ('INDEPENDENT', 'Schedule 3, independent investigation'), ('NOT_STATED', 'Not stated'), ('MIXED', 'Mixed: the rows of the case differ')], max_length=12)),
                ('working', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), help_text='Working days open on the as-at day, sorted.', size=None)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='pcc.force')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('force', 'handling'), name='open_cell_once')],
            },
        ),
    ]
