"""Signs with what came of them, for the register and for one sign. Only reads; at most a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.store.cases.sight import NOT_SEALED
from doorstep.wings.signs.models import Came, Scans, Sign

PAGE = 50
# What came by a sign, as its list shows it: of what is sealed nobody learns, not even that there is one.
REPORTS = f"SELECT count(*) FROM signs_came m JOIN cases_case c ON c.id = m.case_id WHERE m.sign_id = {{sign}} AND {NOT_SEALED.sql}"
ROWS = f"""
SELECT s.id, s.code, s.name, s.place_path, s.spot, s.category, s.is_retired,
       coalesce((SELECT sum(n.count) FROM signs_scans n WHERE n.sign_id = s.id), 0)::int,
       ({REPORTS.format(sign="s.id")})::int
FROM signs_sign s
WHERE s.place_path LIKE ANY(%s) AND s.is_retired = %s AND s.id > %s AND (%s = '' OR s.name LIKE %s OR s.code = %s)
ORDER BY s.id LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A sign of the register with its two figures."""

    id: int
    code: str
    name: str
    place_path: str
    spot: str
    category: str
    is_retired: bool
    scans: int
    reports: int


@dataclass(frozen=True, kw_only=True)
class Day:
    """Scans of one day; `share` of the busiest day, 0 to 100."""

    on: date
    scans: int
    share: int


def signs(paths: Sequence[str], *, is_retired: bool = False, q: str = "", after: int = 0) -> tuple[list[Row], int]:
    """Those below these places, in the order they were made, and the id to go on after (0 for the end)."""
    wanted = q.strip().replace("\x00", "")[:60]
    like = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked = [[f"{path}%" for path in paths], is_retired, after, wanted, f"%{like}%", wanted.upper(), PAGE + 1]
    found = [Row(**dict(zip(Row.__dataclass_fields__, row, strict=True))) for row in run(ROWS, asked)]
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else 0


def days(sign: Sign, *, until: date, count: int = 30) -> list[Day]:
    """Scans by day, the oldest first; days without any as well."""
    first = until - timedelta(days=count - 1)
    by_day = dict(Scans.objects.filter(sign=sign, on__gte=first, on__lte=until).values_list("on", "count"))
    most = max(by_day.values(), default=0) or 1
    every = [first + timedelta(days=n) for n in range(count)]
    return [Day(on=on, scans=by_day.get(on, 0), share=round(100 * by_day.get(on, 0) / most)) for on in every]


def totals(sign: Sign) -> tuple[int, int]:
    """Scans and reports since it was made."""
    scans = sum(Scans.objects.filter(sign=sign).values_list("count", flat=True))
    return scans, int(run(REPORTS.format(sign="%s"), [sign.id])[0][0])


def came_by(sign: Sign, *, limit: int = PAGE) -> list[UUID]:
    """The cases that came by it, newest first."""
    return list(Came.objects.filter(sign=sign).order_by("-at").values_list("case_id", flat=True)[:limit])


def sign_of_case(case_id: UUID) -> Sign | None:
    """The sign by which a case came."""
    came = Came.objects.select_related("sign").filter(case_id=case_id).first()
    return came.sign if came else None
