"""What the public may read of resources, needs and incubated projects, as their steps said it. Words are masked; no persons."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Resource(models.Model):
    """What somebody offers. `partner`: which of the five kinds; `form`: what sort of body; `monthly`: how often it may be had in a
    month; `reach`: its community, its street or the whole jurisdiction, counted from `place_path`; `price_basis`: codes of
    what a low price stands on."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    what = models.TextField()
    partner = models.CharField(max_length=12)
    form = models.CharField(max_length=12)
    body = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    reach = models.CharField(max_length=12)
    provider = models.CharField(max_length=12)
    price_fen = models.BigIntegerField(null=True)
    price_basis = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    monthly = models.IntegerField()
    place_path = models.CharField(max_length=80)
    category = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    recorded_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["kind", "number"], name="resources_by_kind")]


class Need(models.Model):
    """What is looked for. `resource`: whom it asked last, or agreed with; None while nobody is asked."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    what = models.TextField()
    kind = models.CharField(max_length=12)
    wanted = models.IntegerField()
    by_day = models.DateField(null=True)
    came_from = models.CharField(max_length=24)
    place_path = models.CharField(max_length=80)
    category = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    recorded_on = models.DateField()
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="needs")
    agreed_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    served = models.IntegerField(null=True)
    answered = models.IntegerField(null=True)
    satisfied = models.IntegerField(null=True)
    unmet_for = models.CharField(max_length=12)


class Asked(models.Model):
    """A need asked a resource, once. `declined`: why they could not; "" while they have not said no."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="asked")
    resource = models.ForeignKey(Resource, models.PROTECT)
    on = models.DateField()
    declined = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "resource"], name="resources_asked_once")]


class Incubated(models.Model):
    """A project that applied. `given`: with what help; `reports`: how often it was reviewed."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    what = models.TextField()
    body = models.CharField(max_length=60)
    level = models.CharField(max_length=12)
    place_path = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    applied_on = models.DateField()
    admitted_on = models.DateField(null=True)
    until = models.DateField(null=True)
    given = models.JSONField(default=list)
    reports = models.IntegerField(default=0)
    served = models.IntegerField(null=True)
    result = models.TextField(default="")
    over_on = models.DateField(null=True)
