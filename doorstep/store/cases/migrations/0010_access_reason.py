"""Keeps why an original was opened that is otherwise masked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_open")]

    operations = [
        migrations.AddField("access", "reason", models.CharField(max_length=200, blank=True, default="", db_default="")),
    ]
