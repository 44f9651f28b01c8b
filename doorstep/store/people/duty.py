"""Who is on duty today 在岗: whoever holds these roles, with their days; and who is away, so that stand-ins take over.

Why somebody is away is never asked. An absence that was noted is taken back by a mark, never deleted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from doorstep.kernel.refusals import Refusal
from doorstep.store.people.models import Absence

HOLDERS = """
SELECT post.id, post.role, post.unit_code, post.place_code, place.path, person.id, person.display_name,
       post.is_stand_in, post.from_on, post.until_on,
       (SELECT max(away.until_on) FROM people_absence AS away WHERE away.person_id = person.id
        AND away.revoked_at IS NULL AND away.from_on <= %(today)s AND away.until_on >= %(today)s)
FROM people_post AS post
JOIN people_person AS person ON person.id = post.person_id AND person.is_active
JOIN people_unit AS unit ON unit.code = post.unit_code AND NOT unit.is_retired
JOIN places_place AS place ON place.code = post.place_code AND NOT place.is_retired
WHERE post.role = ANY(%(roles)s) AND place.path LIKE %(under)s
  AND (post.until_on IS NULL OR post.until_on >= %(today)s)
ORDER BY place.path, post.is_stand_in, post.from_on, post.id
"""
LONGEST_ABSENCE_DAYS = 366


class AbsenceEndsBeforeItBegins(Refusal):
    """不在岗的结束日期不能早于开始日期，也不能超过一年。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A post over a place, held now or from a coming day. `away_until` is the last day of today's absence, if there is one."""

    post_id: int
    role: str
    unit: str
    place: str
    place_path: str
    person_id: UUID
    name: str
    is_stand_in: bool
    from_on: date
    until_on: date | None
    away_until: date | None


COLUMNS = tuple(field.name for field in fields(Holder))


def holders(roles: Collection[str], *, under: str, today: date) -> list[Holder]:
    """Everyone who holds one of these roles over a place with this path or below it, today or later. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, {"roles": list(roles), "under": f"{under}%", "today": today})
        rows = cursor.fetchall()
    return [Holder(**dict(zip(COLUMNS, row, strict=True))) for row in rows]


def on_duty(held: Iterable[Holder], today: date) -> list[Holder]:
    """Of the holders of one post those who have it today: the regular ones who are there, else the stand-ins who are."""
    there = [one for one in held if one.from_on <= today and one.away_until is None]
    return [one for one in there if not one.is_stand_in] or there


def note_absence(*, person_id: UUID, from_on: date, until_on: date, by: UUID | None, now: datetime) -> Absence:
    """From this day to that one somebody is not on duty. The same noted twice is one. Raises AbsenceEndsBeforeItBegins."""
    if until_on < from_on or (until_on - from_on).days > LONGEST_ABSENCE_DAYS:
        raise AbsenceEndsBeforeItBegins
    known = {"person_id": person_id, "from_on": from_on, "until_on": until_on, "revoked_at": None}
    with transaction.atomic():
        found = Absence.objects.select_for_update().filter(**known).first()
        return found or Absence.objects.create(**known, noted_by=by, noted_at=now)


def revoke_absence(absence_id: int, *, by: UUID | None, now: datetime) -> bool:
    """Back on duty after all; whether there was something to take back."""
    return bool(Absence.objects.filter(id=absence_id, revoked_at=None).update(revoked_by=by, revoked_at=now))


def absences(person_ids: Collection[UUID], *, from_on: date) -> list[Absence]:
    """Absences of these persons that are not over on this day, the next first."""
    kept = Absence.objects.filter(person_id__in=person_ids, until_on__gte=from_on, revoked_at=None)
    return list(kept.select_related("person").order_by("from_on", "id"))
