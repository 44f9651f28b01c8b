"""Calls that were recorded. A reference is the call centre's own number for the call, and says nothing of the caller."""

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
