"""Everything people may say has its holes filled, every kind of matter is spoken of, and nobody can be recognised afterwards."""

from pathlib import Path
from random import Random
from string import Formatter

import pytest

from doorstep.kernel.pack import load_pack
from doorstep.kernel.redaction.hiding import redact
from doorstep.wings.town.voices import remarks
from doorstep.wings.town.voices.scenes import ENDINGS, TROUBLES, neighbour, scene, words
from doorstep.wings.town.voices.trouble import Trouble

PACKS = Path(__file__).resolve().parents[4] / "packs"
HOLES = set(scene(Random(1), 0).holes)


def told(trouble: Trouble) -> tuple[str, ...]:
    return (*trouble.says, trouble.spot, trouble.done, trouble.measures, trouble.result)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.category)
def test_a_trouble_is_told_in_more_ways_than_one_with_holes_that_a_scene_fills(trouble: Trouble) -> None:
    assert len(set(trouble.says)) >= 2
    for text in told(trouble):
        assert {hole for _, hole, _, _ in Formatter().parse(text) if hole} <= HOLES


def test_every_kind_of_the_pack_is_spoken_of_and_no_other() -> None:
    categories = load_pack("dujiangyan", PACKS).categories
    kinds = {code for code, category in categories.by_code.items() if category.parent}
    assert {trouble.category for trouble in TROUBLES} == kinds
    assert {trouble.request for trouble in TROUBLES} <= set(categories.request_types)


def test_redaction_hides_who_said_it_and_leaves_what_was_said() -> None:
    rng = Random(7)
    for turn in range(400):
        trouble, ending = rng.choice(TROUBLES), rng.choice(ENDINGS)
        seen = scene(rng, turn % 34)
        public = redact(words(trouble, turn, seen, ending)).text
        assert seen.phone not in public
        assert "{name}" not in ending or seen.name not in public
        assert "某" not in redact(seen.fill(trouble.says[turn % len(trouble.says)])).text


def test_a_neighbour_speaks_of_the_same_thing_under_another_name() -> None:
    first = scene(Random(3), 5)
    other = neighbour(Random(4), first)
    assert {hole: other.holes[hole] for hole in ("estate", "road", "shop", "n")} == {
        hole: first.holes[hole] for hole in ("estate", "road", "shop", "n")
    }
    assert other.phone != first.phone


def test_there_are_words_for_every_grade_and_every_reason() -> None:
    step = load_pack("dujiangyan", PACKS).mechanisms["six_orders"].step
    grades, grounds = step("rate").field("grade"), step("object").field("reason")
    assert grades
    assert grounds
    assert set(remarks.RATINGS) == {choice.code for choice in grades.choices}
    assert set(remarks.OBJECTION) == {choice.code for choice in grounds.choices}
