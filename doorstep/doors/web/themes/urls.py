"""Addresses of lists, estates and themes."""

from django.urls import path

from doorstep.doors.web.themes import estates, lists, loop, themes

urlpatterns = [
    path("office/lists/", lists.lists, name="lists"),
    path("office/estates/", estates.estates, name="estates"),
    path("office/themes/", themes.themes, name="themes"),
    path("office/themes/<str:number>/", themes.theme, name="theme"),
    path("office/themes/<str:number>/loop/", loop.loop, name="theme_loop"),
    path("office/themes/<str:number>/newcomers/", themes.welcome, name="theme_newcomers"),
    path("office/themes/<str:number>/gather/", themes.gather, name="theme_gather"),
]
