"""What the pages of the publication desk share: who may look, the batch asked for, an item as it will be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from doorstep.doors.web.guards import capabilities, staff
from doorstep.doors.web.office.frame import frame as office_frame
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import state_label
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.publication import queries
from doorstep.wings.publication.editing import Edits, edits_of
from doorstep.wings.publication.marking import BY_HAND, Mark, Marked, Piece, marks_from, pieces
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.withheld import CHILD, PRIVATE_CATEGORY, REPORTER, VICTIM

BESIDE = ", beside another"
DOUBTS = {one.code: one for one in (CHILD, VICTIM, REPORTER, PRIVATE_CATEGORY)}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An item as pages show it: texts cut at their marks, facts in words."""

    item: Item
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]
    outcome: tuple[Piece, ...]
    category: Words
    where: Words
    unit: Words | None
    state: Words
    doubts: tuple[Words, ...]
    edits: Edits
    photos: tuple[int, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        return bool(self.doubts) and self.item.cleared_by is None

    @property
    def hidden(self) -> int:
        """How many stretches were hidden."""
        return sum(piece.mark is not None for text in (self.title, self.body, self.outcome) for piece in text)


def publisher_or_reviewer(request: HttpRequest) -> HttpResponse | None:
    """Guard: signed in, with a role that publishes or reviews; others are told that the page does not exist."""
    if (refused := staff(request)) is not None:
        return refused
    if capabilities(request) & {"publish", "review_publication"}:
        return None
    return render(request, "404.html", status=404)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context shared by the desk's pages."""
    return office_frame(request, "publishing")


def batch_or_404(batch_id: UUID) -> queries.Batch:
    """Raises Http404 for anything that is no batch."""
    found = queries.batch(batch_id)
    if found is None:
        raise Http404
    return found


def shown(item: Item, photos: Sequence[int] = ()) -> Shown:
    """An item in words; `photos` are the public versions that go out with it."""
    place = atlas().get(item.community)
    return Shown(
        item=item,
        title=_pieces(item, "title"),
        body=_pieces(item, "body"),
        outcome=_pieces(item, "outcome"),
        category=towns.pack().categories.label(item.category),
        where=atlas().label(place.path) if place else Words(zh="", en=""),
        unit=unit_tree().label(item.unit) if item.unit else None,
        state=state_label("six_orders", item.state),
        doubts=tuple(DOUBTS[code].reason for code in item.doubts if code in DOUBTS),
        edits=edits_of(item),
        photos=tuple(photos),
    )


def _pieces(item: Item, name: str) -> tuple[Piece, ...]:
    return pieces(Marked(text=getattr(item, name), marks=marks_from(item.marks.get(name, ()))))


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A hidden stretch as the public sees it, in which text and from which character on, why it is hidden, and what is beneath
    when somebody asked. `may_bare`: the words beneath are known and can be put back."""

    text: str
    why: str
    field: str
    start: int
    is_bare: bool
    may_bare: bool
    beneath: str = ""


def reasons_of(one: Shown, beneath: Mapping[tuple[str, int], str]) -> list[Reason]:
    """Every marked stretch of an item with what it was and which rule found it."""
    kinds = kind_words() | {"other": _("别的")}
    return [
        Reason(
            text=piece.text,
            why=" · ".join(_why(piece.mark, kinds)),
            field=field,
            start=piece.mark.start,
            is_bare=piece.mark.bare,
            may_bare=piece.mark.origin is not None and not piece.mark.bare,
            beneath=beneath.get((field, piece.mark.start), ""),
        )
        for field, text in (("title", one.title), ("body", one.body), ("outcome", one.outcome))
        for piece in text
        if piece.mark
    ]


def _why(mark: Mark, kinds: Mapping[str, str]) -> Iterator[str]:
    yield kinds.get(mark.kind, mark.kind)
    if mark.reason != BY_HAND:
        yield rule_words().get(mark.reason.removesuffix(BESIDE), mark.reason)
    if mark.bare:
        yield _("手工放开")
    elif mark.reason == BY_HAND:
        yield _("手工遮住")
    elif mark.by_hand:
        yield _("手工换了说法")


def rule_words() -> dict[str, str]:
    """Why a rule marked something, in words."""
    return {
        "an address": _("像邮箱地址"),
        "GB 11643": _("是身份证号的写法"),
        "Luhn": _("是银行卡号的写法"),
        "after the word account": _("在“账号”之类的字后面"),
        "after the name of a document": _("在证件名后面"),
        "after the name of a messenger": _("在“微信”之类的字后面"),
        "area code and number": _("区号加号码"),
        "after the word phone": _("在“电话”之类的字后面"),
        "listed after a phone": _("跟在电话后面"),
        "mobile": _("手机号"),
        "number plate": _("是车牌的写法"),
        "building with unit or room": _("楼栋加单元或房号"),
        "unit": _("单元"),
        "room": _("房号"),
        "building-unit-room": _("栋-单元-房号"),
        "before a title": _("在称呼前面"),
        "after a cue": _("在“我叫”“联系人”之类的字后面"),
        "listed after a name": _("跟在姓名后面"),
        "before a phone or document": _("在电话或证件号前面"),
        "signed": _("像落款"),
        "described": _("后面写着男女"),
        "said something": _("像在说某个人说了什么"),
    }


def kind_words() -> dict[str, str]:
    """What can be hidden, in words."""
    return {
        "phone": _("电话"),
        "identity": _("证件号"),
        "card": _("银行卡号"),
        "email": _("邮箱"),
        "plate": _("车牌"),
        "account": _("账号"),
        "door": _("门牌"),
        "name": _("姓名"),
    }


def why_hidden(items: Sequence[Shown]) -> list[tuple[str, int]]:
    """What was hidden in these items, by kind, in words."""
    kinds = kind_words()
    counts: dict[str, int] = {}
    for one in items:
        for text in (one.title, one.body, one.outcome):
            for piece in text:
                if piece.mark:
                    counts[piece.mark.kind] = counts.get(piece.mark.kind, 0) + 1
    return [(kinds.get(kind, kind), count) for kind, count in sorted(counts.items(), key=lambda pair: -pair[1])]
