"""Two people of one case agree each for themselves: agreements are told apart by the number that each left."""

from django.db import migrations, models

NUMBERED = "UPDATE rights_agreement SET has_number = true WHERE phone_hash IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("rights", "0004_agreed_by_whom")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="has_number",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="agreement", name="rights_agreed_once"),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("about", "code", "version", "phone_hash"),
                name="rights_agreed_once_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("has_number", False), ("withdrawn_at", None)),
                fields=("about", "code", "version"),
                name="rights_agreed_once_unnumbered",
            ),
        ),
    ]
