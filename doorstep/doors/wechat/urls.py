"""The one address of this door."""

from django.urls import path

from doorstep.doors.wechat import callback

urlpatterns = [path("wechat/", callback.callback, name="wechat")]
