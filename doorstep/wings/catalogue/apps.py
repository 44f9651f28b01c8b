"""The catalogue wing as Django knows it."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "doorstep.wings.catalogue"
    label = "catalogue"
    verbose_name = "派单目录"
