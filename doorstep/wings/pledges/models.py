"""Pledges and their book. Amounts in fen. A giver's name is sealed; `public_name` only where the giver wished to be named."""

from django.db import models

from doorstep.kernel.personal import Personal


class Pledge(models.Model):
    """What somebody promised, as converted by a rule of that version. `project_id`: a case, or none: for whatever is needed there.
    `place_path`: where it is for, the project's place if it is for one; who has a post over that place keeps its book."""

    PERSONAL = Personal(columns=("giver_cipher", "public_name"))

    number = models.CharField(max_length=24, unique=True)
    project_id = models.UUIDField(null=True, db_index=True)
    project_number = models.CharField(max_length=24)
    place_path = models.CharField(max_length=80, db_default="")
    giver_kind = models.CharField(max_length=20)
    giver_cipher = models.BinaryField()
    public_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    quantity = models.CharField(max_length=24)
    rule_version = models.CharField(max_length=20)
    value_fen = models.BigIntegerField()
    what = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["-made_at", "-id"], name="pledges_newest")]


class Movement(models.Model):
    """A step of a pledge: promised, received, used, or another one taken back. `evidence`: a keyed hash of the document's number."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="movements")
    code = models.CharField(max_length=20)
    evidence = models.BinaryField(max_length=32, unique=True)
    document = models.CharField(max_length=64)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering = ("id",)


class Entry(models.Model):
    """One side of a movement: positive is a debit, negative a credit. All entries of a movement add up to nothing."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="entries")
    account = models.CharField(max_length=40)
    fen = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account"], name="pledges_by_account")]
        constraints = [models.CheckConstraint(condition=~models.Q(fen=0), name="pledges_entry_of_something")]
