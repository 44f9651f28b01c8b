"""Rows of what is counted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('case_id', models.UUIDField()),
                ('unit', models.CharField(max_length=40)),
                ('street', models.CharField(max_length=9)),
                ('category', models.CharField(max_length=40)),
                ('request_type', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('state', models.CharField(max_length=20)),
                ('is_valid', models.SmallIntegerField()),
                ('contacted', models.SmallIntegerField()),
                ('solved', models.SmallIntegerField()),
                ('satisfied', models.SmallIntegerField()),
                ('fairly', models.SmallIntegerField()),
                ('left_out', models.CharField(default='', max_length=20)),
            ],
            options={
                'indexes': [models.Index(models.F('case_id'), name='rates_asked_case'), models.Index(fields=['day'], include=('unit', 'street', 'category', 'is_valid', 'contacted', 'solved', 'satisfied', 'fairly', 'left_out'), name='rates_asked_day')],
            },
        ),
        migrations.CreateModel(
            name='Finish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.UUIDField()),
                ('seq', models.IntegerField()),
                ('unit', models.CharField(max_length=40)),
                ('street', models.CharField(max_length=9)),
                ('category', models.CharField(max_length=40)),
                ('request_type', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('working_minutes', models.IntegerField()),
                ('wall_minutes', models.IntegerField()),
                ('grade', models.CharField(default='', max_length=20)),
                ('grade_left_out', models.CharField(default='', max_length=20)),
                ('came_back', models.SmallIntegerField(default=0)),
                ('left_out', models.CharField(default='', max_length=20)),
            ],
            options={
                'indexes': [models.Index(fields=['day'], include=('unit', 'street', 'category', 'working_minutes', 'wall_minutes', 'grade', 'grade_left_out', 'came_back', 'left_out'), name='rates_finish_day')],
                'constraints': [models.UniqueConstraint(fields=('case_id', 'seq'), name='rates_finish_once')],
            },
        ),
    ]
