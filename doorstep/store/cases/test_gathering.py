"""Words that come at the same time are written together; one alone waits for nobody, and nobody pays for another's fault."""

import threading
from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

import pytest

from doorstep.store.cases import gathering
from doorstep.store.cases.opening import Draft, Opened
from doorstep.store.cases.sheets import Stack


class _Desk:
    """Stands where the database is: takes down who was written with whom."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.groups: list[list[str]] = []
        self.room = gathering._Gathering()
        monkeypatch.setattr(gathering, "write", self._write)

    def _write(self, drafts: Sequence[Draft]) -> list[Opened]:
        self.groups.append([one.code for one in drafts])
        if any(one.code == "bad" for one in drafts):
            raise ValueError("bad")
        return [Opened(case_id=one.id, number="1", code=one.code) for one in drafts]


def _draft(code: str) -> Draft:
    return Draft(id=uuid4(), seq=1, code=code, key=None, key_print=None, photos={}, stack=Stack())


def _come(desk: _Desk, code: str, *events: threading.Event) -> tuple[threading.Thread, list[Any]]:
    """Comes in a thread of its own; `events`: set when its word is being understood, waited for before it is."""
    answers: list[Any] = []

    def made() -> Draft:
        for event in events[:1]:
            event.set()
        for event in events[1:]:
            event.wait(10)
        return _draft(code)

    def come() -> None:
        try:
            answers.append(desk.room.come(made).code)
        except ValueError as fault:
            answers.append(fault)

    thread = threading.Thread(target=come)
    thread.start()
    return thread, answers


def test_a_word_alone_is_written_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _Desk(monkeypatch)
    assert desk.room.come(lambda: _draft("one")).code == "one"
    assert desk.groups == [["one"]]


def test_who_is_coming_is_let_in_before_the_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _Desk(monkeypatch)
    monkeypatch.setattr(gathering, "PATIENCE", 10)
    is_coming, may_arrive = threading.Event(), threading.Event()
    late, told = _come(desk, "late", is_coming, may_arrive)
    assert is_coming.wait(10)
    first, _ = _come(desk, "first")
    while not desk.room._awaited:
        first.join(0.001)
    may_arrive.set()
    late.join(10)
    first.join(10)
    assert told == ["late"]
    assert [sorted(group) for group in desk.groups] == [["first", "late"]]


def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _Desk(monkeypatch)
    is_coming, may_arrive = threading.Event(), threading.Event()
    late, _ = _come(desk, "late", is_coming, may_arrive)
    assert is_coming.wait(10)
    assert desk.room.come(lambda: _draft("first")).code == "first"
    assert desk.groups == [["first"]]
    may_arrive.set()
    late.join(10)
    assert desk.groups == [["first"], ["late"]]
    assert desk.room._coming == 0


def test_who_turns_back_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _Desk(monkeypatch)

    def refused() -> Draft:
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        desk.room.come(refused)
    assert desk.room._coming == 0
    assert desk.room.come(lambda: _draft("next")).code == "next"


def test_nobody_pays_for_another_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    _Desk(monkeypatch)
    waiting = [gathering._Waiting(_draft(code)) for code in ("good", "bad", "fine")]
    gathering._settle(waiting)
    assert [one.opened and one.opened.code for one in waiting] == ["good", None, "fine"]
    assert isinstance(cast("BaseException", waiting[1].error), ValueError)
