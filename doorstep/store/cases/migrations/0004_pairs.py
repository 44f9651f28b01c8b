"""Pairs of characters are reckoned by the program and stored: a function in the index took longer than the rest of a case."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_lists")]

    operations = [
        migrations.AddField("casewords", "pairs", ArrayField(models.TextField(), default=list)),
        migrations.RunSQL(
            "UPDATE cases_casewords SET pairs = cases_bigrams(title || ' ' || body)", migrations.RunSQL.noop
        ),
        migrations.RunSQL("DROP INDEX IF EXISTS cases_words_bigrams", migrations.RunSQL.noop),
        migrations.AddIndex("casewords", GinIndex(fields=["pairs"], name="cases_words_pairs")),
    ]
