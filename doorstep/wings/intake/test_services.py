"""A word becomes a case: masked, located, sealed, with a receipt that a repeated submission shows again."""

from datetime import UTC, datetime

import pytest

from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.kernel.refusals import FormRefused, KeyUsedDifferently
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Attachment, CaseWords, Event, Receipt, SealedText
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.services import take_word

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WORD = "3 号楼门口路灯三天没亮，我是王建国，电话 13812345678。孩子放学看不见路"
pytestmark = pytest.mark.django_db


def say(what: str = WORD, **more: object) -> Opened:
    given: dict[str, object] = {
        "what": what,
        "place": atlas().of_level("community")[0].code,
        "actor": ANONYMOUS,
        "channel": "web",
        "reporter": Reporter(),
        "key": None,
        "now": NOW,
    } | more
    return take_word(**given)  # type: ignore[arg-type]


def test_what_lists_show_holds_no_phone_and_no_name() -> None:
    words = CaseWords.objects.get(case_id=say().case_id)
    assert "13812345678" not in words.title + words.body
    assert "王建国" not in words.title + words.body
    assert "路灯" in words.title
    assert "路灯" in words.lexemes


def test_the_word_itself_is_sealed_and_the_event_only_commits_to_it() -> None:
    opened = say()
    event = Event.objects.get(case_id=opened.case_id)
    assert WORD not in str(event.facts)
    assert set(event.seals) == {"what"}
    assert SealedText.objects.filter(case_id=opened.case_id).count() == 1


def test_a_point_finds_its_grid_and_is_kept_coarse() -> None:
    grid = atlas().of_level("micro_grid")[0]
    path = grid.path
    lon, lat = next(point for point in [_inside(path)] if point)
    opened = say(place="", point=(lon, lat))
    held = find(opened.case_id)
    assert held
    assert held.case.place_path == path
    assert held.case.community
    facts = Event.objects.get(case_id=opened.case_id).facts
    assert all(len(degrees.split(".")[1]) == 3 for degrees in facts["near"])


def _inside(path: str) -> tuple[float, float]:
    import shapely

    from doorstep.store.places.models import Place

    point = shapely.from_wkb(bytes(Place.objects.get(path=path).area)).representative_point()
    return point.x, point.y


def test_a_place_chosen_after_the_pin_is_believed() -> None:
    first, other = atlas().of_level("community")[:2]
    held = find(say(place=other.code, point=_inside(first.path)).case_id)
    assert held
    assert held.case.place_path == other.path


@pytest.mark.parametrize(
    ("place", "point", "fault"),
    [
        ("", None, "PlaceUnknown"),
        ("x", None, "PlaceUnknown"),
        ("", (0.0, 0.0), "PointOutside"),
        ("510181901000", None, "PlaceTooWide"),
    ],
)
def test_a_place_nobody_knows_is_refused_by_name(place: str, point: tuple[float, float] | None, fault: str) -> None:
    with pytest.raises(FormRefused) as refused:
        say(place=place, point=point)
    assert type(refused.value.faults["place"]).__name__ == fault


def test_the_same_form_twice_gives_the_same_receipt() -> None:
    first, second = say(key="k" * 32), say(key="k" * 32)
    assert (first.case_id, first.number, first.code) == (second.case_id, second.number, second.code)
    assert second.is_repeat
    assert Receipt.objects.filter(case_id=first.case_id).count() == 1
    with pytest.raises(KeyUsedDifferently):
        say("换了内容", key="k" * 32)


def test_a_name_and_a_phone_are_sealed_and_the_phone_can_be_found_again() -> None:
    opened = say(reporter=Reporter(is_anonymous=False, name="王建国", phone="13812345678"))
    receipt = Receipt.objects.get(case_id=opened.case_id)
    assert b"13812345678" not in bytes(receipt.phone_cipher)
    assert receipt.phone_hash


@pytest.mark.parametrize(
    "what",
    [
        "\x00\x00救\x00命",
        "‮灯坏了‬",
        "'; DROP TABLE cases_case; --",
        "<script>alert(1)</script>",
        "灯" * 2000,
        "😀🔦" * 50,
        "a\r\nb\rc",
    ],
)
def test_any_text_is_taken_as_it_is_and_harms_nothing(what: str) -> None:
    words = CaseWords.objects.get(case_id=say(what).case_id)
    assert words.title
    assert "\x00" not in words.body
    assert "\u202e" not in words.title
    assert len(words.title) <= 40


@pytest.mark.parametrize(
    ("what", "fault"), [("", "FieldMissing"), ("\x00\u202e ", "FieldMissing"), ("灯" * 10_000, "TextTooLong")]
)
def test_a_text_that_is_none_or_too_long_is_refused(what: str, fault: str) -> None:
    with pytest.raises(FormRefused) as refused:
        say(what)
    assert type(refused.value.faults["what"]).__name__ == fault


def test_staff_who_take_a_word_on_a_visit_are_recorded_as_the_opener() -> None:
    from uuid import uuid4

    from doorstep.kernel.actor import Post

    community = atlas().of_level("community")[0]
    post = Post(role="grid_worker", unit="cgj", unit_path="/djy/cgj/", place_path=community.path)
    opened = say(actor=Actor(kind="staff", id=uuid4(), posts=(post,)), channel="visit", reporter=None)
    held = find(opened.case_id)
    assert held
    assert held.case.opened_unit == "cgj"
    assert opened.code == ""
    assert not Attachment.objects.filter(case_id=opened.case_id).exists()
