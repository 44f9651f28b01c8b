"""A pasted roll to draw from: a line each, after a bar the stratum 层 by which seats are shared out. Refuses what names somebody twice or
leaves somebody without a stratum where others have one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.voting.sortition import Entry
from doorstep.store.cases.digests import straight
from doorstep.wings.judging import rules

BAR = "|"
LONGEST_STRATUM = 40
UNFIT = frozenset(',"\n\r')


@dataclass(frozen=True, kw_only=True)
class Line:
    """As it was pasted, without its stratum; "" where the roll has none."""

    line: str
    stratum: str


def read_people(roll: Sequence[str]) -> Mapping[str, Line]:
    """By person, however the line was spaced. The same line twice is one person. Raises FormRefused (roll)."""
    found: dict[str, Line] = {}
    for turn, written in enumerate(roll, 1):
        person, _, stratum = straight(written).replace("｜", BAR).rpartition(BAR)
        line = Line(line=(person or stratum).strip(), stratum=stratum.strip() if person.strip() else "")
        if not (key := "".join(line.line.split()).upper()):
            continue
        if len(line.stratum) > LONGEST_STRATUM or UNFIT & set(line.stratum):
            raise FormRefused({"roll": rules.StratumUnfit(row=turn, most=LONGEST_STRATUM)})
        if found.setdefault(key, line).stratum != line.stratum:
            raise FormRefused({"roll": rules.StrataDiffer(row=turn)})
    if not found:
        raise FormRefused({"roll": rules.RollMissing()})
    if len({bool(one.stratum) for one in found.values()}) > 1:
        lacking = next(one.line for one in found.values() if not one.stratum)
        raise FormRefused({"roll": rules.StratumMissing(line=lacking[:20])})
    return found


def published(roll: str) -> tuple[str, list[Entry]]:
    """The roll as it is published, a CSV as `doorstep sortition` reads it, and its entries."""
    entries = [Entry(key=key, traits=tuple(rest)) for key, *rest in (line.split(",") for line in roll.splitlines())]
    has_strata = bool(entries and entries[0].traits)
    return f"key{',stratum' if has_strata else ''}\n{roll}\n", entries
