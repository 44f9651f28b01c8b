"""Campaigns 专项征集 and 议政建言, observation points 观测点, by which a word came, and what looks misfiled. No personal data."""

from django.db import models

COLLECTION, COUNSEL = "collection", "counsel"


class Campaign(models.Model):
    """A call for suggestions on one topic, from one day to another, both included. `kind`: 专项征集 or 议政建言.

    `ways`: other ways to take part, in words. `answer`: what the office says when it is over; "" until then."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12)
    topic = models.CharField(max_length=80)
    text = models.TextField()
    ways = models.TextField()
    unit = models.CharField(max_length=40)
    opens_on = models.DateField()
    closes_on = models.DateField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("opens_on")), name="campaign_ends_after")
        ]
        indexes = [models.Index("closes_on", "code", name="suggestions_campaigns")]


class Point(models.Model):
    """A place where people's words are gathered. Who observes there is a matter of posts: those of observers at its place."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    place_path = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    schedule = models.CharField(max_length=120)
    is_open = models.BooleanField(default=True)
    made_at = models.DateTimeField()


class Filed(models.Model):
    """By which campaign or at which point a word came. Written with the case; "" where neither."""

    case_id = models.UUIDField(primary_key=True)
    campaign = models.CharField(max_length=20)
    point = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("campaign", "at", condition=~models.Q(campaign=""), name="suggestions_of_campaign"),
            models.Index("point", "at", condition=~models.Q(point=""), name="suggestions_of_point"),
        ]


class Doubt(models.Model):
    """A case that looks as if it were something else, with the words that say so. `settled_at`: a person decided.

    `looks_like`: request, suggestion or praise. `reasons`: a list of [code of the cue, word found]."""

    case_id = models.UUIDField(primary_key=True)
    looks_like = models.CharField(max_length=12)
    score = models.SmallIntegerField()
    reasons = models.JSONField()
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    verdict = models.CharField(max_length=12, default="")

    class Meta:
        indexes = [
            models.Index("raised_at", "case_id", condition=models.Q(settled_at=None), name="suggestions_doubts_open")
        ]


class Letter(models.Model):
    """The public version of a letter of thanks, as it was reviewed: written for everybody, without personal data."""

    case_id = models.UUIDField(primary_key=True)
    text = models.TextField()
    unit = models.CharField(max_length=40)
    published_at = models.DateTimeField(db_index=True)
