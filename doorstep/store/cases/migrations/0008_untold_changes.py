"""Estimated clocks by when they are due; limits counted again whose desks are not yet told."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_pauses'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='clock',
            name='cases_clock_estimated',
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('is_estimated', True), ('stopped_at__isnull', True)), name='cases_clock_guessed'),
        ),
        migrations.AddIndex(
            model_name='clockchange',
            index=models.Index(models.F('id'), condition=models.Q(('told_at__isnull', True)), name='cases_clock_change_untold'),
        ),
    ]
