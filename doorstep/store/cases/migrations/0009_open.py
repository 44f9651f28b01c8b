"""Lets the board of clocks count open cases from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_untold_changes")]

    operations = [
        migrations.RemoveIndex("case", "cases_open"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["opened_at", "id"],
                condition=models.Q(is_final=False),
                include=["due_at", "due_clock", "lead_unit", "request_type", "urgency"],
                name="cases_open",
            ),
        ),
    ]
