"""A pledge lies at a place: its project's; else the one place of whoever entered it then; else the whole jurisdiction."""

from django.db import migrations, models

OF_PROJECTS = "UPDATE pledges_pledge p SET place_path = c.place_path FROM cases_case c WHERE c.id = p.project_id"
OF_CLERKS = """
UPDATE pledges_pledge p SET place_path = held.path FROM (
  SELECT g.id, min(l.path) AS path FROM pledges_pledge g JOIN people_post s ON s.person_id = g.made_by
    AND s.from_on <= (g.made_at + interval '8 hours')::date AND coalesce(s.until_on, 'infinity') >= (g.made_at + interval '8 hours')::date
  LEFT JOIN places_place l ON l.code = s.place_code
  WHERE g.place_path = '' GROUP BY g.id HAVING count(DISTINCT l.path) = 1 AND bool_and(l.path IS NOT NULL)
) held WHERE held.id = p.id
"""
THE_REST = """
UPDATE pledges_pledge SET place_path = (SELECT path FROM places_place WHERE parent_code = '' ORDER BY path LIMIT 1)
WHERE place_path = '' AND EXISTS (SELECT 1 FROM places_place WHERE parent_code = '')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pledges", "0002_balanced"),
        ("cases", "0015_forgotten"),
        ("people", "0002_absences"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.AddField("pledge", "place_path", models.CharField(db_default="", max_length=80)),
        migrations.RunSQL(OF_PROJECTS, migrations.RunSQL.noop),
        migrations.RunSQL(OF_CLERKS, migrations.RunSQL.noop),
        migrations.RunSQL(THE_REST, migrations.RunSQL.noop),
    ]
