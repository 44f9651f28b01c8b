"""Opens very many cases of a few kinds, as an import does: the same law, events, clocks and receipts, laid down by COPY.

The first of a kind (mechanism, who, where, type, urgency) is decided as any case is; the others differ in words, origin and
reporter alone, and only those are reckoned anew. Refuses keys, photos and ties. Leaves no jobs: whoever opens in bulk tells.
"""

from collections.abc import Mapping, Sequence
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
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.store.cases import codes, ledger, sheets, towns
from doorstep.store.cases.copying import NULL, binary, column, columns, copy, escaped, json, texts, written
from doorstep.store.cases.drafting import Opening, draft
from doorstep.store.cases.hearing import told_at_once
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.sealing import hasher, sealer

# After the cases themselves.
ORDER = (sheets.EVENTS, sheets.TEXTS, sheets.CLOCKS, sheets.RECEIPTS, sheets.WORDS)
# No text in the database holds this character.
HOLE = "\0"
_CASE_HOLES = ("id", "number", "head", "category", "near_lon", "near_lat")
_EVENT_HOLES = ("case_id", "facts", "seals", "digest")


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What cases of a kind have in common: their rows, each the text between its holes, and the event to be filled."""

    case: tuple[str, ...]
    facts: Mapping[str, Any]
    alike: Alike
    event: tuple[str, ...]
    clocks: tuple[str, ...]
    step: Step


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Cases of one moment, decided and drafted, as lines of each table; a case's line in two parts, before and after its number."""

    now: datetime
    cases: Sequence[tuple[str, str]]
    lines: Mapping[sheets.Sheet, Sequence[str]]


class Bulk:
    """Gathers openings of one moment. May be used again after `take`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._stamp = now.isoformat()
        self._kinds: dict[tuple[Any, ...], _Kind] = {}
        self._world = towns.world()
        self._draw = pool()
        self._seal = sealer(self._draw)
        self._hash_phone, self._hash_code = hasher("phone"), hasher(codes.PURPOSE)
        self.forget()

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
            case=_between(sheets.CASES, case, _CASE_HOLES),
            facts={name: value for name, value in first.facts.items() if name != "origin"},
            alike=Alike(first),
            event=_between(sheets.EVENTS, event, _EVENT_HOLES),
            clocks=tuple(clock_lines),
            step=enacted.mechanism.opening,
        )

    def _lay_event(self, kind: _Kind, case_id: str, opening: Opening, private: Mapping[str, str]) -> bytes:
        """Returns the event's digest."""
        salted = ledger.salt(private, self._draw)
        facts, seals = encoded(_facts(kind.facts, opening)), encoded(salted.commitments)
        digest = kind.alike.digest(case_id, facts, seals)
        start, to_facts, to_seals, to_digest, end = kind.event
        line = f"{start}{case_id}{to_facts}{written(facts)}{to_seals}{written(seals)}{to_digest}{binary(digest)}{end}"
        self._lines[sheets.EVENTS].append(line)
        sealed = self._lines[sheets.TEXTS]
        for name, (grain, text) in salted.texts.items():
            sealed.append(f"{case_id}\t1\t{name}\t{binary(grain)}\t{binary(self._seal(text))}")
        return digest

    def _lay_case(self, kind: _Kind, case_id: str, opening: Opening, digest: bytes) -> None:
        start, to_number, to_head, to_category, to_lon, to_lat, end = kind.case
        lon, lat = [str(round(degrees, 3)) for degrees in opening.near] if opening.near else [NULL, NULL]
        rest = f"{to_head}{binary(digest)}{to_category}{escaped(opening.category)}{to_lon}{lon}{to_lat}{lat}{end}"
        self._cases.append((f"{start}{case_id}{to_number}", rest))
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

    def take(self) -> Gathered:
        """What was gathered; and gather anew."""
        gathered = Gathered(now=self.now, cases=self._cases, lines=self._lines)
        self.forget()
        return gathered

    def forget(self) -> None:
        """Gather anew; what kinds there are stays known."""
        self._cases: list[tuple[str, str]] = []
        self._lines: dict[sheets.Sheet, list[str]] = {sheet: [] for sheet in ORDER}


@transaction.atomic
def write(gathered: Gathered) -> int:
    """Number the cases and copy everything in; how many."""
    day = gathered.now.astimezone(SHANGHAI).date().isoformat().replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [len(gathered.cases)])
        turns = [row[0] for row in cursor.fetchall()]
    numbered = zip(gathered.cases, turns, strict=True)
    copy(sheets.CASES, [f"{before}{day}-{turn:04d}{after}" for (before, after), turn in numbered])
    for sheet in ORDER:
        copy(sheet, gathered.lines[sheet])
    return len(turns)


def _between(sheet: sheets.Sheet, row: Mapping[str, Any], holes: Sequence[str]) -> tuple[str, ...]:
    """The row's line as the texts before, between and after these columns, which are named in the sheet's order."""
    line = [HOLE if name in holes else column(row[name], kind) for name, kind in sheet.columns.items()]
    return tuple("\t".join(line).split(HOLE))


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
