"""Units come from the pack once, are retired and not lost, and pages read them from memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from doorstep.store.cases.towns import pack
from doorstep.store.people.units import forget, load_units, unit_tree

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def test_loading_the_same_pack_again_changes_nothing() -> None:
    loaded = load_units(pack().units, now=NOW)
    assert (loaded.added, loaded.changed, loaded.retired) == (0, 0, 0)
    assert loaded.unchanged == len(pack().units)


def test_a_unit_that_left_the_pack_is_retired_and_keeps_its_name() -> None:
    kept = [unit for unit in pack().units if unit.code != "cgj_hw"]
    assert load_units(kept, now=NOW).retired == 1
    assert "cgj_hw" not in unit_tree()
    assert unit_tree().label("cgj_hw").zh == "城管局环卫科"
    assert "cgj_hw" not in [unit.code for unit in unit_tree().children("cgj")]


def test_a_renamed_unit_is_seen_at_once() -> None:
    units = list(pack().units)
    units[3] = replace(units[3], label=replace(units[3].label, zh="新局"))
    assert load_units(units, now=NOW).changed == 1
    assert unit_tree().label(units[3].code).zh == "新局"


def test_the_tree_says_paths_children_and_who_answers_for_a_place(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        unit_tree()
    with django_assert_num_queries(0):
        assert unit_tree().path("xfjd_lh") == "/djy/xfjd/xfjd_lh/"
        assert [unit.code for unit in unit_tree().children("cgj")] == ["cgj_hw", "cgj_szss"]
        lotus = unit_tree().for_place("510181901902")
        assert lotus is not None
        assert lotus.code == "xfjd_lh"
        assert unit_tree().label("nobody").zh == "nobody"
        assert unit_tree().path("nobody") == ""
        assert len(unit_tree().all("street")) == 6
