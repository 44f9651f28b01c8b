"""The database fills in what older programs do not know of."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publication", "0002_by_hand")]

    operations = [
        migrations.AlterField(
            "item", "edits", models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
        ),
        migrations.AlterField(
            "item",
            "pairs",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, db_default=[]),
        ),
    ]
