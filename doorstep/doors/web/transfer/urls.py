"""Addresses of imports."""

from django.urls import path

from doorstep.doors.web.transfer import columns, files, progress

urlpatterns = [
    path("office/import/", files.take_in, name="imports"),
    path("office/import/<uuid:import_id>/", progress.one, name="import"),
    path("office/import/<uuid:import_id>/columns/", columns.columns, name="import_columns"),
    path("office/import/<uuid:import_id>/run/", progress.run, name="import_run"),
    path("office/import/<uuid:import_id>/faults.<str:kind>", progress.faults, name="import_faults"),
]
