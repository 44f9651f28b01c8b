"""The same messages give the same issues, people rank and likes do not, and what is new is placed without gathering again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.wings.hotspots import matching, names
from doorstep.wings.hotspots.clustering import place
from doorstep.wings.hotspots.grams import Text
from doorstep.wings.hotspots.heat import Issue, Message, bars, find, issues

BEGAN = datetime(2026, 3, 1, 8, tzinfo=UTC)
MIXING = (
    "丽景新城旁边的混凝土搅拌站夜里施工，粉尘和噪音让人睡不着",
    "丽景新城小区附近建了搅拌站，灰尘大噪音大",
    "投诉丽景新城附近搅拌站，整夜噪音，粉尘飘进家里",
    "丽景新城北门外搅拌站粉尘污染，窗户都不敢开",
)
PARKING = ("和苑二期捆绑销售车位，不买车位不给签合同", "投诉和苑二期开发商强制捆绑车位", "和苑二期买房必须买车位合法吗")
OTHERS = ("菜市场门口的垃圾桶三天没人清运了", "公交站台的玻璃碎了一地", "河边的护栏断了两根", "路口红绿灯坏了没人修")


def message(turn: int, text: str, person: str = "", likes: int = 0) -> Message:
    at = BEGAN + timedelta(days=turn)
    return Message(
        key=f"{turn:03d}", text=Text(title=text[:12], body=text), person=person or f"p{turn}", at=at, likes=likes
    )


def town() -> list[Message]:
    return [message(turn, text) for turn, text in enumerate((*MIXING, *PARKING, *OTHERS))]


def shape(found: list[Issue]) -> list[tuple[str, ...]]:
    return [tuple(each.key for each in issue.members) for issue in found]


def test_messages_of_one_trouble_at_one_place_are_one_issue() -> None:
    assert shape(issues(find(town()))) == [("000", "001", "002", "003"), ("004", "005", "006")]


def test_a_stock_phrase_joins_no_two_troubles() -> None:
    streets, yards = ("泉水路", "石牛街", "荷花巷", "竹编街"), ("银杏里", "槐荫里", "杉影里", "望泉里")
    parked = [f"{yard}门口两边停满了车，消防车都进不来，三天了没人管" for yard in yards]
    dumped = [f"{street}那边堆了一大堆装修垃圾，三天了没人管" for street in streets]
    said = [message(turn, text) for turn, text in enumerate((*parked, *dumped, *MIXING, *OTHERS))]
    assert shape(issues(find(said)))[:2] == [
        ("000", "001", "002", "003"),
        ("004", "005", "006", "007"),
    ]


def test_an_issue_says_where_it_is_and_in_whose_words() -> None:
    first = issues(find(town()))[0]
    assert first.place == "丽景新城"
    assert all(any(sentence in text for text in MIXING) for sentence in first.sentences)
    assert (first.people, first.days) == (4, 4)


@settings(max_examples=15, deadline=None)
@given(st.permutations(town()))
def test_the_order_of_rows_changes_nothing(messages: list[Message]) -> None:
    assert issues(find(messages)) == issues(find(town()))


def test_a_hundred_words_of_one_person_are_one_person() -> None:
    loud = [message(20 + turn, PARKING[turn % 3], person="p4") for turn in range(20)]
    first, second = issues(find([*town(), *loud]))[:2]
    assert (first.place, first.people) == ("丽景新城", 4)
    assert (second.people, len(second.members)) == (3, 23)


def test_likes_never_outrank_people() -> None:
    stuffed = [message(30, PARKING[0], likes=1_000_000)]
    first, second = issues(find([*town(), *stuffed]))[:2]
    assert first.people == second.people == 4
    assert (second.likes, second.most_liked, first.likes) == (1_000_000, 1_000_000, 0)


def test_a_new_message_is_placed_and_a_strange_one_is_not() -> None:
    gathered = find(town()).gathered
    assert place(gathered, Text(title="", body="丽景新城搅拌站粉尘大")) == 0
    assert place(gathered, Text(title="", body="请问公园几点开门")) is None
    assert place(gathered, Text(title="", body="")) is None


def test_nothing_and_next_to_nothing_are_gathered_too() -> None:
    assert issues(find([])) == []
    assert issues(find([message(0, "。"), message(1, ""), message(2, "好")])) == []


def test_a_name_begins_where_it_stands_freely() -> None:
    known = names.learn(["投诉丽景新城噪音", "住在丽景新城", "关于丽景新城的搅拌站", "市丽景新城三期", "在旧城改造"])
    assert known.spots_in("请管管丽景新城的噪音") == {"丽景新城"}
    assert known.spots_in("我们小区") == frozenset()


def test_bars_cover_the_span_and_lose_nothing() -> None:
    times = [BEGAN + timedelta(days=turn * 7) for turn in range(30)]
    assert sum(bars(times)) == 30
    assert len(bars(times)) <= 16


def test_a_group_goes_on_under_its_old_name_and_none_goes_on_twice() -> None:
    a, b, c, d = (UUID(int=turn) for turn in range(4))
    old, sizes = {a: 1, b: 1, c: 2}, {1: 2, 2: 1}
    assert matching.match([[a, b, d], [c]], old, sizes) == [1, 2]
    assert matching.match([[a], [b]], old, sizes) == [1, None]
    assert matching.decide({1: [a, b]}, {a: None, c: 1, d: 9}) == {1: {b, c}, 9: {d}}
