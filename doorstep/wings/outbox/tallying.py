"""Tells of duties that fell due or soon will: in office hours, and each person in one notice however many there are.

Whoever holds the post that day is told, stand-ins too, on their page and by message where a number of theirs is known; a post
that nobody holds is told as such, for whoever takes it up.

A single case is told in the pack's own words with its number and due moment; several become one tally, “2 件已超期，3 件快到期”,
that leads to the list. A reporter who is asked for a rating is told of their own case alone. Nothing is told twice: what was
found is marked in the transaction that writes the notice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from doorstep.store.cases import recounting, towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.raising import BATCH, Found, raise_overdue, warn_of_due
from doorstep.store.people.keys import who_holds
from doorstep.wings.outbox.models import PERSON, SENT, Notice, key_of
from doorstep.wings.outbox.services import draft_notices, message, write_notices
from doorstep.wings.outbox.wording import RECOUNTED, TALLY

Kind = Literal["clock.overdue", "clock.due_soon"]
OVERDUE: Kind = "clock.overdue"
DUE_SOON: Kind = "clock.due_soon"
Key = tuple[str, str]
"""A party and the recipient of its notices: ("desk", "desk@cgj"), ("desk", "person:<id>")."""
Duty = tuple[Kind, Found]


def sweep_clocks(now: datetime) -> int:
    """Tell of every duty that fell due or soon will since the last time; how many notices. Silent outside office hours."""
    if not towns.pack().calendar.is_open(now):
        return 0
    with transaction.atomic():
        late = list(_all(raise_overdue, now))
        soon = list(_all(warn_of_due, now))
        return _tell(late, soon, now)


def _all(look: Callable[..., list[Found]], now: datetime) -> Iterator[Found]:
    while found := look(now, limit=BATCH):
        yield from found


def _tell(late: Iterable[Found], soon: Iterable[Found], now: datetime) -> int:
    by_key: dict[Key, list[Duty]] = {}
    told = 0
    for kind, found in ((OVERDUE, late), (DUE_SOON, soon)):
        for one in found:
            keys = list(_owing(one))
            for key in keys:
                by_key.setdefault(key, []).append((kind, one))
            if not keys:
                told += _tell_one(kind, one, None, now)
    rows = []
    for (party, recipient), duties in _by_reader(by_key, now).items():
        if len({one.case_id for _, one in duties}) == 1:
            told += _tell_one(*duties[0], party, now, recipient)
        else:
            rows.append(_tally((party, recipient), duties, now))
        if recipient.startswith(PERSON):
            told += message(_tally((party, recipient), duties, now), now=now)
    return told + len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def _by_reader(by_key: Mapping[Key, list[Duty]], now: datetime) -> dict[Key, list[Duty]]:
    """Each person on duty with all that waits for them by whatever post; where a post is empty, the desk itself."""
    told = {(party, key): duties for (party, key), duties in by_key.items() if _is_told(party)}
    today = towns.pack().calendar.local_date(now)
    held = who_holds([key for _, key in told], today=today)
    by_person: dict[UUID, list[tuple[str, Duty]]] = {}
    read: dict[Key, list[Duty]] = {}
    for (party, key), duties in told.items():
        if key not in held:
            read[party, key] = duties
        for person in held.get(key, ()):
            by_person.setdefault(person, []).extend((party, duty) for duty in duties)
    for person, owed in by_person.items():
        read[owed[0][0], key_of(person)] = [duty for _, duty in owed]
    return read


def _owing(one: Found) -> Iterator[Key]:
    """The party that owes the step, and whoever stands above it; nobody where a reporter owes it."""
    parties = towns.pack().parties
    owner = law(one.law_id).state(one.state).owner
    if owner is None or parties[owner].reach == "receipt" or not one.owed_by or one.owed_by.endswith("@"):
        return
    yield owner, one.owed_by
    if parties[owner].reach == "lead_unit" and one.lead_unit:
        for name, party in parties.items():
            if party.reach == "lead_unit_above":
                yield name, f"{name}@{one.lead_unit}"


def _tell_one(kind: Kind, one: Found, party: str | None, now: datetime, to: str = "") -> int:
    """In the pack's words; `party` None is whoever owes the step, `to` a person instead of the desk."""
    held = find(one.case_id)
    if held is None or held.case.is_final:
        return 0
    name = party or law(held.law_id).state(held.case.state).owner
    parties = (name,) if name else ()
    drafts = draft_notices(held.case, seq=one.moved, event=kind, parties=parties, due_at=one.due_at)
    if to:
        drafts = [replace(draft, recipients=(to,)) for draft in drafts if draft.channel == "in_app"]
    return write_notices(drafts, now=now)


def _is_told(party: str) -> bool:
    """Whether the pack tells this party of clocks at all."""
    notices = towns.pack().notices
    return any((kind, party) in notices for kind in (OVERDUE, DUE_SOON))


def sweep_recounted(now: datetime) -> int:
    """Tell each desk once how many of its limits were counted again since the last time; how many notices."""
    if not towns.pack().calendar.is_open(now):
        return 0
    with transaction.atomic():
        by_key: dict[str, list[recounting.Recounted]] = {}
        while found := recounting.take_untold(now):
            for one in found:
                by_key.setdefault(one.owed_by, []).append(one)
        rows = [
            Notice(
                case_id=ones[0].case_id,
                seq=int(now.timestamp()),
                channel="in_app",
                recipient=key,
                template=f"{RECOUNTED}/{key.partition('@')[0]}",
                params={"late": str(len(ones)), "numbers": "、".join(o.number for o in ones[:3]), "link": "/desk/"},
                state=SENT,
                created_at=now,
                sent_at=now,
            )
            for key, ones in by_key.items()
            if key and key != "reporter" and not key.endswith("@")
        ]
        return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def _tally(key: Key, duties: list[Duty], now: datetime) -> Notice:
    party, recipient = key
    late = len({one.case_id for kind, one in duties if kind == OVERDUE})
    soon = len({one.case_id for kind, one in duties if kind == DUE_SOON})
    first = duties[0][1]
    params = {
        "late": str(late),
        "soon": str(soon),
        "numbers": "、".join(list(dict.fromkeys(one.number for _, one in duties))[:3]),
        "unit": first.lead_unit,
        "link": "/desk/?due=overdue" if late else "/desk/?due=week",
    }
    return Notice(
        case_id=first.case_id,
        seq=int(now.timestamp()),
        channel="in_app",
        recipient=recipient,
        template=f"{TALLY}/{party}",
        params=params,
        state=SENT,
        created_at=now,
        sent_at=now,
    )
