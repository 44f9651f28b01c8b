"""The wing as Django knows it."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "doorstep.wings.credentials"
    label = "credentials"
    verbose_name = "凭证"
