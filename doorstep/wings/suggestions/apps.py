"""The wing as Django knows it."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "doorstep.wings.suggestions"
    label = "suggestions"
    verbose_name = "人民建议"
