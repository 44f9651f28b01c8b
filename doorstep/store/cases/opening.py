"""Opens cases: one, or two hundred in one transaction. The first of the two ways in which cases are written."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case, Memory
from doorstep.kernel.decide import check_standing, lead_named, remember
from doorstep.kernel.event import GENESIS, Event
from doorstep.kernel.form import check_form
from doorstep.kernel.ids import new_id
from doorstep.kernel.refusals import PlaceUnknown
from doorstep.kernel.standing import community_of, owed_by, post_for
from doorstep.store.cases import clocks, codes, ledger, repeats, sheets, towns
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.units import unit_tree
from doorstep.store.sealing import keyed_hash, seal

# A repeated key meets its first use in either of these, since the tracking code follows from the key.
KEY_CLASHES = ("cases_event_key", "cases_receipt_code_hash")


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Who reports. An anonymous reporter leaves no name, but may leave a phone for notices."""

    is_anonymous: bool = True
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A word that becomes a case. `form` is checked by the mechanism's opening step; `private` are further texts to seal.

    `title` and `body` are already masked. `near` is a WGS-84 point, kept to about 100 m; the exact one belongs into `private`.
    """

    mechanism: str
    actor: Actor
    form: Mapping[str, Any]
    title: str
    body: str
    place_path: str
    category: str
    request_type: str
    channel: str
    urgency: str = "ordinary"
    near: tuple[float, float] | None = None
    opened_unit: str = ""
    lexemes: tuple[str, ...] = ()
    private: Mapping[str, str] = field(default_factory=dict)
    reporter: Reporter | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """`code` is "" for a case without a reporter. `is_repeat` when the key had been used for this very word before."""

    case_id: UUID
    number: str
    code: str
    is_repeat: bool = False


def open_case(opening: Opening, *, now: datetime) -> Opened:
    """Write one case. Raises ActorNotEntitled, FormRefused, PlaceUnknown, KeyUsedDifferently, LawUnknown."""
    return open_cases([opening], now=now)[0]


def open_cases(openings: Sequence[Opening], *, now: datetime) -> list[Opened]:
    """Write all or none, in one statement. Answers in the order given; a repeated key answers with the first result."""
    return write([draft(opening, now) for opening in openings])


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A case ready to be written: everything is decided but its number."""

    id: UUID
    seq: int
    code: str
    key: str | None
    key_print: bytes | None
    photos: Mapping[str, Sequence[str]]
    stack: sheets.Stack


def write(drafts: Sequence[Draft]) -> list[Opened]:
    """One transaction, one statement (one more for each field of photos)."""
    stack = sheets.Stack()
    for one in drafts:
        stack.take(one.stack)
    try:
        numbers = _run_with_photos(stack, drafts) if any(one.photos for one in drafts) else _run(stack)
    except (IntegrityError, UniqueViolation) as clash:
        if not any(name in str(clash) for name in KEY_CLASHES):
            raise
        return _write_around_repeats(drafts)
    return [Opened(case_id=one.id, number=numbers[one.id], code=one.code) for one in drafts]


def _write_around_repeats(drafts: Sequence[Draft]) -> list[Opened]:
    """Some key was used before: answer those from the ledger, and write the others."""
    if len(drafts) > 1:
        return [opened for one in drafts for opened in write([one])]
    (one,) = drafts
    first = repeats.first_opening(one.key or "", one.key_print or b"")
    return [Opened(case_id=first.case_id, number=first.number, code=one.code, is_repeat=True)]


def _run(stack: sheets.Stack) -> dict[UUID, str]:
    """One statement is a transaction by itself; within another one it needs a savepoint, so that a repeat can be answered."""
    parts, rows = stack.parts()
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return dict(sheets.run_numbered(f"WITH {parts} SELECT id, number FROM w_cases_case", rows))  # type: ignore[arg-type]


@transaction.atomic
def _run_with_photos(stack: sheets.Stack, drafts: Sequence[Draft]) -> dict[UUID, str]:
    numbers = _run(stack)
    ledger.attach_photos(drafts)
    return numbers


def _key_of(opening: Opening) -> tuple[str, bytes]:
    key = repeats.as_key(f"open:{opening.actor.kind}:{opening.actor.id or ''}:{opening.key}")
    content = [opening.mechanism, dict(opening.form), opening.place_path, opening.category, dict(opening.private)]
    return key, keyed_hash(json.dumps(content, sort_keys=True, default=str), "print")


