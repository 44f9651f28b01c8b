"""The ways out when the database and the signed log part: tiles derived anew, leaves brought back from a mirror.

What a lost leaf stood for does not come back with it: the leaf stays, empty of meaning, so that no history is written twice.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction

from doorstep.store.cases import sheets
from doorstep.wings.log import places, tables
from doorstep.wings.log.models import Tile as TileRow
from doorstep.wings.log.refusing import LogParted, MirrorBroken
from doorstep_proof.entries import Entry, read_entry
from doorstep_proof.growing import Grown, edge_after, edge_tiles, grow, root_of_edge
from doorstep_proof.merkle import leaf_hash
from doorstep_proof.refusals import Malformed
from doorstep_proof.tiles import ENTRIES, HEIGHT, WIDTH, Tile, read_bundle

Read = Callable[[str], bytes]
BATCH = 8192
PUT = """
INSERT INTO log_entry (index, kind, commitment) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bytea[])
"""


@transaction.atomic
def rebuild_tiles() -> int:
    """All tiles from the leaves; answers how many leaves. Raises LogParted when they do not lead to the head's root."""
    tables.wait_for_lock()
    head = tables.latest_head()
    TileRow.objects.all().delete()
    edge: Grown = {}
    for start in range(0, head.size, BATCH):
        rows = tables.entries(start, min(head.size, start + BATCH))
        leaves = [leaf_hash(Entry(kind=kind, commitment=commitment).spelled()) for _, kind, commitment in rows]
        changed = grow(start, edge, leaves)
        tables.put_tiles(changed)
        edge = edge_after(start + len(rows), edge, changed)
    if root_of_edge(head.size, edge) != head.root:
        raise LogParted(f"the leaves do not lead to the root at {head.size}")
    return head.size


@transaction.atomic
def recover(read: Read, *, now: datetime) -> int:
    """Bring back the leaves that were signed and are not in the database, at the end or in between; answers how many.

    An event whose leaf was dropped has a new one after the next round: the old one, whose salt is lost, no longer speaks of it.
    `read` brings a file of the mirror by its path. Raises MirrorBroken unless it leads to exactly what was signed last,
    LogParted when even the leaves in the database are others than the mirror's.
    """
    last = places.last_signed()
    tables.wait_for_lock()
    head = tables.latest_head()
    filled = _fill_gaps(read, head.size)
    if last.size <= head.size:
        return filled
    missing = _entries(read, head.size, last.size)
    edge = tables.tiles(edge_tiles(head.size))
    if root_of_edge(head.size, edge) != head.root:
        raise LogParted(f"tiles at {head.size}")
    changed = grow(head.size, edge, [leaf_hash(entry.spelled()) for entry in missing])
    if root_of_edge(last.size, edge_after(last.size, edge, changed)) != last.root:
        raise LogParted(f"the mirror and the database do not lead to what was signed at {last.size}")
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        _put(range(head.size + start, head.size + start + len(part)), part)
    tables.put_tiles(changed)
    tables.put_head(last.size, last.root, at=max(now, head.at or now), clock_said=None)
    return filled + len(missing)


def pass_over_lost_numbers() -> int:
    """After an older backup: how many leaves were signed and are not in it. As many numbers of cases are passed over, so that
    nobody is given the number that stands on a lost case's receipt."""
    lost = max(0, places.last_signed().size - tables.latest_head().size)
    sheets.run("SELECT count(nextval('cases_number')) FROM generate_series(1, %s)", [lost])
    return lost


def _fill_gaps(read: Read, size: int) -> int:
    """Leaves dropped from among the first `size`. Raises LogParted unless all then lead to the root that was signed."""
    gone = tables.missing(size)
    for n, part in groupby(gone, key=lambda index: index >> HEIGHT):
        held, indices = _entries(read, n << HEIGHT, min(size, (n + 1) << HEIGHT)), list(part)
        _put(indices, [held[index % WIDTH] for index in indices])
    if gone:
        rebuild_tiles()
        tables.unsettle()
    return len(gone)


def _put(indices: Iterable[int], part: list[Entry]) -> None:
    sheets.run(PUT, [list(indices), [one.kind for one in part], [one.commitment for one in part]])


def _entries(read: Read, start: int, end: int) -> list[Entry]:
    found: list[Entry] = []
    for n in range(start >> HEIGHT, (end + WIDTH - 1) >> HEIGHT):
        tile = Tile(level=ENTRIES, n=n, width=min(WIDTH, end - n * WIDTH))
        entries = _read_tile(read, tile)
        found += entries[max(0, start - n * WIDTH) :]
    return found


def _read_tile(read: Read, tile: Tile) -> list[Entry]:
    """Of this width, or the beginning of the full one."""
    for path, width in _forms(tile):
        try:
            return [read_entry(raw) for raw in read_bundle(read(path), width=width)][: tile.width]
        except OSError:
            continue
        except Malformed as fault:
            raise MirrorBroken(f"{path}: {fault}") from fault
    raise MirrorBroken(f"{tile.path()} is not there")


def _forms(tile: Tile) -> Iterable[tuple[str, int]]:
    yield tile.path(), tile.width
    if tile.width < WIDTH:
        yield Tile(level=ENTRIES, n=tile.n).path(), WIDTH
