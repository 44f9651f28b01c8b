"""A meeting's vote as it is entered: its figures bear out its outcome by the template, or it is refused in one sentence."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.voting.template_reading import read_templates
from doorstep.kernel.voting.weighing import weigh

TEMPLATES = read_templates(Path(__file__).resolve().parents[3] / "packs" / "base" / "votes.toml")
TODAY = date(2026, 3, 20)
HELD: dict[str, Any] = {"called_on": "2026-03-10", "held_on": "2026-03-20", "outcome": "passed"}


def figures(entitled: int, present: int, yes: int | str, no: int = 0, **more: Any) -> dict[str, Any]:
    return {**HELD, "entitled": entitled, "present": present, "yes": yes, "no": no, **more}


@pytest.mark.parametrize(
    ("name", "facts", "refused"),
    [
        ("party_members", figures(60, 40, 31), None),  # two thirds came, more than half of all sixty agree
        ("party_members", figures(60, 40, 30), "outcome"),
        ("party_members", figures(60, 39, 39), "outcome"),
        ("party_members", figures(60, 40, 30, outcome="not_passed"), None),
        ("party_members", figures(60, 40, 31, outcome="not_passed"), "outcome"),
        ("party_members", figures(60, 40, 31, called_on="2026-03-18"), "called_on"),
        ("villagers_households", figures(90, 59, 59), "outcome"),  # households, not people: two thirds
        ("villagers_households", figures(90, 60, 31), None),
        ("villagers_assembly", figures(90, 46, 24), None),
        ("villagers_assembly", figures(90, 46, 24, called_on="2026-03-11"), "called_on"),
        ("villagers_assembly", figures(90, 91, 50), "present"),
        ("villagers_assembly", figures(90, 60, 40, 21), "yes"),
        ("villagers_assembly", figures(90, 60, 40, held_on="2026-03-21"), "held_on"),
        ("village_representatives", figures(30, 20, "9.5", called_on="2026-03-20"), "yes"),
    ],
)
def test_a_gate_is_passed_by_its_figures_alone(name: str, facts: dict[str, Any], refused: str | None) -> None:
    if refused is None:
        assert weigh(TEMPLATES[name], facts, today=TODAY).agreed is (facts["outcome"] == "passed")
        return
    with pytest.raises(FormRefused) as found:
        weigh(TEMPLATES[name], facts, today=TODAY)
    assert set(found.value.faults) == {refused}
