"""Puts what has happened into the log, a batch at a time: leaves, tiles and tree head in one transaction, the signature after.

Whatever dies in between, the next round finds: leaves without a head cannot be, a head without a signature is signed. Two
sequencers take turns by a lock; were the lock lost, the index of a leaf, unique, would refuse the second.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from doorstep.wings.log import places, tables
from doorstep.wings.log.refusing import TilesBroken
from doorstep.wings.log.signing import check_continues, publish_head
from doorstep.wings.log.tables import Reach, Taken
from doorstep_proof.checkpoints import Checkpoint
from doorstep_proof.entries import Entry
from doorstep_proof.growing import edge_after, edge_tiles, grow, root_of_edge
from doorstep_proof.merkle import leaf_hash
from doorstep_proof.tiles import TileBroken

MOST = 20_000
SETTLES_AFTER_SECONDS = 10.0


@dataclass
class Sequencer:
    """Remembers between rounds how far it has looked; forgetting costs only time.

    Events may become visible out of order: one with a lower position may be committed after one with a higher. So everything
    beyond what is *settled* is looked at again each round. A position is settled when every transaction that was under way when
    it was the highest has ended, and some seconds have passed besides, for a number is drawn a moment before its transaction
    has one of its own.
    """

    looked_upto: tuple[int, int] | None = None
    mark: Reach | None = None
    marked_at: datetime | None = None
    caught_up: bool = field(default=False)

    def round(self, *, now: datetime, most: int = MOST) -> int:
        """One batch, signed and published; answers how many leaves. Raises LogAhead, LogParted, TilesBroken, KeyMissing …"""
        last = places.last_signed()
        with transaction.atomic():
            if not tables.lock():
                return 0
            taken = self._append(last, now=now, most=most)
        publish_head(now=now)
        return len(taken)

    def _append(self, last: Checkpoint, *, now: datetime, most: int) -> list[Taken]:
        head = tables.latest_head()
        check_continues(last, head.size)
        self._settle(now)
        event, deed = self.looked_upto or tables.settled()
        taken = tables.take(size=head.size, event=event, deed=deed, most=most)
        self._look_on(taken, most)
        if not taken:
            return []
        edge = tables.tiles(edge_tiles(head.size))
        leaves = [leaf_hash(Entry(kind=one.kind, commitment=one.commitment).spelled()) for one in taken]
        try:
            if root_of_edge(head.size, edge) != head.root:
                raise TilesBroken(f"{head.size}")
            changed = grow(head.size, edge, leaves)
        except TileBroken as fault:
            raise TilesBroken(str(fault)) from fault
        size = head.size + len(taken)
        tables.put_tiles(changed)
        is_behind = head.at is not None and now < head.at
        root = root_of_edge(size, edge_after(size, edge, changed))
        at = head.at if is_behind and head.at else now
        tables.put_head(size, root, at=at, clock_said=now if is_behind else None)
        return taken

    def _look_on(self, taken: list[Taken], most: int) -> None:
        """A full batch: go on after it, so that a long backlog is read once. Else look from what is settled again."""
        events = [one.position for one in taken if one.position is not None]
        deeds = [one.deed for one in taken if one.deed is not None]
        self.caught_up = len(events) < most and len(deeds) < most
        if self.caught_up:
            self.looked_upto = None
        else:
            event, deed = self.looked_upto or tables.settled()
            self.looked_upto = (
                max(events) if len(events) == most else event,
                max(deeds) if len(deeds) == most else deed,
            )

    def _settle(self, now: datetime) -> None:
        """Before the batch is read, so that all which ended before is in it."""
        reach = tables.reach()
        if self.mark is None or self.marked_at is None or now < self.marked_at:
            self.mark, self.marked_at = reach, now
            return
        is_old = (now - self.marked_at).total_seconds() >= SETTLES_AFTER_SECONDS
        if is_old and self.caught_up and reach.oldest_open >= self.mark.next_to_open:
            tables.settle(self.mark.event, self.mark.deed)
            self.mark, self.marked_at = reach, now


def sequence_all(*, now: datetime) -> int:
    """Everything there is by now, batch after batch; answers how many leaves. For commands and tests."""
    sequencer, total = Sequencer(), 0
    while True:
        total += sequencer.round(now=now)
        if sequencer.caught_up:
            return total
