"""Keeps the rows that are counted, as the ledger has them; asks that a case be left out, and ties what came back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.store.cases import towns
from doorstep.store.cases.drafting import Beneath
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.cases.sheets import run
from doorstep.wings.rates.ledger import FINISHES, derive
from doorstep.wings.rates.models import Asked, Finish
from doorstep.wings.rates.rules import FILE, RateRules, read_rules

BATCH = 500
HOLD = "SELECT id FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
COUNTED = """
SELECT DISTINCT case_id FROM cases_event WHERE name = ANY(%s) AND case_id > %s ORDER BY case_id LIMIT %s
"""
TITLE = "SELECT title FROM cases_casewords WHERE case_id = %s"
NOBODY = UUID(int=0)


def rules() -> RateRules:
    """Of the pack in force."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> RateRules:
    return read_rules(path)


@transaction.atomic
def project(case_ids: Sequence[UUID]) -> int:
    """Write the rows of these cases anew; how many. Whoever does the same at once waits."""
    run(HOLD, [list(case_ids)])
    derived = derive(case_ids, rules().windows)
    Asked.objects.filter(case_id__in=case_ids).delete()
    Finish.objects.filter(case_id__in=case_ids).delete()
    Asked.objects.bulk_create(derived.asked)
    Finish.objects.bulk_create(derived.finishes)
    return len(derived.asked) + len(derived.finishes)


def rebuild() -> Iterator[int]:
    """Derive every row again, some hundred cases at a time; yields how many rows were written each time."""
    after = NOBODY
    while ids := [row[0] for row in run(COUNTED, [sorted(FINISHES), after, BATCH])]:
        yield project(ids)
        after = ids[-1]


def ask_exclusion(
    case: Case, *, reason: str, grounds: str, actor: Actor, unit: str, key: str | None, now: datetime
) -> Opened:
    """Ask that a case be left out of the rates; another person decides. Raises what `open_case` raises.

    `unit` is the unit of the post by which it is asked for.
    """
    title = run(TITLE, [case.id])[0][0]
    opening = Opening(
        mechanism="exclusion",
        actor=actor,
        form={"reason": reason, "grounds": grounds},
        title=title,
        body=title,
        place_path=case.place_path,
        category=case.category,
        request_type=case.request_type,
        channel="desk",
        opened_unit=unit,
        key=key,
        beneath=Beneath(parent_id=case.id, is_required=False),
    )
    return open_case(opening, now=now)
