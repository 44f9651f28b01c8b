"""Publishes versions of the catalogue, proposes units for cases, and takes rulings up as rows.

A version once published never changes; a new one takes its place. Refuses an empty one, and one that says what stands already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from doorstep.kernel import catalogue_words
from doorstep.kernel.case import Case
from doorstep.kernel.catalogue import Match, Matter, Row
from doorstep.kernel.decide import Decision
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.wings.catalogue import queries
from doorstep.wings.catalogue.models import FROM_PACK, CatalogueRow, Version
from doorstep.wings.catalogue.queries import NAMES
from doorstep.wings.catalogue.rules import LISTS, TEXTS, digest_of, next_name

LOCK = 7_410_033
CITED = "catalogue_row"


class NothingToPublish(Refusal):
    """一行也没有，不能发布成新的一版。"""

    status = 422


class SameAsBefore(Refusal):
    """和现行的 %(version)s 版一模一样，不用再发布。"""

    status = 409


class MovedOn(Refusal):
    """您看的时候现行的是 %(seen)s 版，现在已经是 %(version)s 版；请再看一遍差别。"""

    status = 409


class RowUnknown(FieldFault):
    """引用的派单目录里没有这一行，或者那一行写的是别的单位。"""


class Placed(Protocol):
    """Something that lies somewhere."""

    @property
    def place_path(self) -> str: ...


class CaseLike(Protocol):
    """What proposing needs of a case."""

    @property
    def category(self) -> str: ...
    @property
    def place_path(self) -> str: ...
    @property
    def request_type(self) -> str: ...
    @property
    def urgency(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A unit that the catalogue names for a case. `why` explains the row; `basis` and `token` fill the dispatch form.
    `if_owned` is not "" when this holds only should the thing belong to that owner."""

    unit: str
    why: Words
    basis: Words
    token: str
    row: Row
    assisting: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    if_owned: str = ""


def propose(case: CaseLike, *, on: date, ownership: str = "") -> tuple[Proposed, ...]:
    """The unit that leads, then those that would if it were known whose the thing is. Empty: a matter for consultation."""
    catalogue = queries.current_catalogue()
    matter = Matter(
        category=case.category,
        place_path=case.place_path,
        request_type=case.request_type,
        urgency=case.urgency,
        title=case.title,
        ownership=ownership,
    )
    match = catalogue.match(matter, on=on)
    found = [proposed(match)] if match else []
    return (*found, *(proposed(one, one.row.ownership) for one in catalogue.if_owned(matter, on=on)))


def proposed(match: Match, if_owned: str = "") -> Proposed:
    """A match in words."""
    catalogue, row = queries.current_catalogue(), match.row
    return Proposed(
        unit=match.lead,
        why=catalogue_words.why(match, NAMES),
        basis=catalogue_words.basis(match),
        token=match.token,
        row=row,
        assisting=catalogue.units(row.assisting, match.place_path),
        copies=catalogue.units(row.copies, match.place_path),
        if_owned=if_owned,
    )


@transaction.atomic
def publish(
    rows: Iterable[Row],
    *,
    origin: str,
    source: str,
    note: str = "",
    by: UUID | None,
    now: datetime,
    seen: str | None = None,
) -> Version:
    """Put a new version in force. `seen`: the version that was in force when somebody looked.
    Raises NothingToPublish, SameAsBefore, MovedOn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    numbered = [replace(row, line=line) for line, row in enumerate(rows, start=1)]
    if not numbered:
        raise NothingToPublish
    current, digest = Version.objects.filter(is_current=True).first(), digest_of(numbered)
    if seen is not None and current and current.name != seen:
        raise MovedOn(seen=seen, version=current.name)
    if current and current.digest == digest:
        raise SameAsBefore(version=current.name)
    names = Version.objects.values_list("name", flat=True)
    Version.objects.filter(is_current=True).update(is_current=False)
    version = Version.objects.create(
        name=next_name(names, now.astimezone(SHANGHAI).year),
        published_at=now,
        published_by=by,
        origin=origin,
        source=source[:120],
        note=note[:200],
        digest=digest,
        size=len(numbered),
        is_current=True,
    )
    CatalogueRow.objects.bulk_create([_as_table(version, row) for row in numbered])
    queries.forget()
    transaction.on_commit(queries.forget)
    return version


def _as_table(version: Version, row: Row) -> CatalogueRow:
    return CatalogueRow(
        version=version,
        line=row.line,
        **{name: list(getattr(row, name)) for name in LISTS},
        **{name: getattr(row, name) for name in TEXTS},
        from_on=None if row.from_on == date.min else row.from_on,
        until_on=None if row.until_on == date.max else row.until_on,
    )


def adopt_pack(*, now: datetime) -> Version | None:
    """The pack's rows become the first version where there is none; None when there is one already, or the pack has no rows."""
    rows: Sequence[Row] = towns.pack().catalogue
    if not rows or Version.objects.exists():
        return None
    return publish(rows, origin=FROM_PACK, source=towns.pack().name, by=None, now=now)


def fits(token: str, case: Placed, unit: str) -> bool:
    """Whether that row of that version exists and names this unit at the place of this case."""
    row = row_cited(token)
    return row is not None and queries.current_catalogue().unit(row.lead, case.place_path) == unit


def copies_of(token: str, place_path: str) -> tuple[str, ...]:
    """Units to which the row cited copies a case at this place."""
    row = row_cited(token)
    return queries.current_catalogue().units(row.copies, place_path) if row else ()


def row_cited(token: str) -> Row | None:
    """The row of "2026-3/12", of whatever version; None when there is none."""
    name, _slash, line = token.partition("/")
    number = read_whole(line, digits=5)
    if number is None:
        return None
    catalogue = queries.current_catalogue()
    return catalogue.row(number) if name == catalogue.version else queries.row_cited(name, number)


def check_citation(case: Case, decision: Decision, on: date) -> None:
    """Raises FormRefused when a step cites a row that does not exist, or that names another unit."""
    token = decision.facts.get(CITED)
    if token and decision.lead_unit and not fits(token, case, decision.lead_unit):
        field = decision.step.field(CITED)
        raise FormRefused({CITED: RowUnknown(field=field.label if field else "")})


FILLERS = (adopt_pack,)
CHECKS = (check_citation,)
