"""Leaves, tree heads, tiles, signed checkpoints, witnesses, and what went wrong."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """A leaf 存证记录. `position` is the event it stands for, `deed` what the notary holds; neither: it came back from a mirror,
    and what it stood for is lost. The salt may be erased; then nobody can tell any more what the leaf stands for."""

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    position = models.BigIntegerField(null=True)
    deed = models.BigIntegerField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint("position", condition=Q(position__isnull=False), name="log_entry_event"),
            models.UniqueConstraint("deed", condition=Q(deed__isnull=False), name="log_entry_deed"),
        ]


class Head(models.Model):
    """A tree head, written with the leaves that lead to it. `clock_said`: the machine's clock where it went back."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    clock_said = models.DateTimeField(null=True)


class Tile(models.Model):
    """A tile as wide as it is by now. Made from the leaves and made again from them when need be."""

    pk = models.CompositePrimaryKey("level", "n")
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    hashes = models.BinaryField()


class Checkpoint(models.Model):
    """A signed note over a head."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()


class LogKey(models.Model):
    """A public key under which checkpoints from `since` leaves on are signed."""

    vkey = models.CharField(max_length=300, unique=True)
    since = models.BigIntegerField()
    at = models.DateTimeField()


class Witness(models.Model):
    """Another unit 见证单位 whose cosignatures are taken and shown; its key came by another way than the net."""

    vkey = models.CharField(max_length=2000, unique=True)
    title = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Cosignature(models.Model):
    """A witness's line on a checkpoint, checked when it came in."""

    size = models.BigIntegerField()
    witness = models.ForeignKey(Witness, models.PROTECT, db_index=False)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size", "witness"], name="log_cosigned_once")]
        indexes = [models.Index("witness", "size", name="log_cosigned_last")]


class Trouble(models.Model):
    """Why the log stands still, or did; `ended_at` when it went on."""

    kind = models.CharField(max_length=40)
    detail = models.TextField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Settled(models.Model):
    """Up to which event and deed everything is known to be in the log: before these nothing new can appear."""

    source = models.CharField(max_length=20, primary_key=True)
    upto = models.BigIntegerField(default=0)


# How an authority is named that is a chain (`adapters/chains.py`); the chain's address follows.
ON_CHAIN = "evm:"


class Anchor(models.Model):
    """A time stamp 时间戳 that somebody outside put under a checkpoint, `token` as it came; or a transaction that holds its digest,
    `authority` "evm:…" and `token` its hash."""

    @property
    def transaction(self) -> str:
        """Its hash on the chain; empty for a time stamp."""
        return f"0x{bytes(self.token).hex()}" if self.authority.startswith(ON_CHAIN) else ""

    size = models.BigIntegerField()
    authority = models.CharField(max_length=300)
    token = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size", "authority"], name="log_anchored_once")]
