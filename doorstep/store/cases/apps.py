"""Django's entry for this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "doorstep.store.cases"
    label = "cases"
