"""Opens very many cases of a few kinds, as an import does: the same law, events, clocks and receipts, laid down by COPY.

The first of a kind (mechanism, who, where, type, urgency) is decided as any case is; the others differ in words, origin and
reporter alone, and only those are reckoned anew. Refuses keys, photos and ties. Leaves no jobs: whoever opens in bulk tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction

from doorstep.kernel.event import Event
from doorstep.kernel.form import check_form
from doorstep.kernel.ids import new_id
from doorstep.kernel.mechanism import Step
from doorstep.store.cases import clocks, codes, ledger, sheets, towns
from doorstep.store.cases.copying import NULL, binary, columns, copy, escaped, json, texts
from doorstep.store.cases.drafting import Opening, draft
from doorstep.store.cases.hearing import told_at_once
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.sealing import keyed_hash, seal

ORDER = (sheets.CASES, sheets.EVENTS, sheets.TEXTS, sheets.CLOCKS, sheets.RECEIPTS, sheets.WORDS)
_CASE = {name: place for place, name in enumerate(sheets.CASES.columns)}
_EVENT = {name: place for place, name in enumerate(sheets.EVENTS.columns)}


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What cases of a kind have in common: their rows with the holes still in, and the event to be filled."""

    case: list[str]
    event: Event
    line: list[str]
    clocks: tuple[str, ...]
    step: Step


class Bulk:
    """Gathers openings of one moment, then writes them in one transaction. May be used again after `write`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._day = now.astimezone(clocks.SHANGHAI).date().isoformat().replace("-", "")
        self._stamp = now.isoformat()
        self._kinds: dict[tuple[Any, ...], _Kind] = {}
        self._world = towns.world()
        self._lines: dict[sheets.Sheet, list[Any]] = {sheet: [] for sheet in ORDER}

    def add(self, opening: Opening) -> UUID:
        """The id that the case will have. Raises what `draft` raises; then nothing of it was laid down."""
        if opening.key or opening.beneath:
            raise ValueError("neither keys nor ties in bulk")
        kind = self._kind(opening)
        filled = check_form(kind.step.form, opening.form, self._world)
        if set(filled.facts):
            raise ValueError("no answers but words in bulk")
        case_id = new_id(self.now)
        salted = ledger.salt({**filled.texts, **opening.private})
        event = replace(kind.event, case_id=case_id, facts=_facts(kind.event.facts, opening), seals=salted.commitments)
        digest = event.digest()
        self._lay_event(kind, event, digest, salted)
        self._lay_case(kind, case_id, opening, digest)
        self._lay_receipt(case_id, opening)
        return case_id

    def _kind(self, opening: Opening) -> _Kind:
        name = (
            *(opening.mechanism, opening.actor.id, opening.place_path, opening.request_type, opening.urgency),
            *(opening.channel, opening.opened_unit, tuple(sorted(opening.form))),
        )
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = self._first_of(opening)
        return kind

    def _first_of(self, opening: Opening) -> _Kind:
        with told_at_once():
            rows = draft(opening, self.now).stack.rows
        enacted = current_law(opening.mechanism)
        (case,), (event,) = rows[sheets.CASES], rows[sheets.EVENTS]
        clock_lines = ["\t".join(columns(sheets.CLOCKS, row)[1:]) for row in _plain(rows.get(sheets.CLOCKS, ()))]
        known = {name: event[name] for name in ("seq", "name", "verb", "leaves", "enters", "at", "actor_kind")}
        return _Kind(
            case=columns(sheets.CASES, case),
            event=Event(
                case_id=event["case_id"],
                actor_id=event["actor_id"],
                actor_role=event["actor_role"],
                actor_unit=event["actor_unit"],
                mechanism=enacted.mechanism.name,
                version=enacted.mechanism.version,
                facts=event["facts"],
                seals={},
                previous=event["previous"],
                **known,
            ),
            line=columns(sheets.EVENTS, event),
            clocks=tuple(clock_lines),
            step=enacted.mechanism.opening,
        )

    def _lay_event(self, kind: _Kind, event: Event, digest: bytes, salted: ledger.Salted) -> None:
        line = kind.line.copy()
        case_id = line[_EVENT["case_id"]] = str(event.case_id)
        line[_EVENT["facts"]] = json(event.facts)
        line[_EVENT["seals"]] = json(event.seals)
        line[_EVENT["digest"]] = binary(digest)
        self._lines[sheets.EVENTS].append("\t".join(line))
        sealed = self._lines[sheets.TEXTS]
        for name, (grain, text) in salted.texts.items():
            sealed.append(f"{case_id}\t{event.seq}\t{name}\t{binary(grain)}\t{binary(seal(text))}")

    def _lay_case(self, kind: _Kind, case_id: UUID, opening: Opening, digest: bytes) -> None:
        line = kind.case.copy()
        line[_CASE["id"]] = str(case_id)
        line[_CASE["head"]] = binary(digest)
        line[_CASE["category"]] = escaped(opening.category)
        near = [str(round(degrees, 3)) for degrees in opening.near] if opening.near else [NULL, NULL]
        line[_CASE["near_lon"]], line[_CASE["near_lat"]] = near
        self._lines[sheets.CASES].append(line)
        self._lines[sheets.CLOCKS].extend(f"{case_id}\t{clock}" for clock in kind.clocks)
        pairs = texts(pairs_of(opening.title, opening.body))
        words = f"{escaped(opening.title)}\t{escaped(opening.body)}\t{json(opening.lexemes)}\t{pairs}"
        self._lines[sheets.WORDS].append(f"{case_id}\t{words}")

    def _lay_receipt(self, case_id: UUID, opening: Opening) -> None:
        one = opening.reporter
        if one is None:
            return
        name = binary(seal(one.name)) if one.name and not one.is_anonymous else NULL
        phone = binary(seal(one.phone)) if one.phone else NULL
        phone_hash = binary(keyed_hash(one.phone, "phone")) if one.phone else NULL
        code = binary(codes.hash_code(codes.fresh_code()))
        line = (new_id(self.now), case_id, code, "t" if one.is_anonymous else "f", name, phone, phone_hash, self._stamp)
        self._lines[sheets.RECEIPTS].append("\t".join(map(str, line)))

    @transaction.atomic
    def write(self) -> int:
        """Everything gathered, numbered and copied in; how many cases."""
        rows = self._lines[sheets.CASES]
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [len(rows)])
            turns = [row[0] for row in cursor.fetchall()]
        for line, turn in zip(rows, turns, strict=True):
            line[_CASE["number"]] = f"{self._day}-{turn:04d}"
        self._lines[sheets.CASES] = ["\t".join(line) for line in rows]
        try:
            for sheet in ORDER:
                copy(sheet, self._lines[sheet])
        finally:
            self.forget()
        return len(turns)

    def forget(self) -> None:
        """Gather anew; what kinds there are stays known."""
        self._lines = {sheet: [] for sheet in ORDER}


def _facts(common: Mapping[str, Any], opening: Opening) -> dict[str, Any]:
    """The facts of the kind, with what is this opening's own."""
    near = [f"{degrees:.3f}" for degrees in opening.near] if opening.near else []
    facts = {**common, "category": opening.category, "near": near}
    facts.pop("origin", None)
    return {**facts, "origin": opening.origin.as_facts()} if opening.origin else facts


def _plain(rows: Any) -> list[dict[str, Any]]:
    """Clocks whose rule was encoded already, as values again."""
    return [{**row, "rule": msgspec.json.decode(msgspec.json.encode(row["rule"]))} for row in rows]
