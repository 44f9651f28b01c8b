from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('judging', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='fingerprint',
            field=models.CharField(db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='round',
            name='nonce',
            field=models.CharField(db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='round',
            name='roll',
            field=models.TextField(db_default=''),
        ),
    ]
