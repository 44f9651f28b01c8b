"""The projects wing as Django knows it."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "doorstep.wings.projects"
    label = "projects"
    verbose_name = "项目"
