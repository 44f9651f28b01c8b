"""The roll and what happened to it. Names, ID numbers and whatever was written at a certification stand sealed."""

from uuid import uuid4

from django.db import models

from doorstep.kernel.personal import Personal
from doorstep.kernel.words import Words
from doorstep.wings.allowance import telling
from doorstep.wings.allowance.rules import PENDING

OF_ELDER = "elder_id IN (SELECT id FROM allowance_elder WHERE id_hash = %s)"


class Community(models.Model):
    """Where it is switched on: the pilot first, then one by one. `assessed_at` and `verdict` are the pilot's sheet."""

    place = models.CharField(max_length=24, primary_key=True)
    place_path = models.CharField(max_length=80)
    rhythm = models.CharField(max_length=12)
    is_pilot = models.BooleanField(default=False)
    on_since = models.DateTimeField(null=True)
    on_by = models.UUIDField(null=True)


class Assessment(models.Model):
    """The sheet of a pilot: counts at that moment, and what somebody concluded."""

    PERSONAL = Personal(columns=("words_sealed",))

    place = models.CharField(max_length=24)
    period = models.CharField(max_length=10)
    counts = models.JSONField()
    verdict = models.CharField(max_length=12)
    words_sealed = models.BinaryField(null=True)
    by = models.UUIDField()
    at = models.DateTimeField()


class Elder(models.Model):
    """Somebody on the roll. `certified_until`: the last day of the period they are certified for."""

    PERSONAL = Personal(
        columns=("sealed", "id_hash", "born_month"),
        by_identity="id_hash = %s",
        title=Words(zh="高龄津贴名册", en="Roll of the elders' allowance"),
        opens=("sealed", "place", "state", "since_on", "certified_until"),
        reads={
            "sealed": telling.person_told,
            "place": telling.place_told,
            "state": telling.state_told,
            "since_on": telling.called("从哪天起"),
            "certified_until": telling.called("认证到"),
        },
        corrects={"name": telling.renamed},
        becomes={"sealed": None},
        needed=(
            "state <> 'ended'",
            Words(
                zh="高龄津贴还在发，名册上的记录现在不能删", en="The allowance goes on and needs its entry on the roll"
            ),
        ),
        outlived="state = 'ended' AND sealed IS NOT NULL AND ended_on < %s",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sealed = models.BinaryField(null=True)
    id_hash = models.BinaryField(unique=True)
    born_month = models.DateField()
    place = models.CharField(max_length=24)
    place_path = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default=PENDING)
    since_on = models.DateField()
    certified_until = models.DateField(null=True)
    stopped_from = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    case_id = models.UUIDField(null=True)
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["place_path", "state", "id"], name="allowance_by_place"),
            models.Index(fields=["case_id"], name="allowance_by_case"),
        ]


class Delivery(models.Model):
    """A file of evidence from a department."""

    unit = models.CharField(max_length=40)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=120)
    rows = models.IntegerField()
    matched = models.IntegerField()
    faults = models.IntegerField()
    digest = models.BinaryField()


class Evidence(models.Model):
    """A department knows something of an elder on a day."""

    elder = models.ForeignKey(Elder, models.CASCADE, db_index=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE)
    kind = models.CharField(max_length=20)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["elder", "kind", "on"], name="allowance_evidence_once")]


class Certification(models.Model):
    """Certified for a period, by a way. `sealed`: what was seen, who came along, consent; `digest`: of all that, notarised."""

    PERSONAL = Personal(
        columns=("sealed",),
        by_identity=OF_ELDER,
        title=Words(zh="认证", en="Certification"),
        opens=("sealed", "period", "on"),
        reads={"sealed": telling.seen_told, "period": telling.called("哪一期"), "on": telling.called("哪天")},
        becomes={"sealed": None},
        outlived="sealed IS NOT NULL AND at < %s",
    )

    elder = models.ForeignKey(Elder, models.CASCADE, db_index=False)
    period = models.CharField(max_length=10)
    way = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    is_late = models.BooleanField(default=False)
    fen = models.IntegerField()
    digest = models.BinaryField()
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["elder", "period"], name="allowance_certified_once")]
        indexes = [models.Index(fields=["period", "elder"], name="allowance_by_period")]


class Payment(models.Model):
    """What is due to an elder for a month. `late`: paid afterwards, when it was restored."""

    PERSONAL = Personal(
        columns=(),
        by_identity=OF_ELDER,
        title=Words(zh="应发", en="Due"),
        opens=("month", "fen"),
        reads={"month": telling.called("月份"), "fen": telling.yuan_told},
    )

    elder = models.ForeignKey(Elder, models.CASCADE, db_index=False)
    month = models.DateField()
    fen = models.IntegerField()
    is_late = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["elder", "month"], name="allowance_paid_once")]


class Change(models.Model):
    """Every change of state, with what caused it. Only ever inserted."""

    elder = models.ForeignKey(Elder, models.CASCADE, db_index=False)
    state = models.CharField(max_length=12)
    cause = models.CharField(max_length=40)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["elder", "at"], name="allowance_changes")]


class Look(models.Model):
    """Somebody opened an elder's sealed words: a page, a batch. The elder may ask who."""

    elder = models.ForeignKey(Elder, models.CASCADE, db_index=False)
    by = models.UUIDField()
    what = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["elder", "-at"], name="allowance_looks")]


class Batch(models.Model):
    """Somebody took a batch in a department's format."""

    period = models.CharField(max_length=10)
    place_path = models.CharField(max_length=80)
    format = models.CharField(max_length=40)
    count = models.IntegerField()
    digest = models.BinaryField()
    by = models.UUIDField()
    at = models.DateTimeField()
