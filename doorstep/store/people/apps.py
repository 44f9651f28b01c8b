"""Django's entry for this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "doorstep.store.people"
    label = "people"
    verbose_name = "单位与人员"
