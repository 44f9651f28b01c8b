"""Addresses of the resident's door."""

from django.urls import path

from doorstep.doors.web.resident import cases, home, maps, photos, receipts, report, steps, tracking

urlpatterns = [
    path("", home.home, name="home"),
    path("privacy/", home.privacy, name="privacy"),
    path("report/", report.report, name="report"),
    path("receipt/<str:number>/", receipts.receipt, name="receipt"),
    path("track/", tracking.track, name="track"),
    path("track/phone/", tracking.send, name="track_phone"),
    path("track/phone/code/", tracking.check, name="track_phone_code"),
    path("t/<str:code>/", tracking.by_code, name="by_code"),
    path("mine/", cases.mine, name="my_cases"),
    path("mine/forget/", cases.forget, name="forget_mine"),
    path("case/<str:number>/", cases.case, name="my_case"),
    path("case/<str:number>/why/", cases.why, name="my_case_why"),
    path("case/<str:number>/<slug:verb>/", steps.step, name="my_step"),
    path("photo/<uuid:photo_id>/", photos.photo, name="photo"),
    path("photo/<uuid:photo_id>/small/", photos.photo, {"is_small": True}, name="photo_small"),
    path("map/outline.json", maps.outline, name="map_outline"),
]
