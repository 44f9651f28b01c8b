"""What a person does to the marks of a public text by hand 手工遮盖: hide a stretch, put other words in a mark's place, lay one bare.

Pure; speaks of positions in the public text. Whatever is put in a mark's place must itself hold nothing that the rules hide, and
must not be the very words that it hides: laying bare is a step of its own, which the second person sees.
"""

from collections.abc import Iterable
from dataclasses import replace

from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.redaction.marks import HIDDEN
from doorstep.kernel.refusals import Refusal
from doorstep.wings.publication.marking import BY_HAND, Mark, Marked, hidden, straight

LONGEST = 40
KINDS = ("name", "phone", "identity", "card", "email", "plate", "account", "door", "other")


class StretchNotThere(Refusal):
    """这段文字里没有从第 %(start)s 个到第 %(end)s 个字，请对着序号再填一次。"""

    status = 422


class StretchHidden(Refusal):
    """这一段里已经有遮过的地方，先改那一处。"""

    status = 422


class WordsTooTelling(Refusal):
    """换上去的说法里还有要遮的内容，请换一个，例如“某店”。"""

    status = 422


class OriginalGone(Refusal):
    """原文后来变了，这一处没法放开。可以拿掉这一件，重新选进来。"""

    status = 409


class MarkGone(Refusal):
    """这一处已经改过了，请看现在的样子。"""

    status = 409


def mark_at(marked: Marked, start: int) -> Mark:
    """Raises MarkGone."""
    found = next((mark for mark in marked.marks if mark.start == start), None)
    if found is None:
        raise MarkGone
    return found


def covered(marked: Marked, start: int, end: int, *, kind: str, instead: str, original: str) -> Marked:
    """`text[start:end]` hidden behind `instead`, with its place in the original where it stands there as it is.

    Raises StretchNotThere, StretchHidden, WordsTooTelling.
    """
    if not 0 <= start < end <= len(marked.text):
        raise StretchNotThere(start=start + 1, end=end)
    if any(mark.start < end and start < mark.end for mark in marked.marks):
        raise StretchHidden
    words = _instead(instead, marked.text[start:end])
    origin = _origin(marked.marks, start, end)
    if origin is None or straight(original)[origin[0] : origin[1]] != marked.text[start:end]:
        origin = None
    kept = kind if kind in KINDS else "other"
    mark = Mark(start=start, end=end, kind=kept, reason=BY_HAND, origin=origin, by_hand=True)
    return _put(Marked(text=marked.text, marks=(*marked.marks, mark)), mark, words)


def reworded(marked: Marked, start: int, instead: str, *, beneath: str = "") -> Marked:
    """Other words in a mark's place. Raises MarkGone, WordsTooTelling."""
    mark = mark_at(marked, start)
    return _put(marked, replace(mark, by_hand=True, bare=False), _instead(instead, beneath))


def bared(marked: Marked, start: int, original: str) -> Marked:
    """The words that a mark hides, back in their place, and marked as laid bare. Raises MarkGone, OriginalGone."""
    mark = mark_at(marked, start)
    return _put(marked, replace(mark, by_hand=True, bare=True), beneath(marked, mark, original))


def beneath(marked: Marked, mark: Mark, original: str) -> str:
    """The words that a mark hides. Raises OriginalGone when the original is not the one that the marks were made from."""
    text = straight(original)
    known = {one.origin for one in hidden(original).marks}
    ruled = {one.origin for one in marked.marks if one.origin and one.reason != BY_HAND}
    if mark.origin is None or mark.origin[1] > len(text) or not ruled <= known:
        raise OriginalGone
    return text[mark.origin[0] : mark.origin[1]]


def _instead(words: str, hides: str) -> str:
    """What shall stand there; *** when nothing was said."""
    said = " ".join(words.split())[:LONGEST] or HIDDEN
    if redact(said).spans or (hides.strip() and hides.strip() in said):
        raise WordsTooTelling
    return said


def _put(marked: Marked, mark: Mark, words: str) -> Marked:
    """The words in the place of the mark that begins there."""
    shift = len(words) - (mark.end - mark.start)
    text = marked.text[: mark.start] + words + marked.text[mark.end :]
    moved = [
        replace(one, start=one.start + shift, end=one.end + shift) if one.start > mark.start else one
        for one in marked.marks
    ]
    fresh = replace(mark, end=mark.start + len(words))
    marks = [fresh if one.start == mark.start else one for one in moved]
    return Marked(text=text, marks=tuple(sorted(marks, key=lambda one: one.start)))


def _origin(marks: Iterable[Mark], start: int, end: int) -> tuple[int, int] | None:
    """Where a stretch of untouched text lies in the original, reckoned from the marks before it; None when one of them is unknown."""
    shift = 0
    for mark in marks:
        if mark.end <= start:
            if mark.origin is None:
                return None
            shift = mark.origin[1] - mark.end
    return (start + shift, end + shift)
