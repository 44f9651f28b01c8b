from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='money',
            name='credit',
            field=models.CharField(db_default='budget', max_length=20),
        ),
        migrations.AddField(
            model_name='money',
            name='debit',
            field=models.CharField(db_default='due', max_length=20),
        ),
        migrations.AddField(
            model_name='money',
            name='evidence',
            field=models.BinaryField(db_index=True, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='money',
            name='purpose',
            field=models.CharField(db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='money',
            name='stage',
            field=models.CharField(db_default='planned', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='money',
            constraint=models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='projects_money_two_sides'),
        ),
    ]
