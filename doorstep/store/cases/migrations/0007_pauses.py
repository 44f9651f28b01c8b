"""Clocks that stand still and go on, are extended, are raised once; and a record of those counted again by other rules."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_ties'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('clock_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('cause', models.CharField(max_length=20)),
                ('old_due_at', models.DateTimeField()),
                ('new_due_at', models.DateTimeField()),
                ('old_rule', models.JSONField(null=True)),
                ('reason', models.CharField(max_length=500)),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='clock',
            name='cases_clock_due',
        ),
        migrations.AddField(
            model_name='clock',
            name='extensions',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='clock',
            name='paused_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='pauses',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='clock',
            name='raised_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='warn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='warned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(models.F('due_at'), condition=models.Q(('paused_at__isnull', True), ('raised_at__isnull', True), ('stopped_at__isnull', True)), name='cases_clock_to_raise'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(models.F('warn_at'), condition=models.Q(('paused_at__isnull', True), ('stopped_at__isnull', True), ('warned_at__isnull', True)), name='cases_clock_to_warn'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(models.F('id'), condition=models.Q(('is_estimated', True), ('stopped_at__isnull', True)), name='cases_clock_estimated'),
        ),
        migrations.AddField(
            model_name='clockchange',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clock_changes', to='cases.case'),
        ),
        migrations.AddIndex(
            model_name='clockchange',
            index=models.Index(models.F('at'), models.F('id'), name='cases_clock_change_at'),
        ),
    ]
