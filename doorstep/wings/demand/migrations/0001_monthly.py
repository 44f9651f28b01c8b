"""Keeps cases counted by month, category and community, in the transaction that changes what is counted."""

from django.db import migrations, models

KIND = "category, street, community, request_type = 'tip_off'"
MONTH = "date_trunc('month', opened_at AT TIME ZONE 'Asia/Shanghai')::date"
COLUMNS = "demand_monthly (month, category, street, community, is_tip_off, n, done)"
# COPY and openings by the hundred add one row for each kind, not for each case.
ADDED = f"""
CREATE FUNCTION demand_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {COLUMNS} SELECT {MONTH}, {KIND}, count(*), count(*) FILTER (WHERE is_final)
    FROM added WHERE NOT is_inner GROUP BY 1, 2, 3, 4, 5;
    RETURN NULL;
END $$;
CREATE TRIGGER demand_added AFTER INSERT ON cases_case REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION demand_add();
"""
MOVED = """
CREATE FUNCTION demand_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT OLD.is_inner THEN
        INSERT INTO {columns} SELECT {old_month}, {old_kind}, -1, CASE WHEN OLD.is_final THEN -1 ELSE 0 END;
    END IF;
    IF TG_OP = 'UPDATE' AND NOT NEW.is_inner THEN
        INSERT INTO {columns} SELECT {new_month}, {new_kind}, 1, CASE WHEN NEW.is_final THEN 1 ELSE 0 END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER demand_moved AFTER UPDATE ON cases_case FOR EACH ROW WHEN (
    OLD.is_final <> NEW.is_final OR OLD.category <> NEW.category OR OLD.street <> NEW.street OR OLD.community <> NEW.community
    OR (OLD.request_type = 'tip_off') <> (NEW.request_type = 'tip_off')
    OR OLD.is_inner <> NEW.is_inner OR OLD.opened_at <> NEW.opened_at
) EXECUTE FUNCTION demand_move();
CREATE TRIGGER demand_removed AFTER DELETE ON cases_case FOR EACH ROW EXECUTE FUNCTION demand_move();
""".format(
    columns=COLUMNS,
    **{
        f"{which.lower()}_{name}": text.replace("opened_at", f"{which}.opened_at")
        .replace("category", f"{which}.category")
        .replace("street", f"{which}.street")
        .replace("community", f"{which}.community")
        .replace("request_type", f"{which}.request_type")
        for which in ("OLD", "NEW")
        for name, text in (("month", MONTH), ("kind", KIND))
    },
)
# Creating the triggers has locked the cases: nothing is opened between them and this.
FILL = f"""
INSERT INTO demand_monthly (month, category, street, community, is_tip_off, n, done, is_sum)
SELECT {MONTH}, {KIND}, count(*), count(*) FILTER (WHERE is_final), true
FROM cases_case WHERE NOT is_inner GROUP BY 1, 2, 3, 4, 5;
"""
GONE = """
DROP TRIGGER demand_added ON cases_case;
DROP TRIGGER demand_moved ON cases_case;
DROP TRIGGER demand_removed ON cases_case;
DROP FUNCTION demand_add();
DROP FUNCTION demand_move();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0014_inner_by_kind")]

    operations = [
        migrations.CreateModel(
            name="Monthly",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("category", models.CharField(max_length=40)),
                ("street", models.CharField(max_length=9)),
                ("community", models.CharField(max_length=12)),
                ("is_tip_off", models.BooleanField()),
                ("n", models.IntegerField()),
                ("done", models.IntegerField()),
                ("is_sum", models.BooleanField(db_default=False, default=False)),
            ],
        ),
        migrations.AddConstraint(
            "monthly",
            models.UniqueConstraint(
                fields=["month", "category", "street", "community", "is_tip_off"],
                condition=models.Q(is_sum=True),
                name="demand_monthly_once",
            ),
        ),
        migrations.RunSQL(ADDED + MOVED + FILL, GONE),
    ]
