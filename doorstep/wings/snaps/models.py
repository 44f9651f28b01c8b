"""Riders who registered, sealed, and the snaps from which points may be credited one day."""

from django.db import models

from doorstep.kernel.personal import Personal


class Rider(models.Model):
    """Somebody who left a nickname or a phone to be quicker next time. Both are sealed; `number` says nothing about them."""

    PERSONAL = Personal(
        columns=("name_cipher", "phone_cipher"),
        by_case="id IN (SELECT rider_id FROM snaps_snap WHERE case_id = ANY(%s))",
        opens=("name_cipher", "phone_cipher"),
        becomes={"name_cipher": None, "phone_cipher": None},
    )

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=12, unique=True)
    name_cipher = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(db_index=True)


class Snap(models.Model):
    """A case that came as a snap, with the number under which it may be credited. `rider` is empty for whoever left nothing."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=12, unique=True)
    rider = models.ForeignKey(Rider, models.SET_NULL, null=True)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rider", "-taken_at"], name="snaps_of_rider")]
