"""The rows that the pages of whistles count and list."""


from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Turnout',
            fields=[
                ('case_id', models.UUIDField(primary_key=True, serialize=False)),
                ('seq', models.IntegerField()),
                ('whistle_id', models.UUIDField()),
                ('number', models.CharField(max_length=24)),
                ('unit', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=40)),
                ('called_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('distance_m', models.IntegerField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('supervised_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('grade', models.CharField(default='', max_length=40)),
                ('need', models.CharField(default='', max_length=40)),
            ],
            options={
                'indexes': [models.Index(models.F('whistle_id'), models.F('called_at'), models.F('case_id'), name='whistles_turnout_beneath'), models.Index(models.F('unit'), models.F('called_at'), models.F('case_id'), condition=models.Q(('state__in', ('called', 'on_site', 'asks_leave', 'refused', 'released', 'unit_rated'))), name='whistles_turnout_of_unit'), models.Index(models.F('due_at'), condition=models.Q(('state', 'called'), ('supervised_at__isnull', True)), name='whistles_turnout_awaited'), models.Index(models.F('left_at'), condition=models.Q(('state__in', ('released', 'unit_rated'))), name='whistles_turnout_unrated')],
            },
        ),
        migrations.CreateModel(
            name='Whistle',
            fields=[
                ('case_id', models.UUIDField(primary_key=True, serialize=False)),
                ('seq', models.IntegerField()),
                ('number', models.CharField(max_length=24)),
                ('state', models.CharField(max_length=40)),
                ('level', models.CharField(max_length=40)),
                ('urgency', models.CharField(max_length=20)),
                ('place_path', models.CharField(max_length=60)),
                ('street', models.CharField(max_length=9)),
                ('community', models.CharField(max_length=12)),
                ('opened_unit', models.CharField(max_length=40)),
                ('commander', models.CharField(max_length=40)),
                ('blown_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(null=True)),
                ('released_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('blown_at'), models.F('case_id'), name='whistles_newest'), models.Index(models.F('community'), models.F('blown_at'), models.F('case_id'), name='whistles_of_community'), models.Index(models.F('street'), models.F('blown_at'), models.F('case_id'), name='whistles_of_street'), models.Index(models.F('blown_at'), models.F('case_id'), condition=models.Q(('state__in', ('to_check', 'running', 'doubted'))), name='whistles_running')],
            },
        ),
    ]
