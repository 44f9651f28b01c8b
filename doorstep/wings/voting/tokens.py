"""The voter's half of a blind signature, done here for those whose browser runs no script.

The token exists in this process's memory and on the voter's page, in no table and no log: whoever reads the database learns no
more than from one made in the browser. Whoever alters the running program could see it; the page says so before a voter asks.
What the token is made from is the ballot code 选票码, which the voter alone keeps: whoever lost the page proves who they are once more
and gets the same token by it. Without the code nobody can make it again, we neither.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from doorstep.kernel.chance import random_bytes
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import blind
from doorstep.store.cases.codes import ALPHABET, read_code, spell
from doorstep.store.sealing import keyed_hash
from doorstep.wings.voting.casting import Token, hand_out
from doorstep.wings.voting.models import Elector, Poll

LONGEST = 2048
CODE = 12  # letters, 57 bits: short enough to be copied by hand, too many to be tried by whoever has the jurisdiction's key


class TokenUnreadable(Refusal):
    """选票读不出来，请重新领票。"""

    status = 422


class CodeUnreadable(Refusal):
    """选票码是 12 个字母和数字，请对照抄下的再填一遍。"""

    status = 422


def fresh_ballot_code() -> str:
    """A new one, random."""
    return spell(random_bytes(16), CODE)


def read_ballot_code(typed: str) -> str:
    """As a voter copied it; "" where nothing was typed. Raises CodeUnreadable."""
    code = read_code(typed)
    if code and (len(code) != CODE or not set(code) <= set(ALPHABET)):
        raise CodeUnreadable
    return code


def show_ballot_code(code: str) -> str:
    """In three groups, as a person copies it."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def make_token(poll: Poll, elector: Elector, *, key: str, way: str, now: datetime, by: UUID | None = None) -> Token:
    """A signed token. The key, which only the voter has, makes it: asked again with it, the same token comes."""
    modulus, random = int(poll.public_key, 16), _Stream(f"{poll.case_id}:{elector.id}:{key}")
    prepared = blind.prepare(poll.number.encode(), random)
    sent = blind.blind(prepared, modulus, random)
    signed = hand_out(poll, elector, sent.message, way=way, now=now, by=by)
    return Token(message=prepared, signature=blind.finalize(prepared, modulus, signed, sent.inverse))


def read_token(message: str, signature: str) -> Token:
    """As a page sends it, in hex. Raises TokenUnreadable."""
    try:
        if not message or max(len(message), len(signature)) > LONGEST:
            raise TokenUnreadable
        return Token(message=bytes.fromhex(message), signature=bytes.fromhex(signature))
    except ValueError as wrong:
        raise TokenUnreadable from wrong


class _Stream:
    """Bytes that nobody can tell from random ones without the jurisdiction's key and the voter's."""

    def __init__(self, seed: str) -> None:
        self._seed, self._turn = keyed_hash(seed, "token"), 0

    def __call__(self, count: int) -> bytes:
        self._turn += 1
        return hashlib.shake_256(self._seed + self._turn.to_bytes(4, "big")).digest(count)
