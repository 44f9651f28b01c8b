"""Lines of cases that somebody names, as far as they are in view: the records behind a figure. One statement; keeps the order."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from
from doorstep.store.cases.sight import NOT_SEALED, in_view


def lines_of(case_ids: Sequence[UUID], view: Visibility, *, now: datetime) -> list[CaseLine]:
    """Those of these cases that the reader may see, in the order given."""
    if not case_ids or view.nothing:
        return []
    conditions = [*in_view(view), NOT_SEALED]
    where = " AND ".join(["c.id = ANY(%s::uuid[])", *(one.sql for one in conditions)])
    parameters = [list(case_ids), *(value for one in conditions for value in one.parameters)]
    rows = sheets.run(f"WITH page AS (SELECT c.id FROM cases_case c WHERE {where}) {COLUMNS}", parameters)
    place = {case_id: turn for turn, case_id in enumerate(case_ids)}
    return sorted(lines_from(rows, now=now), key=lambda line: place[line.id])
