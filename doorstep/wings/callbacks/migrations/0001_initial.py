"""Seeds and draws of call-backs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Seed',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('seed', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.UUIDField()),
                ('finish', models.IntegerField()),
                ('number', models.CharField(max_length=24)),
                ('unit', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('share', models.SmallIntegerField()),
                ('mark', models.SmallIntegerField()),
                ('outcome', models.CharField(max_length=10)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(models.F('day'), models.F('number'), name='callbacks_of_day')],
                'constraints': [models.UniqueConstraint(fields=('case_id', 'finish'), name='callbacks_drawn_once')],
            },
        ),
    ]
