"""Versions of the dispatch catalogue 派单目录版本, their rows, and rulings that may become rows. Codes only, no foreign keys out."""

from django.db import models

FROM_PACK, FROM_FILE, FROM_RULING = "pack", "file", "ruling"
WAITING, TAKEN, DECLINED = "waiting", "taken", "declined"


class Version(models.Model):
    """`name` is "2026-3". `source`: the file's name, or the number of the case whose ruling it took up. Frozen once written,
    but for `is_current`; `digest` is over its rows."""

    name = models.CharField(max_length=12, unique=True)
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    origin = models.CharField(max_length=10)
    source = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="catalogue_one_current"
            )
        ]


class CatalogueRow(models.Model):
    """One line of a version, as `kernel.catalogue.Row` has it. Dates are null where the row always held or holds on."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rows")
    line = models.IntegerField()
    categories = models.JSONField(default=list)
    place_path = models.CharField(max_length=60, blank=True)
    ownership = models.CharField(max_length=40, blank=True)
    words = models.JSONField(default=list)
    request_types = models.JSONField(default=list)
    urgencies = models.JSONField(default=list)
    lead = models.CharField(max_length=40)
    assisting = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    basis = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "line"], name="catalogue_line_once")]


class Upload(models.Model):
    """A file that was looked at and not yet published: its good rows, as `rules.plain` writes them, and how many had faults.
    Thrown away after a day, or once published."""

    id = models.UUIDField(primary_key=True)
    by = models.UUIDField()
    at = models.DateTimeField()
    source = models.CharField(max_length=120)
    rows = models.JSONField(default=list)
    faulty = models.IntegerField(default=0)
    seen = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index("at", name="catalogue_upload_age")]


class Proposal(models.Model):
    """A ruling that may become a row 裁定可入目录: what was ruled where, by which event of which case. `state` says whether
    somebody took it up or let it be."""

    case_id = models.UUIDField()
    seq = models.IntegerField()
    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=20)
    category = models.CharField(max_length=40)
    place_path = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40)
    basis = models.CharField(max_length=200)
    ruled_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    version = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "seq"], name="catalogue_ruling_once")]
        indexes = [models.Index("state", "ruled_at", name="catalogue_rulings")]
