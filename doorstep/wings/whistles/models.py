"""What the pages of whistles count and list: a row for each whistle and each turnout, derived from their events.

Either table may be emptied and written again from the ledger at any time. No personal data.
"""

from django.db import models

RUNNING = ("to_check", "running", "doubted")
OPEN = ("called", "on_site", "asks_leave", "refused", "released", "unit_rated")


class Whistle(models.Model):
    """`seq`: the last event it was derived from. `called_at` is None while nobody was called."""

    case_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    number = models.CharField(max_length=24)
    state = models.CharField(max_length=40)
    level = models.CharField(max_length=40)
    urgency = models.CharField(max_length=20)
    place_path = models.CharField(max_length=60)
    street = models.CharField(max_length=9)
    community = models.CharField(max_length=12)
    opened_unit = models.CharField(max_length=40)
    commander = models.CharField(max_length=40)
    blown_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("blown_at", "case_id", name="whistles_newest"),
            models.Index("community", "blown_at", "case_id", name="whistles_of_community"),
            models.Index("street", "blown_at", "case_id", name="whistles_of_street"),
            models.Index("blown_at", "case_id", condition=models.Q(state__in=RUNNING), name="whistles_running"),
        ]


class Turnout(models.Model):
    """One department's answer. `distance_m`: metres between where it checked in and the place of the whistle, None when it
    gave no position that can be measured. `due_at`: when it had to be there."""

    case_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    whistle_id = models.UUIDField()
    number = models.CharField(max_length=24)
    unit = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    called_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    distance_m = models.IntegerField(null=True)
    refused_at = models.DateTimeField(null=True)
    supervised_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=40, default="")
    need = models.CharField(max_length=40, default="")

    class Meta:
        indexes = [
            models.Index("whistle_id", "called_at", "case_id", name="whistles_turnout_beneath"),
            models.Index(
                "unit", "called_at", "case_id", condition=models.Q(state__in=OPEN), name="whistles_turnout_of_unit"
            ),
            models.Index(
                "due_at",
                condition=models.Q(state="called", supervised_at__isnull=True),
                name="whistles_turnout_awaited",
            ),
            models.Index(
                "left_at", condition=models.Q(state__in=("released", "unit_rated")), name="whistles_turnout_unrated"
            ),
        ]
