"""Tells of duties that fell due or soon will: in office hours, and each person in one notice however many there are.

Whoever holds the post that day is told, stand-ins too, on their page and by message where a number of theirs is known; a post
that nobody holds is told as such, for whoever takes it up.

A single case is told in the pack's own words with its number and due moment; several become one tally, “2 件已超期，3 件快到期”,
that leads to the list. A reporter who is asked for a rating is told of their own case alone. Nothing is told twice, see `duties`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.store.cases import recounting, towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.people.keys import who_holds
from doorstep.wings.outbox.duties import DUE_SOON, FIRST, OVERDUE, Due, Duties, Kind, find_duties, take_duties
from doorstep.wings.outbox.models import PERSON, SENT, Notice, key_of
from doorstep.wings.outbox.services import draft_notices, message, write_notices
from doorstep.wings.outbox.wording import RECOUNTED, TALLY

Key = tuple[str, str]
"""A party and the recipient of its notices: ("desk", "desk@cgj"), ("desk", "person:<id>")."""


def sweep_clocks(now: datetime) -> int:
    """Find every duty that fell due or soon will since the last time, and in office hours tell of all that wait; how many notices.

    However many there are, no transaction holds more than one bite of clocks, and what is told is told in one of its own."""
    while find_duties(now):
        pass
    if not towns.pack().calendar.is_open(now):
        return 0
    with transaction.atomic():
        return _tell(now)


def _tell(now: datetime) -> int:
    by_key: dict[Key, list[Duties]] = {}
    told = 0
    for duties in take_duties(now):
        keys = list(_owing(duties))
        for key in keys:
            by_key.setdefault(key, []).append(duties)
        if not keys:
            told += sum(_tell_one(duties.kind, due, None, now) for due in duties.first)
    rows = []
    for (party, recipient), several in _by_reader(by_key, now).items():
        only = _only(several)
        if only:
            told += _tell_one(several[0].kind, only, party, now, recipient)
        else:
            rows.append(_tally((party, recipient), several, now))
        if recipient.startswith(PERSON):
            told += message(_tally((party, recipient), several, now), now=now)
    return told + len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def _by_reader(by_key: Mapping[Key, list[Duties]], now: datetime) -> dict[Key, list[Duties]]:
    """Each person on duty with all that waits for them by whatever post; where a post is empty, the desk itself."""
    told = {(party, key): several for (party, key), several in by_key.items() if _is_told(party)}
    today = towns.pack().calendar.local_date(now)
    held = who_holds([key for _, key in told], today=today)
    by_person: dict[UUID, list[tuple[str, Duties]]] = {}
    read: dict[Key, list[Duties]] = {}
    for (party, key), several in told.items():
        if key not in held:
            read[party, key] = several
        for person in held.get(key, ()):
            by_person.setdefault(person, []).extend((party, duties) for duties in several)
    for person, owed in by_person.items():
        read[owed[0][0], key_of(person)] = list(dict.fromkeys(duties for _, duties in owed))
    return read


def _owing(one: Duties) -> Iterator[Key]:
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


def _only(several: list[Duties]) -> Due | None:
    """The case, where all of them are of one."""
    first = several[0].first[0]
    is_one = all(each.count == 1 and each.first[0].case_id == first.case_id for each in several)
    return first if is_one else None


def _tell_one(kind: Kind, one: Due, party: str | None, now: datetime, to: str = "") -> int:
    """In the pack's words; `party` None is whoever owes the step, `to` a person instead of the desk."""
    held = find(one.case_id)
    if held is None or held.case.is_final:
        return 0
    name = party or law(held.law_id).state(held.case.state).owner
    parties = (name,) if name else ()
    drafts = draft_notices(held.case, seq=held.case.memory.moved, event=kind, parties=parties, due_at=one.at)
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


def _tally(key: Key, several: list[Duties], now: datetime) -> Notice:
    party, recipient = key
    late, soon = (sum(each.count for each in several if each.kind == kind) for kind in (OVERDUE, DUE_SOON))
    dues = sorted((each.kind == DUE_SOON, due.at, due.number) for each in several for due in each.first)
    first = min(several, key=lambda each: (each.kind == DUE_SOON, each.first[0].at))
    params = {
        "late": str(late),
        "soon": str(soon),
        "numbers": "、".join(list(dict.fromkeys(number for *_, number in dues))[:FIRST]),
        "unit": first.lead_unit,
        "link": "/desk/?due=overdue" if late else "/desk/?due=week",
    }
    return Notice(
        case_id=first.first[0].case_id,
        seq=int(now.timestamp()),
        channel="in_app",
        recipient=recipient,
        template=f"{TALLY}/{party}",
        params=params,
        state=SENT,
        created_at=now,
        sent_at=now,
    )
