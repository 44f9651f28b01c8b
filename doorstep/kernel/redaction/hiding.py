"""Redaction 脱敏: which stretches of a text are hidden before it is published, and the text without them.

Decides on the text alone, the same way every time. It errs on the side of hiding, and it is the first look only: a person
chooses, redacts by hand what no rule finds, and a second person reviews. Numbers are found by `numbers`, door numbers by
`door_numbers`, names by `names`; what may not be published at all is `withheld`'s to say.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from doorstep.kernel.redaction.door_numbers import find_doors
from doorstep.kernel.redaction.marks import HIDDEN, Kind, Span, plain
from doorstep.kernel.redaction.names import find_names
from doorstep.kernel.redaction.numbers import find_numbers

__all__ = ["Redacted", "Span", "apply", "find_spans", "redact"]

_ORDER: tuple[Kind, ...] = ("email", "identity", "card", "phone", "account", "plate", "door", "name")
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Redacted:
    """The public text, and the spans of the original that it hides, in order and apart from each other."""

    text: str
    spans: tuple[Span, ...]


def redact(text: str) -> Redacted:
    """Hide everything the rules find. Redacting the result again changes nothing.

    Hiding one thing can bring another within reach of its cue; so the result is read again, and what is found in it is
    hidden in the original, until nothing is found. Each round hides more of the original, so there is an end.
    """
    public, spans, again = text, list[Span](), find_spans(text)
    while again:
        spans = _widened(text, spans, again)
        public = apply(text, spans)
        again = find_spans(public)
    return Redacted(text=public, spans=tuple(spans))


def find_spans(text: str, *, plainly: bool = False) -> list[Span]:
    """What one look finds, in order, not overlapping; only what its replacement would change.

    `plainly` asks every rule of every text: slower, and the same answer, which a test compares.
    """
    shown = plain(text)
    found = find_numbers(shown, plainly=plainly) + find_doors(shown, plainly=plainly)
    found += find_names(shown, plainly=plainly)
    changing = [span for span in found if text[span.start : span.end] != span.replacement]
    if len(changing) < 2:
        return changing
    # In order and apart, so that only a neighbour can be in the way: a text may hold very many.
    chosen: list[Span] = []
    for span in sorted(changing, key=_precedence):
        if not _touched(chosen, span.start, span.end):
            insort(chosen, span, key=_start)
    return chosen


def _precedence(span: Span) -> tuple[int, int, int, str]:
    return (_RANK[span.kind], span.start - span.end, span.start, span.replacement)


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


def _touched(spans: Sequence[Span], start: int, end: int) -> range:
    """Which of these, in order and apart, overlap a stretch."""
    return range(bisect_right(spans, start, key=_end), bisect_left(spans, end, key=_start))


def apply(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced. The spans are in order and do not overlap, also when drawn by hand."""
    parts, at = [], 0
    for span in spans:
        if span.start < at:
            raise ValueError("spans overlap or are out of order")
        parts += [text[at : span.start], span.replacement]
        at = span.end
    return "".join([*parts, text[at:]])


def _widened(text: str, spans: Sequence[Span], again: Sequence[Span]) -> list[Span]:
    """The spans, with what was found in the result added: as it is where it lies in untouched text; else, together with
    the spans it touches, as one stretch hidden whole."""
    if not spans:
        return list(again)
    widened, shifts = list(spans), _shifts(spans)
    for found in again:
        start = _origin(spans, shifts, found.start, is_end=False)
        end = _origin(spans, shifts, found.end, is_end=True)
        touched = _touched(widened, start, end)
        mark = replace(found, start=start, end=end)
        if touched:
            first, last = min(start, widened[touched[0]].start), max(end, widened[touched[-1]].end)
            mark = replace(found, start=first, end=last, reason=f"{found.reason}, beside another", replacement=HIDDEN)
        widened[touched.start : touched.stop] = [mark]
    return widened


def _shifts(spans: Sequence[Span]) -> list[int]:
    """By how much the spans before each, and before the end, have moved what follows them."""
    return list(accumulate((len(span.replacement) - (span.end - span.start) for span in spans), initial=0))


def _origin(spans: Sequence[Span], shifts: Sequence[int], at: int, *, is_end: bool) -> int:
    """Where a place in the result lies in the original; inside a replacement, the span's own edge."""
    begun = (bisect_left if is_end else bisect_right)(range(len(spans)), at, key=lambda n: spans[n].start + shifts[n])
    if begun:
        span = spans[begun - 1]
        end = span.start + shifts[begun - 1] + len(span.replacement)
        if at < end or (is_end and at == end):
            return span.end if is_end else span.start
    return at - shifts[begun]
