"""The themes wing as Django knows it."""

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "doorstep.wings.themes"
    label = "themes"
    verbose_name = "主动治理"
