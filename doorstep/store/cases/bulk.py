"""Opens very many cases of a few kinds, as an import does: the same law, events, clocks and receipts, laid down by COPY.

The first of a kind (mechanism, who, where, type, urgency) is decided as any case is; the others differ in words, origin and
reporter alone, and only those are reckoned anew. Refuses keys, photos and ties. Leaves no jobs: whoever opens in bulk tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from doorstep.kernel.canonical import check, encoded
from doorstep.kernel.chance import pool
from doorstep.kernel.event import Alike, Event
from doorstep.kernel.form import check_form
from doorstep.kernel.ids import written_id
from doorstep.kernel.mechanism import Step
from doorstep.store.cases import clocks, codes, ledger, sheets, towns
from doorstep.store.cases.copying import NULL, binary, columns, copy, escaped, json, texts, written
from doorstep.store.cases.drafting import Opening, draft
from doorstep.store.cases.hearing import told_at_once
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.sealing import hasher, sealer

ORDER = (sheets.CASES, sheets.EVENTS, sheets.TEXTS, sheets.CLOCKS, sheets.RECEIPTS, sheets.WORDS)
_CASE = {name: place for place, name in enumerate(sheets.CASES.columns)}
_CASE_OF, _FACTS, _SEALS, _DIGEST = map(list(sheets.EVENTS.columns).index, ("case_id", "facts", "seals", "digest"))


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What cases of a kind have in common: their rows with the holes still in, and the event to be filled."""

    case: list[str]
    facts: Mapping[str, Any]
    alike: Alike
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
        self._draw = pool()
        self._seal = sealer(self._draw)
        self._hash_phone, self._hash_code = hasher("phone"), hasher(codes.PURPOSE)
        self._lines: dict[sheets.Sheet, list[Any]] = {sheet: [] for sheet in ORDER}

    def add(self, opening: Opening) -> str:
        """The id that the case will have. Raises what `draft` raises; then nothing of it was laid down."""
        if opening.key or opening.beneath:
            raise ValueError("neither keys nor ties in bulk")
        kind = self._kind(opening)
        filled = check_form(kind.step.form, opening.form, self._world)
        if set(filled.facts):
            raise ValueError("no answers but words in bulk")
        case_id = written_id(self.now, self._draw(10))
        digest = self._lay_event(kind, case_id, opening, {**filled.texts, **opening.private})
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
        names = ("case_id", "seq", "name", "verb", "leaves", "enters", "at", "facts", "seals", "previous")
        actor = ("actor_kind", "actor_id", "actor_role", "actor_unit")
        first = Event(
            mechanism=enacted.mechanism.name,
            version=enacted.mechanism.version,
            **{name: event[name] for name in (*names, *actor)},
        )
        return _Kind(
            case=columns(sheets.CASES, case),
            facts={name: value for name, value in first.facts.items() if name != "origin"},
            alike=Alike(first),
            line=columns(sheets.EVENTS, event),
            clocks=tuple(clock_lines),
            step=enacted.mechanism.opening,
        )

    def _lay_event(self, kind: _Kind, case_id: str, opening: Opening, private: Mapping[str, str]) -> bytes:
        """Returns the event's digest."""
        salted = ledger.salt(private, self._draw)
        facts, seals = encoded(_facts(kind.facts, opening)), encoded(salted.commitments)
        digest = kind.alike.digest(case_id, facts, seals)
        line = kind.line.copy()
        line[_CASE_OF], line[_FACTS], line[_SEALS] = case_id, written(facts), written(seals)
        line[_DIGEST] = binary(digest)
        self._lines[sheets.EVENTS].append("\t".join(line))
        sealed = self._lines[sheets.TEXTS]
        for name, (grain, text) in salted.texts.items():
            sealed.append(f"{case_id}\t1\t{name}\t{binary(grain)}\t{binary(self._seal(text))}")
        return digest

    def _lay_case(self, kind: _Kind, case_id: str, opening: Opening, digest: bytes) -> None:
        line = kind.case.copy()
        line[_CASE["id"]] = case_id
        line[_CASE["head"]] = binary(digest)
        line[_CASE["category"]] = escaped(opening.category)
        near = [str(round(degrees, 3)) for degrees in opening.near] if opening.near else [NULL, NULL]
        line[_CASE["near_lon"]], line[_CASE["near_lat"]] = near
        self._lines[sheets.CASES].append(line)
        for clock in kind.clocks:
            self._lines[sheets.CLOCKS].append(f"{case_id}\t{clock}")
        pairs = texts(pairs_of(opening.title, opening.body))
        words = f"{escaped(opening.title)}\t{escaped(opening.body)}\t{json(opening.lexemes)}\t{pairs}"
        self._lines[sheets.WORDS].append(f"{case_id}\t{words}")

    def _lay_receipt(self, case_id: str, opening: Opening) -> None:
        one = opening.reporter
        if one is None:
            return
        name = binary(self._seal(one.name)) if one.name and not one.is_anonymous else NULL
        phone = binary(self._seal(one.phone)) if one.phone else NULL
        phone_hash = binary(self._hash_phone(one.phone)) if one.phone else NULL
        code = binary(self._hash_code(codes.spell(self._draw(16))))
        who = "t" if one.is_anonymous else "f"
        line = (written_id(self.now, self._draw(10)), case_id, code, who, name, phone, phone_hash, self._stamp)
        self._lines[sheets.RECEIPTS].append("\t".join(line))

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
    if opening.origin:
        facts["origin"] = opening.origin.as_facts()
        check(facts["origin"])
    return facts


def _plain(rows: Any) -> list[dict[str, Any]]:
    """Clocks whose rule was encoded already, as values again."""
    return [{**row, "rule": msgspec.json.decode(msgspec.json.encode(row["rule"]))} for row in rows]
