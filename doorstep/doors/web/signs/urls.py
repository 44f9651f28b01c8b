"""Addresses of plates: the short one they carry, and those of the people who make them."""

from django.urls import path

from doorstep.doors.web.signs import importing, printing, register, scanning

urlpatterns = [
    path("q/<str:code>/", scanning.scan, name="sign"),
    path("office/signs/", register.register, name="signs"),
    path("office/signs/import/", importing.take_in, name="import_signs"),
    path("office/signs/print/<slug:kind>/", printing.sheets, name="print_signs"),
    path("office/signs/<str:code>/", register.sign, name="sign_record"),
    path("office/signs/<str:code>/change/", register.change, name="change_sign"),
]
