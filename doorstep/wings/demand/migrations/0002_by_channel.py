"""Keeps cases counted by month, way in and street too, beside the months by category and community."""

from django.db import migrations, models

KIND = "category, street, community, request_type = 'tip_off'"
WAY = "channel, street, request_type = 'tip_off'"
MONTH = "date_trunc('month', opened_at AT TIME ZONE 'Asia/Shanghai')::date"
COLUMNS = "demand_monthly (month, category, street, community, is_tip_off, n, done)"
WAYS = "demand_channelly (month, channel, street, is_tip_off, n, done)"


def _of(which: str, expression: str) -> str:
    for column in ("opened_at", "category", "street", "community", "request_type", "channel"):
        expression = expression.replace(column, f"{which}.{column}")
    return expression


def _added(*, has_ways: bool) -> str:
    ways = f"""
    INSERT INTO {WAYS} SELECT {MONTH}, {WAY}, count(*), count(*) FILTER (WHERE is_final)
    FROM added WHERE NOT is_inner GROUP BY 1, 2, 3, 4;"""
    return f"""
CREATE OR REPLACE FUNCTION demand_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {COLUMNS} SELECT {MONTH}, {KIND}, count(*), count(*) FILTER (WHERE is_final)
    FROM added WHERE NOT is_inner GROUP BY 1, 2, 3, 4, 5;{ways if has_ways else ""}
    RETURN NULL;
END $$;
"""


def _moved(*, has_ways: bool) -> str:
    def line(which: str, sign: int) -> str:
        numbers = f"{sign}, CASE WHEN {which}.is_final THEN {sign} ELSE 0 END"
        kept = f"INSERT INTO {COLUMNS} SELECT {_of(which, MONTH)}, {_of(which, KIND)}, {numbers};"
        if has_ways:
            kept += f"\n        INSERT INTO {WAYS} SELECT {_of(which, MONTH)}, {_of(which, WAY)}, {numbers};"
        return kept

    return f"""
CREATE OR REPLACE FUNCTION demand_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT OLD.is_inner THEN
        {line("OLD", -1)}
    END IF;
    IF TG_OP = 'UPDATE' AND NOT NEW.is_inner THEN
        {line("NEW", 1)}
    END IF;
    RETURN NULL;
END $$;
"""


# No case is opened or ended between what the triggers add and what is filled in.
FILL = f"""
LOCK TABLE cases_case IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO demand_channelly (month, channel, street, is_tip_off, n, done, is_sum)
SELECT {MONTH}, {WAY}, count(*), count(*) FILTER (WHERE is_final), true
FROM cases_case WHERE NOT is_inner GROUP BY 1, 2, 3, 4;
"""


class Migration(migrations.Migration):
    dependencies = [("demand", "0001_monthly")]

    operations = [
        migrations.CreateModel(
            name="Channelly",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("channel", models.CharField(max_length=20)),
                ("street", models.CharField(max_length=9)),
                ("is_tip_off", models.BooleanField()),
                ("n", models.IntegerField()),
                ("done", models.IntegerField()),
                ("is_sum", models.BooleanField(db_default=False, default=False)),
            ],
        ),
        migrations.AddConstraint(
            "channelly",
            models.UniqueConstraint(
                fields=["month", "channel", "street", "is_tip_off"],
                condition=models.Q(is_sum=True),
                name="demand_channelly_once",
            ),
        ),
        migrations.RunSQL(
            FILL + _added(has_ways=True) + _moved(has_ways=True), _added(has_ways=False) + _moved(has_ways=False)
        ),
    ]
