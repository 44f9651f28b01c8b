"""The redacted items of batches."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_id', models.UUIDField()),
                ('case_id', models.UUIDField()),
                ('number', models.CharField(max_length=24)),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('outcome', models.TextField(blank=True)),
                ('marks', models.JSONField(default=dict)),
                ('category', models.CharField(max_length=40)),
                ('street', models.CharField(max_length=9)),
                ('community', models.CharField(max_length=12)),
                ('unit', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=40)),
                ('grade', models.CharField(blank=True, max_length=20)),
                ('opened_on', models.DateField()),
                ("doubts", models.JSONField(default=list)),
                ("cleared_by", models.UUIDField(null=True)),
                ('edited_by', models.UUIDField(null=True)),
                ('edited_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('published_at'), models.F('id'), condition=models.Q(('published_at__isnull', False), ('withdrawn_at__isnull', True)), name='publication_newest'), models.Index(models.F('community'), models.F('published_at'), models.F('id'), condition=models.Q(('published_at__isnull', False), ('withdrawn_at__isnull', True)), name='publication_place'), models.Index(models.F('street'), models.F('published_at'), models.F('id'), condition=models.Q(('published_at__isnull', False), ('withdrawn_at__isnull', True)), name='publication_street'), models.Index(models.F('category'), models.F('published_at'), models.F('id'), condition=models.Q(('published_at__isnull', False), ('withdrawn_at__isnull', True)), name='publication_kind'), models.Index(models.F('unit'), models.F('published_at'), models.F('id'), condition=models.Q(('published_at__isnull', False), ('withdrawn_at__isnull', True)), name='publication_unit'), models.Index(models.F('number'), name='publication_number')],
                'constraints': [models.UniqueConstraint(fields=('batch_id', 'case_id'), name='publication_once_a_batch'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('case_id',), name='publication_once_at_a_time')],
            },
        ),
    ]
