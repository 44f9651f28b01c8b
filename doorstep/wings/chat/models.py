"""A conversation, the messages heard, the pictures to fetch. People and messages by keyed hash, every text sealed, each row with its end."""

from django.db import models

from doorstep.kernel.personal import Personal


class Conversation(models.Model):
    """A report half told. `who` is a keyed hash of messenger and address; `cipher` holds the Talk as JSON."""

    PERSONAL = Personal(columns=("who", "cipher"))

    who = models.BinaryField(primary_key=True)
    cipher = models.BinaryField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index("until", name="chat_conversation_until")]


class Heard(models.Model):
    """A message that was answered, and how: the same message again gets the same answer. `cipher` is null when it got none."""

    PERSONAL = Personal(columns=("message", "cipher"))

    message = models.BinaryField(primary_key=True)
    cipher = models.BinaryField(null=True)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index("until", name="chat_heard_until")]


class Picture(models.Model):
    """A picture named in a report that was opened, to be fetched from the messenger. Both ciphers go when it is kept or lost."""

    PERSONAL = Personal(
        columns=("media_cipher", "address_cipher"),
        by_case="case_id = ANY(%s)",
        becomes={"media_cipher": None, "address_cipher": None},
    )

    WAITING, KEPT, LOST = "waiting", "kept", "lost"

    id = models.BigAutoField(primary_key=True)
    case_id = models.UUIDField(db_index=True)
    channel = models.CharField(max_length=20)
    media_cipher = models.BinaryField(null=True)
    address_cipher = models.BinaryField(null=True)
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.SmallIntegerField(default=0)
    fault = models.CharField(max_length=80, default="")
    told_at = models.DateTimeField()
