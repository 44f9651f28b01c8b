"""Connects the wings to the store once Django has loaded them all."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "doorstep.config"

    def ready(self) -> None:
        from doorstep.config import wiring

        wiring.connect()
