"""Requests with what they are about, what was erased and corrected, and which words somebody agreed to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from doorstep.kernel.personal import Personal

SELF, GUARDIAN = "self", "guardian"


class Request(models.Model):
    """Beside the case of a request: the cases that the person held when asking, with their entry of a roll, which consents are
    about; the phone they proved to own and their ID number, as hashes.

    `outcome`: how many rows of each table were shown, changed or erased; none of their content."""

    PERSONAL = Personal(
        columns=("phone_hash", "identity_hash"),
        by_phone="phone_hash = %s",
        by_identity="identity_hash = %s",
        becomes={"phone_hash": None, "identity_hash": None},
    )

    case_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    cases = ArrayField(models.UUIDField())
    phone_hash = models.BinaryField(null=True)
    identity_hash = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    carried_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index("asked_at", "case_id", name="rights_requests_newest")]


class Erasure(models.Model):
    """Rows of a table were erased: when, by whom, because of which request, or because their time was over. Only ever inserted."""

    request = models.UUIDField(null=True)
    table = models.CharField(max_length=60)
    rows = models.IntegerField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(db_index=True)


class Correction(models.Model):
    """A value of a case's reporter was put right. What it was and is, is sealed elsewhere or gone; that it changed stays."""

    case_id = models.UUIDField(db_index=True)
    request = models.UUIDField()
    target = models.CharField(max_length=20)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()


class Sealed(models.Model):
    """A case that is sealed: its masked digest, kept encrypted until it is unsealed, so that no list and no search finds it."""

    PERSONAL = Personal(columns=("cipher",), by_case="case_id = ANY(%s)", goes=True)

    case_id = models.UUIDField(primary_key=True)
    cipher = models.BinaryField()
    ground = models.CharField(max_length=40)
    sealed_by = models.UUIDField(null=True)
    sealed_at = models.DateTimeField(db_index=True)


class Agreement(models.Model):
    """Somebody agreed to a version of a text: about which case or elder, in which way. Taking it back writes `withdrawn_at`.

    Two people of one case agree each for themselves: told apart by the number each left. `has_number`: one was left, though it may
    have been erased since; without one a case or an elder has a single agreement to a version. `given_by`: by the person, or by
    whom on their behalf. `noted_by`, `withdrawn_by`: the member of staff who was told so, where it was not done on a page
    of one's own. A new version is a new row; the old one stays."""

    PERSONAL = Personal(columns=("phone_hash",), by_phone="phone_hash = %s", becomes={"phone_hash": None})

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    about = models.UUIDField(db_index=True)
    phone_hash = models.BinaryField(null=True)
    has_number = models.BooleanField(default=False, db_default=False)
    way = models.CharField(max_length=12)
    given_by = models.CharField(max_length=12, default=SELF, db_default=SELF)
    noted_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="rights_agreed_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "code", "version", "phone_hash"],
                condition=models.Q(withdrawn_at=None),
                name="rights_agreed_once_each",
            ),
            models.UniqueConstraint(
                fields=["about", "code", "version"],
                condition=models.Q(withdrawn_at=None, has_number=False),
                name="rights_agreed_once_unnumbered",
            ),
        ]
