"""Addresses of deliberation: for staff, for everybody, for whoever holds a receipt."""

from django.urls import path

from doorstep.doors.web.deliberation import became, candidates, collecting

urlpatterns = [
    path("office/candidates/", candidates.candidates, name="candidates"),
    path("office/candidates/export.xlsx", candidates.export, name="candidates_export"),
    path("office/candidates/collect/", collecting.collect_new, name="collect"),
    path("office/candidates/collect/case/<str:number>/", collecting.collect_case, name="collect_case"),
    path("office/candidates/collect/hot/<int:hotspot_id>/", collecting.collect_hot, name="collect_hot"),
    path("office/candidates/<str:number>/", candidates.candidate, name="candidate"),
    path("office/candidates/<str:number>/merge/", collecting.merge, name="candidate_merge"),
    path("office/candidates/<str:number>/separate/", collecting.separate, name="candidate_separate"),
    path("track/<str:number>/became/", became.became, name="became"),
]
