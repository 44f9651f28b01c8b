"""Addresses of the public pages."""

from django.urls import path

from doorstep.doors.web.public import carrying, counting, finding, mechanism, orders, photos

urlpatterns = [
    path("public/", orders.orders, name="public"),
    path("public/points.json", orders.points, name="public_points"),
    path("public/suggest.json", finding.suggest, name="public_suggest"),
    path("public/feed.xml", carrying.feed, name="public_feed"),
    path("public/orders.csv", carrying.export, name="public_csv"),
    path("public/figures/", counting.figures, name="figures"),
    path("public/figures/<slug:name>/", counting.records, name="figure_records"),
    path("public/mechanism/", mechanism.mechanism, name="public_mechanism"),
    path("public/<str:number>/photos/<int:public_id>.jpg", photos.photo, name="public_photo"),
    path("public/<str:number>/", orders.order, name="public_order"),
]
