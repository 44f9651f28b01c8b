"""Lets the board of clocks count along one index, ordered by due moment within unit, clock, request type and urgency."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_in_hand")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["lead_unit", "due_clock", "request_type", "urgency", "due_at"],
                condition=models.Q(is_final=False, due_at__isnull=False),
                name="cases_standing",
            ),
        ),
        migrations.RemoveIndex("case", "cases_open"),
        migrations.AddIndex(
            "case",
            models.Index("opened_at", "id", condition=models.Q(is_final=False), name="cases_open"),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                "case",
                condition=models.Q(stopped_at__isnull=True, paused_at__isnull=False),
                name="cases_clock_paused",
            ),
        ),
    ]
