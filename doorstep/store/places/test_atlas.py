"""Names, tree and search of places come from memory."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F

from doorstep.store.places.atlas import atlas, community_path, forget
from doorstep.store.places.middles import middles
from doorstep.store.places.models import Place

pytestmark = pytest.mark.django_db
LOTUS = "510181901902"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def test_pages_cost_no_sql_once_the_atlas_is_read(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        atlas()
    with django_assert_num_queries(0):
        atlas().label("/510181/901/902/")
        atlas().search("莲花")
        atlas().place_at(103.62, 31.0)


def test_a_label_says_street_and_community_once() -> None:
    assert atlas().label("/510181/901/902/").zh == "幸福街道 莲花社区"
    assert atlas().label("/510181/901/902/g02/").zh == "幸福街道 莲花社区2号网格"
    assert atlas().label("/510181/901/902/g02/m01/").zh == "幸福街道 莲花社区2-1微网格"
    assert atlas().label("/510181/902/901/s01/").zh == "灌口街道 南桥社区 古堰景区专属网格"
    assert atlas().label("/510181/901/902/").en == "Lianhua Community, Xingfu Subdistrict"
    assert atlas().label("/510181/").zh == "都江堰市（演示）"
    assert atlas().label("/999999/").zh == atlas().label("").zh == ""


def test_the_tree_is_walked_from_the_top() -> None:
    town = atlas().children()[0]
    streets = atlas().children(town.code)
    assert [street.level for street in streets] == ["street"] * 6
    assert LOTUS in [community.code for community in atlas().children(streets[0].code)]
    assert len(atlas().of_level("community")) == 34


def test_search_finds_by_chinese_and_by_letters_larger_places_first() -> None:
    assert atlas().search("莲花")[0].code == LOTUS
    assert atlas().search(" LIANHUA ")[0].code == LOTUS
    assert atlas().search("") == ()
    assert len(atlas().search("网格", limit=5)) == 5


def test_a_path_below_a_community_leads_to_it() -> None:
    assert community_path("/510181/901/902/g02/m01/") == "/510181/901/902/"
    assert community_path("/510181/901/") == "/510181/901/"


def test_the_middle_of_a_community_moves_with_its_bounds() -> None:
    lon, lat = middles()[LOTUS]
    assert atlas().place_at(lon, lat) is not None
    Place.objects.filter(code=LOTUS).update(west=F("west") + 1, east=F("east") + 1)
    forget()
    assert middles()[LOTUS] == (pytest.approx(lon + 1, abs=1e-5), lat)
