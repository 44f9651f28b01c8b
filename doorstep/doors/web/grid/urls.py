"""Addresses of the grid's pages."""

from django.urls import path

from doorstep.doors.web.grid import arranging, cards, duties, overseeing, records, rounds

urlpatterns = [
    path("desk/rounds/", rounds.rounds, name="rounds"),
    path("desk/rounds/<int:due_id>/", rounds.go, name="round"),
    path("desk/duties/", duties.duties, name="duties"),
    path("office/grids/", overseeing.overview, name="grids"),
    path("office/grids/rounds/", records.listed, name="round_records"),
    path("office/grids/<str:target>/", overseeing.target, name="grid_target"),
    path("office/grids/<str:target>/assign/", arranging.assign, name="grid_assign"),
    path("office/grids/<str:target>/relieve/", arranging.relieve, name="grid_relieve"),
    path("office/grids/<str:target>/away/", arranging.away, name="grid_away"),
    path("office/grids/<str:target>/back/", arranging.back, name="grid_back"),
    path("office/grids/<str:target>/count/", arranging.count, name="grid_count"),
    path("office/grids/<str:target>/point/", arranging.point, name="grid_point"),
    path("office/grids/<str:target>/consent/", arranging.consent, name="grid_consent"),
    path("grids/", cards.cards, name="grid_cards"),
    path("grids/duties/", duties.public, name="public_duties"),
    path("grids/<str:target>/", cards.card, name="grid_card"),
    path("grids/<str:target>/outline.json", cards.outline, name="grid_outline"),
]
