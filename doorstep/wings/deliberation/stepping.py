"""三步议事法: talks hand in the list, people tick, a meeting settles the direction. How many candidates stand at which step. Reads only."""

from dataclasses import dataclass

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.wings.deliberation.bodies import assemblies

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


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step of the three. `counts`: label, number and the state of candidates that it opens, "" for none."""

    label: Words
    counts: tuple[tuple[Words, int, str], ...]


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
