"""The transfer wing as Django knows it."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "doorstep.wings.transfer"
    label = "transfer"
    verbose_name = "外单导入"
