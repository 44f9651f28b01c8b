"""Addresses of the coordinating office."""

from django.urls import path

from doorstep.doors.web.office import board, consultation, disputes, notices, pool, undelivered

urlpatterns = [
    path("office/pool/", pool.pool, name="pool"),
    path("office/pool/step/", pool.take_step, name="pool_step"),
    path("office/board/", board.board, name="board"),
    path("office/board/preview/", board.preview, name="dispatch_preview"),
    path("office/board/dispatch/", board.dispatch, name="dispatch_many"),
    path("office/consultation/", consultation.consultation, name="consultation"),
    path("office/disputes/", disputes.disputes, name="disputes"),
    path("office/disputes/step/", disputes.take_step, name="dispute_step"),
    path("office/undelivered/", undelivered.undelivered, name="undelivered"),
    path("office/undelivered/retry/", undelivered.retry, name="retry_notice"),
    path("desk/notices/", notices.notices, name="notices"),
]
