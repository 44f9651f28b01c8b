"""Reads a case's story: its events in order, in words, with as much of the sealed texts as the reader may see.

Three readers: staff see all; the reporter sees what is public, their own words and the answers given to them; the public
sees that things happened, and no text at all. Refuses to open any text without saying for whom.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.kernel.mechanism import Field, Mechanism, Step
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.private import GUARDIAN
from doorstep.store.cases.towns import pack
from doorstep.store.people.units import unit_tree
from doorstep.store.sealing import unseal

Reader = Literal["staff", "reporter", "public"]
ERASED = Words(zh="（内容已依法删除）", en="(erased as the law provides)")

EVENTS = """
SELECT e.seq, e.name, e.verb, e.leaves, e.enters, e.at, e.actor_kind, e.actor_id, e.actor_role, e.actor_unit, e.facts,
       (SELECT jsonb_object_agg(t.field, encode(t.cipher, 'base64')) FROM cases_sealedtext t
        WHERE t.case_id = e.case_id AND t.seq = e.seq),
       (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'field', a.field, 'width', a.width, 'height', a.height) ORDER BY a.id)
        FROM cases_attachment a WHERE a.case_id = e.case_id AND a.seq = e.seq AND a.erased_at IS NULL)
FROM cases_event e WHERE e.case_id = %s ORDER BY e.seq
"""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """An attachment of an event, by its id."""

    id: str
    field: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer of a form: the question's label and the answer as text, or as Words when it was chosen."""

    name: str
    label: Words
    value: Words | str | tuple[Words, ...]
    kind: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event as its reader sees it. `unit` is the code of the acting unit, "" for residents."""

    seq: int
    verb: str
    event: str
    label: Words
    said: Words
    at: datetime
    leaves: str
    enters: str
    actor_kind: str
    actor_id: UUID | None
    role: str
    unit: str
    is_public: bool
    answers: tuple[Said, ...]
    photos: tuple[Photo, ...]
    facts: Mapping[str, Any]

    @property
    def moves(self) -> bool:
        return self.leaves != self.enters


def story_of(case: Case, mechanism: Mechanism, reader: Reader) -> list[Line]:
    """All lines this reader may see, oldest first. One statement."""
    lines = []
    for row in sheets.run(EVENTS, [case.id]):
        step = mechanism.step(row[2])
        if not step.public and reader != "staff":
            continue
        lines.append(_line(row, step, mechanism, reader, case))
    return lines


def _line(
    row: tuple[Any, ...],
    step: Step,
    mechanism: Mechanism,
    reader: Reader,
    case: Case,
) -> Line:
    seq, name, verb, leaves, enters, at, kind, actor_id, role, unit, *written = row
    facts, sealed, photos = (json.loads(document) if document else {} for document in written)
    may_read = reader == "staff" or (
        reader == "reporter" and (kind == "resident" or _answers_reporter(mechanism, enters))
    )
    shown = _answers(step, facts, sealed) if may_read else ()
    return Line(
        seq=seq,
        verb=verb,
        event=name,
        label=step.label,
        said=_said(step, facts, unit, case),
        at=at,
        leaves=leaves,
        enters=enters,
        actor_kind=kind,
        actor_id=actor_id,
        role=role,
        unit=unit,
        is_public=step.public,
        answers=shown,
        photos=tuple(Photo(**photo) for photo in photos) if may_read else (),
        facts=facts,
    )


def _answers_reporter(mechanism: Mechanism, state: str) -> bool:
    """Texts of a step that hands the case to the reporter are the answer given to them."""
    owner = mechanism.state(state).owner
    return owner is not None and pack().parties[owner].reach == "receipt"


def _answers(step: Step, facts: Mapping[str, Any], sealed: Mapping[str, str | None]) -> tuple[Said, ...]:
    answers = [_answer(field, facts, sealed) for field in step.form]
    known = {field.name for field in step.form}
    extra = [
        Said(name=name, label=Words(zh=name, en=name), value=_open_text(cipher), kind="text")
        for name, cipher in sealed.items()
        if name not in known and name != GUARDIAN
    ]
    return tuple(answer for answer in [*answers, *extra] if answer is not None)


def _answer(field: Field, facts: Mapping[str, Any], sealed: Mapping[str, str | None]) -> Said | None:
    if field.kind in ("text", "line"):
        value: Words | str | tuple[Words, ...] = _open_text(sealed[field.name]) if field.name in sealed else ""
    else:
        value = value_in_words(field, facts.get(field.name))
    if value == "" or field.kind == "photo":
        return None
    return Said(name=field.name, label=field.label, value=value, kind=field.kind)


def _open_text(cipher: str | None) -> str | Words:
    return unseal(base64.b64decode(cipher)) if cipher else ERASED


def value_in_words(field: Field, value: Any) -> Words | str | tuple[Words, ...]:
    """A fact as a person reads it: a choice's label, a unit's name, else the plain value; "" for none."""
    if value is None:
        return ""
    match field.kind:
        case "choice":
            labels = {choice.code: choice.label for choice in field.choices}
            chosen = tuple(
                labels.get(code, Words(zh=code, en=code)) for code in ([value] if isinstance(value, str) else value)
            )
            return chosen if field.multiple else chosen[0]
        case "unit" if field.multiple:
            return tuple(unit_tree().label(code) for code in value)
        case "unit":
            return unit_tree().label(value)
        case "entry":
            return pack().entries.get(field.of or "", {}).get(value) or Words(zh=value, en=value)
        case "flag":
            return Words(zh="是", en="yes")
        case _:
            return str(value)


def _said(step: Step, facts: Mapping[str, Any], unit: str, case: Case) -> Words:
    """The step's sentence with its holes filled: {unit} is the unit named or leading, {actor_unit} the one that acts."""
    nobody = Words(zh="工作人员", en="the staff")
    fields = {field.name: value_in_words(field, facts.get(field.name)) for field in step.form}
    named = facts.get(step.names_unit or "") or case.lead_unit
    known = {
        name: unit_tree().label(code) if code else nobody for name, code in (("unit", named), ("actor_unit", unit))
    }
    holes = {**fields, **known, "number": case.number}

    def fill(text: str, lang: str) -> str:
        return text.format_map({name: _spoken(value, lang) for name, value in holes.items()})

    return Words(zh=fill(step.said.zh, "zh-hans"), en=fill(step.said.en, "en"))


def _spoken(value: Words | str | tuple[Words, ...], lang: str) -> str:
    if isinstance(value, tuple):
        return ("、" if lang.startswith("zh") else ", ").join(word.say(lang) for word in value)
    return value.say(lang) if isinstance(value, Words) else value


def labels_since(case_id: UUID, mechanism: Mechanism, seen: int) -> tuple[Words, ...]:
    """Labels of the steps that moved the case after the event numbered `seen`."""
    rows = sheets.run(
        "SELECT verb FROM cases_event WHERE case_id = %s AND seq > %s AND leaves <> enters ORDER BY seq",
        [case_id, seen],
    )
    return tuple(mechanism.step(verb).label for (verb,) in rows)
