"""The wing as Django knows it."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "doorstep.wings.voting"
    label = "voting"
    verbose_name = "勾选"
