"""Notices, and who has seen them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('person_id', models.UUIDField(primary_key=True, serialize=False)),
                ('up_to', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.UUIDField()),
                ('seq', models.IntegerField()),
                ('channel', models.CharField(max_length=10)),
                ('recipient', models.CharField(max_length=80)),
                ('template', models.CharField(max_length=120)),
                ('params', models.JSONField(default=dict)),
                ('state', models.CharField(default='queued', max_length=10)),
                ('tries', models.IntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('recipient'), models.F('id'), condition=models.Q(('channel', 'in_app')), name='outbox_of_recipient'), models.Index(models.F('state'), models.F('id'), condition=models.Q(('state__in', ['queued', 'failed', 'given_up'])), name='outbox_not_sent')],
                'constraints': [models.UniqueConstraint(fields=('case_id', 'seq', 'template', 'recipient', 'channel'), name='outbox_told_once')],
            },
        ),
    ]
