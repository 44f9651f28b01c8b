"""Marks in a public text 遮盖处: where something was hidden, what it was and why, so that an editor sees it. Pure.

Speaks of the redacted text only. Whatever a person writes is redacted again: nobody can type a number past the rules.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from doorstep.kernel.redaction.hiding import Redacted, apply, redact
from doorstep.kernel.redaction.marks import HIDDEN

BY_HAND = "by hand"
# Marks that turn the direction of what follows: nobody needs them here, and in a list they are a trap.
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SHORTEST = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """`text[start:end]` of the public text stands for something hidden, which began and ended in the original at `origin`, where
    that is known. `by_hand`: a person hid it, changed what stands there, or laid it open (`bare`: the original words stand here)."""

    start: int
    end: int
    kind: str
    reason: str
    origin: tuple[int, int] | None = None
    by_hand: bool = False
    bare: bool = False

    def as_dict(self) -> dict[str, Any]:
        plain = {"start": self.start, "end": self.end, "kind": self.kind, "reason": self.reason}
        origin = {"origin": list(self.origin)} if self.origin else {}
        return plain | origin | {name: True for name in ("by_hand", "bare") if getattr(self, name)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """A public text with its marks, in order and apart."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of a public text; `mark` when it stands for something hidden."""

    text: str
    mark: Mark | None = None


def marks_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Mark, ...]:
    """From JSON."""
    return tuple(_mark_from(row) for row in rows)


def _mark_from(row: Mapping[str, Any]) -> Mark:
    origin = row.get("origin")
    return Mark(
        start=row["start"],
        end=row["end"],
        kind=row["kind"],
        reason=row["reason"],
        origin=(origin[0], origin[1]) if origin else None,
        by_hand=row.get("by_hand", row["reason"] == BY_HAND),
        bare=row.get("bare", False),
    )


def hidden(original: str) -> Marked:
    """What the rules make of an original."""
    return _marked(redact(straight(original)))


def straight(original: str) -> str:
    """The original as marks count its characters."""
    return TURNS.sub("", original)


def _marked(found: Redacted) -> Marked:
    marks, shift = [], 0
    for span in found.spans:
        start = span.start + shift
        end = start + len(span.replacement)
        marks.append(Mark(start=start, end=end, kind=span.kind, reason=span.reason, origin=(span.start, span.end)))
        shift += len(span.replacement) - (span.end - span.start)
    return Marked(text=found.text, marks=tuple(marks))


def edited(before: Marked, text: str, hide: Sequence[str] = ()) -> Marked:
    """A text as a person left it: the words in `hide` hidden, the rules applied once more, old marks kept where they still stand."""
    words = [word for word in hide if len(word) >= SHORTEST]
    kept = _carried(before, TURNS.sub("", text))
    for word in words:
        kept = _hide(kept, word)
    return ruled(kept)


def ruled(kept: Marked) -> Marked:
    """The rules applied once more to all but what a person laid bare."""
    bared = [mark for mark in kept.marks if mark.bare]
    spans = [
        span
        for span in redact(kept.text).spans
        if all(span.end <= mark.start or mark.end <= span.start for mark in bared)
    ]
    if not spans:
        return kept
    again = _marked(Redacted(text=apply(kept.text, spans), spans=tuple(spans)))
    carried = _carried(kept, again.text)
    fresh = [
        replace(mark, origin=None)
        for mark in again.marks
        if all(mark.end <= old.start or old.end <= mark.start for old in carried.marks)
    ]
    return Marked(text=again.text, marks=tuple(sorted([*carried.marks, *fresh], key=lambda mark: mark.start)))


def _carried(before: Marked, text: str) -> Marked:
    """The old marks that lie wholly in what was left untouched, at their new places."""
    blocks = SequenceMatcher(None, before.text, text, autojunk=False).get_matching_blocks()
    moved = [
        _shifted(mark, block.b - block.a)
        for mark in before.marks
        for block in blocks
        if block.a <= mark.start and mark.end <= block.a + block.size
    ]
    return Marked(text=text, marks=tuple(moved))


def _hide(marked: Marked, word: str) -> Marked:
    """Every place of the word hidden, unless it lies in a mark already."""
    text, marks, at = marked.text, list(marked.marks), 0
    while (start := text.find(word, at)) >= 0:
        end = start + len(word)
        if any(mark.start < end and start < mark.end for mark in marks):
            at = end
            continue
        shift = len(HIDDEN) - len(word)
        text = text[:start] + HIDDEN + text[end:]
        marks = [_shifted(mark, shift) if mark.start >= end else mark for mark in marks]
        marks.append(Mark(start=start, end=start + len(HIDDEN), kind="name", reason=BY_HAND, by_hand=True))
        at = start + len(HIDDEN)
    return Marked(text=text, marks=tuple(sorted(marks, key=lambda mark: mark.start)))


def _shifted(mark: Mark, by: int) -> Mark:
    return replace(mark, start=mark.start + by, end=mark.end + by)


def pieces(marked: Marked) -> tuple[Piece, ...]:
    """The text cut at its marks, for a page that highlights them."""
    found, at = [], 0
    for mark in marked.marks:
        if at < mark.start:
            found.append(Piece(text=marked.text[at : mark.start]))
        found.append(Piece(text=marked.text[mark.start : mark.end], mark=mark))
        at = mark.end
    if at < len(marked.text):
        found.append(Piece(text=marked.text[at:]))
    return tuple(found)
