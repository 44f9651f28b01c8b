"""Addresses of rights: for residents, for everybody, for staff."""

from django.urls import path

from doorstep.doors.web.rights import agreed, asking, consenting, keeping, looked, mine, office, proving, registered

urlpatterns = [
    path("rights/", asking.rights, name="rights"),
    path("rights/phone/", proving.send, name="rights_phone"),
    path("rights/phone/code/", proving.check, name="rights_phone_code"),
    path("rights/looked/", looked.looked, name="rights_looked"),
    path("rights/consents/", consenting.consents, name="rights_consents"),
    path("rights/register/", registered.register, name="rights_register"),
    path("rights/of/<str:number>/", mine.outcome, name="my_right"),
    path("rights/of/<str:number>/copy/", mine.readable, name="my_copy"),
    path("rights/of/<str:number>/copy.json", mine.download, name="my_copy_json"),
    path("office/rights/", office.requests, name="office_rights"),
    path("office/rights/consents/", agreed.agreed, name="rights_agreed"),
    path("office/sealed/", keeping.sealed, name="sealed"),
    path("office/sealed/<str:number>/open/", keeping.opened, name="open_sealed"),
    path("office/sealed/<str:number>/unseal/", keeping.unseal, name="unseal"),
    path("office/rights/due/", office.due, name="rights_due"),
]
