"""The conversation, without a messenger and without a database."""

from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.words import Words
from doorstep.wings.chat.rules import MOST_PICTURES, Kind, Option, Point, Said, Talk, Turn, answer

HAPPY = Option(code="01", label=Words(zh="幸福街道 幸福社区", en="Xingfu"))
LOTUS = Option(code="02", label=Words(zh="幸福街道 莲花社区", en="Lianhua"))
KINDS: tuple[Kind, ...] = ("text", "voice", "place", "picture", "hello", "begin", "how", "other")


class SmallMap:
    """Two communities; everything east of ten degrees is outside."""

    def at(self, point: Point) -> Option | None:
        return HAPPY if point[0] < 10 else None

    def named(self, text: str) -> tuple[Option, ...]:
        return tuple(one for one in (HAPPY, LOTUS) if text in one.label.zh)


def told(*said: Said | str) -> Turn:
    """The last turn of a conversation."""
    turn = Turn(talk=Talk())
    for one in said:
        turn = answer(turn.talk, Said(kind="text", text=one) if isinstance(one, str) else one, SmallMap())
    return turn


def place(lon: float = 1.0) -> Said:
    return Said(kind="place", point=(lon, 30.0))


def picture(name: str = "m") -> Said:
    return Said(kind="picture", media=name)


def test_the_straight_way() -> None:
    turn = told("路灯不亮", place(), picture(), "1", "1")
    assert turn.submit == Talk(stage="confirm", what="路灯不亮", place=HAPPY, point=(1.0, 30.0), pictures=("m",))
    assert turn.talk == Talk()


def test_a_place_or_a_picture_may_come_first() -> None:
    assert told(place(), "路灯不亮").talk.stage == "pictures"
    assert told(picture(), "路灯不亮", place()).talk.pictures == ("m",)


def test_of_several_places_one_is_chosen_by_number_or_by_a_fuller_name() -> None:
    assert told("路灯不亮", "社区").talk.stage == "which"
    assert told("路灯不亮", "社区", "2").talk.place == LOTUS
    assert told("路灯不亮", "社区", "7").talk.stage == "which"
    assert told("路灯不亮", "社区", "莲花社区").talk.place == LOTUS


def test_what_is_said_late_is_added() -> None:
    assert (
        told("路灯不亮", place(), "已经三天了", "1", "晚上看不见", "1").submit.what
        == "路灯不亮\n已经三天了\n晚上看不见"
    )  # type: ignore[union-attr]


def test_cancelling_and_beginning_anew() -> None:
    assert told("路灯不亮", place(), "0").talk == Talk()
    assert told("路灯不亮", place(), "1", "2").talk == Talk(stage="what")


def test_a_location_elsewhere_is_asked_for_again_and_nothing_is_lost() -> None:
    assert told("路灯不亮", place(50.0)).talk.what == "路灯不亮"
    assert told(Said(kind="place")).talk == Talk()


def test_following_is_told_from_reporting() -> None:
    assert told("查 7k2mp-r4t9b").follow == "7k2mp-r4t9b"
    assert told("路灯不亮", "查7K2MPR4T9B").talk.what == "路灯不亮"
    assert told("查一下三号楼的水管").talk.what == "查一下三号楼的水管"


def test_too_few_words_and_too_many_pictures() -> None:
    assert told("。").talk == Talk()
    many = told("路灯不亮", place(), *(picture(str(turn)) for turn in range(9)))
    assert len(many.talk.pictures) == MOST_PICTURES


said = st.builds(
    Said,
    kind=st.sampled_from(KINDS),
    text=st.one_of(
        st.text(max_size=12), st.sampled_from(["1", "2", "0", "社区", "查", "幸福社区", "路灯坏了", "²", "٣"])
    ),
    point=st.one_of(st.none(), st.tuples(st.floats(0, 20), st.floats(0, 60))),
    media=st.sampled_from(["", "a", "b"]),
)


@given(st.lists(said, max_size=14))
def test_whatever_is_said_there_is_an_answer_and_only_whole_reports_are_sent(every: list[Said]) -> None:
    turn = Turn(talk=Talk())
    for one in every:
        turn = answer(turn.talk, one, SmallMap())
        assert turn.reply or turn.submit or turn.follow
        if turn.submit:
            assert turn.submit.what
            assert turn.submit.place
