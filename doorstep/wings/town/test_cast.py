"""Nobody is missing from the cast: every unit that can owe a step has someone, and every grid is looked after."""

import re
from collections import Counter
from pathlib import Path

import pytest

from doorstep.kernel.geography import read_places, read_units
from doorstep.kernel.roles import read_roles
from doorstep.wings.town.cast import SHOWN, Member, cast
from doorstep.wings.town.gazetteer import read_town

PACKS = Path(__file__).resolve().parents[3] / "packs"
PLACES = read_places(PACKS / "dujiangyan" / "places.geojson")
UNITS = read_units(PACKS / "dujiangyan" / "units.toml")
LIFE = read_town(PACKS / "dujiangyan" / "town.toml").life
IN_THE_REPORT = ("张国斌", "向科", "杨克隽", "叶燕", "王培哲", "柴畅")


@pytest.fixture(scope="module")
def members() -> tuple[Member, ...]:
    return cast(UNITS, PLACES, LIFE)


def test_the_shown_members_come_first_and_every_role_is_played(members: tuple[Member, ...]) -> None:
    assert [member.username for member in members[: len(SHOWN)]] == list(SHOWN)
    roles = {duty.role for member in members for duty in member.duties}
    assert roles == set(read_roles(PACKS / "base" / "roles.toml"))


def test_usernames_and_names_are_different_and_usable(members: tuple[Member, ...]) -> None:
    assert len({member.username for member in members}) == len(members)
    assert len({member.display_name for member in members}) == len(members)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]*", member.username) for member in members)
    assert not {member.display_name for member in members} & set(IN_THE_REPORT)


def test_every_desk_has_a_clerk_and_every_community_a_first_desk(members: tuple[Member, ...]) -> None:
    held = Counter((duty.role, duty.unit) for member in members for duty in member.duties)
    clerk = {"community": "community_clerk", "street": "street_clerk"}
    working = [unit for unit in UNITS if unit.kind not in ("authority", "office")]
    assert [unit.code for unit in working if not held[clerk.get(unit.kind, "desk_clerk"), unit.code]] == []


def test_every_grid_has_one_regular_grid_worker(members: tuple[Member, ...]) -> None:
    duties = [duty for member in members for duty in member.duties]
    regular = Counter(duty.place for duty in duties if duty.role == "grid_worker" and not duty.is_stand_in)
    assert regular == Counter(place.code for place in PLACES if place.level in ("grid", "special_grid"))


def test_publisher_and_reviewer_are_two_persons_and_only_one_administers(members: tuple[Member, ...]) -> None:
    roles = {member.username: {duty.role for duty in member.duties} for member in members}
    assert not any({"publisher", "reviewer"} <= held for held in roles.values())
    assert [member.username for member in members if member.is_admin] == ["admin"]


def test_the_same_pack_gives_the_same_cast(members: tuple[Member, ...]) -> None:
    assert cast(UNITS, PLACES, LIFE) == members
