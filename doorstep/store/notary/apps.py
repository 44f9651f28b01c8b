"""Django's entry for this room."""

from django.apps import AppConfig


class NotaryConfig(AppConfig):
    name = "doorstep.store.notary"
    label = "notary"
