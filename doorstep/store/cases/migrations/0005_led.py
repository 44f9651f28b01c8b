"""Lets the dispatch board count what units have in hand from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_pairs")]

    operations = [
        migrations.RemoveIndex("case", "cases_led"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["lead_unit", "owed_by", "due_at", "id"],
                condition=models.Q(is_final=False),
                include=["state"],
                name="cases_led",
            ),
        ),
    ]
