"""A pack's places come into the tables once, change when the pack changes, and are never lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from doorstep.kernel.geography import Place
from doorstep.store.cases.towns import pack
from doorstep.store.places import models
from doorstep.store.places.atlas import atlas, forget
from doorstep.store.places.loading import OutlinesUnusable, load_places
from doorstep.store.places.test_topology import box, place

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def places() -> list[Place]:
    return list(pack().places)


def test_loading_the_same_pack_again_changes_nothing() -> None:
    before = models.Survey.objects.get()
    loaded = load_places(places(), now=NOW)
    assert (loaded.added, loaded.changed, loaded.retired) == (0, 0, 0)
    assert loaded.unchanged == len(places()) > 1000
    assert loaded.flaws == ()
    assert models.Survey.objects.get().loaded_at == before.loaded_at


def test_a_renamed_place_is_seen_at_once() -> None:
    changed = places()
    changed[3] = replace(changed[3], label=replace(changed[3].label, zh="新名字"))
    assert load_places(changed, now=NOW).changed == 1
    spot = atlas().get(changed[3].code)
    assert spot is not None
    assert spot.label.zh == "新名字"


def test_a_place_that_left_the_pack_is_retired_and_keeps_its_name() -> None:
    gone = next(place for place in places() if place.level == "micro_grid")
    assert load_places([p for p in places() if p.code != gone.code], now=NOW).retired == 1
    assert gone.code not in atlas()
    assert atlas().label(gone.path).zh.endswith(gone.label.zh)
    lon, lat = gone.area[0][0][0]
    assert gone.path not in atlas().locator.paths
    assert load_places(places(), now=NOW).changed == 1
    assert gone.code in atlas()
    assert atlas().place_at(lon, lat) is not None


def test_an_outline_that_crosses_itself_is_refused_and_nothing_is_loaded() -> None:
    bow = place("510181901000", (5, 0), (10, 10), (10, 0), (5, 10), name="东街")
    with pytest.raises(OutlinesUnusable, match="自己和自己相交"):
        load_places([box("510181000000", 0, 0, 10, 10), bow], now=NOW)
    assert models.Place.objects.filter(is_retired=True).count() == 0


def test_overlaps_are_reported_and_loaded() -> None:
    flaws = load_places(
        [
            box("510181000000", 0, 0, 10, 10),
            box("510181901000", 0, 0, 6, 10, "西街"),
            box("510181902000", 5, 0, 10, 10, "东街"),
        ],
        now=NOW,
    ).flaws
    assert [flaw.kind for flaw in flaws] == ["overlap"]
    spot = atlas().place_at(103.6055, 31.005)
    assert spot is not None
    assert spot.code == "510181901000"
