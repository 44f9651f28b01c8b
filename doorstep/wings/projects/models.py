"""What the public may read of a project, as its steps said it. No personal data: persons are keyed hashes, words are masked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from doorstep.kernel.personal import Personal
from doorstep.wings.projects.spending import BOOKED, PLANNED, RECEIVED, SPENT


class Project(models.Model):
    """One row for each case of the mechanism. `rank`: its place in the reserve list, by which it is set up. `passes`: why it was
    set up out of turn, "" when it was not. `price_basis`: codes of what a low price stands on."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    what = models.TextField()
    side = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    provider = models.CharField(max_length=12)
    price_fen = models.BigIntegerField(null=True)
    price_basis = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    counted_in = models.CharField(max_length=12)
    unit = models.CharField(max_length=40)
    place_path = models.CharField(max_length=80)
    category = models.CharField(max_length=60)
    rank = models.IntegerField(unique=True)
    reserved_on = models.DateField()
    batch = models.SmallIntegerField(null=True)
    set_up_on = models.DateField(null=True)
    passes = models.CharField(max_length=20)
    begun_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "rank"], name="projects_by_batch")]


class Milestone(models.Model):
    """`planned_on`: the first day said. `due_on`: the day now. `round`: 1, and one more after each time it was changed and planned anew."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    round = models.SmallIntegerField(default=1)
    turn = models.SmallIntegerField()
    title = models.CharField(max_length=120)
    weight = models.IntegerField()
    planned_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ("round", "turn")
        constraints = [
            models.UniqueConstraint(fields=["project", "round", "turn"], name="projects_milestone_once"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="projects_milestone_weighs"),
        ]


class Delay(models.Model):
    """A day that moved, with the reason as the public reads it. Only ever inserted."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="delays")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=20)
    words = models.TextField()
    at = models.DateTimeField()


class Money(models.Model):
    """An amount of public money by source, in fen: planned, received or spent. Only ever inserted; a mistake is taken back by a
    negative amount. `debit` and `credit` make each row an entry that balances by itself. `evidence`: a keyed hash of the document by
    which it came or was spent: what it brought or paid and did not take back again, it does not a second time."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="money")
    stage = models.CharField(max_length=10, db_default="planned")
    source = models.CharField(max_length=20)
    amount_fen = models.BigIntegerField()
    debit = models.CharField(max_length=20, db_default="due")
    credit = models.CharField(max_length=20, db_default="budget")
    document = models.CharField(max_length=64)
    purpose = models.CharField(max_length=120, db_default="")
    evidence = models.BinaryField(max_length=32, null=True, db_index=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="projects_money_two_sides"),
            models.CheckConstraint(
                condition=models.Q(stage=PLANNED, debit=BOOKED[PLANNED][0], credit=BOOKED[PLANNED][1])
                | models.Q(stage=RECEIVED, debit=BOOKED[RECEIVED][0], credit=BOOKED[RECEIVED][1])
                | models.Q(stage=SPENT, debit=BOOKED[SPENT][0], credit=BOOKED[SPENT][1]),
                name="projects_money_booked",
            ),
        ]


class Sheet(models.Model):
    """A sheet on which people signed, or the report of one: counts once. `fresh`: persons on it who were not yet counted this period."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="sheets")
    number = models.IntegerField()
    on = models.DateField()
    visits = models.IntegerField()
    fresh = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="projects_sheet_once")]


class Served(models.Model):
    """Somebody who was served in a period, as a keyed hash: counted once, never to be named."""

    PERSONAL = Personal(columns=("person",))

    project = models.ForeignKey(Project, models.CASCADE)
    period = models.CharField(max_length=10)
    person = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "period", "person"], name="projects_person_once")]


class Problem(models.Model):
    """One problem of a remedy. Struck off only by a step that brought photos."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="problems")
    turn = models.SmallIntegerField()
    title = models.CharField(max_length=200)
    struck_on = models.DateField(null=True)

    class Meta:
        ordering = ("turn",)
        constraints = [models.UniqueConstraint(fields=["project", "turn"], name="projects_problem_once")]


class Picture(models.Model):
    """A photo of a step. Public only after somebody else looked at it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="pictures")
    sha256 = models.CharField(max_length=64)
    about = models.CharField(max_length=200)
    on = models.DateField()
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "sha256"], name="projects_picture_once")]
