"""The register of jurisdictions, in the shared schema."""

from django.db import models


class Jurisdiction(models.Model):
    """A town or district: its schema, the hosts it answers to, and the pack that is its law."""

    name = models.SlugField(max_length=40, unique=True)
    schema = models.CharField(max_length=63, unique=True)
    pack = models.CharField(max_length=40)
    hosts = models.JSONField(default=list)
    is_simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
