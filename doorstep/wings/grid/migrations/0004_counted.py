"""Fill what rounds copy of the planned ones, and count both from their indexes alone."""

from django.db import migrations, models

FILL = """
ALTER TABLE grid_round DISABLE TRIGGER grid_round_insert_only;
UPDATE grid_round r SET rule = d.rule, place_path = d.place_path, community = d.community, due_on = d.due_on
FROM grid_due d WHERE d.id = r.due_id AND r.due_on IS NULL;
ALTER TABLE grid_round ENABLE TRIGGER grid_round_insert_only;
"""


class Migration(migrations.Migration):
    dependencies = [("grid", "0003_copied")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex("due", "grid_due_when"),
        migrations.AddIndex(
            "due",
            models.Index(fields=["due_on", "community"], include=["rule", "place_path"], name="grid_due_when"),
        ),
        migrations.AddIndex(
            "round",
            models.Index(
                fields=["due_on", "community"],
                condition=models.Q(is_first=True),
                include=["rule", "place_path", "done_on", "due"],
                name="grid_round_when",
            ),
        ),
    ]
