"""Cases whose private parts were erased say so, and an index holds those that are over and were not: found at once among millions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_inner_by_kind")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="forgotten_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("is_final", True),
                    models.Q(("forgotten_at", None), ("forgotten_at__lt", models.F("moved_at")), _connector="OR"),
                ),
                fields=["moved_at"],
                name="cases_to_forget",
            ),
        ),
    ]
