"""The log wing as Django knows it."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "doorstep.wings.log"
    label = "log"
    verbose_name = "存证日志"
