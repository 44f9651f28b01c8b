"""Django's entry for this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "doorstep.wings.intake"
    label = "intake"
