"""Lets the dispatch board count what waits and what units have in hand from the indexes alone, work among offices left out."""

from django.db import migrations, models

OPEN = models.Q(is_final=False)
ASIDE = ["state", "is_inner"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_access_reason")]

    operations = [
        migrations.RemoveIndex("case", "cases_owed"),
        migrations.AddIndex(
            "case",
            models.Index(fields=["owed_by", "due_at", "id"], condition=OPEN, include=ASIDE, name="cases_owed"),
        ),
        migrations.RemoveIndex("case", "cases_led"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["lead_unit", "owed_by", "due_at", "id"], condition=OPEN, include=ASIDE, name="cases_led"
            ),
        ),
    ]
