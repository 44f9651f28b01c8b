"""Decides everything about a new case but its number: the event, the clocks, the receipt, as rows ready to be written. Writes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.actor import Actor, Post
from doorstep.kernel.case import Case, Memory
from doorstep.kernel.decide import check_answered, check_others, check_standing, lead_named, remember, urgency_given
from doorstep.kernel.event import GENESIS, Event
from doorstep.kernel.form import Filled, check_form
from doorstep.kernel.ids import new_id
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import PlaceUnknown
from doorstep.kernel.standing import community_of, owed_by, post_for
from doorstep.store.cases import clocks, codes, ledger, repeats, sheets, ties, towns
from doorstep.store.cases.laws import Enacted, current_law
from doorstep.store.cases.origins import Origin
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.units import unit_tree
from doorstep.store.sealing import keyed_hash, seal


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Who reports. An anonymous reporter leaves no name, but may leave a phone for notices."""

    is_anonymous: bool = True
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Beneath:
    """The case that a new one is opened beneath, and whether the one above may have to wait for it."""

    parent_id: UUID
    is_required: bool = True


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
    beneath: Beneath | None = None
    origin: Origin | None = None


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


def draft(opening: Opening, now: datetime) -> Draft:
    """Decide everything about a new case. Raises what `open_case` raises, but for repeated keys."""
    enacted = current_law(opening.mechanism)
    mechanism, step = enacted.mechanism, enacted.mechanism.opening
    parties = towns.pack().parties
    case = _blank(opening, mechanism.version, now)
    actor = opening.actor
    if actor.kind == "resident":
        actor = replace(actor, receipts=frozenset({case.id}))
    check_standing(case, step, actor, parties)
    filled = check_form(step.form, opening.form, towns.world())
    check_answered(step, filled)
    post = post_for(actor, case, parties, step.who)
    check_others(step, filled, post.unit if post else "")
    if (urgency := urgency_given(step, filled)) and urgency != opening.urgency:
        opening, case = replace(opening, urgency=urgency), replace(case, urgency=urgency)
    case = _entered(case, mechanism, filled, post, actor)
    salted = ledger.salt({**filled.texts, **opening.private})
    event = _event(case, mechanism, opening, filled, post, salted, now)
    key, print_ = _key_of(opening) if opening.key else (None, None)
    turned = clocks.begin(
        step.starts, is_final=case.is_final, case=case, now=now, agreed=clocks.agreed_in(step, filled.facts)
    )
    stack = sheets.Stack()
    digest = ledger.lay_event(stack, event, law_id=enacted.id, salted=salted, key=key, key_print=print_)
    ledger.lay_clocks(stack, case.id, turned)
    ledger.lay_job(stack, event, town=schema())
    owed = owed_by(mechanism.state(case.state).owner, case, parties)
    _lay_case(stack, case, opening, enacted, digest, turned, owed, now)
    if opening.beneath:
        ties.lay(stack, case.id, opening.beneath.parent_id, mechanism.name, opening.beneath.is_required, now)
    code = _lay_receipt(stack, case.id, opening, key, now)
    photos = ledger.photos_of(step, filled.facts)
    return Draft(id=case.id, seq=1, code=code, key=key, key_print=print_, photos=photos, stack=stack)


def _entered(case: Case, mechanism: Mechanism, filled: Filled, post: Post | None, actor: Actor) -> Case:
    """The case as it stands once it is opened."""
    step = mechanism.opening
    state = mechanism.state(step.enters or "")
    lead = lead_named(step, filled, post) or ""
    return replace(
        case,
        state=state.name,
        memory=remember(Memory(), step, seq=1, moves=True, turn=None, actor=actor),
        is_final=state.final,
        lead_unit=lead,
        lead_path=unit_tree().path(lead),
    )


def _event(
    case: Case,
    mechanism: Mechanism,
    opening: Opening,
    filled: Filled,
    post: Post | None,
    salted: ledger.Salted,
    now: datetime,
) -> Event:
    return Event(
        case_id=case.id,
        seq=1,
        name=mechanism.opening.event,
        verb=mechanism.opening.verb,
        leaves="",
        enters=case.state,
        at=now,
        actor_kind=opening.actor.kind,
        actor_id=opening.actor.id,
        actor_role=post.role if post else opening.actor.kind,
        actor_unit=post.unit if post else "",
        mechanism=mechanism.name,
        version=mechanism.version,
        facts={**filled.facts, **_circumstances(opening)},
        seals=salted.commitments,
        previous=GENESIS,
    )


def _key_of(opening: Opening) -> tuple[str, bytes]:
    key = repeats.opening_key(opening.actor, opening.key or "")
    content = [opening.mechanism, dict(opening.form), opening.place_path, opening.category, dict(opening.private)]
    return key, keyed_hash(json.dumps(content, sort_keys=True, default=str), "print")


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
    above = {"beneath": str(opening.beneath.parent_id)} if opening.beneath else {}
    before = {"origin": opening.origin.as_facts()} if opening.origin else {}
    return above | {
        **before,
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
    enacted: Enacted,
    digest: bytes,
    turned: clocks.Turned,
    owed: str,
    now: datetime,
) -> None:
    near = [round(degrees, 3) for degrees in opening.near] if opening.near else [None, None]
    stack.lay(
        sheets.CASES,
        id=case.id,
        number=now.astimezone(SHANGHAI).date().isoformat().replace("-", ""),
        law_id=enacted.id,
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
        is_inner=enacted.mechanism.is_inner,
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
