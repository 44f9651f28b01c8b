"""Links 链接 of those who were drawn: the secret part is made anew whenever it is shown, and only its keyed hash is kept."""

from doorstep.store.sealing import keyed_hash
from doorstep.wings.judging.models import Round


def link_token(one: Round, rank: int) -> str:
    """The secret part of the link of who was drawn at this rank."""
    return keyed_hash(f"{one.code}:{rank}", "judging-link").hex()[:16]


def token_hash(token: str) -> bytes:
    """As it is kept."""
    return keyed_hash(token, "judging-token")
