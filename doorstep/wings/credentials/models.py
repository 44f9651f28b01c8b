"""Signing keys by name, credentials sealed, status lists, and who relied on what. A holder's words stand only in `sealed`."""

from uuid import uuid4

from django.db import models

from doorstep.kernel.personal import Personal
from doorstep.kernel.words import Words
from doorstep.wings.credentials.rules import STATES, VALID, claims_told


class Key(models.Model):
    """The public half of a signing key. The newest that is not retired signs; all verify, but for one that came into other hands
    at `lost_at`: of that, only what stands among the first `lost_size` entries of the log."""

    name = models.CharField(max_length=80, unique=True)
    did = models.CharField(max_length=300)
    kind = models.CharField(max_length=12)
    multikey = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    lost_size = models.BigIntegerField(null=True)


class StatusList(models.Model):
    """131,072 entries, twice: what is revoked, what is suspended. `taken` of them are given out."""

    number = models.IntegerField(primary_key=True)
    revoked = models.BinaryField()
    suspended = models.BinaryField()
    taken = models.IntegerField(default=0)
    changed_at = models.DateTimeField()


class Credential(models.Model):
    """One that was issued. `subject_hash`: whom it is about, findable but not readable; `about`: what for, once each, unless
    another was issued in its place, `replaced_by`. How often it was used, twice by one unit or in vain, is kept with it: asking its uses
    each time took half a minute at a million."""

    PERSONAL = Personal(
        columns=("subject_hash", "sealed"),
        by_identity="subject_hash = %s",
        title=Words(zh="凭证", en="Credential"),
        opens=("sealed", "about", "issued_at", "state"),
        reads={
            "sealed": claims_told,
            "about": lambda text: {"哪一期": text},
            "issued_at": lambda text: {"签发": text[:10]},
            "state": lambda text: {"现在": STATES[text].zh},
        },
        becomes={"sealed": None},
        outlived="sealed IS NOT NULL AND valid_until < %s",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    subject_hash = models.BinaryField()
    about = models.CharField(max_length=80)
    place_path = models.CharField(max_length=80)
    list_number = models.IntegerField()
    list_index = models.IntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default=VALID)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    replaced_by = models.UUIDField(null=True)
    uses = models.IntegerField(default=0, db_default=0)
    is_double = models.BooleanField(default=False, db_default=False)
    is_refused = models.BooleanField(default=False, db_default=False)
    digest = models.BinaryField(unique=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_hash", "about"],
                condition=models.Q(replaced_by=None),
                name="credentials_issued_once",
            ),
            models.UniqueConstraint(fields=["list_number", "list_index"], name="credentials_one_entry"),
        ]
        indexes = [
            models.Index(fields=["place_path", "-issued_at"], name="credentials_by_place"),
            models.Index(fields=["kind", "about", "state"], name="credentials_by_batch"),
            models.Index(fields=["-issued_at"], condition=models.Q(is_double=True), name="credentials_double"),
            models.Index(fields=["-issued_at"], condition=models.Q(is_refused=True), name="credentials_refused"),
        ]


class Use(models.Model):
    """A unit relied on a credential, or would have: what the check said at that moment."""

    credential = models.ForeignKey(Credential, models.CASCADE, db_index=False)
    unit = models.CharField(max_length=40)
    by = models.UUIDField(null=True)
    purpose = models.CharField(max_length=60)
    verdict = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["credential", "-at"], name="credentials_uses"),
            models.Index(fields=["unit", "-at"], name="credentials_uses_of_unit"),
        ]
