"""Whether the grids cover everything and nothing twice: the flaws of the pack's outlines, judged once for each pack."""

from doorstep.store.cases import towns
from doorstep.store.places.topology import Flaw, find_flaws

_judged: dict[int, tuple[object, tuple[Flaw, ...]]] = {}


def flaws() -> tuple[Flaw, ...]:
    """Gaps, overlaps and what lies outside its parent, in the order of the places."""
    pack = towns.pack()
    known = _judged.get(id(pack))
    if known is None or known[0] is not pack:
        known = _judged[id(pack)] = (pack, find_flaws(pack.places))
    return known[1]
