"""Whether a credential was in the log before its key came into other hands. The log's order decides, since a thief may write any date.

{"format": "doorstep-logged/v1", "digest": hex, "log": {"index": 5, "salt": hex, "proof": [base64 …]}, "checkpoint": "…"}
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from doorstep_proof.checkpoints import open_checkpoint
from doorstep_proof.credentials.dids import Revoked
from doorstep_proof.credentials.shapes import Json
from doorstep_proof.credentials.strict_json import canonical
from doorstep_proof.entries import SALT, commit
from doorstep_proof.merkle import check_inclusion, leaf_hash
from doorstep_proof.notes import read_base64, read_vkey
from doorstep_proof.refusals import Malformed, NotProven

FORMAT = "doorstep-logged/v1"
KIND = "credential"
# From a signed credential and what is known of its lost key to its place in the log; None where no log shows it.
Place = Callable[[Json, Revoked], int | None]


def nowhere(_document: Json, _key: Revoked) -> int | None:
    """For whoever has no log at hand."""
    return None


def digest_of(document: Json) -> bytes:
    """SHA-256 over the canonical bytes of the signed credential: what the log holds, salted."""
    return hashlib.sha256(canonical(document)).digest()


def logged_document(document: Json, *, index: int, salt: bytes, proof: list[str], checkpoint: str) -> dict[str, Any]:
    """The file that goes along with a credential."""
    log = {"index": index, "salt": salt.hex(), "proof": proof}
    return {"format": FORMAT, "digest": digest_of(document).hex(), "log": log, "checkpoint": checkpoint}


def place_in(files: list[Mapping[str, Any]]) -> Place:
    """Looks a credential up among these files, each checked under the log's keys that the issuer's document names."""
    by_digest = {str(one.get("digest")): one for one in files}

    def place(document: Json, key: Revoked) -> int | None:
        held = by_digest.get(digest_of(document).hex())
        if held is None:
            return None
        try:
            return _checked(held, document, key)
        except (NotProven, AttributeError, KeyError, TypeError, ValueError):
            return None

    return place


def _checked(held: Mapping[str, Any], document: Json, key: Revoked) -> int:
    log = held["log"]
    index, salt = log["index"], log["salt"]
    if held.get("format") != FORMAT or type(index) is not int or not re.fullmatch(f"[0-9a-f]{{{2 * SALT}}}", salt):
        raise Malformed("logged")
    head = open_checkpoint(held["checkpoint"].encode(), log=[read_vkey(one) for one in key.log]).checkpoint
    leaf = leaf_hash(commit(KIND, bytes.fromhex(salt), digest_of(document)).spelled())
    proof = [read_base64(one) for one in log["proof"]]
    check_inclusion(index=index, size=head.size, leaf=leaf, proof=proof, root=head.root)
    return index
