"""Reads resources, needs and incubated projects: lists, one with what came of it, counts that lead to their rows, whom a need may ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doorstep.store.cases import sheets, towns
from doorstep.store.cases.digests import lexemes_of
from doorstep.store.cases.models import Case
from doorstep.wings.resources.models import Asked, Incubated
from doorstep.wings.resources.rules import Fit, Offer, Want, ranked

PAGE = 40
MOST_OFFERS = 5000
LISTED = "listed"
SHOWN = ("listed", "resting")
AGREED = ("agreed", "carried_out", "rated")
DONE = ("carried_out", "rated")
# How often a resource is agreed in the month of a day.
TAKEN = """
SELECT count(*) FROM resources_need n JOIN cases_case k ON k.id = n.case_id
WHERE n.resource_id = {resource} AND k.state = ANY(%s) AND n.agreed_on >= date_trunc('month', %s::date)
  AND n.agreed_on < date_trunc('month', %s::date) + interval '1 month'
"""
RESOURCES = f"""
SELECT r.case_id, r.number, r.title, r.what, r.partner, r.form, r.body, r.kind, r.reach, r.provider, r.price_fen, r.price_basis, r.monthly,
  r.place_path, r.category, r.recorded_on, c.state, ({TAKEN.format(resource="r.case_id")}), d.times, d.served, d.answered, d.satisfied
FROM resources_resource r JOIN cases_case c ON c.id = r.case_id
CROSS JOIN LATERAL (
  SELECT count(*) AS times, coalesce(sum(n.served), 0)::bigint AS served, coalesce(sum(n.answered), 0)::bigint AS answered,
    coalesce(sum(n.satisfied), 0)::bigint AS satisfied
  FROM resources_need n WHERE n.resource_id = r.case_id AND n.done_on IS NOT NULL
) d
WHERE {{where}} ORDER BY r.recorded_on DESC, r.number DESC LIMIT %s OFFSET %s
"""
NEEDS = """
SELECT n.case_id, n.number, n.title, n.what, n.kind, n.wanted, n.by_day, n.came_from, n.place_path, n.category, n.unit, n.recorded_on, c.state,
  r.number, r.title, r.body, n.agreed_on, n.done_on, n.served, n.answered, n.satisfied, n.unmet_for
FROM resources_need n JOIN cases_case c ON c.id = n.case_id LEFT JOIN resources_resource r ON r.case_id = n.resource_id
WHERE {where} ORDER BY {order} LIMIT %s OFFSET %s
"""
OPEN_FIRST = "c.is_final, n.by_day NULLS LAST, n.recorded_on, n.number"
COUNTS = """
SELECT r.partner, r.form, r.kind, count(*) FROM resources_resource r JOIN cases_case c ON c.id = r.case_id
WHERE c.state = ANY(%s) GROUP BY 1, 2, 3
"""
NEED_COUNTS = """
SELECT c.state, n.kind, n.unmet_for, count(*), coalesce(sum(n.served), 0)::bigint, coalesce(sum(n.answered), 0)::bigint,
  coalesce(sum(n.satisfied), 0)::bigint
FROM resources_need n JOIN cases_case c ON c.id = n.case_id GROUP BY 1, 2, 3
"""
STATES = "SELECT id, state FROM cases_case WHERE id = ANY(%s)"
WAS_LISTED = "SELECT EXISTS (SELECT FROM cases_event WHERE case_id = %s AND name = 'resource.listed')"


@dataclass(frozen=True, kw_only=True)
class ResourceRow:
    """A resource with what came of it. `taken`: times agreed in the month asked about; `times`, `served`: what was carried out;
    `answered`, `satisfied`: of those it was for."""

    case_id: UUID
    number: str
    title: str
    what: str
    partner: str
    form: str
    body: str
    kind: str
    reach: str
    provider: str
    price_fen: int | None
    price_basis: list[str]
    monthly: int
    place_path: str
    category: str
    recorded_on: date
    state: str
    taken: int
    times: int
    served: int
    answered: int
    satisfied: int

    def offer(self) -> Offer:
        """As far as fitting goes."""
        return Offer(
            number=self.number,
            kind=self.kind,
            place_path=self.place_path,
            reach=self.reach,
            category=self.category,
            provider=self.provider,
            monthly=self.monthly,
            taken=self.taken,
            done=self.times,
            words=_words(self.title, self.what),
        )


@dataclass(frozen=True, kw_only=True)
class NeedRow:
    """A need with whom it asked or agreed with."""

    case_id: UUID
    number: str
    title: str
    what: str
    kind: str
    wanted: int
    by_day: date | None
    came_from: str
    place_path: str
    category: str
    unit: str
    recorded_on: date
    state: str
    resource: str | None
    resource_title: str | None
    resource_body: str | None
    agreed_on: date | None
    done_on: date | None
    served: int | None
    answered: int | None
    satisfied: int | None
    unmet_for: str


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which rows are asked for; empty: all. `states` of the cases."""

    states: tuple[str, ...] = ()
    partner: str = ""
    form: str = ""
    kind: str = ""
    words: str = ""
    unmet_for: str = ""
    resource: UUID | None = None


def resources(sought: Sought, *, today: date, limit: int = PAGE, offset: int = 0) -> list[ResourceRow]:
    """Newest first."""
    where, values = _where(sought, "r", ("partner", "form", "kind"))
    rows = sheets.run(
        RESOURCES.format(where=where), [list(AGREED), today, today, *values, min(limit, MOST_OFFERS), offset]
    )
    return [ResourceRow(**dict(zip(ResourceRow.__annotations__, row, strict=True))) for row in rows]


