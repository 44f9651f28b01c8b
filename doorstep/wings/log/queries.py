"""Reads the log for whoever wants to see it: sizes, checkpoints with their cosignatures, witnesses, gaps, single entries."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep.store.kept import Kept
from doorstep.wings.log.models import Checkpoint, Cosignature, Entry, Head, LogKey, Trouble, Witness
from doorstep_proof.notes import Verifier, read_vkey

# How many events and deeds have no leaf; looked at beyond what is settled, which `doorstep verify` looks through whole.
WAITING = """
SELECT (SELECT count(*) FROM cases_event e WHERE e.position > coalesce((SELECT upto FROM log_settled WHERE source = 'event'), 0)
          AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.position = e.position))
     + (SELECT count(*) FROM notary_deed d WHERE d.id > coalesce((SELECT upto FROM log_settled WHERE source = 'deed'), 0)
          AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.deed = d.id))
"""
DEEDS = "SELECT d.source, l.index FROM notary_deed d JOIN log_entry l ON l.deed = d.id WHERE d.kind = %s AND d.source = ANY(%s)"
GAPS = "SELECT coalesce((SELECT max(size) FROM log_head), 0) - count(*) FROM log_entry"


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A checkpoint with all signatures that there are by now."""

    size: int
    note: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A witness, and what it cosigned last."""

    title: str
    vkey: str
    name: str
    size: int | None
    at: datetime | None


def signed_size() -> int:
    """Of the latest checkpoint."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def latest_checkpoint() -> Signed | None:
    """The largest, with its cosignatures below."""
    row = Checkpoint.objects.order_by("-size").first()
    return _with_cosignatures(row) if row else None


def latest_cosigned() -> Signed | None:
    """The largest checkpoint that a witness has cosigned."""
    size = Cosignature.objects.filter(witness__ended_at=None).order_by("-size").values_list("size", flat=True).first()
    row = None if size is None else Checkpoint.objects.filter(size=size).first()
    return _with_cosignatures(row) if row else None


def _with_cosignatures(row: Checkpoint) -> Signed:
    taken = Cosignature.objects.filter(size=row.size, witness__ended_at=None)
    lines = taken.order_by("id").values_list("line", flat=True)
    return Signed(size=row.size, note=row.note + "".join(lines), at=row.at)


def vkeys() -> list[str]:
    """The log's public keys, newest first."""
    return list(LogKey.objects.order_by("-since", "-id").values_list("vkey", flat=True))


def verifiers() -> list[Verifier]:
    """The same, read."""
    return [read_vkey(text) for text in vkeys()]


def witnesses() -> list[Witness]:
    """Those whose words are taken."""
    return list(Witness.objects.filter(ended_at=None).order_by("id"))


def seen_by() -> list[Seen]:
    """Each witness with its last word."""
    found = []
    for one in witnesses():
        last = Cosignature.objects.filter(witness=one).order_by("-size").first()
        found.append(
            Seen(
                title=one.title,
                vkey=one.vkey,
                name=read_vkey(one.vkey).name,
                size=last.size if last else None,
                at=last.at if last else None,
            )
        )
    return found


def waiting() -> int:
    """Events and deeds that have no leaf yet."""
    return int(sheets.run(WAITING, [])[0][0])


def _count_gaps() -> int:
    return int(sheets.run(GAPS, [])[0][0])


def _minute() -> str:
    return str(int(time.time() // 60))


_gaps = Kept(version=_minute, read=_count_gaps)


def gaps() -> int:
    """Leaves missing of those that the tree's head counts; counted once a minute, for a long log takes its time to count."""
    return _gaps.get()


def entry_of_deed(kind: str, source: str) -> int | None:
    """Where something that was notarised stands in the log; None while it waits."""
    return entries_of_deeds(kind, [source]).get(source)


def entries_of_deeds(kind: str, sources: Sequence[str]) -> dict[str, int]:
    """The same of many, by source; those that wait are left out."""
    return {source: int(index) for source, index in sheets.run(DEEDS, [kind, list(sources)])}


def size_at(moment: datetime) -> int:
    """How many entries a checkpoint covered by then: what stands beyond came later, or nobody can show that it did not."""
    found = Checkpoint.objects.filter(at__lte=moment).order_by("-size").values_list("size", flat=True).first()
    return found or 0


def entry_at(index: int) -> Entry | None:
    """One leaf."""
    return Entry.objects.filter(index=index).first() if index < 2**63 else None


def troubles() -> list[Trouble]:
    """Why the log stands still now."""
    return list(Trouble.objects.filter(ended_at=None).order_by("id"))


def clock_went_back() -> Head | None:
    """The last time that the machine's clock was behind the log's."""
    return Head.objects.exclude(clock_said=None).order_by("-size").first()
