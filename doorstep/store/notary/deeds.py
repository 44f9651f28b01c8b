"""Handing something in to be proven 存证, and finding it again. Call it in the transaction of what it is about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from doorstep.kernel.event import stamp
from doorstep.store.cases import sheets
from doorstep.store.notary.models import Deed

KINDS = frozenset({"publication", "poll", "ballot", "credential", "evidence", "statuslist", "other"})
_SOURCE = re.compile(r"[A-Za-z0-9._:/-]{1,200}", re.ASCII)
INSERT = """
INSERT INTO notary_deed (kind, source, digest, at)
SELECT kind, source, decode(digest, 'hex'), at FROM json_to_recordset(%s::json)
    AS r(kind text, source text, digest text, at timestamptz)
ON CONFLICT (kind, source) DO NOTHING RETURNING 1
"""


class DeedNotAllowed(ValueError):
    """存证的种类、来源或摘要不对。"""


class OtherwiseNotarised(Exception):
    """同一件东西已经用另一个内容存过证：存过的不能改。"""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """`source` names the thing within its kind, by ids only; `digest` is SHA-256 over its canonical bytes."""

    kind: str
    source: str
    digest: bytes


def notarise(handed: Iterable[Handed], *, now: datetime) -> int:
    """How many were new; the same twice is once. Raises DeedNotAllowed, OtherwiseNotarised."""
    rows = list(handed)
    for one in rows:
        if one.kind not in KINDS or len(one.digest) != 32 or not _SOURCE.fullmatch(one.source):
            raise DeedNotAllowed(f"{one.kind} {one.source}")
    laid = [{"kind": r.kind, "source": r.source, "digest": r.digest.hex(), "at": stamp(now)} for r in rows]
    new = len(sheets.run(INSERT, [sheets.as_json(laid)])) if rows else 0
    if new < len(rows):
        _check_same(rows)
    return new


def _check_same(rows: list[Handed]) -> None:
    asked = Deed.objects.filter(kind__in={one.kind for one in rows}, source__in=[one.source for one in rows])
    found = asked.values_list("kind", "source", "digest")
    kept = {(kind, source): bytes(digest) for kind, source, digest in found}
    for one in rows:
        if kept.get((one.kind, one.source)) != one.digest:
            raise OtherwiseNotarised(f"{one.kind} {one.source}")
