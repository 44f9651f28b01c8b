"""WeChat's official-account platform 微信公众号: what it calls back with, what it is answered, and the two things we ask of it.

Our own small client, after the platform's published protocol. Checks every signature, opens and seals messages, and reads no XML
that declares anything. Holds no conversation and knows no case.
"""

from typing import Protocol


class CallbackRefused(Exception):
    """签名、时间或内容不对，没有收下。"""


class PlatformSilent(Exception):
    """微信平台没有回应，稍后再试。"""


class PlatformRefused(Exception):
    """微信平台不给。"""


class Platform(Protocol):
    """What we ask of the platform. Raises PlatformSilent (try again) and PlatformRefused (do not)."""

    def picture(self, media_id: str) -> bytes:
        """A picture that somebody sent within the last three days."""

    def say(self, open_id: str, text: str) -> None:
        """A message to somebody who wrote within the last 48 hours."""
