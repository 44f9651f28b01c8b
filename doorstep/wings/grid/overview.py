"""Looks over the grids: who is on duty where, which are vacant or stood in for, which are larger than they should be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from doorstep.kernel.gridwork.books import POINT_LEVELS, Responsibility, Size
from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import towns
from doorstep.store.cases.sheets import run
from doorstep.store.people.acting import names_of
from doorstep.store.people.duty import Holder, holders, on_duty
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.grid.models import Change, Charge, Consent, Point, Reminder
from doorstep.wings.grid.rules import SizeFault, size_fault
from doorstep.wings.grid.targets import Target

COUNTS = """
SELECT DISTINCT ON (place_code) place_code, households, counted_on FROM grid_count
WHERE place_code = ANY(%s) ORDER BY place_code, counted_on DESC, id DESC
"""
LATEST_CHANGE = (
    "SELECT max(at) FROM grid_change WHERE target = %s AND what IN ('assigned', 'released', 'named', 'unnamed')"
)
MOST_CHANGES = 50
WORKER, ABOVE = "worker:", "above:"


@dataclass(frozen=True, kw_only=True)
class Post:
    """One responsibility over one place: everyone who has it or will, and who has it today."""

    kind: Responsibility
    held: tuple[Holder, ...]
    today: tuple[Holder, ...]

    @property
    def is_vacant(self) -> bool:
        return self.kind.must and not self.today

    @property
    def is_stood_in(self) -> bool:
        return bool(self.today) and all(one.is_stand_in for one in self.today)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A place with its posts and how many households were counted there last."""

    spot: Spot
    posts: tuple[Post, ...]
    households: int | None
    counted_on: date | None
    size: Size | None

    @property
    def fault(self) -> SizeFault:
        return size_fault(self.size, self.households)

    @property
    def is_vacant(self) -> bool:
        return any(post.is_vacant for post in self.posts)

    @property
    def is_stood_in(self) -> bool:
        return any(post.is_stood_in for post in self.posts)


@dataclass(frozen=True, kw_only=True)
class Charged:
    """Who answers for a building or point, by name."""

    charge_id: int
    kind: Responsibility | None
    point: Point
    name: str
    is_stand_in: bool
    from_on: date
    until_on: date | None


def households_in(codes: Iterable[str]) -> dict[str, int]:
    """How many households were counted last in each of these places; places where nobody counted are left out."""
    return {code: households for code, households, _ in run(COUNTS, [list(codes)])}


def look_at(spots: Iterable[Spot], *, under: str, today: date) -> list[Look]:
    """These places, all below one path. Two statements."""
    wanted, book = list(spots), towns.pack().gridwork.grids
    by_post: dict[tuple[str, str], list[Holder]] = {}
    for one in holders(book.roles, under=under, today=today):
        by_post.setdefault((one.role, one.place), []).append(one)
    counts = {code: (households, on) for code, households, on in run(COUNTS, [[spot.code for spot in wanted]])}
    return [
        Look(
            spot=spot,
            posts=tuple(
                _post(kind, by_post.get((kind.role, spot.code), ()), today) for kind in book.of_level(spot.level)
            ),
            households=counts.get(spot.code, (None, None))[0],
            counted_on=counts.get(spot.code, (None, None))[1],
            size=book.sizes.get(spot.level),
        )
        for spot in wanted
    ]


def _post(kind: Responsibility, held: Collection[Holder], today: date) -> Post:
    return Post(kind=kind, held=tuple(held), today=tuple(on_duty(held, today)))


def points_in(path: str, *, today: date) -> list[tuple[Point, list[Charged]]]:
    """Buildings and points below a place with whoever answers for them now or later. Three statements."""
    points = list(Point.objects.filter(place_path__startswith=path, is_retired=False).order_by("code"))
    charges = Charge.objects.filter(point__in=points).exclude(until_on__lt=today).order_by("is_stand_in", "id")
    rows = list(charges.select_related("point"))
    names, kinds = names_of(row.person_id for row in rows), towns.pack().gridwork.grids.responsibilities
    found: dict[str, list[Charged]] = {}
    for row in rows:
        found.setdefault(row.point.code, []).append(
            Charged(
                charge_id=row.pk,
                kind=kinds.get(row.responsibility),
                point=row.point,
                name=names.get(row.person_id, ""),
                is_stand_in=row.is_stand_in,
                from_on=row.from_on,
                until_on=row.until_on,
            )
        )
    return [(point, found.get(point.code, [])) for point in points]


def changes_of(target: Target) -> list[Change]:
    """Who changed what here, newest first; of a place with everything below it."""
    rows = Change.objects.order_by("-id")
    if target.level in POINT_LEVELS:
        return list(rows.filter(place_path=target.path, target=target.code)[:MOST_CHANGES])
    return list(rows.filter(place_path__startswith=target.path)[:MOST_CHANGES])


def consents(person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Of these persons those who agree that their whole name is public."""
    rows = Consent.objects.filter(person_id__in=list(person_ids)).order_by("person_id", "-id").distinct("person_id")
    return frozenset(row.person_id for row in rows if row.may_show_name)


def changed_at(code: str) -> datetime | None:
    """When it last changed who answers for a place; None when it never did here."""
    found: datetime | None = run(LATEST_CHANGE, [code])[0][0]
    return found


def reminders(recipients: Collection[str], *, on: date) -> list[Reminder]:
    """Today's merged reminders to these recipients."""
    return list(Reminder.objects.filter(recipient__in=recipients, on=on))


def reminders_above(view: Visibility, *, on: date) -> int:
    """At how many places in view nobody came several times in a row, by today's reminders to those above."""
    rows = Reminder.objects.filter(recipient__startswith=ABOVE, on=on).values_list("recipient", "missed")
    found = ((atlas().get(recipient.removeprefix(ABOVE)), missed) for recipient, missed in rows)
    return sum(missed for spot, missed in found if spot and view.shows(lead_path="", place_path=spot.path))
