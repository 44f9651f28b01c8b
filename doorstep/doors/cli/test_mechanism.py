"""A new version of a mechanism is shown before it is put in force, and put in force only when somebody agrees."""

from dataclasses import replace
from pathlib import Path

import pytest

from doorstep.doors.cli import main as dispatcher
from doorstep.kernel.mechanism import Mechanism, as_dict, version_of
from doorstep.kernel.words import Words
from doorstep.store.cases import laws, towns
from doorstep.store.jurisdictions.current import serving

SCHEMA = "town_dujiangyan"


@pytest.fixture
def newer(real_db: str, monkeypatch: pytest.MonkeyPatch) -> Mechanism:
    """The pack's six orders under another title; the version in force is the old one."""
    monkeypatch.setenv("DATABASE_URL", real_db)
    pack = towns.pack_named("dujiangyan")
    changed = replace(pack.mechanisms["six_orders"], title=Words(zh="新六单", en="New six orders"))
    changed = replace(changed, version=version_of({**as_dict(changed)}))
    monkeypatch.setitem(
        towns._packs, "dujiangyan", replace(pack, mechanisms={**pack.mechanisms, "six_orders": changed})
    )
    laws.forget()
    return changed


def in_force() -> Mechanism:
    laws.forget()
    with serving(SCHEMA):
        return laws.current_law("six_orders").mechanism


def test_the_difference_is_shown_and_nothing_happens(newer: Mechanism, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatcher.main(["mechanism", "diff", "dujiangyan"]) == 0
    said = capsys.readouterr().out
    assert "新六单" in said
    assert "publication（晒单）\n  无变化" in said
    assert in_force().title.zh != "新六单"


def test_without_consent_nothing_is_published(newer: Mechanism, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatcher.main(["mechanism", "publish", "dujiangyan", "six_orders"]) == 0
    assert "--yes" in capsys.readouterr().out
    assert in_force().title.zh != "新六单"


def test_with_consent_new_cases_follow_the_new_version(newer: Mechanism, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatcher.main(["mechanism", "publish", "dujiangyan", "six_orders", "--yes"]) == 0
    assert newer.version[:12] in capsys.readouterr().out
    assert in_force().version == newer.version


def test_drawing_needs_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert dispatcher.main(["mechanism", "draw", "--into", str(tmp_path)]) == 0
    assert (tmp_path / "six_orders.svg").exists()
