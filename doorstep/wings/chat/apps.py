"""The wing as Django knows it."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "doorstep.wings.chat"
    label = "chat"
    verbose_name = "对话式反映"
