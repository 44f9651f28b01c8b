"""Rounds 巡走访 planned and gone, buildings and points, who answers for them, how many live where, and every change of it.

A round is no case: 2,000 grids gone round daily are half a million rows a year that nothing waits for. Planned ones are written
when their window opens, so that what was due on a day is known for ever, whatever becomes of the rule; gone ones are added,
and the database refuses to change or remove either.
"""

from django.db import models
from django.db.models import F, Q

from doorstep.kernel.personal import Personal


class Point(models.Model):
    """A building or another spot below a place 楼栋、点位. A retired one keeps its row because rounds of the past name it."""

    code = models.CharField("代码", primary_key=True, max_length=32)
    kind = models.CharField("类别", max_length=12)
    zh = models.CharField("名称", max_length=80)
    en = models.CharField("英文名称", max_length=120)
    place_code = models.CharField("所在地点", max_length=24)
    place_path = models.CharField(max_length=48)
    is_retired = models.BooleanField("已停用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "楼栋和点位"
        indexes = [models.Index(fields=["place_path"], opclasses=["varchar_pattern_ops"], name="grid_point_under")]

    def __str__(self) -> str:
        return self.zh


class Charge(models.Model):
    """A person answers for a building or point, from one day to another, both included. `responsibility` as in grids.toml."""

    responsibility = models.CharField(max_length=40)
    point = models.ForeignKey(Point, models.PROTECT, related_name="charges")
    person_id = models.UUIDField()
    is_stand_in = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="grid_charge_ends_after_it_begins",
            )
        ]
        indexes = [models.Index("person_id", name="grid_charge_of_person")]

    def __str__(self) -> str:
        return f"{self.responsibility}@{self.point_id}"


class Consent(models.Model):
    """A person agrees that the public card shows the whole name; taken back by a later row that says no."""

    person_id = models.UUIDField()
    may_show_name = models.BooleanField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person_id", "-id"], name="grid_consent_of_person")]


class Count(models.Model):
    """How many households live in a place, counted on a day. Added, never changed."""

    place_code = models.CharField(max_length=24)
    households = models.IntegerField()
    counted_on = models.DateField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(households__gte=0), name="grid_count_not_negative")]
        indexes = [models.Index(fields=["place_code", "-counted_on", "-id"], name="grid_count_of_place")]


class Change(models.Model):
    """Who changed what about who answers for a place 留痕. `what`: assigned, released, away, back, counted, added, named, unnamed."""

    what = models.CharField(max_length=12)
    place_path = models.CharField(max_length=48)
    target = models.CharField(max_length=32)
    responsibility = models.CharField(max_length=40, blank=True)
    person_id = models.UUIDField(null=True)
    is_stand_in = models.BooleanField(default=False)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    amount = models.IntegerField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["place_path", "id"], opclasses=["varchar_pattern_ops", "int8_ops"], name="grid_change_under"
            )
        ]


class Due(models.Model):
    """A round planned: by which rule, where, from which day to which. Written once when its window opens."""

    rule = models.CharField(max_length=40)
    by = models.CharField(max_length=40)
    target = models.CharField(max_length=32)
    place_path = models.CharField(max_length=48)
    community = models.CharField(max_length=12)
    opens_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "opens_on", "target"], name="grid_due_once")]
        indexes = [
            models.Index(
                fields=["place_path", "due_on"], opclasses=["varchar_pattern_ops", "date_ops"], name="grid_due_under"
            ),
            models.Index(  # holds all that rounds are counted by
                fields=["due_on", "community"], include=["rule", "place_path"], name="grid_due_when"
            ),
            models.Index("target", "due_on", name="grid_due_of_target"),
        ]


class Round(models.Model):
    """A round gone. The first for a planned one settles it; later ones are added beside it. `found`: something was found.

    Rule, place, community and day are those of the planned one, copied by the database when the round is added, so that
    rounds are counted without looking at what was planned.
    """

    due = models.ForeignKey(Due, models.PROTECT, related_name="rounds")
    is_first = models.BooleanField()
    done_on = models.DateField()
    done_at = models.DateTimeField()
    by = models.UUIDField()
    is_stand_in = models.BooleanField(default=False)
    found = models.BooleanField(default=False)
    case_id = models.UUIDField(null=True)
    key = models.CharField(max_length=100, null=True, unique=True)
    rule = models.CharField(max_length=40, null=True)
    place_path = models.CharField(max_length=48, null=True)
    community = models.CharField(max_length=12, null=True)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["due"], condition=Q(is_first=True), name="grid_round_settles_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "community"],
                condition=Q(is_first=True),
                include=["rule", "place_path", "done_on", "due"],
                name="grid_round_when",
            ),
        ]


class Remark(models.Model):
    """What was said on a round and where, sealed; forgotten when personal data are."""

    PERSONAL = Personal(columns=("cipher",), goes=True, outlived="at < %s")

    round = models.OneToOneField(Round, models.PROTECT, primary_key=True, related_name="remark")
    cipher = models.BinaryField()
    at = models.DateTimeField(db_index=True)


class Reminder(models.Model):
    """One merged reminder a day to one recipient: "worker:<person>" or "above:<community>"."""

    recipient = models.CharField(max_length=60)
    on = models.DateField()
    missed = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "on"], name="grid_reminded_once_a_day")]


class Task(models.Model):
    """A task set by rule for one turn at one place: which case it became."""

    rule = models.CharField(max_length=40)
    target = models.CharField(max_length=24)
    opens_on = models.DateField()
    due_on = models.DateField()
    case_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "opens_on", "target"], name="grid_task_once")]
