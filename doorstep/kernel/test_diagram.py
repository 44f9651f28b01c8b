"""A mechanism's picture shows every step, marks a case's way, and lets no name be hidden."""

import random
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from doorstep.kernel.diagram import mermaid, svg
from doorstep.kernel.diagram_layout import Face, Layout
from doorstep.kernel.diagram_plan import links_of, plan
from doorstep.kernel.diagram_shapes import LABEL_SIZE, Line, Picture, Text, width_of
from doorstep.kernel.diagram_sheet import sort_links
from doorstep.kernel.mechanism import Mechanism, State, Step
from doorstep.kernel.pack import load_pack
from doorstep.kernel.words import Words

PACK = load_pack("dujiangyan", Path(__file__).parents[2] / "packs")
LAW = PACK.mechanisms["six_orders"]
Rectangle = tuple[float, float, float, float]


def random_law(seed: int) -> Mechanism:
    """A law with 3 to 9 states and steps between them at random; the last state is final."""
    dice = random.Random(seed)

    def words(length: int) -> Words:
        return Words(zh="长" * dice.randint(1, length), en="W" * dice.randint(1, length))

    def step(verb: str, leaves: tuple[str, ...], enters: str | None) -> Step:
        return Step(
            verb=verb,
            label=words(12),
            said=words(2),
            who=("office",),
            event=f"a.{verb}",
            why=words(2),
            leaves=leaves,
            enters=enters,
        )

    names = [f"s{index}" for index in range(dice.randint(3, 9))]
    states = tuple(
        State(
            name=name,
            label=words(8),
            plain=words(3),
            owner=None if name == names[-1] else "office",
            final=name == names[-1],
        )
        for name in names
    )
    chain = [step(f"on{index}", (name,), names[index + 1]) for index, name in enumerate(names[:-1])]
    more = [
        step(f"more{index}", tuple(dice.sample(names, dice.randint(1, 3))), dice.choice([*names, None]))
        for index in range(dice.randint(0, 12))
    ]
    return Mechanism(name="m", title=words(4), opening=step("open", (), names[0]), states=states, steps=(*chain, *more))


def drawn(law: Mechanism, lang: str = "zh-hans") -> Picture:
    faces = {state.name: Face(name=state.label.say(lang), owner="统筹办", final=state.final) for state in law.states}
    sheet = sort_links(plan(law), lang)
    return Layout(sheet=sheet, faces=faces, steps=frozenset(), opening=law.opening.label.say(lang)).draw()


def around(text: Text) -> Rectangle:
    width = width_of(text.text, LABEL_SIZE)
    left = {"start": text.x, "middle": text.x - width / 2, "end": text.x - width}[text.anchor]
    return left, text.y - LABEL_SIZE * 0.8, left + width, text.y + LABEL_SIZE * 0.2


def strokes(line: Line) -> list[Rectangle]:
    pairs = zip(line.points, line.points[1:], strict=False)
    return [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in pairs]


def touch(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


LAWS = [*PACK.mechanisms.values(), *map(random_law, range(60))]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.name}-{len(law.steps)}")
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_no_name_is_hidden_by_a_name_a_box_or_a_line(law, lang):
    picture = drawn(law, lang)
    names = [around(text) for text in picture.texts]
    boxes = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in picture.boxes]
    lines = [stroke for line in picture.lines for stroke in strokes(line)]
    assert not [pair for pair in combinations(names + boxes, 2) if touch(*pair)]
    assert not [(name, line) for name in names for line in lines if touch(name, line)]
    assert all(
        x0 >= 0 and y0 >= 0 and x1 <= picture.width and y1 <= picture.height for x0, y0, x1, y1 in names + boxes + lines
    )


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.name}-{len(law.steps)}")
def test_no_line_runs_through_a_box(law):
    picture = drawn(law)
    boxes = [(box.x + 1, box.y + 1, box.x + box.width - 1, box.y + box.height - 1) for box in picture.boxes]
    lines = [stroke for line in picture.lines for stroke in strokes(line)]
    assert not [(box, line) for box in boxes for line in lines if touch(box, line)]


def test_the_spine_is_the_story_as_it_usually_goes():
    assert plan(LAW).spine == ("collected", "pooled", "dispatched", "handling", "checking", "awaiting_rating", "rated")
    beside = (
        ("withdrawn",),
        ("merged", "passed_over"),
        ("disputed",),
        ("awaiting_reporter",),
        (),
        ("closed_unrated",),
        (),
    )
    assert plan(LAW).beside == beside


def test_every_state_and_every_step_that_moves_a_case_is_named():
    texts = [element.text for element in ElementTree.fromstring(svg(LAW)).iter() if element.tag.endswith("text")]
    assert {state.label.zh for state in LAW.states} <= set(texts)
    assert {link.label.zh for link in links_of(LAW)} <= set(texts)
    assert "内部备注" not in texts


def test_the_way_of_a_case_is_marked_by_step_and_not_only_by_state():
    way = [("open", "collected"), ("hand_up", "pooled"), ("dispatch", "dispatched"), ("object", "disputed")]
    marked = marked_names(svg(LAW, path=[*way, ("overrule", "dispatched")]))
    assert marked == {"登记", "报送统筹办", "派单", "提出异议", "异议不成立"}
    assert "异议成立，改派" in marked_names(svg(LAW, path=["disputed", "dispatched"]))
    here = [
        group for group in ElementTree.fromstring(svg(LAW, path=way)).iter() if "here" in group.get("class", "").split()
    ]
    assert len(here) == 1
    assert "异议待审" in [element.text for element in here[0].iter()]


def marked_names(picture: str) -> set[str]:
    root = ElementTree.fromstring(picture)
    return {
        element.text or "" for element in root.iter() if element.tag.endswith("text") and element.get("class") == "on"
    }


def test_the_picture_takes_the_colours_of_its_page_and_no_inline_style():
    picture = svg(LAW, path=["collected"])
    assert "style" not in picture
    assert "currentColor" in picture
    assert "prefers-color-scheme" in svg(LAW, alone=True)


def test_words_of_a_pack_cannot_become_markup():
    evil = Words(zh="<script>&\"'", en="<script>&\"'")
    law = random_law(1)
    states = tuple(State(name=s.name, label=evil, plain=evil, owner=s.owner, final=s.final) for s in law.states)
    law = Mechanism(name="m", title=evil, opening=law.opening, states=states, steps=law.steps)
    assert "<script" not in svg(law)
    ElementTree.fromstring(svg(law))


def test_mermaid_names_every_state_and_every_way():
    text = mermaid(LAW)
    assert "[*] --> collected : 登记" in text
    assert "rated --> [*]" in text
    assert text.count("-->") == len(links_of(LAW)) + len([state for state in LAW.states if state.final])


def test_the_same_law_gives_the_same_bytes():
    assert svg(LAW) == svg(LAW)
