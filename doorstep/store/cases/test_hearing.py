"""Jobs are kept by the name of a reaction: no two may share one."""

from collections.abc import Callable
from datetime import datetime

import pytest

from doorstep.store.cases import hearing


def _made(what: str) -> Callable[..., None]:
    def reaction(told: hearing.Told, *, now: datetime) -> None:
        raise AssertionError(what)

    return reaction


def test_two_reactions_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "_by_event", {})
    monkeypatch.setattr(hearing, "_by_name", {})
    stop, end = _made("stop"), _made("end")
    hearing.connect({"allowance.stopped": [stop]})
    hearing.connect({"allowance.stopped": [stop]})
    with pytest.raises(ValueError, match="two reactions are called"):
        hearing.connect({"allowance.ended": [end]})
    assert len(hearing.reactions_to("allowance.stopped")) == 1
