"""An official account's identity and secrets, from the environment: DOORSTEP_WECHAT_<JURISDICTION>_APP_ID, _TOKEN, _AES_KEY, _SECRET.

All four are shown where the account is set up. Without an app id the channel is off; with one, whatever is missing or misshapen
is named, and the channel stays off too.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "DOORSTEP_WECHAT"
PARTS = ("APP_ID", "TOKEN", "AES_KEY", "SECRET")
APP_ID = re.compile(r"wx[0-9a-f]{16}")
TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
API = "https://api.weixin.qq.com"


@dataclass(frozen=True, kw_only=True)
class Account:
    """`aes_key` is b"" in plain mode: then bodies are not signed, and the platform's safe mode is to be preferred."""

    app_id: str
    token: str
    aes_key: bytes
    secret: str
    api: str = API


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`account` is None when the channel is off; `missing` names the variables that are absent or misshapen."""

    account: Account | None
    missing: tuple[str, ...]

    @property
    def is_begun(self) -> bool:
        """Something is set, but not all."""
        return self.account is None and len(self.missing) < len(PARTS)


def variable(jurisdiction: str, part: str) -> str:
    """The name of an environment variable."""
    return f"{PREFIX}_{re.sub('[^A-Z0-9]', '_', jurisdiction.upper())}_{part}"


def read_account(jurisdiction: str, environment: Mapping[str, str]) -> Setting:
    """What the environment says of this jurisdiction's account. `_AES_KEY` may be the word "plain" for plain mode."""
    given = {part: environment.get(variable(jurisdiction, part), "").strip() for part in PARTS}
    key = b"" if given["AES_KEY"] == "plain" else _key(given["AES_KEY"])
    fits = {
        "APP_ID": bool(APP_ID.fullmatch(given["APP_ID"])),
        "TOKEN": bool(TOKEN.fullmatch(given["TOKEN"])),
        "AES_KEY": key is not None,
        "SECRET": bool(given["SECRET"]),
    }
    missing = tuple(variable(jurisdiction, part) for part in PARTS if not fits[part])
    if missing or key is None:
        return Setting(account=None, missing=missing)
    api = environment.get(f"{PREFIX}_API", "").strip() or API
    account = Account(app_id=given["APP_ID"], token=given["TOKEN"], aes_key=key, secret=given["SECRET"], api=api)
    return Setting(account=account, missing=())


def _key(given: str) -> bytes | None:
    if not AES_KEY.fullmatch(given):
        return None
    try:
        return base64.b64decode(f"{given}=")
    except binascii.Error:
        return None
