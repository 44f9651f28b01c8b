"""Addresses of suggestions: for residents, for everybody, for staff."""

from django.urls import path

from doorstep.doors.web.suggestions import after, campaigns, overview, points, praise, running, splitting, suggest

urlpatterns = [
    path("suggest/", suggest.make, name="suggest"),
    path("suggest/after/", after.after, name="after"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/<slug:code>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:code>/<slug:figure>/", campaigns.records, name="campaign_records"),
    path("praise/", praise.letters, name="praise"),
    path("praise/write/", praise.write, name="write_praise"),
    path("observe/", points.observe, name="observe"),
    path("observe/<slug:code>/", points.observed, name="observed"),
    path("office/suggestions/", overview.overview, name="suggestions"),
    path("office/splitting/", splitting.splitting, name="splitting"),
    path("office/splitting/<uuid:case_id>/", splitting.decide, name="split"),
    path("office/campaigns/", running.run, name="run_campaigns"),
    path("office/campaigns/<slug:code>/end/", running.end, name="end_campaign"),
    path("office/campaigns/<slug:code>/answer/", running.answer, name="answer_campaign"),
    path("office/points/", points.points, name="points"),
    path("office/points/<slug:code>/", points.point, name="point"),
    path("office/points/<slug:code>/close/", points.close, name="close_point"),
]
