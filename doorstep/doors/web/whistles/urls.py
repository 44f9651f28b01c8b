"""Addresses of whistles and turnouts."""

from django.urls import path

from doorstep.doors.web.whistles import blowing, live, pages, rates, stepping

urlpatterns = [
    path("whistles/", live.board, name="whistles"),
    path("whistles/blow/", blowing.blow, name="whistle_blow"),
    path("whistles/rates/", rates.rates, name="whistle_rates"),
    path("whistles/rates/<slug:name>/", rates.behind, name="whistle_rates_behind"),
    path("whistles/<str:number>/", pages.page, name="whistle"),
    path("whistles/<str:number>/step/<slug:verb>/", stepping.step, name="whistle_step"),
]
