from django.db import migrations, models
from pcc.migrations import AtOnce


class Migration(AtOnce):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('COMPLAINT', 'Complaint'), ('REVIEW', 'Review'), ('CORRESPONDENCE', 'Correspondence'), ('PANEL_FILE', 'Panel file')], max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('stage', models.CharField(choices=[('OPEN', 'Open'), ('CLOSED', 'Closed')], default='OPEN', max_length=10)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reference', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('COMPLAINT', 'Complaint'), ('REVIEW', 'Review'), ('CORRESPONDENCE', 'Correspondence'), ('PANEL_FILE', 'Panel file')], max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('stage', models.CharField(choices=[('OPEN', 'Open'), ('CLOSED', 'Closed')], default='OPEN', max_length=10)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('sealed_at', models.DateTimeField()),
                ('review_on', models.DateField(help_text='When the owner looks again whether it must stay sealed.')),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SealEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField()),
                ('sealed_at', models.DateTimeField()),
                ('review_on', models.DateField(help_text='When the owner looks again whether it must stay sealed.')),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaffConnection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('CONFLICT', 'Declared a conflict of interest'), ('OWN_CASE', 'Is a party to the case')], max_length=10)),
                ('declared_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StaffConnectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('CONFLICT', 'Declared a conflict of interest'), ('OWN_CASE', 'Is a party to the case')], max_length=10)),
                ('declared_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
