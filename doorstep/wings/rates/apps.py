"""The wing as Django knows it."""

from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "doorstep.wings.rates"
    label = "rates"
    verbose_name = "三率"
