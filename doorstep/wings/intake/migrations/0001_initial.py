"""Codes sent to phones, and tallies of tries; the latter unlogged, since losing them in a crash harms nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                ("phone_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("code_hash", models.BinaryField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("bucket", models.BinaryField(primary_key=True, serialize=False)),
                ("used", models.IntegerField()),
                ("until", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(models.F("until"), name="intake_tally_until")]},
        ),
        migrations.RunSQL(
            "ALTER TABLE intake_tally SET UNLOGGED; ALTER TABLE intake_phonecode SET UNLOGGED;",
            migrations.RunSQL.noop,
        ),
    ]
