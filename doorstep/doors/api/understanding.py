"""What a text seems to be about, for programs: proposals with confidence and reasons. Opens nothing, keeps nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from doorstep.doors.api import shapes
from doorstep.doors.api.routes import Call, table
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.form import clean_text
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue import services as catalogue
from doorstep.wings.intake.masking import title_of
from doorstep.wings.triage.services import Proposal, propose


class Told(msgspec.Struct, forbid_unknown_fields=True):
    """A text to be understood. `place`: code of the place it came from, if known."""

    text: Annotated[str, Meta(max_length=4000)]
    place: Annotated[str, Meta(max_length=40)] = ""


class Maybe(msgspec.Struct):
    """Another category that it may be."""

    category: str
    confidence: float


class Danger(msgspec.Struct):
    """Words of life and safety. `call`: the number to ring."""

    code: str
    label: shapes.Text
    because: list[str]
    call: str
    basis: shapes.Text


class Found(msgspec.Struct):
    """A name of a place in the text; `place` is its code, "" for a road that is in no list."""

    name: str
    place: str


class Lead(msgspec.Struct):
    """A unit that the dispatch catalogue names for it, with its reason."""

    unit: str
    label: shapes.Text
    why: shapes.Text


class Understood(msgspec.Struct):
    """Proposals only. `is_sure` false: leave it to a person. `version` null: guessed by words, `confidence` claims nothing."""

    category: str
    label: shapes.Text
    confidence: float
    is_sure: bool
    because: list[str]
    others: list[Maybe]
    request_type: str
    request_because: list[str]
    request_confidence: float
    request_is_sure: bool
    urgency: str
    danger: Danger | None
    places: list[Found]
    leads: list[Lead]
    version: int | None


@dataclass(frozen=True, kw_only=True)
class _Asked:
    category: str
    place_path: str
    request_type: str
    urgency: str
    title: str


@table.add("POST", "/triage", guard="token", body=Told, answer=Understood)
def understand(call: Call) -> Understood:
    """Propose what a text is about, how urgent it is, where, and which unit would lead; a person decides."""
    text = clean_text(call.body.text)
    found = propose(text)
    rung = found.rung
    return Understood(
        category=found.category,
        label=_text(towns.pack().categories.label(found.category or UNSORTED)),
        confidence=round(found.confidence, 4),
        is_sure=found.is_sure,
        because=list(found.because),
        others=[Maybe(category=code, confidence=round(share, 4)) for code, share in found.others],
        request_type=found.request.code,
        request_because=list(found.request.because),
        request_confidence=round(found.request.confidence, 4),
        request_is_sure=found.request.is_sure,
        urgency=found.urgency or "ordinary",
        danger=Danger(
            code=rung.danger.code,
            label=_text(rung.danger.label),
            because=list(rung.words),
            call=rung.danger.call,
            basis=_text(rung.danger.basis),
        )
        if rung
        else None,
        places=[Found(name=one.name, place=_code(one.path)) for one in found.places],
        leads=_leads(found, call.body.place, text),
        version=found.version,
    )


def _leads(found: Proposal, place: str, text: str) -> list[Lead]:
    """By the catalogue, for the category proposed at the place given, else at the one found in the text."""
    spot = atlas().get(place)
    path = spot.path if spot else (found.place.path if found.place else "")
    if not (found.category and path):
        return []
    asked = _Asked(
        category=found.category,
        place_path=path,
        request_type=found.request.code or "help",
        urgency=found.urgency or "ordinary",
        title=title_of(text),
    )
    return [
        Lead(unit=one.unit, label=_text(unit_tree().label(one.unit)), why=_text(one.why))
        for one in catalogue.propose(asked, on=towns.pack().calendar.local_date(datetime.now(UTC)))
        if one.unit in unit_tree()
    ]


def _code(path: str) -> str:
    spot = atlas().at(path) if path else None
    return spot.code if spot else ""


def _text(words: Words) -> shapes.Text:
    return shapes.Text(zh=words.zh, en=words.en)
