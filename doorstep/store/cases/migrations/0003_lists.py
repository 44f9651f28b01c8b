"""Indexes that keep a page of a list as quick at a million cases as at ten thousand."""

from django.db import migrations, models


# What it truly costs, so that the planner asks the index and not the function row by row.
COST = "ALTER FUNCTION cases_bigrams(text) COST 5000"


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_ledger")]

    operations = [
        migrations.RunSQL(COST, migrations.RunSQL.noop),
        migrations.RemoveIndex("case", "cases_load"),
        migrations.AddIndex("case", models.Index("category", "opened_at", "id", name="cases_of_category")),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["opened_at", "id"], condition=models.Q(is_final=False), include=["due_at"], name="cases_open"
            ),
        ),
        migrations.AddIndex(
            "case", models.Index("opened_at", "id", condition=~models.Q(urgency="ordinary"), name="cases_urgent")
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                "lead_unit", "owed_by", "due_at", "id", condition=models.Q(is_final=False), name="cases_led"
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                "opened_unit", "owed_by", "due_at", "id", condition=models.Q(is_final=False), name="cases_recorded"
            ),
        ),
    ]
