"""The public versions of photos 公开照片: proposes what to blur, keeps what a person decided, and shows only the blurred picture.

The original stays sealed where it is and is handed in by whoever may open it. A photo is public only when somebody said so while
the batch was drafted, and only while its item is public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.adapters.files import FileLost, files
from doorstep.adapters.vision import CannotLook, looker
from doorstep.kernel.ids import new_id
from doorstep.store.cases.sheets import run
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import seal, unseal_bytes
from doorstep.wings.publication.blurring import Area, area, blurred
from doorstep.wings.publication.models import Item, PublicPhoto
from doorstep.wings.publication.services import check_drafted, note_edit

PHOTOS = """
SELECT a.id, e.verb, a.uploaded_at FROM cases_attachment a LEFT JOIN cases_event e ON e.case_id = a.case_id AND e.seq = a.seq
WHERE a.case_id = %s AND a.erased_at IS NULL ORDER BY a.seq, a.uploaded_at, a.id
"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A photo of the case, and what was decided about it; `public_id` is the name of its public version, if there is one."""

    photo_id: UUID
    verb: str
    is_decided: bool = False
    is_shown: bool = False
    public_id: int | None = None
    hidden: int = 0


def choices(item: Item) -> list[Choice]:
    """The photos of an item's case in the order in which they came."""
    decided = {one.photo_id: one for one in PublicPhoto.objects.filter(item=item)}
    return [_choice(photo_id, verb or "", decided.get(photo_id)) for photo_id, verb, _ in run(PHOTOS, [item.case_id])]


def _choice(photo_id: UUID, verb: str, one: PublicPhoto | None) -> Choice:
    if one is None:
        return Choice(photo_id=photo_id, verb=verb)
    return Choice(
        photo_id=photo_id,
        verb=verb,
        is_decided=one.decided_at is not None,
        is_shown=one.is_shown,
        public_id=one.pk,
        hidden=sum(1 for box in one.boxes if box["on"]),
    )


def proposal(item: Item, photo_id: UUID, jpeg: bytes, *, now: datetime) -> tuple[tuple[Area, ...], bool]:
    """What to blur: as decided or proposed before; else looked for now, once. The second says whether somebody could look."""
    one = PublicPhoto.objects.filter(item=item, photo_id=photo_id).first()
    if one and (one.looked_at or one.decided_at):
        return areas_of(one), True
    try:
        found = looker().look(jpeg)
    except CannotLook:
        return (), False
    cut = (area(what=b.what, x=b.x, y=b.y, width=b.width, height=b.height, by="model") for b in found)
    boxes = [one.as_dict() for one in cut if one]
    made, _ = PublicPhoto.objects.update_or_create(
        item=item, photo_id=photo_id, defaults={"boxes": boxes, "looked_at": now}
    )
    return areas_of(made), True


def areas_of(one: PublicPhoto) -> tuple[Area, ...]:
    """From JSON."""
    return tuple(Area(**box) for box in one.boxes)


@transaction.atomic
def decide(
    item: Item, photo_id: UUID, jpeg: bytes, areas: Sequence[Area], *, is_shown: bool, actor_id: UUID, now: datetime
) -> PublicPhoto:
    """Keep the blurred picture, or none when the photo is not to be public. Raises BatchClosed."""
    check_drafted(item.batch_id)
    one, _ = PublicPhoto.objects.select_for_update().get_or_create(item=item, photo_id=photo_id)
    before = one.stored_as
    one.boxes = [each.as_dict() for each in areas]
    one.is_shown, one.decided_by, one.decided_at = is_shown, actor_id, now
    one.stored_as = ""
    if is_shown:
        name = new_id(now).hex
        one.stored_as = f"{schema()}/{name[-2:]}/{name}"
        files().keep(one.stored_as, seal(blurred(jpeg, areas)))
    one.save()
    by_hand = sum(each.by == "hand" for each in areas)
    note_edit(item, what="photo_shown" if is_shown else "photo_kept_back", count=by_hand, actor_id=actor_id, now=now)
    if before:
        transaction.on_commit(lambda: files().erase(before))
    return one


def picture(one: PublicPhoto) -> bytes | None:
    """The blurred picture; None when there is none."""
    if not one.stored_as:
        return None
    try:
        return unseal_bytes(files().read(one.stored_as))
    except FileLost:
        return None


def preview(batch_id: UUID, public_id: int) -> bytes | None:
    """The blurred picture for those who work on the batch."""
    one = PublicPhoto.objects.filter(id=public_id, item__batch_id=batch_id).first()
    return picture(one) if one else None


def public_picture(number: str, public_id: int) -> bytes | None:
    """The blurred picture of an order that is public now."""
    one = PublicPhoto.objects.filter(
        id=public_id,
        is_shown=True,
        item__number=number,
        item__published_at__isnull=False,
        item__withdrawn_at__isnull=True,
    ).first()
    return picture(one) if one else None


def shown_ids(item: Item) -> list[int]:
    """Public versions of an item's photos that may be shown."""
    return list(PublicPhoto.objects.filter(item=item, is_shown=True).order_by("id").values_list("id", flat=True))


def shown_in(batch_id: UUID) -> dict[int, list[int]]:
    """For each item of a batch the public versions of its photos that go out with it."""
    found: dict[int, list[int]] = {}
    rows = (
        PublicPhoto.objects.filter(item__batch_id=batch_id, is_shown=True).order_by("id").values_list("item_id", "id")
    )
    for item_id, public_id in rows:
        found.setdefault(item_id, []).append(public_id)
    return found
