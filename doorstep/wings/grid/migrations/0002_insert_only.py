"""Rounds, planned and gone, and the trace of changes are only ever inserted; what was said on a round may be forgotten."""

from django.db import migrations

TABLES = ("grid_due", "grid_round", "grid_change", "grid_count", "grid_consent")
INSERT_ONLY = """
CREATE FUNCTION grid_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rounds are only ever inserted (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION grid_refuse_change();\n"
    for table in TABLES
)
UNDO = "".join(f"DROP TRIGGER {table}_insert_only ON {table};\n" for table in TABLES) + "DROP FUNCTION grid_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("grid", "0001_initial")]
    operations = [migrations.RunSQL(INSERT_ONLY, UNDO)]
