"""Addresses of webhooks."""

from django.urls import path

from doorstep.doors.web.relay import deliveries, subscriptions

urlpatterns = [
    path("office/webhooks/", subscriptions.subscriptions, name="webhooks"),
    path("office/webhooks/end/", subscriptions.stop, name="webhook_end"),
    path("office/webhooks/secret/", subscriptions.secret, name="webhook_secret"),
    path("office/webhooks/retry/", deliveries.retry, name="webhook_retry"),
    path("office/webhooks/dead/", deliveries.dead, name="webhook_dead"),
    path("office/webhooks/log/", deliveries.log, name="webhook_log"),
]
