"""Addresses of projects."""

from django.urls import path

from doorstep.doors.web.projects import loop, money, office, public

urlpatterns = [
    path("projects/", public.projects, name="projects"),
    path("projects/points.json", public.points, name="projects_points"),
    path("projects/reserve/", public.reserve, name="projects_reserve"),
    path("projects/money/", money.money, name="projects_money"),
    path("projects/<str:number>/", public.project, name="project_public"),
    path("projects/<str:number>/photos/<int:picture_id>.jpg", public.photo, name="project_photo"),
    path("projects/<str:number>/loop/", loop.loop, name="project_loop"),
    path("office/projects/", office.projects, name="office_projects"),
    path("office/projects/new/", office.new, name="office_project_new"),
    path("office/projects/money/", money.office_money, name="office_money"),
    path("office/projects/money/journal.csv", money.journal, name="office_money_journal"),
    path("office/projects/<str:number>/", office.project, name="office_project"),
]
