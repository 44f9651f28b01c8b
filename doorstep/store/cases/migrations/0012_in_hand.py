"""Lets the dispatch board count what units have in hand without passing what only waits for a rating."""

from django.db import migrations, models

IN_HAND = models.Q(is_final=False, is_inner=False) & ~models.Q(lead_unit="") & ~models.Q(owed_by="reporter")


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_board")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(fields=["lead_unit", "state", "due_at"], condition=IN_HAND, name="cases_in_hand"),
        ),
    ]
