"""One callback from its request to its message, and one reply from its text to the response: signature, age, seal, shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from doorstep.adapters.wechat import CallbackRefused, crypt, messages
from doorstep.adapters.wechat.account import Account
from doorstep.adapters.wechat.messages import Message


@dataclass(frozen=True, kw_only=True)
class Callback:
    """The account with the query of one request; values are those of the address, unchecked."""

    account: Account
    query: Mapping[str, str]

    def _given(self, name: str) -> str:
        return self.query.get(name, "")[:256]

    def _check(self, now: datetime) -> None:
        stamp, nonce = self._given("timestamp"), self._given("nonce")
        crypt.check_signature(self._given("signature"), self.account.token, stamp, nonce)
        crypt.check_fresh(stamp, now)

    def echo(self, now: datetime) -> str:
        """What the platform wants back when the address is set up. Raises CallbackRefused."""
        self._check(now)
        return self._given("echostr")

    def open(self, body: bytes, now: datetime) -> Message:
        """Raises CallbackRefused. With a key, only sealed messages are taken: plain ones are signed by nobody."""
        self._check(now)
        if not self.account.aes_key:
            return messages.read_message(body)
        sealed = messages.read_fields(body).get("Encrypt", "").strip()
        parts = (self.account.token, self._given("timestamp"), self._given("nonce"), sealed)
        if not sealed or self._given("encrypt_type") != "aes":
            raise CallbackRefused
        crypt.check_signature(self._given("msg_signature"), *parts)
        return messages.read_message(crypt.decrypt(sealed, key=self.account.aes_key, app_id=self.account.app_id))

    def reply(self, message: Message, text: str, now: datetime) -> str:
        """The body of the response; sealed as the message was."""
        at = int(now.timestamp())
        plain = messages.text_reply(text, to=message.sender, account=message.account, at=at)
        if not self.account.aes_key:
            return plain
        sealed = crypt.encrypt(plain, key=self.account.aes_key, app_id=self.account.app_id)
        stamp, nonce = str(at), self._given("nonce")
        signed = crypt.signature(self.account.token, stamp, nonce, sealed)
        return messages.sealed_reply(sealed, msg_signature=signed, timestamp=stamp, nonce=nonce)
