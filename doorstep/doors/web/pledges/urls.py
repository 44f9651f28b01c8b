"""Addresses of pledges."""

from django.urls import path

from doorstep.doors.web.pledges import office, public

urlpatterns = [
    path("projects/pledges/", public.pledges, name="pledges"),
    path("office/pledges/", office.pledges, name="office_pledges"),
    path("office/pledges/new/", office.new, name="office_pledge_new"),
    path("office/pledges/<str:number>/", office.pledge, name="office_pledge"),
    path("office/pledges/<str:number>/move/", office.move_on, name="office_pledge_move"),
    path("office/pledges/<str:number>/back/<int:movement>/", office.back, name="office_pledge_back"),
]
