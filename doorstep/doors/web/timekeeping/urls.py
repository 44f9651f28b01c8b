"""Addresses of the clocks."""

from django.urls import path

from doorstep.doors.web.timekeeping import board, foresight

urlpatterns = [
    path("office/clocks/", board.board, name="clock_board"),
    path("office/clocks/cases/", board.cases, name="clock_cases"),
    path("office/clocks/what-if/", foresight.what_if, name="clock_what_if"),
    path("office/clocks/what-if/cases/", foresight.cases, name="clock_what_if_cases"),
]
