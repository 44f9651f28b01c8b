"""Who is told 订阅, each message with what became of it 推送 and who pushed it again, who may push to us, and which pushed messages were seen."""

from django.db import models

QUEUED, SENT, FAILED, GIVEN_UP = "queued", "sent", "failed", "given_up"


class Subscription(models.Model):
    """Another system's address. It is told of cases in view of the post that made it (`role`, `unit`, `place_path`), narrowed
    to a system's own orders or to what a unit leads. `events` are names; none means every change of state."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    secret = models.BinaryField()
    events = models.JSONField(default=list)
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    place_path = models.CharField(max_length=60, blank=True)
    system = models.CharField(max_length=20, blank=True)
    lead_unit = models.CharField(max_length=40, blank=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)


class Delivery(models.Model):
    """One message. `body` is what was, or will be, signed and posted, byte for byte; `error` is a reason of `failures`."""

    id = models.UUIDField(primary_key=True)
    to = models.ForeignKey(Subscription, models.CASCADE, db_index=False)
    case_id = models.UUIDField()
    number = models.CharField(max_length=24)
    seq = models.IntegerField()
    event = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, default=QUEUED)
    tries = models.IntegerField(default=0)
    status = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "case_id", "seq"], name="relay_told_once")]
        indexes = [
            models.Index("made_at", "id", name="relay_newest"),
            models.Index("state", "made_at", "id", name="relay_not_sent", condition=~models.Q(state=SENT)),
        ]


class Resend(models.Model):
    """A person had a message that was given up pushed again 再推: who, when, and what had been tried before. Only ever inserted."""

    of = models.ForeignKey(Delivery, models.CASCADE, related_name="resends")
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    tries = models.IntegerField()
    error = models.CharField(max_length=200)


class Sender(models.Model):
    """Another system that signs what it pushes to us; from then on unsigned messages of it are refused."""

    system = models.CharField(max_length=20, primary_key=True)
    secret = models.BinaryField()
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()


class Received(models.Model):
    """A signed message that came in, so that it is not taken twice."""

    system = models.CharField(max_length=20)
    message_id = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "message_id"], name="relay_received_once")]
        indexes = [models.Index("at", name="relay_received_at")]
