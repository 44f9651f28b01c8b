"""Duties that were found and of which nobody was told yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
            ],
        ),
    ]
