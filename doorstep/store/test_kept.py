"""What is kept is asked for once however many threads want it, and is never older than it may be."""

import threading
import time

import pytest

from doorstep.store import kept
from doorstep.store.jurisdictions.current import serving
from doorstep.store.kept import Kept

TOWN = "town_a"


def _in_town(get: object, found: list[object]) -> None:
    with serving(TOWN):
        found.append(get())  # type: ignore[operator]


def test_while_one_thread_asks_the_others_go_on_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, may_answer = threading.Event(), threading.Event()
    versions = iter(["1", "2"])

    def version() -> str:
        found = next(versions)
        if found == "2":
            asked.set()
            may_answer.wait(5)
        return found

    values = iter(["old", "new"])
    things: Kept[str] = Kept(version=version, read=lambda: next(values))
    with serving(TOWN):
        assert things.get() == "old"
        monkeypatch.setattr(kept, "FRESH_SECONDS", 0.0)
        slow: list[object] = []
        asking = threading.Thread(target=_in_town, args=(things.get, slow))
        asking.start()
        assert asked.wait(5)
        assert things.get() == "old"
        may_answer.set()
        asking.join(5)
        assert slow == ["new"]


def test_nobody_goes_on_with_what_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(kept, "STALE_SECONDS", 0.0)
    versions, values = iter(["1", "2", "3"]), iter(["first", "second", "third"])

    def version() -> str:
        time.sleep(0.02)
        return next(versions)

    things: Kept[str] = Kept(version=version, read=lambda: next(values))
    with serving(TOWN):
        assert [things.get(), things.get(), things.get()] == ["first", "second", "third"]
