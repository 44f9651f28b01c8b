"""Django's entry for this room."""

from django.apps import AppConfig


class JurisdictionsConfig(AppConfig):
    name = "doorstep.store.jurisdictions"
    label = "jurisdictions"
