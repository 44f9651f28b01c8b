"""An official account that is set up, and the platform it belongs to."""

from collections.abc import Iterator

import pytest

from doorstep.adapters.wechat.client import forget_tokens
from tests import wechat_platform as wechat
from tests.wechat_platform import Platform


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with wechat.running() as platform:
        yield platform


@pytest.fixture
def platform(running: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    for name, value in wechat.environment(running.url).items():
        monkeypatch.setenv(name, value)
    running.pictures.clear()
    running.asked.clear()
    running.said.clear()
    running.is_down = False
    forget_tokens()
    return running
