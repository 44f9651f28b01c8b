"""A post shows its unit's subtree, its place's subtree, all, or nothing; and nothing leaks past a border."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.actor import ANONYMOUS, SYSTEM, Actor, Post
from doorstep.kernel.case import Case, Memory
from doorstep.kernel.event import GENESIS
from doorstep.kernel.roles import SEES, Role
from doorstep.kernel.visibility import EVERYTHING, NOTHING, in_view, sees
from doorstep.kernel.words import Words

ROLES = {
    code: Role(code=code, label=Words(zh=code, en=code), sees=kind)
    for code, kind in {
        "desk_clerk": "unit",
        "grid_worker": "place",
        "coordinator": "jurisdiction",
        "administrator": "nothing",
    }.items()
}
DESK = Post(role="desk_clerk", unit="cgj", unit_path="/djy/cgj/")
GRID = Post(role="grid_worker", unit="xfjd_lh", unit_path="/djy/xfjd/xfjd_lh/", place_path="/510181/901/902/g01/")


def staff(*posts: Post) -> Actor:
    return Actor(kind="staff", posts=posts)


def test_a_desk_clerk_sees_her_unit_and_the_sections_below() -> None:
    view = sees(staff(DESK), ROLES)
    assert view.shows(lead_path="/djy/cgj/", place_path="/510181/903/")
    assert view.shows(lead_path="/djy/cgj/cgj_hw/", place_path="")
    assert not view.shows(lead_path="/djy/cgj2/", place_path="")
    assert not view.shows(lead_path="", place_path="/510181/901/902/g01/")


def test_a_grid_worker_sees_his_grid_and_not_the_next() -> None:
    view = sees(staff(GRID), ROLES)
    assert view.shows(lead_path="/djy/cgj/", place_path="/510181/901/902/g01/m03/")
    assert not view.shows(lead_path="/djy/xfjd/xfjd_lh/", place_path="/510181/901/902/g02/")


def test_two_posts_show_what_either_shows() -> None:
    view = sees(staff(DESK, GRID), ROLES)
    assert (view.unit_paths, view.place_paths) == (("/djy/cgj/",), ("/510181/901/902/g01/",))


def test_a_coordinator_sees_all_and_an_administrator_no_case() -> None:
    assert sees(staff(DESK, Post(role="coordinator", unit="tcb", unit_path="/djy/tcb/")), ROLES) == EVERYTHING
    assert sees(SYSTEM, ROLES) == EVERYTHING
    assert sees(staff(Post(role="administrator", unit="djy", unit_path="/djy/")), ROLES).nothing


def test_a_stranger_and_a_role_unknown_to_the_pack_see_nothing() -> None:
    assert sees(ANONYMOUS, ROLES) == NOTHING
    assert sees(staff(Post(role="wizard", unit="djy", unit_path="/djy/")), ROLES) == NOTHING


def test_a_post_over_no_place_shows_no_place() -> None:
    assert sees(staff(Post(role="grid_worker", unit="djy", unit_path="/djy/")), ROLES).nothing


paths = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(lambda parts: f"/{'/'.join(parts)}/")


@given(st.lists(paths, max_size=6), paths)
def test_dropping_narrower_paths_changes_nothing(held: list[str], asked: str) -> None:
    view = sees(staff(*(Post(role="desk_clerk", unit="x", unit_path=path) for path in held)), ROLES)
    assert view.shows(lead_path=asked, place_path="") == any(asked.startswith(path) for path in held)


def test_every_way_of_seeing_is_covered() -> None:
    assert {role.sees for role in ROLES.values()} == set(SEES)


def test_what_a_unit_recorded_stays_in_its_view_wherever_it_goes() -> None:
    recorded = Case(
        id=UUID(int=1),
        number="",
        mechanism="six_orders",
        version="",
        state="handling",
        seq=1,
        head=GENESIS,
        memory=Memory(),
        opened_at=datetime(2026, 11, 22, tzinfo=UTC),
        place_path="/510181/903/",
        lead_path="/djy/zjj/",
        opened_unit="cgj",
    )
    assert in_view(staff(DESK), recorded, ROLES)
    assert not in_view(staff(Post(role="administrator", unit="cgj", unit_path="/djy/cgj/")), recorded, ROLES)
    assert not in_view(staff(GRID), replace(recorded, opened_unit="xfjd_lh"), ROLES)
