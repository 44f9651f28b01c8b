"""What else was asked for near a candidate in much the same words 也许是同一件: suggestions, requests and candidates that nobody tied yet.

Proposes by words and place; whether it is the same, a person says. A report against somebody is never proposed.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log, sqrt
from typing import Any
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.cases.sight import NOT_SEALED, in_view
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation.candidates import ASKED, CANDIDATE
from doorstep.wings.deliberation.queries import Source

MOST, READ = 6, 400  # shown; looked at, the newest
SINCE = timedelta(days=400)
LEAST = 0.12  # of the weight of the words, shared
# A place of a path's first two parts is a street; a candidate of the whole town is compared with all of it.
NEAR = """
SELECT c.id, c.number, w.title, c.law_id, c.state, c.opened_at, c.place_path, w.pairs
FROM cases_case c JOIN cases_law l ON l.id = c.law_id JOIN cases_casewords w ON w.case_id = c.id
WHERE l.name = ANY(%s) AND c.id <> %s AND c.opened_at > %s AND c.request_type <> 'tip_off' AND w.pairs && %s
  AND c.place_path ^@ %s AND c.state NOT IN ('withdrawn', 'merged', 'left_out', 'made_project', 'queued', 'chosen')
  AND NOT EXISTS (SELECT 1 FROM cases_tie t WHERE t.child_id = c.id AND t.kind = 'candidate') AND {view}
ORDER BY c.opened_at DESC LIMIT %s
"""


def others_like(case: Case, said: Sequence[str], view: Visibility, *, now: datetime) -> list[Source]:
    """The likest first; none where the words have nothing to go by."""
    mine = pairs_of(*said)
    if not mine or view.nothing:
        return []
    near = "/".join(case.place_path.split("/")[:3]) + "/"
    seen = [NOT_SEALED, *in_view(view)]
    sql = NEAR.format(view=" AND ".join(one.sql for one in seen))
    values = [one for each in seen for one in each.parameters]
    asked = [[*ASKED, CANDIDATE], case.id, now - SINCE, mine, near if case.place_path.count("/") > 2 else "/"]
    rows = sheets.run(sql, [*asked, *values, READ])
    return [_source(row) for row in _likest(mine, rows)]


def _likest(mine: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """By the share of the words, each weighing the more the fewer say it."""
    said = Counter(pair for row in rows for pair in set(row[7]))
    weight = {pair: log((len(rows) + 2) / (count + 1)) for pair, count in said.items()}
    rare = log(len(rows) + 2)
    own = sum(weight.get(pair, rare) for pair in mine)
    wanted = set(mine)
    scored: list[tuple[float, UUID, Sequence[Any]]] = []
    for row in rows:
        theirs = sum(weight[pair] for pair in row[7])
        shared = sum(weight[pair] for pair in row[7] if pair in wanted)
        score = shared / sqrt(own * theirs) if own * theirs else 0.0
        if score >= LEAST:
            scored.append((-score, row[0], row))
    return [row for _score, _id, row in sorted(scored, key=lambda one: one[:2])[:MOST]]


def _source(row: Sequence[Any]) -> Source:
    mechanism = law(row[3])
    return Source(
        id=row[0],
        number=row[1],
        title=row[2],
        mechanism=mechanism.name,
        mechanism_title=mechanism.title,
        state=row[4],
        state_label=mechanism.state(row[4]).label,
        opened_at=row[5],
        place=atlas().label(row[6]),
    )
