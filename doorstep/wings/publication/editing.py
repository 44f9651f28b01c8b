"""Marks changed by hand, in the table 手工改脱敏: each change is noted on its item, so that the second person sees it.

The original is opened only to put back a stretch that somebody lays bare, or to show what a mark hides, and never kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from doorstep.store.cases.pairs import pairs_of
from doorstep.wings.publication import handwork, queries
from doorstep.wings.publication.marking import Mark, Marked, marks_from
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.services import LONGEST_TITLE, TEXTS, check_drafted, note_edit

Deed = Literal["cover", "reword", "bare"]
NOTED = {"cover": "covered", "reword": "reworded", "bare": "bared"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What to do to one text of an item: `start` of a mark, or of a stretch up to `end`, counted from 0."""

    deed: Deed
    field: str
    start: int
    end: int = 0
    kind: str = "other"
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class Edits:
    """How often each thing was done to an item by hand."""

    covered: int = 0
    reworded: int = 0
    bared: int = 0
    rewritten: int = 0
    looked: int = 0
    photo_shown: int = 0
    photo_kept_back: int = 0

    @property
    def any(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name != "looked")


def edits_of(item: Item) -> Edits:
    """Counted from the notes."""
    counts = dict.fromkeys(Edits.__dataclass_fields__, 0)
    for note in item.edits:
        if note["what"] in counts:
            counts[note["what"]] += 1
    return Edits(**counts)


def marked_of(item: Item, field: str) -> Marked:
    """One of an item's texts with its marks."""
    return Marked(text=getattr(item, field), marks=marks_from(item.marks.get(field, ())))


@transaction.atomic
def change_mark(item_id: int, change: Change, *, batch_id: UUID, actor_id: UUID, now: datetime) -> Item:
    """Hide a stretch, change a mark's words, or lay it bare. Raises BatchClosed and what `handwork` raises."""
    check_drafted(batch_id)
    item = Item.objects.select_for_update().get(id=item_id, batch_id=batch_id)
    before = marked_of(item, change.field)
    after = _changed(item, before, change)
    setattr(item, change.field, after.text[:LONGEST_TITLE] if change.field == "title" else after.text)
    item.marks = {**item.marks, change.field: [mark.as_dict() for mark in after.marks]}
    item.pairs = pairs_of(item.title, item.body, item.outcome)
    item.edited_by, item.edited_at = actor_id, now
    item.save()
    note_edit(item, what=NOTED[change.deed], count=1, actor_id=actor_id, now=now)
    return item


def _changed(item: Item, before: Marked, change: Change) -> Marked:
    match change.deed:
        case "cover":
            original = original_of(item, change.field)
            return handwork.covered(
                before, change.start, change.end, kind=change.kind, instead=change.instead, original=original
            )
        case "reword":
            mark = handwork.mark_at(before, change.start)
            return handwork.reworded(before, change.start, change.instead, beneath=_beneath(item, before, mark, change))
        case "bare":
            return handwork.bared(before, change.start, original_of(item, change.field))


def _beneath(item: Item, marked: Marked, mark: Mark, change: Change) -> str:
    """What the mark hides, as far as that can be known."""
    try:
        return handwork.beneath(marked, mark, original_of(item, change.field))
    except handwork.OriginalGone:
        return ""


def original_of(item: Item, field: str) -> str:
    """The words that a text was made from, opened."""
    found = queries.originals([item.number])
    if not found:
        raise handwork.OriginalGone
    return {"title": found[0].title, "body": found[0].what, "outcome": found[0].outcome}[field]


@transaction.atomic
def look_beneath(item_id: int, *, batch_id: UUID, actor_id: UUID, now: datetime) -> dict[tuple[str, int], str]:
    """What each mark of an item hides, by text and place; noted. What cannot be known is left out. Raises BatchClosed."""
    check_drafted(batch_id)
    item = Item.objects.select_for_update().get(id=item_id, batch_id=batch_id)
    note_edit(item, what="looked", count=1, actor_id=actor_id, now=now)
    shown = {}
    for field in TEXTS:
        marked = marked_of(item, field)
        original = original_of(item, field) if marked.marks else ""
        for mark in marked.marks:
            try:
                shown[field, mark.start] = handwork.beneath(marked, mark, original)
            except handwork.OriginalGone:
                continue
    return shown
