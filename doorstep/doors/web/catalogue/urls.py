"""Addresses of the dispatch catalogue."""

from django.urls import path

from doorstep.doors.web.catalogue import current, gaps, importing, rulings, versions, why

urlpatterns = [
    path("office/catalogue/", current.current, name="catalogue"),
    path("office/catalogue/export/", current.export, name="catalogue_export"),
    path("office/catalogue/gaps/", gaps.gaps, name="catalogue_gaps"),
    path("office/catalogue/why/", why.why, name="catalogue_why"),
    path("office/catalogue/import/", importing.take_in, name="catalogue_import"),
    path("office/catalogue/import/publish/", importing.publish, name="catalogue_publish"),
    path("office/catalogue/rulings/", rulings.rulings, name="catalogue_rulings"),
    path("office/catalogue/rulings/settle/", rulings.settle, name="catalogue_settle"),
    path("office/catalogue/versions/", versions.versions, name="catalogue_versions"),
    path("office/catalogue/versions/<str:name>/", versions.version, name="catalogue_version"),
    path("office/catalogue/versions/<str:name>/export/", versions.export, name="catalogue_version_export"),
]
