"""Cases by month, category and community 月账, and by month, way in and street: how many were asked, how many of them are over."""

from django.db import models


class Monthly(models.Model):
    """So many cases of a month of the town, more or fewer: what stands in all rows of one kind together is the number.

    A trigger adds rows in the transaction that opens, sorts or ends a case, and no two of them wait for one another; `is_sum` are
    those that the sweep has put together."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    category = models.CharField(max_length=40)
    street = models.CharField(max_length=9)
    community = models.CharField(max_length=12)
    is_tip_off = models.BooleanField()
    n = models.IntegerField()
    done = models.IntegerField()
    is_sum = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "category", "street", "community", "is_tip_off"],
                condition=models.Q(is_sum=True),
                name="demand_monthly_once",
            )
        ]


class Channelly(models.Model):
    """The same by the way in. A case keeps its way in for life: this never moves from one row to another."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    channel = models.CharField(max_length=20)
    street = models.CharField(max_length=9)
    is_tip_off = models.BooleanField()
    n = models.IntegerField()
    done = models.IntegerField()
    is_sum = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "channel", "street", "is_tip_off"],
                condition=models.Q(is_sum=True),
                name="demand_channelly_once",
            )
        ]
