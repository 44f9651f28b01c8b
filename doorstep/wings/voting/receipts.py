"""Receipts 回执: a short code that stands for a leaf of the published list. Finds it again; says nothing of the choice behind it."""

from dataclasses import dataclass

from doorstep.store.cases.codes import read_code, spell
from doorstep.wings.voting import boxes
from doorstep.wings.voting.models import Poll


@dataclass(frozen=True, kw_only=True)
class Found:
    """A leaf with its place on the list and its way to the root, in hex."""

    leaf: str
    index: int
    size: int
    proof: tuple[str, ...]
    root: str


def code_of(leaf: bytes) -> str:
    """Ten letters that follow from the leaf alone, so that the published list shows them as well."""
    return spell(leaf)


def find_receipt(poll: Poll, typed: str) -> Found | None:
    """By code or by the whole leaf. Only for a poll that was counted: `root` is what was published."""
    wanted = read_code(typed)
    leaves = boxes.leaves_of(poll)
    whole = typed.strip().lower()
    for index, leaf in enumerate(leaves):
        if leaf.hex() == whole or code_of(leaf) == wanted:
            proof = tuple(one.hex() for one in boxes.proof_of(leaves, leaf))
            return Found(leaf=leaf.hex(), index=index, size=len(leaves), proof=proof, root=poll.root)
    return None
