"""Tells requests, suggestions and thanks apart by words of the pack, with the words that led to it; and dates of campaigns. Pure.

Proposes, never decides. The same text and the same rules give the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.refusals import FieldFault
from doorstep.kernel.words import Words

FILE = "splitting.toml"
REQUEST, SUGGESTION, PRAISE = "request", "suggestion", "praise"
KINDS = (REQUEST, SUGGESTION, PRAISE)
LONGEST_DAYS = 366
SENTENCE_ENDS = "。！？!?；;\n"


class EndsBeforeItBegins(FieldFault):
    """截止日期在开始日期前面，请改一下。"""


class LastsTooLong(FieldFault):
    """一次征集最多开 366 天，请把截止日期提前。"""


class OpensInThePast(FieldFault):
    """开始日期已经过了，请从今天或以后开始。"""


@dataclass(frozen=True, kw_only=True)
class Cue:
    """Words that speak for one kind. However many of them stand in a text, the cue counts once."""

    code: str
    kind: str
    weight: int
    label: Words
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Splitting:
    """`margin`: by how many points another kind must lead the recorded one to be proposed."""

    cues: tuple[Cue, ...]
    margin: int
    basis: Words

    def label(self, code: str) -> Words:
        """Why a cue speaks, in words; the code itself when the pack no longer has it."""
        return next((cue.label for cue in self.cues if cue.code == code), Words(zh=code, en=code))


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a text looks like, by how many points it leads, and why: codes of cues with the word found."""

    kind: str
    score: int
    reasons: tuple[tuple[str, str], ...]


def read_splitting(path: Path) -> Splitting:
    """A pack's splitting.toml. Raises PackError with every fault."""
    page = read_toml(path)
    found = Splitting(
        margin=page.whole("margin", least=1, most=20),
        basis=page.words("basis"),
        cues=tuple(_cue(row) for row in page.tables("cue", known_by="code", required=True)),
    )
    page.refuse_the_rest()
    page.settle()
    return found


def _cue(row: Table) -> Cue:
    cue = Cue(
        code=row.name_of("code"),
        kind=row.one_of("for", KINDS),
        weight=row.whole("weight", least=1, most=10),
        label=row.words("label"),
        words=tuple(row.texts("words")),
    )
    row.refuse_the_rest()
    return cue


def look(text: str, recorded_as: str, splitting: Splitting) -> Verdict | None:
    """What the text looks like if not what it was recorded as; None when that holds."""
    found = [(cue, word) for cue in splitting.cues if (word := _first(cue.words, text))]
    points = {kind: sum(cue.weight for cue, _ in found if cue.kind == kind) for kind in KINDS}
    best = max(KINDS, key=lambda kind: (points[kind], kind == recorded_as))
    lead = points[best] - points[recorded_as]
    if best == recorded_as or lead < splitting.margin:
        return None
    reasons = tuple((cue.code, word) for cue, word in found if cue.kind == best)
    return Verdict(kind=best, score=lead, reasons=reasons)


def _first(words: Sequence[str], text: str) -> str:
    return next((word for word in words if word in text), "")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A word taken apart into what a suggestion asks for. Nothing is left out: a part that is missing repeats the whole."""

    topic: str
    what: str
    proposal: str


def parts_of(title: str, text: str, splitting: Splitting) -> Parts:
    """Sentences that propose become the proposal, the others the reasons; a text of one piece is both."""
    proposing = [word for cue in splitting.cues if cue.kind == SUGGESTION for word in cue.words]
    sentences = _sentences(text)
    proposal = "".join(one for one in sentences if any(word in one for word in proposing)).strip()
    what = "".join(one for one in sentences if not any(word in one for word in proposing)).strip()
    return Parts(topic=title, what=what or text, proposal=proposal or text)


def _sentences(text: str) -> list[str]:
    found, begun = [], 0
    for place, sign in enumerate(text):
        if sign in SENTENCE_ENDS:
            found.append(text[begun : place + 1])
            begun = place + 1
    return [*found, text[begun:]] if begun < len(text) else found


def faults_of_dates(opens_on: date, closes_on: date, *, today: date) -> dict[str, FieldFault]:
    """What is wrong with the days of a new campaign; empty when they hold."""
    if opens_on < today:
        return {"opens_on": OpensInThePast()}
    if closes_on < opens_on:
        return {"closes_on": EndsBeforeItBegins()}
    if (closes_on - opens_on).days >= LONGEST_DAYS:
        return {"closes_on": LastsTooLong()}
    return {}
