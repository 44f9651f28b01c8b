"""The tables of a case that hold what is about people: texts as written, receipts, photos, the masked digest, who looked.

Rows are written by `open` and `act`, and erased by `erasing`; the ledger beside them holds commitments alone.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from doorstep.kernel.personal import Personal

GUARDIAN = "guardian"  # the field under which a child's guardian is sealed: a contact, not a text


class SealedText(models.Model):
    """A text as somebody wrote it, encrypted. Erasing sets `cipher` and `salt` to null; the ledger keeps the commitment."""

    PERSONAL = Personal(columns=("salt", "cipher"), by_case="case_id = ANY(%s)")

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, db_index=False, related_name="texts")
    seq = models.IntegerField()
    field = models.CharField(max_length=40)
    salt = models.BinaryField(null=True)
    cipher = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq", "field"], name="cases_text_of_event")]


class Receipt(models.Model):
    """A reporter's hold on a case 回执: the keyed hash of the tracking code, and how to reach the person."""

    PERSONAL = Personal(
        columns=("code_hash", "name_cipher", "phone_cipher", "phone_hash"),
        by_case="case_id = ANY(%s)",
        by_phone="phone_hash = %s",
    )

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="receipts")
    code_hash = models.BinaryField(unique=True)
    is_anonymous = models.BooleanField()
    name_cipher = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("phone_hash", condition=models.Q(phone_hash__isnull=False), name="cases_receipt_phone")]


class Attachment(models.Model):
    """A photo, kept encrypted by the files adapter under `stored_as`; `sha256` is of the cleaned picture."""

    PERSONAL = Personal(columns=("stored_as",), by_case="case_id = ANY(%s)")

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="attachments")
    seq = models.IntegerField(null=True)
    field = models.CharField(max_length=40, default="")
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    stored_as = models.CharField(max_length=200)
    uploaded_by = models.CharField(max_length=60)
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class CaseWords(models.Model):
    """What staff read in lists and what search finds: title and body with names, numbers and doors already masked 摘要.

    `lexemes` rank and `pairs` of characters find."""

    PERSONAL = Personal(columns=("title", "body", "lexemes", "pairs"), by_case="case_id = ANY(%s)")

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="words")
    title = models.CharField(max_length=120)
    body = models.TextField()
    lexemes = models.JSONField(default=list)
    pairs = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["pairs"], name="cases_words_pairs")]


class Access(models.Model):
    """Who looked at what was sealed, when, and where it is masked why: residents may ask, auditors may count."""

    PERSONAL = Personal(columns=("actor_id", "reason"), by_case="case_id = ANY(%s)")

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="accesses")
    actor_id = models.UUIDField()
    what = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    at = models.DateTimeField()
