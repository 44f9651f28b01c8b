"""Notices 通知 waiting, sent, failed or given up. A row names its recipient by id or key, never by name or number."""

from uuid import UUID

from django.db import models

QUEUED, SENT, FAILED, GIVEN_UP = "queued", "sent", "failed", "given_up"


PERSON = "person:"


def key_of(person_id: UUID) -> str:
    """The recipient who is one person, whatever posts they hold."""
    return f"{PERSON}{person_id}"


class Notice(models.Model):
    """`recipient` is "receipt:<id>" for a message to a reporter, "person:<id>" or the key of a party ("desk@cgj", "office") for staff,
    "<kind>:<number>" for somebody whom a wing's own book knows ("elector:12").

    `template` is "event/party" in notices.toml; `params` fill its holes: number, unit, due, link. `seq` is the event's number in
    its case. Words are made when they are read or sent, so that the row holds no text.
    """

    case_id = models.UUIDField()
    seq = models.IntegerField()
    channel = models.CharField(max_length=10)
    recipient = models.CharField(max_length=80)
    template = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=QUEUED)
    tries = models.IntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "seq", "template", "recipient", "channel"], name="outbox_told_once"
            )
        ]
        indexes = [
            models.Index("recipient", "id", name="outbox_of_recipient", condition=models.Q(channel="in_app")),
            models.Index(
                "state", "id", name="outbox_not_sent", condition=models.Q(state__in=[QUEUED, FAILED, GIVEN_UP])
            ),
        ]


class Duty(models.Model):
    """A case found overdue or soon due, `kind` as the notice's event, of which nobody was told yet. Told and gone when the office opens."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    found_at = models.DateTimeField()


class Seen(models.Model):
    """Up to which notice a member of staff has read the list."""

    person_id = models.UUIDField(primary_key=True)
    up_to = models.BigIntegerField(default=0)
    at = models.DateTimeField()
