"""Places that a screening rule proposes, as of the last count. No personal data; any sweep can rebuild it."""

from django.db import models


class Candidate(models.Model):
    """`cases`: those opened at the place from `since` on, up to `until`, when they were counted."""

    rule = models.CharField(max_length=40)
    place_path = models.CharField(max_length=60)
    cases = models.IntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "place_path"], name="themes_candidate_once")]


class Screening(models.Model):
    """When each rule was last counted, also where it found nothing."""

    rule = models.CharField(max_length=40, primary_key=True)
    counted_at = models.DateTimeField()
