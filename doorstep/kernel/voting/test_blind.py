"""Blind signatures give, on the RFC's own vectors, the RFC's own bytes; and nothing else is accepted."""

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from doorstep.kernel.voting import blind
from doorstep.kernel.voting.blind import BlindRefused, Secret

RFC = json.loads(Path(__file__).with_name("test_blind_rfc9474.json").read_text("utf-8"))
KEY = Secret(**{name: int(value, 16) for name, value in RFC["key"].items()})


@pytest.mark.parametrize("vector", RFC["vectors"], ids=lambda vector: vector["variant"])
def test_every_named_variant_gives_the_bytes_of_the_rfc(vector: dict[str, Any]) -> None:
    given = {name: bytes.fromhex(value) for name, value in vector.items() if name != "variant"}
    prepared, salt = given["prepared_msg"], given["salt"]
    assert prepared == given["msg_prefix"] + given["msg"]
    assert blind.encode(prepared, KEY.n, salt) == given["encoded_msg"]
    inverse = int.from_bytes(given["inv"], "big")
    assert blind.blind_by(prepared, KEY.n, salt=salt, inverse=inverse).message == given["blinded_msg"]
    assert blind.sign(KEY, given["blinded_msg"], secrets.token_bytes) == given["blind_sig"]
    size = len(salt)
    assert blind.finalize(prepared, KEY.n, given["blind_sig"], inverse, salt_bytes=size) == given["sig"]
    blind.verify(prepared, KEY.n, given["sig"], salt_bytes=size)


@pytest.fixture
def secret() -> Secret:
    return blind.secret_from(blind.private_text(KEY))


def test_a_message_is_signed_without_being_seen(secret: Secret) -> None:
    prepared = blind.prepare(b"poll 1", secrets.token_bytes)
    sent = blind.blind(prepared, secret.n, secrets.token_bytes)
    again = blind.blind(prepared, secret.n, secrets.token_bytes)
    assert sent.message != again.message
    signed = blind.sign(secret, sent.message, secrets.token_bytes)
    signature = blind.finalize(prepared, secret.n, signed, sent.inverse)
    blind.verify(prepared, secret.n, signature)


def test_what_was_not_signed_is_refused(secret: Secret) -> None:
    prepared = blind.prepare(b"poll 1", secrets.token_bytes)
    sent = blind.blind(prepared, secret.n, secrets.token_bytes)
    signed = blind.sign(secret, sent.message, secrets.token_bytes)
    signature = blind.finalize(prepared, secret.n, signed, sent.inverse)
    for wrong in (signature[:-1], bytes(512), signature[:-1] + bytes([signature[-1] ^ 1])):
        with pytest.raises(BlindRefused):
            blind.verify(prepared, secret.n, wrong)
    with pytest.raises(BlindRefused):
        blind.verify(prepared + b"x", secret.n, signature)
    with pytest.raises(BlindRefused):
        blind.finalize(prepared, secret.n, signed, sent.inverse + 1)
    for wrong in (b"", b"\xff" * 512, sent.message + b"\0"):
        with pytest.raises(BlindRefused):
            blind.sign(secret, wrong, secrets.token_bytes)
