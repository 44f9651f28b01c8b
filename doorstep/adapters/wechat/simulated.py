"""A stand-in for the platform in a town that is simulated: calls back sealed and signed as the real one does, and asks nobody outside.

Its account is made up: nobody could sign in with it anywhere.
"""

from dataclasses import dataclass, field
from datetime import datetime

from doorstep.adapters.wechat import PlatformRefused, crypt
from doorstep.adapters.wechat.account import Account
from doorstep.adapters.wechat.callbacks import Callback

ACCOUNT = Account(
    app_id="wx0000000000000000", token="simulated", aes_key=b"simulated town, nobody outside.."[:32], secret="simulated"
)
ITSELF = "gh_simulated"
UNKNOWN_MEDIA = "40007"


@dataclass
class SimulatedPlatform:
    """`pictures` by the name under which somebody sent them; `said` is what was sent to whom."""

    account: Account = ACCOUNT
    pictures: dict[str, bytes] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)

    def picture(self, media_id: str) -> bytes:
        if media_id not in self.pictures:
            raise PlatformRefused(UNKNOWN_MEDIA)
        return self.pictures[media_id]

    def say(self, open_id: str, text: str) -> None:
        self.said.append((open_id, text))

    def calls(self, kind: str, *, sender: str, number: str, now: datetime, **fields: str) -> tuple[Callback, bytes]:
        """One callback: its query, signed, and its body, sealed. `fields` are the elements of that kind of message."""
        stamp, nonce = str(int(now.timestamp())), number
        inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
        plain = (
            f"<xml><ToUserName>{ITSELF}</ToUserName><FromUserName>{sender}</FromUserName><CreateTime>{stamp}</CreateTime>"
            f"<MsgType>{kind}</MsgType>{inner}<MsgId>{number}</MsgId></xml>"
        )
        sealed = crypt.encrypt(plain, key=self.account.aes_key, app_id=self.account.app_id)
        query = {
            "signature": crypt.signature(self.account.token, stamp, nonce),
            "msg_signature": crypt.signature(self.account.token, stamp, nonce, sealed),
            "timestamp": stamp,
            "nonce": nonce,
            "encrypt_type": "aes",
        }
        body = f"<xml><ToUserName>{ITSELF}</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
        return Callback(account=self.account, query=query), body.encode()
