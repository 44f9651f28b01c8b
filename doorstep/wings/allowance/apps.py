"""The wing as Django knows it."""

from django.apps import AppConfig


class AllowanceConfig(AppConfig):
    name = "doorstep.wings.allowance"
    label = "allowance"
    verbose_name = "高龄津贴"
