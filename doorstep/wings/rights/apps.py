"""The wing as Django knows it."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "doorstep.wings.rights"
    label = "rights"
    verbose_name = "个人信息权利"
