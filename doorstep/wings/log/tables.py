"""The log's rows in SQL: takes what is not in the log yet, reads and writes heads and tiles. Decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep_proof.growing import Grown
from doorstep_proof.merkle import EMPTY

TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('doorstep log ' || current_schema(), 0))"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('doorstep log ' || current_schema(), 0))"
PUBLISH = "SELECT pg_advisory_xact_lock(hashtextextended('doorstep log signed ' || current_schema(), 0))"
HEAD = "SELECT size, root, at FROM log_head ORDER BY size DESC LIMIT 1"
HEAD_AT = "SELECT root FROM log_head WHERE size = %s"
# One by one by their key: as a join it may be planned as a walk through all tiles.
TILES = """
SELECT w.level, w.n, (SELECT t.hashes FROM log_tile t WHERE t.level = w.level AND t.n = w.n)
FROM unnest(%s::smallint[], %s::bigint[]) AS w(level, n)
"""
PUT_TILES = """
INSERT INTO log_tile (level, n, hashes) SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes
"""
PUT_HEAD = "INSERT INTO log_head (size, root, at, clock_said) VALUES (%s, %s, %s, %s)"
# In the server, so that only the commitments cross over. Each salt is 122 random bits. `upto` bounds what is looked at twice.
TAKE = """
WITH fresh AS MATERIALIZED (
    SELECT * FROM (
        (SELECT 'event' AS kind, e.position, NULL::bigint AS deed, e.digest FROM cases_event e
         WHERE e.position > %s AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.position = e.position)
         ORDER BY e.position LIMIT %s)
        UNION ALL
        (SELECT d.kind, NULL, d.id, d.digest FROM notary_deed d
         WHERE d.id > %s AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.deed = d.id)
         ORDER BY d.id LIMIT %s)) AS both_kinds
), salted AS MATERIALIZED (
    SELECT *, uuid_send(gen_random_uuid()) AS salt, row_number() OVER (ORDER BY position, deed) - 1 AS turn FROM fresh
)
INSERT INTO log_entry (index, kind, position, deed, salt, commitment)
SELECT %s + turn, kind, position, deed, salt,
       sha256(convert_to('doorstep/v1 ' || kind || E'\\n', 'UTF8') || salt || digest)
FROM salted RETURNING index, kind, commitment, position, deed
"""
NOW_OPEN = """
SELECT coalesce((SELECT max(position) FROM cases_event), 0), coalesce((SELECT max(id) FROM notary_deed), 0),
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
SETTLED = "SELECT source, upto FROM log_settled"
SETTLE = """
INSERT INTO log_settled (source, upto) VALUES ('event', %s), ('deed', %s)
ON CONFLICT (source) DO UPDATE SET upto = greatest(log_settled.upto, excluded.upto)
"""
# So that what lost its leaf gets another one.
UNSETTLE = """
UPDATE log_settled SET upto = least(upto, CASE source WHEN 'event'
    THEN (SELECT min(e.position) FROM cases_event e WHERE NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.position = e.position))
    ELSE (SELECT min(d.id) FROM notary_deed d WHERE NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.deed = d.id)) END - 1)
"""
MISSING = """
SELECT i FROM generate_series(0, %s - 1) i WHERE NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.index = i) ORDER BY i
"""
ENTRIES = "SELECT index, kind, commitment FROM log_entry WHERE index >= %s AND index < %s ORDER BY index"


@dataclass(frozen=True, kw_only=True)
class TreeHead:
    """Size and root, and when it was written; an empty log has neither leaves nor a moment."""

    size: int
    root: bytes
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A leaf that has just been written."""

    index: int
    kind: str
    commitment: bytes
    position: int | None
    deed: int | None


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far the ledger and the notary reach by now, and which transactions were under way."""

    event: int
    deed: int
    oldest_open: int
    next_to_open: int


def lock() -> bool:
    """For the transaction; False when another sequencer has it."""
    return bool(sheets.run(TRY_LOCK, [])[0][0])


def wait_for_lock() -> None:
    """The same, however long another sequencer has it: for commands."""
    sheets.run(LOCK, [])


def wait_to_publish() -> None:
    """For the transaction: until no other sequencer signs."""
    sheets.run(PUBLISH, [])


def latest_head() -> TreeHead:
    """The longest."""
    rows = sheets.run(HEAD, [])
    if not rows:
        return TreeHead(size=0, root=EMPTY, at=None)
    return TreeHead(size=rows[0][0], root=bytes(rows[0][1]), at=rows[0][2])


def root_at(size: int) -> bytes | None:
    """The root that was written for this size."""
    if size == 0:
        return EMPTY
    rows = sheets.run(HEAD_AT, [size])
    return bytes(rows[0][0]) if rows else None


def tiles(wanted: Iterable[tuple[int, int]]) -> Grown:
    """Those there are, as wide as they are by now."""
    keys = list(wanted)
    if not keys:
        return {}
    rows = sheets.run(TILES, [[level for level, _ in keys], [n for _, n in keys]])
    return {(level, n): bytes(hashes) for level, n, hashes in rows if hashes is not None}


def put_tiles(changed: Grown) -> None:
    """New ones, and those that have grown."""
    keys = list(changed)
    sheets.run(PUT_TILES, [[level for level, _ in keys], [n for _, n in keys], [changed[key] for key in keys]])


def put_head(size: int, root: bytes, *, at: datetime, clock_said: datetime | None) -> None:
    """In the transaction of its leaves."""
    sheets.run(PUT_HEAD, [size, root, at, clock_said])


def take(*, size: int, event: int, deed: int, most: int) -> list[Taken]:
    """Write leaves for up to `most` events and as many deeds beyond the given ones that have none yet, from index `size` on."""
    rows = sheets.run(TAKE, [event, most, deed, most, size])
    found = [Taken(index=r[0], kind=r[1], commitment=bytes(r[2]), position=r[3], deed=r[4]) for r in rows]
    return sorted(found, key=lambda one: one.index)


def reach() -> Reach:
    """Now."""
    (row,) = sheets.run(NOW_OPEN, [])
    return Reach(event=row[0], deed=row[1], oldest_open=row[2], next_to_open=row[3])


def settled() -> tuple[int, int]:
    """Event and deed up to which nothing new can appear."""
    found = dict(sheets.run(SETTLED, []))
    return found.get("event", 0), found.get("deed", 0)


def settle(event: int, deed: int) -> None:
    """From now on only what comes later is looked at."""
    sheets.run(SETTLE, [event, deed])


def unsettle() -> None:
    """Look again from the first event and the first deed that have no leaf."""
    sheets.run(UNSETTLE, [])


def missing(size: int) -> list[int]:
    """Leaves below `size` that are not there."""
    return [index for (index,) in sheets.run(MISSING, [size])]


def entries(start: int, end: int) -> list[tuple[int, str, bytes]]:
    """(index, kind, commitment) of leaves in a range."""
    return [(index, kind, bytes(commitment)) for index, kind, commitment in sheets.run(ENTRIES, [start, end])]
