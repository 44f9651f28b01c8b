"""Addresses of deliberation: for staff, for everybody, for whoever was invited or holds a receipt."""

from django.urls import path

from doorstep.doors.web.deliberation import (
    assemblies,
    became,
    candidates,
    collecting,
    coming,
    feeds,
    meeting,
    public,
    screen,
)

urlpatterns = [
    path("office/candidates/", candidates.candidates, name="candidates"),
    path("office/candidates/export.xlsx", candidates.export, name="candidates_export"),
    path("office/candidates/collect/", collecting.collect_new, name="collect"),
    path("office/candidates/collect/case/<str:number>/", collecting.collect_case, name="collect_case"),
    path("office/candidates/collect/hot/<int:hotspot_id>/", collecting.collect_hot, name="collect_hot"),
    path("office/candidates/list/", collecting.put_on_list, name="candidates_list"),
    path("office/candidates/<str:number>/", candidates.candidate, name="candidate"),
    path("office/candidates/<str:number>/merge/", collecting.merge, name="candidate_merge"),
    path("office/candidates/<str:number>/separate/", collecting.separate, name="candidate_separate"),
    path("office/assemblies/", assemblies.overview, name="assemblies"),
    path("office/assemblies/call/", assemblies.call_new, name="assembly_call"),
    path("office/assemblies/<str:number>/", meeting.page, name="assembly"),
    path("office/assemblies/<str:number>/screen/", screen.screen, name="assembly_screen"),
    path("office/assemblies/<str:number>/invitations.pdf", screen.invitations, name="assembly_invitations"),
    path("office/assemblies/<str:number>/minutes.pdf", screen.minutes_pdf, name="assembly_minutes"),
    path("office/assemblies/<str:number>/<slug:verb>/", meeting.do, name="assembly_do"),
    path("here/<str:code>/", coming.here, name="assembly_here"),
    path("here/<str:code>/meeting.ics", feeds.of_guest, name="assembly_here_ics"),
    path("here/<str:code>/<slug:verb>/", coming.do, name="assembly_here_do"),
    path("hall/<str:number>/", coming.hall, name="assembly_hall"),
    path("assemblies/", public.listed, name="assemblies_public"),
    path("assemblies/counted/<slug:figure>/", public.counted, name="assemblies_counted"),
    path("assemblies/three-steps/", public.three_steps, name="three_steps"),
    path("assemblies.ics", feeds.of_town, name="assemblies_calendar"),
    path("assemblies/<slug:body>.ics", feeds.of_body, name="assembly_calendar"),
    path("assemblies/<str:number>/meeting.ics", feeds.of_meeting, name="assembly_ics"),
    path("assemblies/<str:number>/", public.one, name="assembly_public"),
    path("track/<str:number>/became/", became.became, name="became"),
]
