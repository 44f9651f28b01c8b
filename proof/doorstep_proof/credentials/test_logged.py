"""What is handed in as a proof of the log and is none shows nothing, and stops nobody. A true one: `doorstep/doors/cli/test_credentials.py`."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.credentials.dids import Revoked
from doorstep_proof.credentials.keys import public_key_of
from doorstep_proof.credentials.logged import logged_document, place_in

DOCUMENT = {"id": "urn:uuid:1"}
KEY = Revoked(key=public_key_of(Ed25519PrivateKey.generate().public_key()), at="2026-11-20", size=9, log=())
PROOF = logged_document(DOCUMENT, index=1, salt=bytes(16), proof=[], checkpoint="")


@pytest.mark.parametrize(
    "change",
    [
        {}, {"checkpoint": 7}, {"checkpoint": None}, {"log": []}, {"log": {}}, {"format": "x"}, {"digest": 7},
        {"log": {"index": True, "salt": "00" * 16, "proof": []}}, {"log": {"index": 1, "salt": 7, "proof": []}},
    ],
)  # fmt: skip
def test_what_is_no_proof_shows_nothing(change: dict[str, Any]) -> None:
    assert place_in([{**PROOF, **change}])(DOCUMENT, KEY) is None
