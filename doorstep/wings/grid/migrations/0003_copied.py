"""Rounds know by themselves what they settle: rule, place and day of the planned one, copied by the database."""

from django.db import migrations, models

COPY = """
CREATE FUNCTION grid_copy_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT d.rule, d.place_path, d.community, d.due_on INTO NEW.rule, NEW.place_path, NEW.community, NEW.due_on
    FROM grid_due d WHERE d.id = NEW.due_id;
    RETURN NEW;
END $$;
CREATE TRIGGER grid_round_copies_due BEFORE INSERT ON grid_round FOR EACH ROW EXECUTE FUNCTION grid_copy_due();
"""
UNDO = "DROP TRIGGER grid_round_copies_due ON grid_round; DROP FUNCTION grid_copy_due();"


class Migration(migrations.Migration):
    dependencies = [("grid", "0002_insert_only")]
    operations = [
        migrations.AddField("round", "rule", models.CharField(max_length=40, null=True)),
        migrations.AddField("round", "place_path", models.CharField(max_length=48, null=True)),
        migrations.AddField("round", "community", models.CharField(max_length=12, null=True)),
        migrations.AddField("round", "due_on", models.DateField(null=True)),
        migrations.RunSQL(COPY, UNDO),
    ]
