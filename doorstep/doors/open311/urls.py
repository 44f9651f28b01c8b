"""Addresses of the Open311 door. The format is the last part of each."""

from django.urls import path

from doorstep.doors.open311 import answering, discovery, requests, services, tokens

V2 = "open311/v2"

urlpatterns = [
    path("open311/discovery.<slug:form>", discovery.discovery, name="open311_discovery_above"),
    path(f"{V2}/discovery.<slug:form>", discovery.discovery, name="open311_discovery"),
    path(f"{V2}/services.<slug:form>", services.services, name="open311_services"),
    path(f"{V2}/services/<str:service>.<slug:form>", services.definition, name="open311_definition"),
    path(f"{V2}/requests.<slug:form>", requests.requests, name="open311_requests"),
    path(f"{V2}/requests/<str:number>/updates.<slug:form>", requests.updates, name="open311_updates"),
    path(f"{V2}/requests/<str:number>.<slug:form>", requests.one_request, name="open311_request"),
    path(f"{V2}/tokens/<str:token>.<slug:form>", tokens.token, name="open311_token"),
    path("open311/<path:rest>", answering.nowhere, name="open311_nowhere"),
]
