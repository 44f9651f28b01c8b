"""Access tokens for programs: issued to a person, scoped to some of their posts, kept only as a keyed hash."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from doorstep.kernel.actor import Actor, Post
from doorstep.store.people.acting import NOBODY_REGULAR
from doorstep.store.people.models import Token
from doorstep.store.sealing import keyed_hash

LENGTH = 32
# The token's posts are those it was given and that the person holds today; a token without posts may do nothing.
POSTS = f"""
SELECT token.person_id, post.role, unit.code, unit.path, coalesce(place.path, '')
FROM people_token AS token
JOIN people_person AS person ON person.id = token.person_id AND person.is_active
JOIN people_post AS post ON post.person_id = person.id AND post.id = ANY(token.post_ids)
JOIN people_unit AS unit ON unit.code = post.unit_code AND NOT unit.is_retired
LEFT JOIN places_place AS place ON place.code = post.place_code AND NOT place.is_retired
WHERE token.token_hash = %(hash)s AND token.revoked_at IS NULL AND (token.until_on IS NULL OR token.until_on >= %(today)s)
  AND post.from_on <= %(today)s AND (post.until_on IS NULL OR post.until_on >= %(today)s)
  AND (post.place_code = '' OR place.code IS NOT NULL) AND (NOT post.is_stand_in OR {NOBODY_REGULAR})
ORDER BY post.id
"""


def issue_token(
    *, person_id: UUID, post_ids: Iterable[int], label: str, now: datetime, until_on: date | None = None
) -> str:
    """The token, shown this once. `label` says which program uses it."""
    token = secrets.token_urlsafe(LENGTH)
    Token.objects.create(
        token_hash=keyed_hash(token, "token"),
        person_id=person_id,
        post_ids=list(post_ids),
        label=label,
        until_on=until_on,
        issued_at=now,
    )
    return token


def revoke_token(token_id: int, *, now: datetime) -> None:
    """It works no more."""
    Token.objects.filter(id=token_id, revoked_at=None).update(revoked_at=now)


def actor_of_token(token: str, *, today: date) -> Actor | None:
    """The person with the posts the token covers; None for a token that is unknown, revoked, expired or covers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(POSTS, {"hash": keyed_hash(token, "token"), "today": today})
        rows = cursor.fetchall()
    if not rows:
        return None
    posts = tuple(Post(role=role, unit=unit, unit_path=path, place_path=place) for _, role, unit, path, place in rows)
    return Actor(kind="staff", id=rows[0][0], posts=posts)
