"""Plans rounds, adds those that were gone, and forgets what was said on them in time.

A planned round is settled by the first round gone for it; whoever comes later adds beside it. Refuses rounds of somebody
else's, those not open yet and those too long past; the same form sent twice is one round.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.gridwork.books import RoundRule
from doorstep.kernel.gridwork.windows import Window, current
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.people.models import Post
from doorstep.store.sealing import seal, unseal
from doorstep.wings.grid.models import Due, Remark, Round
from doorstep.wings.grid.queries import my_rounds
from doorstep.wings.grid.targets import Target, targets_of

LONGEST_WORDS = 500
NOBODY = UUID(int=0)
BATCH = 5000
# In one statement, whoever else is planning: what is there already is left as it is.
PLAN = """
INSERT INTO grid_due (rule, by, target, place_path, community, opens_on, due_on)
SELECT %(rule)s, %(by)s, t.target, t.path, t.community, %(opens)s, %(due)s
FROM unnest(%(targets)s::text[], %(paths)s::text[], %(communities)s::text[]) AS t(target, path, community)
WHERE NOT EXISTS (SELECT 1 FROM grid_due d WHERE d.rule = %(rule)s AND d.opens_on = %(opens)s AND d.target = t.target)
ON CONFLICT DO NOTHING
"""
LAST_PLANNED = "SELECT rule, max(opens_on) FROM grid_due GROUP BY rule"


class NotYourRound(Refusal):
    """这一处今天不归您走，或者已经过了可以补的日子。"""

    status = 404


class WordsTooLong(Refusal):
    """说明最多 %(most)s 个字。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A round as somebody tells it. `position` is longitude and latitude, given only by a tap of their own."""

    due_id: int
    by: UUID
    at: datetime
    words: str = ""
    position: tuple[float, float] | None = None
    case_id: UUID | None = None
    found: bool = False
    is_stand_in: bool = False
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """What became of it. `is_repeat` when this very form had come before; `is_first` when it settled the planned round."""

    round_id: int
    is_first: bool
    is_repeat: bool = False


def plan_rounds(*, now: datetime, since: date | None = None) -> int:
    """Write every round whose window has opened by now; how many were new. Doing it twice changes nothing.

    Goes on where it stopped: what opened while nobody planned is planned too. `since` begins earlier.
    """
    calendar = towns.pack().calendar
    today = calendar.local_date(now)
    with connection.cursor() as cursor:
        cursor.execute(LAST_PLANNED)
        last = dict(cursor.fetchall())
    planned = 0
    for rule in towns.pack().gridwork.rounds.rounds.values():
        begin = since or min(last.get(rule.name, today), today)
        opened = current(rule.rhythm, calendar.is_working_day, begin, today)
        targets = targets_of(rule.levels) if opened else []
        planned += sum(_plan(rule, window, targets) for window in opened)
    return planned


def _plan(rule: RoundRule, window: Window, targets: Sequence[Target]) -> int:
    given: dict[str, Any] = {
        "rule": rule.name,
        "by": rule.by,
        "opens": window.opens_on,
        "due": window.due_on,
        "targets": [target.code for target in targets],
        "paths": [target.path for target in targets],
        "communities": [target.community for target in targets],
    }
    with connection.cursor() as cursor:
        cursor.execute(PLAN, given)
        return int(cursor.rowcount)


@transaction.atomic
def tick(
    *,
    due_id: int,
    actor: Actor,
    words: str = "",
    position: tuple[float, float] | None = None,
    case_id: UUID | None = None,
    key: str | None,
    now: datetime,
) -> Ticked:
    """“去过了”: add a round to one that is the actor's today. Raises NotYourRound, WordsTooLong."""
    kept = f"{actor.id}:{key}" if key else None
    if kept and (before := Round.objects.filter(key=kept).first()):
        return Ticked(round_id=before.pk, is_first=before.is_first, is_repeat=True)
    check_mine(due_id, actor, now)
    if len(words) > LONGEST_WORDS:
        raise WordsTooLong(most=LONGEST_WORDS)
    due = Due.objects.select_for_update(no_key=True).get(id=due_id)  # two at the same door come one after the other
    if kept and (before := Round.objects.filter(key=kept).first()):
        return Ticked(round_id=before.pk, is_first=before.is_first, is_repeat=True)
    assert actor.id is not None
    gone = Gone(
        due_id=due_id,
        by=actor.id,
        at=now,
        words=words,
        position=position,
        case_id=case_id,
        found=case_id is not None,
        is_stand_in=_stands_in(actor, due, towns.pack().calendar.local_date(now)),
        key=kept,
    )
    (row,) = add_rounds([gone])
    return Ticked(round_id=row.pk, is_first=row.is_first)


def check_mine(due_id: int, actor: Actor, now: datetime) -> None:
    """Raises NotYourRound unless this round is the actor's to go today."""
    today = towns.pack().calendar.local_date(now)
    if due_id not in {mine.due_id for mine in my_rounds(actor, today=today)}:
        raise NotYourRound


def _stands_in(actor: Actor, due: Due, today: date) -> bool:
    """Whether the actor goes there by a stand-in's post alone. Codes of places below one another begin alike."""
    posts = Post.objects.filter(person_id=actor.id or NOBODY, from_on__lte=today).exclude(until_on__lt=today)
    over = [
        stands_in
        for place, stands_in in posts.values_list("place_code", "is_stand_in")
        if place and due.target.startswith(place)
    ]
    return bool(over) and all(over)


@transaction.atomic
def add_rounds(gone: Sequence[Gone]) -> list[Round]:
    """Add rounds as they are told, many at once; the first for each planned one settles it. Asks nobody's leave."""
    calendar = towns.pack().calendar
    settled = set(
        Round.objects.filter(due_id__in={one.due_id for one in gone}, is_first=True).values_list("due_id", flat=True)
    )
    rows = []
    for one in gone:
        rows.append(
            Round(
                due_id=one.due_id,
                is_first=one.due_id not in settled,
                done_on=calendar.local_date(one.at),
                done_at=one.at,
                by=one.by,
                is_stand_in=one.is_stand_in,
                found=one.found,
                case_id=one.case_id,
                key=one.key,
            )
        )
        settled.add(one.due_id)
    written = Round.objects.bulk_create(rows, batch_size=BATCH)
    said = [(row, one) for row, one in zip(written, gone, strict=True) if one.words or one.position]
    Remark.objects.bulk_create([_remark(row, one) for row, one in said], batch_size=BATCH)
    return written


def _remark(row: Round, one: Gone) -> Remark:
    content = {"words": one.words, "position": one.position}
    return Remark(round_id=row.pk, cipher=seal(json.dumps(content, ensure_ascii=False)), at=one.at)


def remarks_of(due_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """What was said on the rounds for these planned ones, in order."""
    found: dict[int, list[str]] = {}
    rows = (
        Remark.objects.filter(round__due_id__in=list(due_ids))
        .order_by("round_id")
        .values_list("round__due_id", "cipher")
    )
    for due_id, cipher in rows:
        if words := json.loads(unseal(bytes(cipher)))["words"]:
            found.setdefault(due_id, []).append(words)
    return found


def forget_remarks(now: datetime) -> int:
    """What was said on rounds longer ago than personal data are kept is erased; how many."""
    before = now - timedelta(days=towns.pack().jurisdiction.keeps_personal_days)
    gone, _ = Remark.objects.filter(at__lt=before).delete()
    return gone
