"""The register in force for the jurisdiction being served, compared with the tables that truly exist."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.wings.rights.holdings import tables
from doorstep.wings.rights.rules import FILE, Consent, Register, read_register


class NoRegister(Refusal):
    """本辖区的机制包里没有个人信息处理活动记录。"""

    status = 404


def register() -> Register:
    """Raises NoRegister, PackError."""
    path = towns.pack().file(FILE)
    if path is None:
        raise NoRegister
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> Register:
    return read_register(path, columns=columns())


def columns() -> dict[str, frozenset[str]]:
    """The personal columns that exist, by table."""
    return {table.name: frozenset(table.columns()) for table in tables()}


def consent_now(code: str, *, now: datetime) -> Consent | None:
    """The text in force today; None where the pack has none."""
    return register().consent(code, towns.pack().calendar.local_date(now))


def check_register(*, now: datetime) -> None:
    """Whoever fills a jurisdiction reads here what is wrong with its register. Raises PackError."""
    if towns.pack().file(FILE) is not None:
        register()
