"""Merkle trees as RFC 6962 §2.1 and RFC 9162 §2.1 define them, over SHA-256: hashing, and checking of proofs.

Pure. `proving` makes the proofs. Sizes and indices are whole numbers, hashes are 32 bytes.
"""

import hashlib
from collections.abc import Iterable, Sequence

from doorstep_proof.refusals import NotProven

HASH = 32
EMPTY = hashlib.sha256(b"").digest()
LONGEST_PROOF = 64


class NotIncluded(NotProven):
    """包含证明不成立：这一条不在所说的日志里，或者被改动过。"""


class NotConsistent(NotProven):
    """一致性证明不成立：日志的历史被改写过，或者给出了两个版本。"""


def leaf_hash(entry: bytes) -> bytes:
    """Of one entry, whatever its bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Of an inner node above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, in memory: for checking what the tiles say. Empty: the hash of nothing."""
    edge: list[tuple[int, bytes]] = []
    for leaf in leaves:
        push(edge, leaf)
    return fold(hash_ for _, hash_ in edge)


def push(edge: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Add one leaf hash to a right edge: perfect subtrees (height, hash), largest first."""
    height, hash_ = 0, leaf
    while edge and edge[-1][0] == height:
        hash_ = node_hash(edge.pop()[1], hash_)
        height += 1
    edge.append((height, hash_))


def fold(hashes: Iterable[bytes]) -> bytes:
    """The root above perfect subtrees of falling size, given largest first."""
    rising = list(hashes)[::-1]
    if not rising:
        return EMPTY
    root = rising[0]
    for hash_ in rising[1:]:
        root = node_hash(hash_, root)
    return root


def check_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 §2.1.3.2. `leaf` is the leaf's hash. Raises NotIncluded."""
    if not 0 <= index < size:
        raise NotIncluded(f"index {index} is not in a tree of {size}")
    _check_hashes(NotIncluded, [leaf, root, *proof])
    at, last, hash_ = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise NotIncluded("the proof is too long")
        if at & 1 or at == last:
            hash_ = node_hash(sibling, hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise NotIncluded("the proof is too short")
    if hash_ != root:
        raise NotIncluded("the proof leads to another root")


def check_consistency(*, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 §2.1.4.2: the tree of `new` leaves begins with the tree of `old` leaves. Raises NotConsistent.

    Defined from one leaf up: every tree continues the empty one, so such a proof says nothing and is refused.
    """
    if not 0 < old <= new:
        raise NotConsistent(f"no proof leads from {old} leaves to {new}")
    if old == new:
        if proof or old_root != new_root:
            raise NotConsistent("two roots for one size, or a proof where none is needed")
        return
    _check_hashes(NotConsistent, [old_root, new_root, *proof])
    if not proof:
        raise NotConsistent("the proof is empty")
    if _climb(old, new, old_root, proof) != (old_root, new_root):
        raise NotConsistent("the proof leads to other roots")


def _climb(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    # A tree of 2^n leaves is a node of the larger one: its root stands for the proof's first hash.
    first, *rest = [old_root, *proof] if old & (old - 1) == 0 else proof
    of_old = of_new = first
    for sibling in rest:
        if last == 0:
            raise NotConsistent("the proof is too long")
        if at & 1 or at == last:
            of_old, of_new = node_hash(sibling, of_old), node_hash(sibling, of_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            of_new = node_hash(of_new, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise NotConsistent("the proof is too short")
    return of_old, of_new


def _check_hashes(refusal: type[NotProven], hashes: Sequence[bytes]) -> None:
    if len(hashes) > LONGEST_PROOF + 2:
        raise refusal("the proof is too long")
    if any(len(hash_) != HASH for hash_ in hashes):
        raise refusal(f"a hash is not {HASH} bytes long")
