"""Disputed areas of an owners’ vote: a settlement that neither side would choose may turn it, and then it is said."""

from fractions import Fraction as F
from pathlib import Path

from doorstep.kernel.voting.owners import Mark, OwnedUnit, Roll, decide_by_owners
from doorstep.kernel.voting.template_reading import read_templates

ORDINARY = read_templates(Path(__file__).resolve().parents[3] / "packs" / "base" / "votes.toml")["owners_ordinary"]


def test_a_settlement_between_what_either_side_wants_may_turn_the_vote_too() -> None:
    yes = tuple(OwnedUnit(key=f"u{place}", owners=(f"o{place}",), registered=F(15)) for place in range(4))
    no = tuple(
        OwnedUnit(key=f"u{place}", owners=(f"o{place}",), registered=F(10), claimed=F(45)) for place in range(4, 6)
    )
    away = OwnedUnit(key="u6", owners=("o6",), registered=F(50))
    marks: dict[str, Mark] = {
        **dict.fromkeys((one.key for one in yes), "yes"),
        **dict.fromkeys((one.key for one in no), "no"),
    }
    told = decide_by_owners(Roll(units=(*yes, *no, away)), marks, ORDINARY)
    assert (told.verdict.agreed, told.verdict.has_quorum, told.holds_either_way) == (False, False, False)
