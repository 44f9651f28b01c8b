"""How long a case stood at a level of response 级别, and who led there. Rebuilt from the case's events; no personal data."""

from django.db import models


class Stay(models.Model):
    """`seq`: the event that raised or lowered the case; `rule` is "" where a person did. `led_by` is the key of a party, such
    as "desk@cgj". `until` is null while the case stands there."""

    case_id = models.UUIDField()
    seq = models.IntegerField()
    level = models.CharField(max_length=40)
    rule = models.CharField(max_length=40, blank=True)
    measure = models.IntegerField(null=True)
    led_by = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_id", "seq"], name="escalation_stay_of_event"),
        ]
        indexes = [
            models.Index("level", "since", "id", condition=models.Q(until__isnull=True), name="escalation_stands_at"),
            models.Index("rule", condition=~models.Q(rule=""), name="escalation_by_rule"),
        ]
