"""The public versions of cases 脱敏稿, one row for each case of a batch, and of their photos. Never holds a word that was not
redacted first, nor a picture."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

NONE = models.Value([], models.JSONField())
PUBLIC = models.Q(published_at__isnull=False, withdrawn_at__isnull=True)


class Item(models.Model):
    """A case as the public reads it. `marks` lists, by field, the stretches that were hidden and why.

    A batch is itself a case (mechanism "publication"); `batch_id` and `case_id` are ids, never foreign keys. The facts beside
    the texts are as they were when the item was drafted, except `state` and `grade`, which follow the case. `doubts` are codes
    of reasons that may forbid publication until a person says that they are unfounded (`cleared_by`). `edits` is what people
    did by hand since the rules, oldest first; `pairs` of characters find what is public.
    """

    batch_id = models.UUIDField()
    case_id = models.UUIDField()
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    body = models.TextField()
    outcome = models.TextField(blank=True)
    marks = models.JSONField(default=dict)
    edits = models.JSONField(default=list, db_default=NONE)
    pairs = ArrayField(models.TextField(), default=list, db_default=[])
    category = models.CharField(max_length=40)
    street = models.CharField(max_length=9)
    community = models.CharField(max_length=12)
    unit = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    grade = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()
    doubts = models.JSONField(default=list)
    cleared_by = models.UUIDField(null=True)
    edited_by = models.UUIDField(null=True)
    edited_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch_id", "case_id"], name="publication_once_a_batch"),
            models.UniqueConstraint(
                fields=["case_id"], condition=models.Q(withdrawn_at__isnull=True), name="publication_once_at_a_time"
            ),
        ]
        indexes = [
            models.Index("published_at", "id", condition=PUBLIC, name="publication_newest"),
            models.Index("community", "published_at", "id", condition=PUBLIC, name="publication_place"),
            models.Index("street", "published_at", "id", condition=PUBLIC, name="publication_street"),
            models.Index("category", "published_at", "id", condition=PUBLIC, name="publication_kind"),
            models.Index("unit", "published_at", "id", condition=PUBLIC, name="publication_unit"),
            models.Index("number", name="publication_number"),
            GinIndex(fields=["pairs"], condition=PUBLIC, name="publication_pairs"),
        ]


class PublicPhoto(models.Model):
    """The public version of a photo: which boxes are blurred in it, and where the blurred picture is kept, sealed like all others.

    `photo_id` names the original, which stays where it is. `boxes` are in thousandths of width and height, each with what is
    there (face | plate | other), who found it (model | hand) and whether it is blurred. Shown only once somebody said so.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="photos")
    photo_id = models.UUIDField()
    boxes = models.JSONField(default=list)
    looked_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=False)
    stored_as = models.CharField(max_length=200, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "photo_id"], name="publication_photo_once")]
