"""Addresses of judging."""

from django.urls import path

from doorstep.doors.web.judging import answers, judging, looking, office, papers, results, running

urlpatterns = [
    path("judge/", results.judged, name="judged"),
    path("judge/<str:code>/", judging.judge, name="judge"),
    path("judge/<str:code>/look/", looking.look_at, name="judge_look"),
    path("judge/<str:code>/roll.csv", results.roll, name="judge_roll"),
    path("judge/<str:code>/results/", results.one, name="judge_results"),
    path("judge/<str:code>/answers/", answers.answers, name="judge_answers"),
    path("judge/<str:code>/answers.csv", answers.answers_file, name="judge_answers_file"),
    path("office/judging/", office.rounds, name="office_judging"),
    path("office/judging/new/<str:number>/", office.new, name="office_judging_new"),
    path("office/judging/<str:code>/", running.one, name="office_round"),
    path("office/judging/<str:code>/draw/", running.draw, name="office_round_draw"),
    path("office/judging/<str:code>/replace/", running.replace, name="office_round_replace"),
    path("office/judging/<str:code>/paper/", papers.paper, name="office_round_paper"),
    path("office/judging/<str:code>/sheets/", papers.sheets, name="office_round_sheets"),
    path("office/judging/<str:code>/invitations/", papers.invitations, name="office_round_invitations"),
    path("office/judging/<str:code>/void/", papers.void, name="office_round_void"),
    path("office/judging/<str:code>/close/", running.close, name="office_round_close"),
    path("office/judging/<str:code>/show/<int:visit>/", running.show, name="office_visit_show"),
]
