"""Who asks in these tests, and what text messages said."""

from collections.abc import Iterator

import pytest
from django.test import Client

from doorstep.adapters import sms
from tests.polled import signed_in


@pytest.fixture
def office() -> Client:
    return signed_in("coordinator", "tcb")


@pytest.fixture
def anybody() -> Client:
    return Client(headers={"host": "testserver"})


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """What text messages said."""
    texts: list[str] = []

    class Box:
        def send(self, phone: str, text: str) -> str:
            texts.append(text)
            return ""

    before = sms.sms()
    sms.use(Box())
    yield texts
    sms.use(before)
