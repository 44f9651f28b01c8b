"""The draws 抽取: for every finish of a case whether it is called back, with all that is needed to draw again."""

from django.db import models


class Seed(models.Model):
    """The seed of one day's draws, kept when it was first used."""

    day = models.DateField(primary_key=True)
    seed = models.CharField(max_length=64)
    made_at = models.DateTimeField()


class Draw(models.Model):
    """One finish of one case. `mark` is what the seed gave, 0 to 9999; `outcome` one of drawn, spared, no_phone."""

    case_id = models.UUIDField()
    finish = models.IntegerField()
    number = models.CharField(max_length=24)
    unit = models.CharField(max_length=40)
    day = models.DateField()
    share = models.SmallIntegerField()
    mark = models.SmallIntegerField()
    outcome = models.CharField(max_length=10)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "finish"], name="callbacks_drawn_once")]
        indexes = [models.Index("day", "number", name="callbacks_of_day")]
