"""Django's entry for this room."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "doorstep.store.places"
    label = "places"
    verbose_name = "地点"
