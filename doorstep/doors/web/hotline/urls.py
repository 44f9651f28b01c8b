"""Addresses of the hotline desk. What was typed is always posted: no number and no word stands in an address."""

from django.urls import path

from doorstep.doors.web.hotline import desk, hints, ready

urlpatterns = [
    path("hotline/", desk.hotline, name="hotline"),
    path("hotline/earlier/", hints.earlier, name="hotline_earlier"),
    path("hotline/hints/", hints.hints, name="hotline_hints"),
    path("hotline/places/", hints.places, name="hotline_places"),
    path("hotline/answers/", ready.ready_answers, name="ready_answers"),
    path("hotline/answers/new/", ready.new_ready_answer, name="new_ready_answer"),
    path("hotline/answers/find/", ready.find_ready, name="find_ready"),
    path("hotline/answers/<int:ready_id>/", ready.ready_answer, name="ready_answer"),
]
