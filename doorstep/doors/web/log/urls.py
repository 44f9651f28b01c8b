"""Addresses of the log."""

from django.urls import path

from doorstep.doors.web.log import files, pages, receipts

urlpatterns = [
    path("log/", pages.log, name="log"),
    path("log/check/", pages.check, name="log_check"),
    path("log/entry/<int:index>/", pages.entry, name="log_entry"),
    path("log/checkpoint", files.checkpoint, name="log_checkpoint"),
    path("log/cosignatures", files.cosignatures, name="log_cosignatures"),
    path("log/anchor/<int:index>.tsr", files.anchor, name="log_anchor"),
    path("log/<path:path>", files.tile, name="log_tile"),
    path("case/<str:number>/receipt.json", receipts.receipt_file, name="log_receipt"),
]
