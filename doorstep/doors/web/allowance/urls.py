"""Addresses of the elders' allowance."""

from django.urls import path

from doorstep.doors.web.allowance import batches, communities, elder, evidence, for_elder, roll

urlpatterns = [
    path("office/allowance/", roll.roll, name="allowance"),
    path("office/allowance/enter/", roll.take_in, name="enter_elder"),
    path("office/allowance/import/", roll.take_table, name="import_roll"),
    path("office/allowance/find/", roll.find, name="find_elder"),
    path("office/allowance/evidence/", evidence.evidence, name="allowance_evidence"),
    path("office/allowance/batches/", batches.batches, name="allowance_batches"),
    path("office/allowance/batches/issue/", batches.issue_batch, name="issue_batch"),
    path("office/allowance/batches/<slug:form>/", batches.take, name="take_batch"),
    path("office/allowance/communities/", communities.communities, name="allowance_communities"),
    path("office/allowance/communities/change/", communities.change, name="switch_community"),
    path("office/allowance/<uuid:ident>/", elder.elder, name="elder"),
    path("office/allowance/<uuid:ident>/certify/", elder.certify_one, name="certify_elder"),
    path("office/allowance/<uuid:ident>/issue/", elder.issue_one, name="issue_to_elder"),
    path("office/allowance/<uuid:ident>/consent/", elder.take_back, name="elder_consent"),
    path("office/allowance/<uuid:ident>/right/", for_elder.ask_for, name="ask_for_elder"),
    path("office/allowance/<uuid:ident>/doubt/", elder.doubt, name="doubt_elder"),
    path("office/allowance/<uuid:ident>/photo/<slug:sha>/", elder.photo, name="elder_photo"),
]
