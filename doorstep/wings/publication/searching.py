"""Finds published orders by their public words, within what a visitor chose. Knows nothing that is not public.

As the search among cases does: what many say is found by walking the newest; what few say, through the index of pairs of
neighbouring characters. Refuses a single character.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower

from doorstep.store.cases.pairs import pairs_of, parts_of
from doorstep.store.cases.searching import QueryTooShort
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.public import PAGE, Asked, chosen

RANKED = 100
WALK = 2000
FARTHEST = 20_000  # a walk that would have to go farther costs more than the index
LONGEST = 60
FENCE = 10_000_000  # more than there are: a limit keeps the planner from mixing what is found with its order
Forms = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of items, best first, of at most RANKED. `is_cut`: there are more than were ranked."""

    items: list[Item]
    total: int
    is_cut: bool = False


def read_forms(scripts: Sequence[str]) -> Forms:
    """The parts of what was typed, once for each script. Raises QueryTooShort when no part has two characters."""
    forms = (parts_of(text.strip()[:LONGEST]) for text in scripts)
    kept = tuple(dict.fromkeys(form for form in forms if any(len(part) > 1 for part in form)))
    if not kept:
        raise QueryTooShort
    return kept


def search(forms: Forms, asked: Asked, *, page: int = 1) -> Found:
    """Published orders that hold every part of a form; `page` counts from 1."""
    rows = _newest(forms, asked, RANKED)
    if rows and len(rows) < RANKED and (farther := 2 * WALK * RANKED // len(rows)) <= FARTHEST:
        rows = _newest(forms, asked, RANKED, among=farther)
    if len(rows) < RANKED:
        rows = _through_index(forms, asked)
    ranked = sorted(rows, key=lambda row: -_merit(row[1], forms))
    ids = [row[0] for row in ranked[(page - 1) * PAGE : page * PAGE]]
    items = Item.objects.in_bulk(ids)
    shown = [items[each] for each in ids if each in items]
    return Found(items=shown, total=len(ranked), is_cut=len(rows) >= RANKED)


def glimpse(forms: Forms, *, most: int = 5) -> list[tuple[str, str]]:
    """Number and title of a few of the newest that fit, while somebody still types."""
    ids = [row[0] for row in _newest(forms, Asked(), most)]
    return list(Item.objects.filter(id__in=ids).order_by("-published_at", "-id").values_list("number", "title"))


def _newest(forms: Forms, asked: Asked, most: int, *, among: int = WALK) -> list[tuple[int, str]]:
    """Among the newest only; a full result is an answer."""
    walked = chosen(asked).order_by("-published_at", "-id").values("id")[:among]
    return _titles(_holding(Item.objects.filter(id__in=walked), forms), most)


def _through_index(forms: Forms, asked: Asked) -> list[tuple[int, str]]:
    """All that hold the pairs, before they are put in order: else the planner walks a million orders to spare the sorting."""
    held = reduce(or_, (Q(pairs__contains=pairs_of(*form)) for form in forms))
    found = _holding(chosen(asked).filter(held), forms).values("id")[:FENCE]
    return _titles(Item.objects.filter(id__in=found), RANKED)


def _holding(items: QuerySet[Item], forms: Forms) -> QuerySet[Item]:
    """Whose text holds every part of a form as it is."""
    text = Lower(Concat("title", Value(" "), "body", Value(" "), "outcome", output_field=TextField()))
    wanted = reduce(or_, (Q(*(Q(text__contains=part) for part in form)) for form in forms))
    return items.annotate(text=text).filter(wanted)


def _titles(items: QuerySet[Item], most: int) -> list[tuple[int, str]]:
    return list(items.order_by("-published_at", "-id").values_list("id", "title")[:most])


def _merit(title: str, forms: Forms) -> int:
    return max(sum(part in title.lower() for part in form) for form in forms)
