"""Hot issues as last gathered, which cases belong to each, and what a person decided. Words here come from masked digests alone."""

from django.db import models


class Hotspot(models.Model):
    """One trouble. What is counted can be rebuilt at any time; its id stays as long as most of its cases do.

    `is_kept`: somebody decided something about it, so it stays though its cases grow few. `theme`: the number of the theme
    made of it, "" for none."""

    place = models.CharField(max_length=60)
    words = models.JSONField(default=list)
    sentences = models.JSONField(default=list)
    bars = models.JSONField(default=list)
    people = models.IntegerField()
    cases = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    theme = models.CharField(max_length=24, default="")
    is_kept = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["-people", "-cases", "first_at", "id"], name="hotspots_hottest")]


class Member(models.Model):
    """A case within a hotspot. `person` is a hash of who reported, "" for nobody known."""

    case_id = models.UUIDField(primary_key=True)
    hotspot = models.ForeignKey(Hotspot, models.CASCADE, related_name="members")
    person = models.CharField(max_length=64)
    opened_at = models.DateTimeField()


class Decision(models.Model):
    """What a person said of a case: it belongs to `hotspot`, or, where that is null, to none. Only ever added; the last one holds."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.UUIDField()
    number = models.CharField(max_length=24)
    hotspot = models.ForeignKey(Hotspot, models.SET_NULL, null=True, related_name="decisions")
    left = models.BigIntegerField(null=True)
    by = models.UUIDField(null=True)
    unit = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case_id", "-id"], name="hotspots_decision_case")]


class Run(models.Model):
    """A gathering of everything: when, of how many cases, and up to which."""

    at = models.DateTimeField()
    cases = models.IntegerField()
    until = models.DateTimeField()
