"""Polls, their options, the frozen roll, paper sheets, ballots, and what was found twice.

A ballot of a secret poll names no elector, and its day is all that is kept of its time. Choices are sealed until the count.
Names and phones stand sealed or as keyed hashes in the roll alone.
"""

from django.db import models
from django.db.models import Q

from doorstep.kernel.personal import Personal
from doorstep.wings.voting.rules import REFERENCE


class Poll(models.Model):
    """What is asked of whom, by which rule. Nothing but what the count adds changes once `announced_at` is set."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=80)
    question = models.TextField()
    place_path = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    form = models.CharField(max_length=12)  # kind of ballot: APPROVAL …
    most = models.IntegerField()  # options that may be ticked or ranked, or points to be given
    rule = models.JSONField()  # what a kernel Rule is made of, without its seed
    seed = models.CharField(max_length=64)
    budget = models.BigIntegerField(default=0)  # fen
    basis = models.CharField(max_length=12, default=REFERENCE)
    is_secret = models.BooleanField(default=True)
    may_change = models.BooleanField(default=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    electorate = models.CharField(max_length=8, default="")
    electors = models.IntegerField(default=0)
    roll_hash = models.CharField(max_length=64, default="")
    frozen_at = models.DateTimeField(null=True)
    signing_key = models.BinaryField(default=b"")  # sealed
    public_key = models.TextField(default="")
    content_hash = models.CharField(max_length=64, default="")
    announced_at = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True)
    profile = models.JSONField(
        null=True
    )  # what the ballots said, each way once with how many: read only to count again
    ballots_hash = models.CharField(max_length=64, default="")
    result_hash = models.CharField(max_length=64, default="")
    root = models.CharField(max_length=64, default="")
    made_at = models.DateTimeField()
    # The last elector who was invited, and the last who was reminded.
    invited_to = models.BigIntegerField(default=0, db_default=0)
    reminded_to = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="poll_ends_after")]
        indexes = [
            models.Index("closes_at", "case_id", name="voting_by_end"),
            models.Index("opens_at", name="voting_by_beginning"),
        ]


class Option(models.Model):
    """One thing to choose. `cost` in fen; `candidate`: the case of a candidate item, where there is one."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    key = models.CharField(max_length=12)
    turn = models.IntegerField()
    title = models.CharField(max_length=120)
    cost = models.BigIntegerField(default=0)
    place = models.CharField(max_length=40, default="")
    kind = models.CharField(max_length=40, default="")
    candidate = models.UUIDField(null=True)
    least = models.BigIntegerField(null=True)  # fen: the least part worth giving

    class Meta:
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint("poll", "key", name="voting_option_once"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="voting_cost_not_negative"),
        ]


class Elector(models.Model):
    """One who may vote, or a household that sends one.

    `served`: how a secret ballot was handed out, "" before; `served_for`: to which request, as a hash.
    `phone_cipher`: the number, sealed, to invite by; gone when voting ends, `phone_hash` stays."""

    PERSONAL = Personal(
        columns=("name", "phone_hash", "phone_cipher", "served_for"),
        by_phone="phone_hash = %s",
        opens=("roll_number", "name", "phone_cipher"),
        becomes={"phone_cipher": None},
    )

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="roll")
    roll_number = models.CharField(max_length=24)
    name = models.BinaryField(default=b"")
    phone_hash = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    place_path = models.CharField(max_length=80, default="")
    area = models.BigIntegerField(default=0)  # owners: hundredths of a square metre, over all their units
    units = models.IntegerField(default=0)
    served = models.CharField(max_length=8, default="")
    served_on = models.DateField(null=True)
    served_by = models.UUIDField(null=True)
    served_for = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("poll", "roll_number", name="voting_elector_once")]
        indexes = [models.Index("phone_hash", "poll", name="voting_by_phone")]


class Sheet(models.Model):
    """A paper ballot with a one-time key, of which only a hash is kept. `elector`: on a personal sheet of an open poll."""

    PERSONAL = Personal(columns=("key_hash",))

    poll = models.ForeignKey(Poll, models.CASCADE)
    number = models.IntegerField()
    printing = models.IntegerField()
    key_hash = models.BinaryField(unique=True)
    elector = models.ForeignKey(Elector, models.CASCADE, null=True)
    is_void = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("poll", "number", name="voting_sheet_once")]


class Batch(models.Model):
    """Paper ballots counted by hand and entered together, with a photo on the poll's case."""

    poll = models.ForeignKey(Poll, models.CASCADE)
    key = models.CharField(max_length=64)
    sheets = models.IntegerField()
    digest = models.CharField(max_length=64)
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("poll", "key", name="voting_batch_once")]


class Ballot(models.Model):
    """One ballot. `key_hash`: what it was cast with; `choice`: sealed, with the salt of its commitment; `leaf`: on the published list."""

    PERSONAL = Personal(columns=("key_hash", "choice"))

    poll = models.ForeignKey(Poll, models.CASCADE)
    key_hash = models.BinaryField()
    elector = models.ForeignKey(Elector, models.CASCADE, null=True)
    batch = models.ForeignKey(Batch, models.CASCADE, null=True)
    way = models.CharField(max_length=8)
    choice = models.BinaryField()
    leaf = models.BinaryField()
    cast_on = models.DateField()
    entered_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("poll", "key_hash", name="voting_ballot_once"),
            models.UniqueConstraint("poll", "elector", name="voting_one_person_one_ballot"),
        ]
        indexes = [models.Index("poll", "leaf", name="voting_leaves")]


class Twice(models.Model):
    """A ballot that came a second time and was not counted again. `what`: number of the sheet or of the roll."""

    poll = models.ForeignKey(Poll, models.CASCADE)
    kind = models.CharField(max_length=24)
    what = models.CharField(max_length=24)
    differs = models.BooleanField()
    found_at = models.DateTimeField()
    found_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("poll", "kind", "what", name="voting_twice_once")]
