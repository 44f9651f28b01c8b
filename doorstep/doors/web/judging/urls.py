"""Addresses of judging."""

from django.urls import path

from doorstep.doors.web.judging import judging, looking, office, results

urlpatterns = [
    path("judge/", results.judged, name="judged"),
    path("judge/<str:code>/", judging.judge, name="judge"),
    path("judge/<str:code>/look/", looking.look_at, name="judge_look"),
    path("judge/<str:code>/roll.csv", results.roll, name="judge_roll"),
    path("judge/<str:code>/results/", results.one, name="judge_results"),
    path("office/judging/", office.rounds, name="office_judging"),
    path("office/judging/new/<str:number>/", office.new, name="office_judging_new"),
    path("office/judging/<str:code>/", office.one, name="office_round"),
    path("office/judging/<str:code>/draw/", office.draw, name="office_round_draw"),
    path("office/judging/<str:code>/paper/", office.paper, name="office_round_paper"),
    path("office/judging/<str:code>/sheets/", office.sheets, name="office_round_sheets"),
    path("office/judging/<str:code>/close/", office.close, name="office_round_close"),
    path("office/judging/<str:code>/show/<int:visit>/", office.show, name="office_visit_show"),
]
