"""Asks the platform over HTTPS: an access token, kept until shortly before it ends; a picture; a message to somebody.

The "stable" token is asked for, so that several processes hold the same one and none makes another's worthless.
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message as Headers
from typing import Any

from doorstep.adapters.wechat import PlatformRefused, PlatformSilent
from doorstep.adapters.wechat.account import Account

PATIENCE = 10.0
LARGEST_PICTURE = 10 * 2**20
EARLY_SECONDS = 300
TOKEN_IS_OVER = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45009, 45011})
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp")
_tokens: dict[str, tuple[str, float]] = {}
_asking = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class WechatPlatform:
    """The platform as this account meets it."""

    account: Account

    def picture(self, media_id: str) -> bytes:
        headers, body = self._with_token("/cgi-bin/media/get", {"media_id": media_id})
        if headers.get_content_type() not in PICTURES:
            raise PlatformRefused(headers.get_content_type())
        if len(body) > LARGEST_PICTURE:
            raise PlatformRefused(f"> {LARGEST_PICTURE} B")
        return body

    def say(self, open_id: str, text: str) -> None:
        content = {"touser": open_id, "msgtype": "text", "text": {"content": text}}
        self._with_token("/cgi-bin/message/custom/send", {}, content)

    def _with_token(
        self, path: str, query: dict[str, str], content: dict[str, Any] | None = None
    ) -> tuple[Headers, bytes]:
        """Once more with a fresh token when the one kept is over."""
        for is_last in (False, True):
            headers, body = self._ask(path, {"access_token": self._token(renew=is_last), **query}, content)
            fault = _fault(headers, body)
            if not fault:
                return headers, body
            if fault not in TOKEN_IS_OVER or is_last:
                break
        if fault in BUSY:
            raise PlatformSilent(str(fault))
        raise PlatformRefused(str(fault))

    def _token(self, *, renew: bool = False) -> str:
        with _asking:
            known, until = _tokens.get(self.account.app_id, ("", 0.0))
            if known and not renew and time.monotonic() < until:
                return known
            wanted = {
                "grant_type": "client_credential",
                "appid": self.account.app_id,
                "secret": self.account.secret,
                "force_refresh": renew,
            }
            headers, body = self._ask("/cgi-bin/stable_token", {}, wanted)
            said = _as_object(body)
            token = str(said.get("access_token", ""))
            if not token:
                fault = _fault(headers, body)
                raise PlatformSilent(str(fault)) if fault in BUSY else PlatformRefused(str(fault))
            lasts = float(said.get("expires_in", 0)) - EARLY_SECONDS
            _tokens[self.account.app_id] = (token, time.monotonic() + lasts)
            return token

    def _ask(self, path: str, query: dict[str, str], content: dict[str, Any] | None) -> tuple[Headers, bytes]:
        address = f"{self.account.api}{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        data = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        request = urllib.request.Request(address, data=data, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.headers, answer.read(LARGEST_PICTURE + 1)
        except urllib.error.HTTPError as refused:
            refused.close()
            # The address holds the token: neither it nor the reason's text is passed on.
            raise PlatformSilent(str(refused.code)) from None
        except (OSError, http.client.HTTPException) as failed:
            raise PlatformSilent(type(failed).__name__) from None


def forget_tokens() -> None:
    """Ask anew at the next call."""
    _tokens.clear()


def _fault(headers: Headers, body: bytes) -> int:
    """The platform's number for what is wrong, 0 for nothing. It says so in JSON, under status 200."""
    if headers.get_content_type() in PICTURES:
        return 0
    number = _as_object(body).get("errcode", 0)
    return number if isinstance(number, int) else -1


def _as_object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body[:65536])
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
