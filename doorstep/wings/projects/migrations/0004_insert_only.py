"""Public money and delays are only ever inserted; each amount is booked as its stage says, so that every entry balances."""

from django.db import migrations, models

TABLES = ("projects_money", "projects_delay")
INSERT_ONLY = """
CREATE FUNCTION projects_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was entered is only ever added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION projects_refuse_change();\n"
    for table in TABLES
)
UNDO = (
    "".join(f"DROP TRIGGER {table}_insert_only ON {table};\n" for table in TABLES)
    + "DROP FUNCTION projects_refuse_change();"
)


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_price_basis")]
    operations = [
        migrations.AddConstraint(
            "money",
            models.CheckConstraint(
                condition=models.Q(
                    ("credit", "budget"), ("debit", "due"), ("stage", "planned")
                )
                | models.Q(("credit", "due"), ("debit", "funds"), ("stage", "received"))
                | models.Q(("credit", "funds"), ("debit", "expense"), ("stage", "spent")),
                name="projects_money_booked",
            ),
        ),
        migrations.RunSQL(INSERT_ONLY, UNDO),
    ]
