from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("people", models.IntegerField(default=0)),
                ("cases", models.IntegerField(default=0)),
                ("heard", models.IntegerField(default=0)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-people", "-heard", "case_id"], name="deliberation_standing_heat")],
            },
        ),
    ]