def draft(opening: Opening, now: datetime) -> Draft:
    """Decide everything about a new case; nothing is written. Raises what `open_case` raises, but for repeated keys."""
    stack = sheets.Stack()
    enacted = current_law(opening.mechanism)
    step = enacted.mechanism.opening
    parties = towns.pack().parties
    case = _blank(opening, enacted.mechanism.version, now)
    actor = opening.actor
    if actor.kind == "resident":
        actor = replace(actor, receipts=frozenset({case.id}))
    check_standing(case, step, actor, parties)
    filled = check_form(step.form, opening.form, towns.world())
    post = post_for(actor, case, parties, step.who)
    state = enacted.mechanism.state(step.enters or "")
    memory = remember(Memory(), step, seq=1, moves=True, turn=None, actor=actor)
    lead = lead_named(step, filled, post) or ""
    case = replace(
        case,
        state=state.name,
        memory=memory,
        is_final=state.final,
        lead_unit=lead,
        lead_path=unit_tree().path(lead),
    )
    texts = {**filled.texts, **opening.private}
    salted = ledger.salt(texts)
    key, print_ = _key_of(opening) if opening.key else (None, None)
    event = Event(
        case_id=case.id,
        seq=1,
        name=step.event,
        verb=step.verb,
        leaves="",
        enters=state.name,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=post.role if post else actor.kind,
        actor_unit=post.unit if post else "",
        mechanism=enacted.mechanism.name,
        version=enacted.mechanism.version,
        facts={**filled.facts, **_circumstances(opening)},
        seals=salted.commitments,
        previous=GENESIS,
    )
    turned = clocks.turn({}, starts=step.starts, stops=(), is_final=state.final, case=case, now=now)
    digest = ledger.lay_event(stack, event, law_id=enacted.id, salted=salted, key=key, key_print=print_)
    ledger.lay_clocks(stack, case.id, turned)
    ledger.lay_job(stack, event, town=schema())
    _lay_case(stack, case, opening, enacted.id, digest, turned, owed_by(state.owner, case, parties), now)
    code = _lay_receipt(stack, case.id, opening, key, now)
    photos = {
        item.name: filled.facts[item.name] for item in step.form if item.kind == "photo" and item.name in filled.facts
    }
    return Draft(id=case.id, seq=1, code=code, key=key, key_print=print_, photos=photos, stack=stack)


def _blank(opening: Opening, version: str, now: datetime) -> Case:
    if opening.place_path.strip("/").split("/")[0] == "":
        raise PlaceUnknown
    return Case(
        id=new_id(now),
        number="",
        mechanism=opening.mechanism,
        version=version,
        state="",
        seq=0,
        head=GENESIS,
        memory=Memory(),
        opened_at=now,
        category=opening.category,
        request_type=opening.request_type,
        urgency=opening.urgency,
        channel=opening.channel,
        place_path=opening.place_path,
        community=community_of(opening.place_path),
        opened_unit=opening.opened_unit,
    )


def _circumstances(opening: Opening) -> dict[str, Any]:
    """What the case's row says of the word, kept in the event too, so that the row can be derived again."""
    return {
        "category": opening.category,
        "channel": opening.channel,
        "near": [f"{degrees:.3f}" for degrees in opening.near] if opening.near else [],
        "opened_unit": opening.opened_unit,
        "place": opening.place_path,
        "request_type": opening.request_type,
        "urgency": opening.urgency,
    }


def _lay_case(
    stack: sheets.Stack,
    case: Case,
    opening: Opening,
    law_id: int,
    digest: bytes,
    turned: clocks.Turned,
    owed: str,
    now: datetime,
) -> None:
    near = [round(degrees, 3) for degrees in opening.near] if opening.near else [None, None]
    stack.lay(
        sheets.CASES,
        id=case.id,
        number=now.astimezone(clocks.SHANGHAI).strftime("%Y%m%d"),
        law_id=law_id,
        state=case.state,
        seq=1,
        head=digest,
        memory=ledger.memory_as_json(case.memory),
        running=turned.running,
        category=case.category,
        request_type=case.request_type,
        urgency=case.urgency,
        channel=case.channel,
        place_path=case.place_path,
        street="".join(case.place_path.strip("/").split("/")[:2])[:9],
        community=case.community,
        near_lon=near[0],
        near_lat=near[1],
        lead_unit=case.lead_unit,
        lead_path=case.lead_path,
        opened_unit=case.opened_unit,
        owed_by=owed,
        is_final=case.is_final,
        is_published=False,
        reports=1,
        opened_at=now,
        moved_at=now,
        due_at=turned.due_at,
        due_clock=turned.due_clock,
    )
    stack.lay(
        sheets.WORDS,
        case_id=case.id,
        title=opening.title,
        body=opening.body,
        lexemes=opening.lexemes,
        pairs=pairs_of(opening.title, opening.body),
    )


def _lay_receipt(stack: sheets.Stack, case_id: UUID, opening: Opening, key: str | None, now: datetime) -> str:
    """Returns the tracking code, or "" when nobody reported."""
    reporter = opening.reporter
    if reporter is None:
        return ""
    code = codes.code_from(key) if key else codes.fresh_code()
    stack.lay(
        sheets.RECEIPTS,
        id=new_id(now),
        case_id=case_id,
        code_hash=codes.hash_code(code),
        is_anonymous=reporter.is_anonymous,
        name_cipher=seal(reporter.name) if reporter.name and not reporter.is_anonymous else None,
        phone_cipher=seal(reporter.phone) if reporter.phone else None,
        phone_hash=keyed_hash(reporter.phone, "phone") if reporter.phone else None,
        created_at=now,
    )
    return code
