import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pcc.migrations import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('pcc', '__first__'),
        ('reporting', '0002_rebases'),
    ]

    operations = [
        migrations.CreateModel(
            name='PeerTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('publisher', models.CharField(max_length=120)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('source', models.TextField()),
                ('licence', models.CharField(max_length=200)),
                ('caution', models.TextField(blank=True, help_text='What a reader has to know, such as an uncertain unit of time.')),
                ('measures', models.JSONField(help_text='Code, label, kind (rate or mean), and how it was derived, if it was.')),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-until', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('publisher', 'title'), name='peer_table_once')],
            },
        ),
        migrations.CreateModel(
            name='PeerFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.SlugField(max_length=60)),
                ('body', models.CharField(max_length=120)),
                ('n', models.PositiveIntegerField()),
                ('k', models.PositiveIntegerField(null=True)),
                ('mean', models.FloatField(null=True)),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='reporting.peertable')),
            ],
            options={
                'ordering': ['body'],
                'constraints': [models.UniqueConstraint(fields=('table', 'measure', 'body'), name='peer_figure_once'), models.CheckConstraint(condition=models.Q(models.Q(('k__isnull', False), ('k__lte', models.F('n')), ('mean', None)), models.Q(('k', None), ('mean__gte', 0)), _connector='OR'), name='peer_figure_is_a_share_or_a_mean')],
            },
        ),
    ]
