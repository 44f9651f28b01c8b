"""The publication wing as Django knows it."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "doorstep.wings.publication"
    label = "publication"
    verbose_name = "晒单"
