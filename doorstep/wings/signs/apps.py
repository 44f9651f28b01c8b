"""The wing as Django knows it."""

from django.apps import AppConfig


class SignsConfig(AppConfig):
    name = "doorstep.wings.signs"
    label = "signs"
    verbose_name = "码牌"
