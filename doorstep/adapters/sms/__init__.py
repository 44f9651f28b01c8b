"""Text messages 短信: one Protocol, a gateway spoken to over HTTP, and a stand-in that prints and warns.

Sends one message to one number and says whether the gateway took it. Queues nothing and retries nothing: that is for
whoever sends.
"""

from typing import Protocol


class SmsNotSent(Exception):
    """短信没有发出去。"""


class Sms(Protocol):
    """Sends text messages within mainland China."""

    def send(self, phone: str, text: str) -> str:
        """To an 11-digit number. Returns the gateway's own number for the message, "" if it gives none. Raises SmsNotSent."""


class NothingSends(Exception):
    """还没有说明短信由谁来发。"""


_in_use: list[Sms] = []


def use(sender: Sms) -> None:
    """Send through this from now on. Called by the wiring, and by tests."""
    _in_use[:] = [sender]


def sms() -> Sms:
    """Whatever sends messages in this process. Raises NothingSends before the wiring is done."""
    if not _in_use:
        raise NothingSends
    return _in_use[0]
