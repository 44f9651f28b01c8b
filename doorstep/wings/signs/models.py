"""Signs 码牌, scans by day, and which case came by which sign. No personal data."""

from django.db import models


class Sign(models.Model):
    """A plate at a place. `spot`: which door or corner, "" for the place as a whole; `category`: proposed in the form, or ""."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=40)
    place_path = models.CharField(max_length=80)
    spot = models.CharField(max_length=60)
    category = models.CharField(max_length=60)
    is_retired = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("place", "name", name="signs_once")]
        indexes = [models.Index("place_path", "id", name="signs_by_place")]


class Scans(models.Model):
    """How often a sign was opened on one day of the town."""

    sign = models.ForeignKey(Sign, models.CASCADE)
    on = models.DateField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("sign", "on", name="signs_scans_by_day")]


class Came(models.Model):
    """The sign by which a case came."""

    case_id = models.UUIDField(primary_key=True)
    sign = models.ForeignKey(Sign, models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sign", "-at"], name="signs_by_sign")]
