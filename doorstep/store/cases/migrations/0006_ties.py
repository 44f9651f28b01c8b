"""Ties between cases, and which cases are work among offices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_led")]
    operations = [
        migrations.AddField("case", "is_inner", models.BooleanField(db_default=False, default=False)),
        migrations.RemoveIndex("case", "cases_in_state"),
        migrations.AddIndex(
            "case",
            models.Index(
                "state", "opened_at", "id", condition=models.Q(("is_inner", False)), name="cases_of_state"
            ),
        ),
        migrations.CreateModel(
            "Tie",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("is_required", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                (
                    "child",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parents",
                        to="cases.case",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index("parent", "kind", name="cases_tie_beneath")],
                "constraints": [models.UniqueConstraint(fields=("child", "parent", "kind"), name="cases_tie_once")],
            },
        ),
    ]
