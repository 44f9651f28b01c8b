"""A receipt of five steps at the end of a log of ten million, cosigned: what the log's benchmark checks."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.checkpoints import Checkpoint, cosign
from doorstep_proof.credentials.strict_json import canonical
from doorstep_proof.entries import commit
from doorstep_proof.growing import edge_tiles, grow
from doorstep_proof.merkle import leaf_hash
from doorstep_proof.notes import COSIGNATURE, ED25519, Note, Verifier, sign
from doorstep_proof.receipts import FORMAT, log_part
from doorstep_proof.tiles import Tile, TiledTree

AT = "2026-11-22T02:00:00.000000Z"
STEPS = 5


def made_receipt(before: int) -> bytes:
    """After `before` leaves, whose tiles are in the database."""
    documents = _documents()
    leaves = [leaf_hash(commit("event", bytes(16), digest).spelled()) for _, digest in documents]
    tree = _grown(before, leaves)
    events = [
        {
            "seq": document["seq"],
            "said": "",
            "document": document,
            "log": log_part(index=before + n, salt=bytes(16), proof=tree.inclusion_proof(before + n)),
        }
        for n, (document, _) in enumerate(documents)
    ]
    note, keys = _signed(Checkpoint(origin="town.example/log", size=before + len(leaves), root=tree.root()).text())
    top = {"format": FORMAT, "town": "测量", "number": "1", "case": "c", "issued_at": AT}
    return json.dumps({**top, "events": events, "words": [], "checkpoint": note, "keys": keys}).encode()


def _documents() -> list[tuple[dict[str, Any], bytes]]:
    found, previous = [], bytes(32)
    for seq in range(1, STEPS + 1):
        document = {"case": "c", "seq": seq, "previous": previous.hex(), "at": AT, "facts": {}, "seals": {}}
        previous = hashlib.sha256(canonical(document)).digest()
        found.append((document, previous))
    return found


def _grown(before: int, leaves: list[bytes]) -> TiledTree:
    from doorstep.wings.log import tables
    from doorstep.wings.log.mirroring import read_tiles

    fresh = grow(before, tables.tiles(edge_tiles(before)), leaves)

    def fetch(wanted: Iterable[Tile]) -> Mapping[Tile, bytes]:
        asked = list(wanted)
        kept = read_tiles([tile for tile in asked if (tile.level, tile.n) not in fresh])
        grown = {tile: fresh[tile.level, tile.n] for tile in asked if (tile.level, tile.n) in fresh}
        return {**kept, **{tile: content[: tile.width * 32] for tile, content in grown.items()}}

    return TiledTree(before + len(leaves), fetch)


def _signed(text: str) -> tuple[str, dict[str, list[str]]]:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    own = sign(text, name="town.example/log", key=key)
    seen = cosign(Note(text=text, signatures=()), name="audit.example", key=other, now=datetime.now(UTC))
    town = Verifier(name="town.example/log", kind=ED25519, public=key.public_key().public_bytes_raw())
    audit = Verifier(name="audit.example", kind=COSIGNATURE, public=other.public_key().public_bytes_raw())
    keys = {"log": [town.spelled()], "witnesses": [audit.spelled()]}
    return Note(text=text, signatures=(own, seen)).spelled(), keys
