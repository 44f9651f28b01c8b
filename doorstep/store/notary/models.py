"""One table, insert-only."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

models.BinaryField.register_lookup(Length)


class Deed(models.Model):
    """Something to be proven later 存证: of which kind, which thing of that kind (an id, nothing personal), and its digest."""

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source"], name="notary_once"),
            models.CheckConstraint(condition=Q(digest__length=32), name="notary_sha256"),
        ]
