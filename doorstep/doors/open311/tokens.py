"""Tokens: every post is answered at once with its number, so the token that leads to a number is the tracking code."""

from django.http import HttpRequest

from doorstep.doors.open311.answering import Answer, ration, resource
from doorstep.doors.open311.faults import TokenUnknown
from doorstep.doors.web.limits import LOOK_UPS
from doorstep.doors.web.resident.holding import case_of_code


@resource("GET")
def token(request: HttpRequest, token: str) -> Answer:
    """GET tokens/{token_id}."""
    ration(request, *LOOK_UPS)
    found = case_of_code(token)
    if found is None:
        raise TokenUnknown
    return Answer(root="service_requests", content=[{"service_request_id": found[1], "token": token}])
