"""Addresses of polls."""

from django.urls import path

from doorstep.doors.web.voting import (
    ballots,
    checking,
    coming,
    drafts,
    listing,
    paper,
    results,
    running,
    serving,
    sheets,
)

urlpatterns = [
    path("polls/", listing.polls, name="polls"),
    path("polls/sheet/", sheets.find, name="poll_sheet_key"),
    path("polls/s/<str:key>/", sheets.sheet, name="poll_sheet"),
    path("polls/<str:number>/", listing.poll, name="poll"),
    path("polls/<str:number>/come/", coming.come, name="poll_come"),
    path("polls/<str:number>/come/code/", coming.check, name="poll_come_code"),
    path("polls/<str:number>/leave/", coming.leave, name="poll_leave"),
    path("polls/<str:number>/ballot/", ballots.token, name="poll_token"),
    path("polls/<str:number>/vote/", ballots.vote, name="poll_vote"),
    path("polls/<str:number>/receipt/", checking.receipt, name="poll_receipt"),
    path("polls/<str:number>/result/", results.result, name="poll_result"),
    path("polls/<str:number>/if/", results.what_if, name="poll_what_if"),
    path("polls/<str:number>/replay/", results.replay, name="poll_replay"),
    path("polls/<str:number>/points.json", results.points, name="poll_points"),
    path("polls/<str:number>/announcement.json", results.announcement, name="poll_announcement"),
    path("polls/<str:number>/ballots.pb", results.pabulib, name="poll_pb"),
    path("polls/<str:number>/ballots.json", results.ballots_json, name="poll_json"),
    path("polls/<str:number>/receipts.txt", results.receipts, name="poll_receipts"),
    path("office/polls/", running.polls, name="office_polls"),
    path("office/polls/new/", drafts.new, name="new_poll"),
    path("office/polls/<str:number>/", running.poll, name="office_poll"),
    path("office/polls/<str:number>/edit/", drafts.edit, name="edit_poll"),
    path("office/polls/<str:number>/roll/", running.freeze, name="freeze_poll"),
    path("office/polls/<str:number>/step/", running.step, name="step_poll"),
    path("office/polls/<str:number>/serve/", serving.serve, name="serve_voter"),
    path("office/polls/<str:number>/paper/", paper.paper, name="poll_paper"),
    path("office/polls/<str:number>/paper/print/", paper.print_pdf, name="print_sheets"),
    path("office/polls/<str:number>/paper/batch/", paper.batch, name="poll_batch"),
]
