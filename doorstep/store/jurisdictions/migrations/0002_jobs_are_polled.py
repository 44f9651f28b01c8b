"""Jobs are polled: NOTIFY takes one lock for all commits of the database, and would make them queue up one by one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jurisdictions", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs",
            migrations.RunSQL.noop,
        )
    ]
