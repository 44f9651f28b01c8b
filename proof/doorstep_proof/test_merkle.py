"""Trees, proofs and tiles: against the definition, against each other, and against probes that others wrote."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep_proof.growing import edge_after, edge_tiles, grow, root_of_edge
from doorstep_proof.merkle import (
    EMPTY,
    NotConsistent,
    NotIncluded,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
    root_of,
)
from doorstep_proof.refusals import Malformed, NotProven
from doorstep_proof.tiles import (
    ENTRIES,
    Tile,
    TileBroken,
    TiledTree,
    bundle,
    hashes_in,
    read_bundle,
    read_path,
    tiles_of,
)

PROBES = Path(__file__).parents[3] / "shared" / "data" / "vectors" / "merkle"


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(count)]


def by_definition(hashes: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(by_definition(hashes[:split]), by_definition(hashes[split:]))


def tree(count: int) -> TiledTree:
    changed = grow(0, {}, leaves(count))
    return TiledTree(count, lambda wanted: {tile: changed[tile.level, tile.n][: tile.width * 32] for tile in wanted})


def read(encoded: str | None) -> bytes:
    return base64.b64decode(encoded or "")


@pytest.mark.skipif(not PROBES.exists(), reason="the probes of transparency-dev are not on this machine")
def test_every_probe_of_others_is_judged_as_they_judge_it() -> None:
    wrong = []
    paths = sorted(PROBES.rglob("*.json"))
    for path in paths:
        probe = json.loads(path.read_text("utf-8"))
        if (_is_refused(probe)) is not probe["wantErr"]:
            wrong.append(path.relative_to(PROBES).as_posix())
    assert len(paths) > 50
    assert not wrong


def _is_refused(probe: dict) -> bool:
    proof = [read(hash_) for hash_ in probe["proof"] or []]
    try:
        if "leafIdx" in probe:
            size, leaf, root = probe["treeSize"], read(probe["leafHash"]), read(probe["root"])
            check_inclusion(index=probe["leafIdx"], size=size, leaf=leaf, proof=proof, root=root)
        else:
            roots = {"old_root": read(probe["root1"]), "new_root": read(probe["root2"])}
            check_consistency(old=probe["size1"], new=probe["size2"], proof=proof, **roots)
    except NotProven:
        return True
    return False


def test_the_root_is_that_of_the_definition() -> None:
    assert root_of([]) == EMPTY
    for count in (*range(1, 40), 255, 256, 257, 1000):
        assert root_of(leaves(count)) == by_definition(leaves(count)) == tree(count).root()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_leaf_is_proven_and_no_other_passes_for_it(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1500))
    index = data.draw(st.integers(0, size - 1))
    grown = tree(size)
    proof, root, leaf = grown.inclusion_proof(index), grown.root(), grown.leaf(index)
    check_inclusion(index=index, size=size, leaf=leaf, proof=proof, root=root)
    with pytest.raises(NotIncluded):
        check_inclusion(index=index, size=size, leaf=leaf_hash(b"another"), proof=proof, root=root)
    if size > 1:
        with pytest.raises(NotIncluded):
            check_inclusion(index=(index + 1) % size, size=size, leaf=leaf, proof=proof, root=root)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_grown_tree_continues_the_smaller_one_and_no_other(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 1500))
    old = data.draw(st.integers(1, new))
    proof = tree(new).consistency_proof(old)
    check_consistency(old=old, new=new, old_root=tree(old).root(), new_root=tree(new).root(), proof=proof)
    with pytest.raises(NotConsistent):
        check_consistency(old=old, new=new, old_root=leaf_hash(b"x"), new_root=tree(new).root(), proof=proof)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=6))
def test_growing_in_any_batches_gives_the_same_tiles(batches: list[int]) -> None:
    total = leaves(sum(batches))
    whole = grow(0, {}, total)
    tiles, edge, size = {}, {}, 0
    for batch in batches:
        changed = grow(size, edge, total[size : size + batch])
        tiles.update(changed)
        edge, size = edge_after(size + batch, edge, changed), size + batch
        assert set(edge) == set(edge_tiles(size))
        assert root_of_edge(size, edge) == root_of(total[:size])
    assert tiles == whole


def test_proofs_at_the_edges_are_judged() -> None:
    one, two = leaves(2)
    root = root_of([one, two])
    check_inclusion(index=0, size=1, leaf=one, proof=[], root=one)
    check_consistency(old=1, new=1, old_root=one, new_root=one, proof=[])
    for index, size, proof in (
        (0, 0, []),
        (1, 1, []),
        (-1, 1, []),
        (0, 1, [two]),
        (0, 2, [two, two]),
        (0, 2, [two + b"x"]),
    ):
        with pytest.raises(NotIncluded):
            check_inclusion(index=index, size=size, leaf=one, proof=proof, root=one if size < 2 else root)
    for old, new, old_root, proof in (
        (0, 2, EMPTY, []), (-1, 2, one, []), (2, 1, root, [two]), (2, 2, root, [two]), (2, 2, one, []), (1, 2, one, []),
    ):  # fmt: skip
        with pytest.raises(NotConsistent):
            check_consistency(old=old, new=new, old_root=old_root, new_root=root, proof=proof)


def test_tiles_are_those_that_the_specification_counts() -> None:
    found = list(tiles_of(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in found) == 273
    for partial in ((0, 273, 112), (1, 1, 17), (2, 0, 1)):
        assert Tile(level=partial[0], n=partial[1], width=partial[2]) in found
    assert [tile for tile in tiles_of(256) if tile.level >= 0] == [Tile(level=0, n=0), Tile(level=1, n=0, width=1)]
    assert list(tiles_of(0)) == []


def test_a_tile_has_one_address() -> None:
    assert Tile(level=0, n=1234067).path() == "tile/0/x001/x234/067"
    for path in ("tile/0/x001/x234/067", "tile/entries/000.p/1", "tile/63/999", "tile/2/x001/000.p/255"):
        assert read_path(path).path() == path
    assert read_path("tile/entries/000").level == ENTRIES
    for wrong in (
        "tile/64/000", "tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/001/001", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/000/", "tile/-1/000", "tile/0/x001", "tile/0/٠٠٠", "tile/0/000\n", "/tile/0/000",
    ):  # fmt: skip
        with pytest.raises(Malformed):
            read_path(wrong)


def test_a_bundle_gives_back_its_entries_and_nothing_more() -> None:
    entries = [b"one", b"", b"x" * 65535]
    assert read_bundle(bundle(entries), width=3) == entries
    for broken in (bundle(entries)[:-1], bundle(entries) + b"\0", bundle(entries[:2])):
        with pytest.raises(TileBroken):
            read_bundle(broken, width=3)
    with pytest.raises(Malformed):
        bundle([b"x" * 65536])


def test_a_truncated_tile_is_refused() -> None:
    with pytest.raises(TileBroken):
        hashes_in(bytes(8191), width=256)
    short = TiledTree(300, lambda wanted: {tile: bytes(31) for tile in wanted})
    with pytest.raises(TileBroken):
        short.root()
    with pytest.raises(TileBroken):
        TiledTree(300, lambda wanted: {}).inclusion_proof(3)
