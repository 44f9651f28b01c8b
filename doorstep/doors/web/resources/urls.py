"""Addresses of resources, needs and incubated projects."""

from django.urls import path

from doorstep.doors.web.resources import office, public

urlpatterns = [
    path("resources/", public.resources, name="resources"),
    path("resources/needs/", public.needs, name="resource_needs"),
    path("resources/incubation/", public.incubation, name="incubation"),
    path("resources/<str:number>/", public.resource, name="resource"),
    path("office/resources/", office.needs, name="office_resources"),
    path("office/resources/<str:number>/", office.need, name="office_need"),
]
