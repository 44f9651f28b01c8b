"""Who acts 经办人: a signed-in person as the kernel knows them, with the posts held today. One statement, no ORM objects.

A person who is not active acts with no posts. A post in a retired unit or over a retired place does not count. A stand-in
备岗 holds the post on those days only on which nobody who holds it regularly is there: on others it shows and opens nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from doorstep.kernel.actor import Actor, Post
from doorstep.store.people.models import Person

# For a post called `post` and a day %(today)s.
NOBODY_REGULAR = """NOT EXISTS (
    SELECT 1 FROM people_post AS regular
    JOIN people_person AS holder ON holder.id = regular.person_id AND holder.is_active
    WHERE regular.unit_code = post.unit_code AND regular.role = post.role AND regular.place_code = post.place_code
      AND NOT regular.is_stand_in
      AND regular.from_on <= %(today)s AND (regular.until_on IS NULL OR regular.until_on >= %(today)s)
      AND NOT EXISTS (
          SELECT 1 FROM people_absence AS away
          WHERE away.person_id = regular.person_id AND away.revoked_at IS NULL
            AND away.from_on <= %(today)s AND away.until_on >= %(today)s))"""
HELD = f"""
SELECT post.role, unit.code, unit.path, coalesce(place.path, ''), person.id
FROM people_post AS post
JOIN people_person AS person ON person.id = post.person_id AND person.is_active
JOIN people_unit AS unit ON unit.code = post.unit_code AND NOT unit.is_retired
LEFT JOIN places_place AS place ON place.code = post.place_code AND NOT place.is_retired
WHERE {{which}}
  AND post.from_on <= %(today)s AND (post.until_on IS NULL OR post.until_on >= %(today)s)
  AND (post.place_code = '' OR place.code IS NOT NULL) AND (NOT post.is_stand_in OR {NOBODY_REGULAR})
ORDER BY post.is_stand_in, post.id
"""
POSTS = HELD.format(which="post.person_id = %(person)s")
OF_ROLES = HELD.format(which="post.role = ANY(%(roles)s)")


def actor_for(person_id: UUID, *, today: date) -> Actor:
    """The person as an actor with the posts held on this day (the town's day, not UTC's); regular posts first."""
    with connection.cursor() as cursor:
        cursor.execute(POSTS, {"person": person_id, "today": today})
        rows = cursor.fetchall()
    return Actor(kind="staff", id=person_id, posts=tuple(_post(row) for row in rows))


def actors_in(roles: Collection[str], *, today: date) -> list[Actor]:
    """Everyone who holds one of these roles on this day, with those posts alone. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(OF_ROLES, {"roles": list(roles), "today": today})
        rows = cursor.fetchall()
    posts: dict[UUID, list[Post]] = {}
    for row in rows:
        posts.setdefault(row[4], []).append(_post(row))
    return [Actor(kind="staff", id=person_id, posts=tuple(held)) for person_id, held in posts.items()]


def _post(row: Sequence[str]) -> Post:
    return Post(role=row[0], unit=row[1], unit_path=row[2], place_path=row[3])


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Display names for story lines and lists, also of persons who have left."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    return dict(Person.objects.filter(id__in=wanted).values_list("id", "display_name"))
