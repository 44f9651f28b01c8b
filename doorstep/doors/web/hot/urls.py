"""Addresses of the hot issues."""

from django.urls import path

from doorstep.doors.web.hot import deciding, hot

urlpatterns = [
    path("office/hot/", hot.hottest, name="hot"),
    path("office/hot/<int:hotspot_id>/", hot.one, name="hotspot"),
    path("office/hot/<int:hotspot_id>/add/", deciding.add, name="hotspot_add"),
    path("office/hot/<int:hotspot_id>/split/", deciding.split, name="hotspot_split"),
    path("office/hot/<int:hotspot_id>/theme/", deciding.theme, name="hotspot_theme"),
]
