"""Addresses of joint handling."""

from django.urls import path

from doorstep.doors.web.joint import counted, meetings, orders, together

urlpatterns = [
    path("desk/orders/", orders.orders, name="orders"),
    path("desk/orders/together/", orders.several, name="orders_together"),
    path("desk/meetings/", meetings.meetings, name="meetings"),
    path("desk/meetings/counted/<slug:kind>/", counted.counted, name="meetings_counted"),
    path("desk/case/<str:number>/together/", together.together, name="joint_together"),
]
