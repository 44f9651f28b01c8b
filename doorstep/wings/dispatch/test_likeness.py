"""Near-duplicates are found by wording, place and time, and each pair says why."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from doorstep.wings.dispatch.likeness import THRESHOLD, Wording, alike, jaccard, likeness, nearness, pairs_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HERE = "/510181/003/001/g02/"


def wording(number: int, text: str, place: str = HERE, days: float = 0) -> Wording:
    return Wording(
        id=UUID(int=number), pairs=pairs_of(text), place_path=place, at=NOW - timedelta(days=days), category="road"
    )


def test_two_people_telling_of_one_railing_are_put_beside_each_other() -> None:
    one = wording(1, "河边步道护栏松动，小孩爱去那里玩")
    other = wording(2, "河边步道的护栏松了，一推就晃", days=2)
    found = alike([one], [one, other])
    assert [pair.to for pair in found[one.id]] == [other.id]
    assert "相隔 2 天" in found[one.id][0].why.zh
    assert "同一网格" in found[one.id][0].why.zh


def test_another_matter_in_the_same_place_is_left_alone() -> None:
    one = wording(1, "河边步道护栏松动")
    other = wording(2, "夜里十二点还在施工，睡不着")
    assert alike([one], [other]) == {}


def test_the_same_words_far_away_or_long_ago_weigh_less() -> None:
    one = wording(1, "路灯不亮")
    near, far = likeness(one, wording(2, "路灯不亮")), likeness(one, wording(3, "路灯不亮", "/510181/004/001/"))
    old = likeness(one, wording(4, "路灯不亮", days=14))
    assert far.score < near.score
    assert old.time == 0.5
    assert near.score == 1.0


def test_places_share_what_their_paths_share() -> None:
    assert nearness("/510181/003/001/g02/", "/510181/003/001/g05/")[1] == 3
    assert nearness("/510181/003/001/", "/510181/004/001/")[1] == 1
    assert nearness("/510181/003/001/g02/m01/", "/510181/003/001/g02/m01/") == (1.0, 5)


def test_masks_and_punctuation_are_no_wording() -> None:
    assert pairs_of("李先生，***") == {"李先", "先生"}
    assert pairs_of("！？。", "") == frozenset()


def test_most_alike_come_first_and_no_more_than_four() -> None:
    case = wording(1, "下水道堵了污水外溢")
    others = [wording(n, "下水道堵了污水外溢" + "很久" * n, days=n) for n in range(2, 9)]
    found = alike([case], others)[case.id]
    assert len(found) == 4
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    assert all(pair.score >= THRESHOLD for pair in found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_of_wording_is_symmetric_and_between_nought_and_one(one: str, other: str) -> None:
    left, right = pairs_of(one), pairs_of(other)
    assert jaccard(left, right) == jaccard(right, left)
    assert 0 <= jaccard(left, right) <= 1
