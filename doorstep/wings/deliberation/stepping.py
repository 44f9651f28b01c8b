"""三步议事法: talks hand in the list, people tick, a meeting settles the direction. What stands at which step, and each round so far.

A round is a vote of the whole town with the meetings that name it by number; the vote itself belongs to another wing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.wings.deliberation.bodies import assemblies
from doorstep.wings.deliberation.models import Meeting

USUAL = (
    Words(zh="民主恳谈交清单", en="Talks hand in the list"),
    Words(zh="群众勾选表意愿", en="People tick what they want"),
    Words(zh="民主议事定方向", en="A meeting settles the direction"),
)
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE c.state = 'collected'), count(*) FILTER (WHERE c.state = 'merged'),
       count(*) FILTER (WHERE c.state = 'listed'), count(*) FILTER (WHERE c.state = 'chosen'),
       count(*) FILTER (WHERE c.state = 'reserved'), count(*) FILTER (WHERE c.state = 'left_out'),
       count(*) FILTER (WHERE c.state = 'queued'), count(*) FILTER (WHERE c.state = 'made_project')
FROM cases_event e JOIN cases_case c ON c.id = e.case_id WHERE e.name = 'candidate.collected'
"""
POLLS = """
SELECT c.number, w.title, c.law_id, c.state, c.opened_at FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE c.number = ANY(%s) AND c.state <> 'drafted'
"""
MOST_ROUNDS = 20


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step of the three. `counts`: label, number and the state of candidates that it opens, "" for none."""

    label: Words
    counts: tuple[tuple[Words, int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Round:
    """A vote and the meetings before and after it. `title` "" while the vote is not announced."""

    poll: str
    title: str
    state: Words | None
    began_at: datetime | None
    meetings: tuple[Meeting, ...]


def stages() -> tuple[Stage, ...]:
    """In their order, with the numbers of now. One statement."""
    ((whole, collected, merged, listed, chosen, reserved, left_out, queued, made),) = sheets.run(COUNTS, [])
    labels = assemblies().wording.steps or USUAL
    return (
        Stage(
            label=labels[0],
            counts=(
                (Words(zh="征集", en="collected"), whole, ""),
                (Words(zh="还没列清单", en="not listed yet"), collected, "collected"),
                (Words(zh="归并", en="merged"), merged, "merged"),
            ),
        ),
        Stage(label=labels[1], counts=((Words(zh="在清单上等勾选", en="on the list"), listed, "listed"),)),
        Stage(
            label=labels[2],
            counts=(
                (Words(zh="选中", en="chosen"), chosen, "chosen"),
                (Words(zh="在储备清单", en="on the reserve list"), queued, "queued"),
                (Words(zh="已立项", en="made projects"), made, "made_project"),
                (Words(zh="备选", en="on the shortlist"), reserved, "reserved"),
                (Words(zh="没有选上", en="left out"), left_out, "left_out"),
            ),
        ),
    )


def rounds() -> Sequence[Round]:
    """Votes that some meeting names, the last first."""
    found = Meeting.objects.exclude(poll="").order_by("-meets_at")[: MOST_ROUNDS * 5]
    by_poll: dict[str, list[Meeting]] = {}
    for one in found:
        by_poll.setdefault(one.poll, []).append(one)
    known = {row[0]: row for row in sheets.run(POLLS, [list(by_poll)])} if by_poll else {}
    return [_round(poll, meetings, known.get(poll)) for poll, meetings in list(by_poll.items())[:MOST_ROUNDS]]


def _round(poll: str, meetings: list[Meeting], row: Sequence[object] | None) -> Round:
    state = law(int(str(row[2]))).state(str(row[3])).label if row else None
    began = row[4] if row and isinstance(row[4], datetime) else None
    return Round(
        poll=poll,
        title=str(row[1]) if row else "",
        state=state,
        began_at=began,
        meetings=tuple(sorted((one for one in meetings if not one.is_off), key=lambda one: one.meets_at)),
    )
