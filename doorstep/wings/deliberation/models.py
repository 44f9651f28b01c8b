"""How many people stand behind a candidate 征集项, as counted last. No personal data."""

from django.db import models


class Standing(models.Model):
    """`people`: different people on record, each once however often they asked. `cases`: suggestions and requests. `heard`: said in
    person to whoever collected it, as written down then."""

    case_id = models.UUIDField(primary_key=True)
    people = models.IntegerField(default=0)
    cases = models.IntegerField(default=0)
    heard = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-people", "-heard", "case_id"], name="deliberation_standing_heat")]
