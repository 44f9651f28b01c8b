"""Whoever stands on a roll by their ID number may ask too: the request keeps its keyed hash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0005_agreed_each")]

    operations = [
        migrations.AddField(
            model_name="request",
            name="identity_hash",
            field=models.BinaryField(null=True),
        ),
    ]
