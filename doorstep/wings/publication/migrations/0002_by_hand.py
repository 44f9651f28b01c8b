"""What people changed by hand, public versions of photos, and the pairs that find what is public."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

PUBLIC = models.Q(published_at__isnull=False, withdrawn_at__isnull=True)
# As the cases' own pairs are made: cases_bigrams of 0002_ledger, in whichever schema is served.
FILL = "UPDATE publication_item SET pairs = cases_bigrams(lower(title || ' ' || body || ' ' || outcome))"


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial"), ("cases", "0004_pairs")]

    operations = [
        migrations.AddField("item", "edits", models.JSONField(default=list)),
        migrations.AddField(
            "item", "pairs", django.contrib.postgres.fields.ArrayField(models.TextField(), default=list)
        ),
        migrations.CreateModel(
            name="PublicPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="publication.item"
                    ),
                ),
                ("photo_id", models.UUIDField()),
                ("boxes", models.JSONField(default=list)),
                ("looked_at", models.DateTimeField(null=True)),
                ("is_shown", models.BooleanField(default=False)),
                ("stored_as", models.CharField(blank=True, max_length=200)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddConstraint(
            "publicphoto", models.UniqueConstraint(fields=("item", "photo_id"), name="publication_photo_once")
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "item",
            django.contrib.postgres.indexes.GinIndex(condition=PUBLIC, fields=["pairs"], name="publication_pairs"),
        ),
    ]
