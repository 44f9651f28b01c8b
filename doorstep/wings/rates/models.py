"""What is counted, one row for each call-back and one for each finish of a case. All of it follows from the ledger again.

`day` is the day of the statistics by the pack's windows. `left_out` says why a row does not count, "" when it does.
"""

from django.db import models


class Asked(models.Model):
    """A call-back. The small numbers are 0 or 1, so that sums are counts; all 0 unless it was answered."""

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    unit = models.CharField(max_length=40)
    street = models.CharField(max_length=9)
    category = models.CharField(max_length=40)
    request_type = models.CharField(max_length=20)
    day = models.DateField()
    state = models.CharField(max_length=20)
    is_valid = models.SmallIntegerField()
    contacted = models.SmallIntegerField()
    solved = models.SmallIntegerField()
    satisfied = models.SmallIntegerField()
    fairly = models.SmallIntegerField()
    left_out = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [
            models.Index("case_id", name="rates_asked_case"),
            models.Index(
                fields=["day"],
                include=[
                    "unit",
                    "street",
                    "category",
                    "is_valid",
                    "contacted",
                    "solved",
                    "satisfied",
                    "fairly",
                    "left_out",
                ],
                name="rates_asked_day",
            ),
        ]


class Finish(models.Model):
    """One finish of a case. `minutes` in working time and on the wall, since it was opened or taken up again.

    `grade` is what the reporter gave, "" for none; `came_back` whether the trouble was tied to a later case.
    """

    case_id = models.UUIDField()
    seq = models.IntegerField()
    unit = models.CharField(max_length=40)
    street = models.CharField(max_length=9)
    category = models.CharField(max_length=40)
    request_type = models.CharField(max_length=20)
    day = models.DateField()
    working_minutes = models.IntegerField()
    wall_minutes = models.IntegerField()
    grade = models.CharField(max_length=20, default="")
    grade_left_out = models.CharField(max_length=20, default="")
    came_back = models.SmallIntegerField(default=0)
    left_out = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "seq"], name="rates_finish_once")]
        indexes = [
            models.Index(
                fields=["day"],
                include=[
                    "unit",
                    "street",
                    "category",
                    "working_minutes",
                    "wall_minutes",
                    "grade",
                    "grade_left_out",
                    "came_back",
                    "left_out",
                ],
                name="rates_finish_day",
            ),
        ]
