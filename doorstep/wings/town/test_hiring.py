"""The cast is hired once, into a simulated town only, under a password that is in no file of the project."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from doorstep.store.cases.towns import pack
from doorstep.store.jurisdictions import register
from doorstep.store.people.acting import actor_for
from doorstep.store.people.models import Person, Post
from doorstep.wings.town import hiring
from doorstep.wings.town.cast import Member, cast
from doorstep.wings.town.gazetteer import plan_in
from doorstep.wings.town.hiring import demo_password, hire_cast

DAY = date(2026, 9, 1)


@pytest.fixture
def members() -> tuple[Member, ...]:
    return cast(pack().units, pack().places, plan_in(pack().folders[-1]).life)


@pytest.mark.django_db
def test_hiring_twice_hires_once(members: tuple[Member, ...]) -> None:
    assert hire_cast(members, password="heron-willow-42", from_on=DAY) == len(members)
    posts = Post.objects.count()
    assert hire_cast(members, password="another", from_on=date(2026, 10, 1)) == 0
    assert Post.objects.count() == posts == sum(len(member.duties) for member in members)
    clerk = Person.objects.get(username="clerk")
    assert clerk.check_password("heron-willow-42")
    assert actor_for(clerk.pk, today=DAY).posts[0].unit_path == "/djy/cgj/"
    assert [person.username for person in Person.objects.filter(is_admin=True)] == ["admin"]


@pytest.mark.django_db
def test_a_real_town_refuses_the_cast(members: tuple[Member, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    real = replace(register.by_name("dujiangyan"), is_simulated=False)
    monkeypatch.setattr(hiring, "by_schema", lambda schema: real)
    with pytest.raises(hiring.NotASimulation):
        hire_cast(members, password="heron-willow-42", from_on=DAY)
    assert Person.objects.count() == 0


def test_the_demo_password_is_made_once_and_may_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOORSTEP_DEMO_PASSWORD", raising=False)
    made = demo_password(tmp_path / "var")
    assert len(made) == 14
    assert demo_password(tmp_path / "var") == made
    assert (tmp_path / "var" / "demo-password").stat().st_mode & 0o077 == 0
    assert demo_password(tmp_path / "elsewhere") != made
    monkeypatch.setenv("DOORSTEP_DEMO_PASSWORD", "given")
    assert demo_password(tmp_path / "var") == "given"
