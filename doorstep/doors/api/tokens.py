"""Who calls: a bearer token belongs to a person and is scoped to some of their posts. Only its keyed hash is kept."""

import time

from django.http import HttpRequest
from django.utils import timezone

from doorstep.doors.api.problems import NotSignedIn
from doorstep.kernel.actor import Actor
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.tokens import actor_of_token

FRESH_SECONDS = 2.0
MOST_KEPT = 2000
_kept: dict[tuple[str, str], tuple[float, Actor]] = {}


def actor_behind(request: HttpRequest) -> Actor:
    """Raises NotSignedIn. A revoked token works on for at most two seconds."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return actor_with(token.strip())


def actor_with(token: str) -> Actor:
    """Raises NotSignedIn."""
    place = (schema(), token)
    read_at, actor = _kept.get(place, (0.0, None))
    if actor is None or time.monotonic() - read_at > FRESH_SECONDS:
        if actor is not None:
            # Said before it is done, so that one thread asks while the others go on with what is known.
            _kept[place] = (time.monotonic(), actor)
        actor = actor_of_token(token, today=timezone.localdate())
        if actor is None:
            _kept.pop(place, None)
            raise NotSignedIn
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[place] = (time.monotonic(), actor)
    return actor
