"""The proof that something notarised stands in the log, for whoever checks offline. Reads only."""

from dataclasses import dataclass

from doorstep.store.cases import sheets
from doorstep.wings.log import queries
from doorstep.wings.log.mirroring import read_tiles
from doorstep_proof.notes import as_base64
from doorstep_proof.tiles import TiledTree

ENTRY = (
    "SELECT l.index, l.salt FROM notary_deed d JOIN log_entry l ON l.deed = d.id WHERE d.kind = %s AND d.source = %s"
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Where it stands, the salt of its entry, the path to the tree's head in base64, and the signed checkpoint."""

    index: int
    salt: bytes
    proof: list[str]
    checkpoint: str


def show_deed(kind: str, source: str) -> Shown | None:
    """None while it is under no signed checkpoint, or where its salt was erased."""
    found, checkpoint = sheets.run(ENTRY, [kind, source]), queries.latest_checkpoint()
    if not found or checkpoint is None:
        return None
    index, salt = found[0]
    if salt is None or index >= checkpoint.size:
        return None
    path = TiledTree(checkpoint.size, read_tiles).inclusion_proof(index)
    return Shown(index=index, salt=bytes(salt), proof=[as_base64(one) for one in path], checkpoint=checkpoint.note)
