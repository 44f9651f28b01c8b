"""The log takes everything once, in batches, and what it signed it never signs otherwise."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from doorstep.store.cases.models import Event
from doorstep.store.notary.deeds import Handed, OtherwiseNotarised, notarise
from doorstep.wings.log import mirroring, places, tables
from doorstep.wings.log.models import Checkpoint, Entry, Head
from doorstep.wings.log.refusing import LogAhead, LogParted, TilesBroken
from doorstep.wings.log.sequencing import Sequencer, sequence_all
from doorstep_proof.checkpoints import open_checkpoint
from doorstep_proof.entries import commit, read_entry
from doorstep_proof.merkle import check_consistency, check_inclusion, leaf_hash
from doorstep_proof.tiles import ENTRIES, Tile, TiledTree, read_bundle
from tests.living import NOW, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_places")]


def tree(size: int) -> TiledTree:
    return TiledTree(size, mirroring.read_tiles)


def test_every_event_and_deed_is_in_the_log_once() -> None:
    word("楼道灯坏了")
    notarise([Handed(kind="publication", source="1", digest=bytes(32))], now=NOW)
    assert sequence_all(now=NOW) == Event.objects.count() + 1
    word("井盖松了")
    assert sequence_all(now=NOW) >= 1
    assert sequence_all(now=NOW) == 0
    assert set(Entry.objects.exclude(position=None).values_list("position", flat=True)) == set(
        Event.objects.values_list("position", flat=True)
    )
    assert list(Entry.objects.order_by("index").values_list("index", flat=True)) == list(range(Entry.objects.count()))


def test_the_checkpoint_is_signed_and_every_leaf_proven_under_it() -> None:
    word("楼道灯坏了")
    sequence_all(now=NOW)
    row = Checkpoint.objects.get()
    opened = open_checkpoint(row.note.encode(), log=[places.signing_key(now=NOW).verifier])
    for entry in Entry.objects.all():
        event = Event.objects.get(position=entry.position)
        committed = commit("event", bytes(entry.salt or b""), bytes(event.digest))
        assert committed.commitment == bytes(entry.commitment)
        proof = tree(row.size).inclusion_proof(entry.index)
        leaf = leaf_hash(committed.spelled())
        check_inclusion(index=entry.index, size=row.size, leaf=leaf, proof=proof, root=opened.checkpoint.root)


def test_small_batches_grow_one_tree_whose_heads_continue_each_other() -> None:
    for n in range(6):
        word(f"第 {n} 件")
    sequencer = Sequencer()
    while sequencer.round(now=NOW, most=4) or not sequencer.caught_up:
        pass
    assert Entry.objects.count() == Event.objects.count()
    heads = list(Head.objects.order_by("size"))
    assert len(heads) >= 2
    for old, new in itertools.pairwise(heads):
        proof = tree(new.size).consistency_proof(old.size)
        check_consistency(old=old.size, new=new.size, old_root=bytes(old.root), new_root=bytes(new.root), proof=proof)


def test_a_head_that_was_not_signed_is_signed_by_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    word("楼道灯坏了")
    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(mirroring, "bring_up", _disk_full)
        Sequencer().round(now=NOW)
    assert Head.objects.count() == 1
    assert not Checkpoint.objects.exists()
    assert Sequencer().round(now=NOW) == 0
    assert Checkpoint.objects.get().size == Head.objects.get().size


def _disk_full(folder: Path, *, size: int) -> int:
    raise OSError("no space left")


def test_what_dies_within_a_batch_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    word("楼道灯坏了")
    with monkeypatch.context() as patch, pytest.raises(OSError), transaction.atomic():
        patch.setattr(tables, "put_head", _gone)
        Sequencer().round(now=NOW)
    assert not Entry.objects.exists()
    assert sequence_all(now=NOW) == Event.objects.count()


def _gone(*_: object, **__: object) -> None:
    raise OSError("killed")


def test_a_database_of_yesterday_stops_the_log() -> None:
    word("楼道灯坏了")
    sequence_all(now=NOW)
    with transaction.atomic():
        word("昨天以后的事")
        sequence_all(now=NOW)
        transaction.set_rollback(True)
    with pytest.raises(LogAhead):
        Sequencer().round(now=NOW)


def test_another_history_of_the_same_length_stops_the_log() -> None:
    before = Event.objects.count()
    with transaction.atomic():
        word("一件事")
        sequence_all(now=NOW)
        transaction.set_rollback(True)
    word("另一件事")
    assert Event.objects.count() > before
    with pytest.raises(LogAhead):
        Sequencer().round(now=NOW)
    places.places().last.rename(places.places().last.with_suffix(".kept"))
    sequence_all(now=NOW)
    places.places().last.with_suffix(".kept").rename(places.places().last)
    word("再一件")
    with pytest.raises(LogParted):
        Sequencer().round(now=NOW)


def test_a_broken_edge_is_not_built_upon() -> None:
    word("楼道灯坏了")
    sequence_all(now=NOW)
    tables.put_tiles({(0, 0): bytes(32) * Entry.objects.count()})
    word("井盖松了")
    with pytest.raises(TilesBroken):
        Sequencer().round(now=NOW)


def test_a_clock_set_back_is_written_down_and_stops_nobody() -> None:
    word("楼道灯坏了")
    sequence_all(now=NOW)
    word("井盖松了")
    sequence_all(now=NOW - timedelta(hours=3))
    first, second = Head.objects.order_by("size")
    assert second.at == first.at
    assert second.clock_said == NOW - timedelta(hours=3)
    assert first.clock_said is None


def test_the_mirror_holds_what_the_specification_asks_for() -> None:
    for n in range(5):
        word(f"第 {n} 件")
    sequence_all(now=NOW)
    folder, size = places.places().mirror, Entry.objects.count()
    bundle = Tile(level=ENTRIES, n=0, width=size)
    entries = [read_entry(raw) for raw in read_bundle((folder / bundle.path()).read_bytes(), width=size)]
    assert {entry.kind for entry in entries} == {"event"}
    assert (folder / "checkpoint").read_text("utf-8") == Checkpoint.objects.get().note
    assert (folder / Tile(level=0, n=0, width=size).path()).stat().st_size == size * 32


def test_settled_positions_are_not_looked_at_again_and_late_ones_are_found() -> None:
    word("楼道灯坏了")
    sequencer = Sequencer()
    sequencer.round(now=NOW)
    late = Entry.objects.order_by("-index").values_list("position", flat=True)[0]
    sequencer.round(now=NOW + timedelta(seconds=11))
    settled = tables.settled()[0]
    assert settled in (0, late)  # 0 where this very transaction, still open, is among those under way


def test_a_deed_is_handed_in_once_and_never_otherwise() -> None:
    deed = Handed(kind="credential", source="a", digest=bytes(32))
    assert notarise([deed], now=NOW) == 1
    assert notarise([deed], now=NOW) == 0
    with pytest.raises(OtherwiseNotarised):
        notarise([Handed(kind="credential", source="a", digest=bytes([1]) * 32)], now=NOW)
