"""Finds work among offices by its kind and when it began, and what is due in a street or community."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_standing")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index("law", "opened_at", condition=models.Q(is_inner=True), name="cases_inner_of_kind"),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["street", "community", "due_at"],
                condition=models.Q(is_final=False, due_at__isnull=False),
                name="cases_standing_at",
            ),
        ),
    ]