def _where(sought: Sought, table: str, columns: Sequence[str]) -> tuple[str, list[object]]:
    parts, values = ["TRUE"], list[object]()
    if sought.states:
        parts.append("c.state = ANY(%s)")
        values.append(list(sought.states))
    for column in columns:
        if given := getattr(sought, column):
            parts.append(f"{table}.{column} = %s")
            values.append(given)
    if sought.words:
        parts.append(f"strpos({table}.title || {table}.what{' || r.body' if table == 'r' else ''}, %s) > 0")
        values.append(sought.words)
    if sought.resource:
        parts.append("n.resource_id = %s")
        values.append(sought.resource)
    return " AND ".join(parts), values


def resource(number: str, *, today: date) -> ResourceRow | None:
    """By its number, whatever its state."""
    rows = sheets.run(RESOURCES.format(where="r.number = %s"), [list(AGREED), today, today, number, 1, 0])
    return ResourceRow(**dict(zip(ResourceRow.__annotations__, rows[0], strict=True))) if rows else None


def was_listed(case_id: UUID) -> bool:
    """Whether somebody else once checked it. What was withdrawn before that, the public never reads."""
    return bool(sheets.run(WAS_LISTED, [case_id])[0][0])


def needs(sought: Sought, *, limit: int = PAGE, offset: int = 0) -> list[NeedRow]:
    """Open ones first, by the day they are wanted."""
    where, values = _where(sought, "n", ("kind", "unmet_for"))
    rows = sheets.run(NEEDS.format(where=where, order=OPEN_FIRST), [*values, limit, offset])
    return [NeedRow(**dict(zip(NeedRow.__annotations__, row, strict=True))) for row in rows]


def need(number: str) -> NeedRow | None:
    """By its number."""
    rows = sheets.run(NEEDS.format(where="n.number = %s", order=OPEN_FIRST), [number, 1, 0])
    return NeedRow(**dict(zip(NeedRow.__annotations__, rows[0], strict=True))) if rows else None


def _words(*texts: str) -> frozenset[str]:
    """What a text speaks of."""
    return frozenset(lexemes_of("\n".join(texts)))


@dataclass(frozen=True, kw_only=True)
class Match:
    """How a resource fits a need, with its row."""

    fit: Fit
    row: ResourceRow


def matches(row: NeedRow, *, today: date) -> list[Match]:
    """Resources of the sort needed: those that fit, best first, then those that do not, with the reason."""
    listed = resources(Sought(states=(LISTED,), kind=row.kind), today=today, limit=MOST_OFFERS)
    by_number = {one.number: one for one in listed}
    asked = Asked.objects.filter(need_id=row.case_id).values_list("resource__number", flat=True)
    above = {code: one.parent or code for code, one in towns.pack().categories.by_code.items()}
    words = _words(row.title, row.what)
    want = Want(kind=row.kind, place_path=row.place_path, category=row.category, words=words)
    fits = ranked(want, (one.offer() for one in listed), asked, above)
    return [Match(fit=fit, row=by_number[fit.offer.number]) for fit in fits]


def taken(resource_id: UUID, on: date) -> int:
    """How often a resource is agreed in the month of a day."""
    count: int = sheets.run(TAKEN.format(resource="%s"), [resource_id, list(AGREED), on, on])[0][0]
    return count


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Counts by (partner, form, kind) of what is listed."""

    by: Mapping[tuple[str, str, str], int]

    def count(self, *, partner: str = "", form: str = "", kind: str = "") -> int:
        """Listed resources of these."""
        wanted = (partner, form, kind)
        return sum(
            many
            for key, many in self.by.items()
            if all(not one or one == had for one, had in zip(wanted, key, strict=True))
        )


def listed() -> Listed:
    """Counted now. One statement."""
    return Listed(by={(row[0], row[1], row[2]): row[3] for row in sheets.run(COUNTS, [list(SHOWN)])})


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """Needs by (state, kind, reason unmet); how many were served, asked, satisfied."""

    by: Mapping[tuple[str, str, str], int]
    served: int
    answered: int
    satisfied: int

    def count(self, state: str) -> int:
        """Those that stand there."""
        return sum(many for (its_state, _, _), many in self.by.items() if its_state == state)

    @property
    def gaps(self) -> Mapping[str, int]:
        """By sort: needs that found nothing, or only what was taken up."""
        found: dict[str, int] = {}
        for (state, kind, reason), many in self.by.items():
            if state == "unmet" and reason != "gone":
                found[kind] = found.get(kind, 0) + many
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def recorded() -> Recorded:
    """Counted now. One statement."""
    rows = sheets.run(NEED_COUNTS, [])
    return Recorded(
        by={(row[0], row[1], row[2]): row[3] for row in rows},
        served=sum(row[4] for row in rows),
        answered=sum(row[5] for row in rows),
        satisfied=sum(row[6] for row in rows),
    )


def incubated(state: str = "", *, limit: int = PAGE, offset: int = 0) -> list[tuple[Incubated, str]]:
    """Newest application first, each with where it stands; those that stand there, where a state is named."""
    held = Incubated.objects.order_by("-applied_on", "-number")
    if state:
        held = held.filter(case_id__in=Case.objects.filter(state=state).values("id"))
    rows = list(held[offset : offset + limit])
    states = dict(sheets.run(STATES, [[row.case_id for row in rows]]))
    return [(row, states[row.case_id]) for row in rows]
