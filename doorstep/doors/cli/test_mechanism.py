"""Publishing a new version of a mechanism: its difference is shown, new cases follow it, running ones stay."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from doorstep.doors.cli import mechanism
from doorstep.doors.cli.unpublished import tell_unpublished
from doorstep.kernel.mechanism import as_dict, version_of
from doorstep.kernel.words import Words
from doorstep.store.cases import laws, towns
from doorstep.store.cases.models import Case, Law
from doorstep.store.cases.opening import open_case
from doorstep.store.cases.test_opening import word
from doorstep.store.filling import fill
from doorstep.store.jurisdictions.register import by_name

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def asked(*words: str, **more: Any) -> int:
    parser = argparse.ArgumentParser()
    mechanism.add_arguments(parser)
    return mechanism.run(parser.parse_args(list(words)))


@pytest.fixture
def changed_pack(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pack = towns.pack()
    old = pack.mechanisms["six_orders"]
    states = tuple(
        replace(state, label=Words(zh="待你评", en="Over to you")) if state.name == "awaiting_rating" else state
        for state in old.states
    )
    new = replace(old, states=states)
    new = replace(new, version=version_of(as_dict(new)))
    monkeypatch.setitem(towns._packs, pack.name, replace(pack, mechanisms={**pack.mechanisms, "six_orders": new}))
    yield
    laws.forget()


def test_refreshing_from_the_pack_does_not_change_a_mechanism_in_force(changed_pack: None) -> None:
    filled = fill(by_name("dujiangyan"), now=NOW)
    assert filled.waiting == ("six_orders",)
    assert filled.laws == ()


def test_an_upgrade_tells_what_nobody_has_put_in_force_and_by_which_command(
    changed_pack: None, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_unpublished()
    assert "doorstep mechanism publish dujiangyan six_orders" in capsys.readouterr().out
    assert asked("publish", "dujiangyan", "six_orders", "whistle", "--yes") == 0
    Law.objects.filter(name="whistle").update(is_current=False)
    capsys.readouterr()
    tell_unpublished()
    assert capsys.readouterr().out.splitlines() == [
        "dujiangyan：机制包里新有 whistle，生效以后相关的页面才能用：doorstep jurisdiction refresh dujiangyan"
    ]


def test_the_difference_is_shown_in_words(changed_pack: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("diff", "dujiangyan", "six_orders") == 0
    assert "由“待评价”改为“待你评”" in capsys.readouterr().out


def test_new_cases_follow_a_published_version_and_running_ones_stay(changed_pack: None) -> None:
    before = open_case(word(), now=NOW).case_id
    assert asked("publish", "dujiangyan", "six_orders", "--yes") == 0
    after = open_case(word(), now=NOW).case_id
    old, new = (laws.law(Case.objects.get(id=case_id).law_id) for case_id in (before, after))
    assert (old.state("awaiting_rating").label.zh, new.state("awaiting_rating").label.zh) == ("待评价", "待你评")


def test_nothing_is_published_without_a_yes(changed_pack: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda question: "")
    in_force = laws.versions_in_force()
    assert asked("publish", "dujiangyan", "six_orders") == 1
    assert laws.versions_in_force() == in_force


def test_a_mechanism_the_pack_does_not_have_is_named(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("diff", "dujiangyan", "seven_orders") == 2
    assert "six_orders" in capsys.readouterr().err


def test_the_diagram_is_drawn(db: None, tmp_path: Path) -> None:
    assert asked("draw", "dujiangyan", "six_orders", "--to", str(tmp_path / "six.svg")) == 0
    assert "<svg" in (tmp_path / "six.svg").read_text()
