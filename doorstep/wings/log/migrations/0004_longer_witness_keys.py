from django.db import migrations, models


class Migration(migrations.Migration):
    """A key of ML-DSA-44 is some 1,800 letters long."""

    dependencies = [("log", "0003_anchors")]

    operations = [
        migrations.AlterField(model_name="witness", name="vkey", field=models.CharField(max_length=2000, unique=True))
    ]
