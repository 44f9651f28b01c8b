"""The pledges wing as Django knows it."""

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "doorstep.wings.pledges"
    label = "pledges"
    verbose_name = "撬动资源"
