"""A clock as its row holds it, and back: pauses and extensions as JSON, moments in UTC. Decides nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from doorstep.kernel.calendar import Pause
from doorstep.kernel.clocks import ClockRule, rule_from_dict
from doorstep.kernel.extending import Extension
from doorstep.kernel.running import RunningClock
from doorstep.store.cases import sheets

COLUMNS = (
    "k.name, k.started_at, k.due_at, k.is_estimated, k.stopped_at, k.rule::text, k.pauses::text, k.paused_at,"
    " k.extensions::text, k.warn_at"
)
OF_CASE = f"SELECT {COLUMNS} FROM cases_clock k WHERE k.case_id = %s ORDER BY k.started_at, k.id"
RUNNING = f"SELECT {COLUMNS} FROM cases_clock k WHERE k.case_id = %s AND k.stopped_at IS NULL ORDER BY k.name"
# What a step or a new count changes of a clock. A due moment that moves may be raised, and warned of, once more.
CHANGED = sheets.Sheet(
    table="cases_clock",
    columns={
        "name": "text",
        "due_at": "timestamptz",
        "is_estimated": "bool",
        "stopped_at": "timestamptz",
        "pauses": "jsonb",
        "paused_at": "timestamptz",
        "extensions": "jsonb",
        "warn_at": "timestamptz",
    },
)
CHANGES = ", ".join(f"{name} = u.{name}" for name in CHANGED.columns if name != "name") + (
    ", raised_at = CASE WHEN k.due_at = u.due_at THEN k.raised_at END"
    ", warned_at = CASE WHEN k.due_at = u.due_at THEN k.warned_at END"
)


def clock_from(row: Sequence[Any]) -> RunningClock:
    """From a row of COLUMNS."""
    return RunningClock(
        name=row[0],
        started_at=row[1],
        due_at=row[2],
        is_estimated=row[3],
        stopped_at=row[4],
        rule=rule_from_text(row[5]),
        pauses=pauses_from(row[6]),
        paused_at=row[7],
        extensions=extensions_from(row[8]),
        warn_at=row[9],
    )


@lru_cache(maxsize=1000)
def rule_from_text(written: str) -> ClockRule:
    """The rule a clock started by. There are few, and very many clocks cite one."""
    return rule_from_dict(json.loads(written))


def pauses_from(written: str) -> tuple[Pause, ...]:
    return tuple(Pause(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in json.loads(written))


def extensions_from(written: str) -> tuple[Extension, ...]:
    return tuple(
        Extension(
            more=one["more"],
            asked_at=datetime.fromisoformat(one["asked_at"]),
            decided_at=datetime.fromisoformat(one["decided_at"]) if one["decided_at"] else None,
            is_granted=one["is_granted"],
        )
        for one in json.loads(written)
    )


def pauses_as_json(pauses: Iterable[Pause]) -> list[list[str]]:
    return [[pause.begins_at.isoformat(), pause.ends_at.isoformat()] for pause in pauses]


def extensions_as_json(extensions: Iterable[Extension]) -> list[dict[str, Any]]:
    return [
        {
            "more": one.more,
            "asked_at": one.asked_at.isoformat(),
            "decided_at": one.decided_at.isoformat() if one.decided_at else None,
            "is_granted": one.is_granted,
        }
        for one in extensions
    ]


def changed_row(clock: RunningClock) -> Mapping[str, Any]:
    """A row of CHANGED."""
    return CHANGED.row(
        {
            "name": clock.name,
            "due_at": clock.due_at,
            "is_estimated": clock.is_estimated,
            "stopped_at": clock.stopped_at,
            "pauses": pauses_as_json(clock.pauses),
            "paused_at": clock.paused_at,
            "extensions": extensions_as_json(clock.extensions),
            "warn_at": clock.warn_at,
        }
    )


def running_of(case_id: UUID) -> tuple[RunningClock, ...]:
    """The clocks of a case that run, paused ones too. One statement."""
    return tuple(clock_from(row) for row in sheets.run(RUNNING, [case_id]))


def clocks_of(case_id: UUID) -> tuple[RunningClock, ...]:
    """Every clock a case ever had, by when it started. One statement."""
    return tuple(clock_from(row) for row in sheets.run(OF_CASE, [case_id]))
