"""Two small tables: codes sent to phones, and tallies of how often something was tried. Neither names anybody in the clear."""

from django.db import models

from doorstep.kernel.personal import Personal


class PhoneCode(models.Model):
    """The code last sent to a phone 验证码: keyed hashes of both. Void after its time, five tries, or use."""

    PERSONAL = Personal(columns=("phone_hash", "code_hash"), by_phone="phone_hash = %s", goes=True)

    phone_hash = models.BinaryField(primary_key=True)
    code_hash = models.BinaryField()
    tries = models.SmallIntegerField(default=0)
    until = models.DateTimeField()


class Tally(models.Model):
    """How often something was done within a stretch of time. `bucket` is a keyed hash. An unlogged table: a crash forgives."""

    PERSONAL = Personal(columns=("bucket",))

    bucket = models.BinaryField(primary_key=True)
    used = models.IntegerField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index("until", name="intake_tally_until")]
