"""Calls that were recorded, and the answers that call-takers keep ready. A reference is the call centre's own number for the
call, and says nothing of the caller."""

from django.db import models


class Call(models.Model):
    """A call 来电: `source` is where it came in, such as "12345"; the same reference from there is the same call."""

    source = models.CharField(max_length=20)
    reference = models.CharField(max_length=60)
    case_id = models.UUIDField()
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "reference"], name="hotline_call_once")]
        indexes = [models.Index("case_id", name="hotline_call_case")]


class Ready(models.Model):
    """An answer kept ready 常用答复. What it says stands in its versions; one that is retired is no longer offered."""

    retired_at = models.DateTimeField(null=True)
    retired_by = models.UUIDField(null=True)


class ReadyText(models.Model):
    """A version of an answer, never changed once written. `category`: what it is about, "" for anything."""

    of = models.ForeignKey(Ready, models.PROTECT, related_name="texts")
    number = models.IntegerField()
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=2000)
    category = models.CharField(max_length=40, blank=True)
    is_current = models.BooleanField()
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="hotline_ready_number"),
            models.UniqueConstraint(fields=["of"], condition=models.Q(is_current=True), name="hotline_ready_current"),
        ]


class ReadyUse(models.Model):
    """A call that was answered with it. `is_as_kept`: word for word, maybe among others."""

    text = models.ForeignKey(ReadyText, models.PROTECT, related_name="uses")
    case_id = models.UUIDField()
    is_as_kept = models.BooleanField()
    used_by = models.UUIDField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "case_id"], name="hotline_ready_used_once")]
