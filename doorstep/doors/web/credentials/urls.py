"""Addresses of credentials: those that machines fetch, the page for people, and those of the office."""

from django.urls import path

from doorstep.doors.web.credentials import issuer, office, sharing, verify
from doorstep.doors.web.rights import elders

urlpatterns = [
    path(".well-known/did.json", issuer.did, name="did_document"),
    path("credentials/status/<int:index>/<slug:purpose>/", issuer.status, name="status_list"),
    path("credentials/schemas/<slug:kind>.json", issuer.schema, name="credential_schema"),
    path("credentials/terms/", issuer.terms, name="credential_terms"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<uuid:ident>/<str:code>/", verify.scanned, name="verify_scanned"),
    path("verify/<uuid:ident>/<str:code>/mine/", elders.prove, name="prove_by_credential"),
    path("verify/<uuid:ident>/<str:code>/logged.json", issuer.logged, name="credential_logged"),
    path("verify/<uuid:ident>/<str:code>/share/", sharing.share, name="share_own_credential"),
    path("office/credentials/", office.register, name="credentials"),
    path("office/credentials/<uuid:ident>/", office.record, name="credential"),
    path("office/credentials/<uuid:ident>/change/", office.change, name="change_credential"),
    path("office/credentials/<uuid:ident>/share/", sharing.share_for, name="share_credential"),
    path("office/credentials/<uuid:ident>/<slug:form>/", office.take, name="take_credential"),
]
