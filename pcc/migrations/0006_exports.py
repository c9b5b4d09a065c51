import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pcc', '0005_audit_chain'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('listing', models.CharField(help_text='Which list, as the app that has it calls it.', max_length=60)),
                ('query', models.TextField(blank=True, help_text='How the list was narrowed and sorted, as in its address.')),
                ('file_kind', models.CharField(choices=[('csv', 'CSV: plain text, opens in anything'), ('xlsx', 'XLSX: a workbook for Excel'), ('ods', 'ODS: a workbook for LibreOffice, an open standard')], max_length=4)),
                ('reason', models.TextField(help_text='What the file is for.')),
                ('asked_at', models.DateTimeField()),
                ('as_at', models.DateTimeField(help_text='The moment whose rows the file holds.', null=True)),
                ('rows', models.PositiveBigIntegerField(null=True)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('file_key', models.CharField(blank=True, help_text='Where the file lies, outside the web root.', max_length=40)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('file_bytes', models.PositiveBigIntegerField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pcc.job')),
            ],
            options={
                'indexes': [models.Index(fields=['asked_by', '-asked_at', '-id'], name='export_of_person'), models.Index(condition=models.Q(('removed_at', None)), fields=['as_at'], name='export_kept')],
                'constraints': [models.CheckConstraint(condition=models.Q(('file_kind__in', ['csv', 'xlsx', 'ods'])), name='export_file_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('as_at', None), ('file_bytes', None), ('file_key', ''), ('rows', None)), models.Q(models.Q(('file_key', ''), _negated=True), ('as_at__isnull', False), ('file_bytes__isnull', False), ('rows__isnull', False)), _connector='OR'), name='export_written_iff_counted'), models.CheckConstraint(condition=models.Q(('taken_at', None), ('taken_at__gte', models.F('as_at')), _connector='OR'), name='export_taken_after_written')],
            },
        ),
    ]
