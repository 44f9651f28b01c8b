"""Makes batches 晒单批次: opens one, fills it with redacted items, lets a person edit them, and puts them before the public.

A batch moves only by steps through the store; its items change only while it is drafted. Refuses tip-offs, and whatever may
concern a child or a victim until a person has said that it does not.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.canonical import canonical
from doorstep.kernel.form import LONGEST, clean_text
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.locking import find, lock
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.store.places.atlas import atlas
from doorstep.wings.publication import queries
from doorstep.wings.publication.dropping import drop, leave_out
from doorstep.wings.publication.marking import Marked, edited, hidden, marks_from
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.withheld import SECRET_REQUEST_TYPES, Withheld, is_never_public, why_withheld

MECHANISM = "publication"
DRAFTED = "drafted"
PUBLISH = "publish"
TEXTS = ("title", "body", "outcome")
LONGEST_TITLE = 120
FOLLOWS = """
UPDATE publication_item i SET state = c.state, unit = c.lead_unit, grade = coalesce((
    SELECT e.facts->>'grade' FROM cases_event e WHERE e.case_id = c.id AND e.verb = 'rate' ORDER BY e.seq DESC LIMIT 1), '')
FROM cases_case c WHERE c.id = i.case_id AND c.id = %s
"""


class BatchClosed(Refusal):
    """这一批已经送审或公开，不能再改；要改先退回。"""


class BatchEmpty(Refusal):
    """这一批还没有事项，先选几件。"""


class ItemsDoubtful(Refusal):
    """有 %(count)s 件可能涉及未成年人或受害人，要逐件确认不涉及，或者拿掉，才能送审。"""


class TextTooLong(FieldFault):
    """最多 %(limit)s 个字，现在是 %(length)s 个。"""


class TitleMissing(FieldFault):
    """给这一批起个名字。"""


def open_batch(*, title: str, actor: Actor, now: datetime, key: str | None = None) -> Opened:
    """A new batch in draft. Raises FormRefused without a title, ActorNotEntitled."""
    words = " ".join(clean_text(title).split())[:60]
    if not words:
        raise FormRefused({"title": TitleMissing()})
    top = atlas().children("")[0]
    opening = Opening(
        mechanism=MECHANISM,
        actor=actor,
        form={},
        title=hidden(words).text,
        body="",
        place_path=top.path,
        category="",
        request_type="other",
        channel="desk",
        opened_unit=towns.unit_that_may(actor, PUBLISH),
        key=key,
    )
    return open_case(opening, now=now)


@transaction.atomic
def add_items(batch_id: UUID, numbers: Sequence[str], *, actor: Actor, now: datetime) -> int:
    """Redact these cases into items of the batch; how many were new. Tip-offs and cases already in a batch are left out."""
    check_drafted(batch_id)
    originals = queries.originals(numbers)
    wanted = [original.number for original in originals]
    taken = set(Item.objects.filter(withdrawn_at=None, number__in=wanted).values_list("number", flat=True))
    rows = [
        _item(batch_id, original, actor, now)
        for original in originals
        if original.number not in taken and original.request_type not in SECRET_REQUEST_TYPES
    ]
    return len(Item.objects.bulk_create(rows))


def _item(batch_id: UUID, original: queries.Original, actor: Actor, now: datetime) -> Item:
    texts = {"title": hidden(original.title), "body": hidden(original.what), "outcome": hidden(original.outcome)}
    return Item(
        batch_id=batch_id,
        case_id=original.id,
        number=original.number,
        **{name: marked.text for name, marked in texts.items()},
        marks=_as_json(texts),
        pairs=pairs_of(*(marked.text for marked in texts.values())),
        category=original.category,
        street=original.street,
        community=original.community,
        unit=original.lead_unit,
        state=original.state,
        grade=original.grade,
        opened_on=original.opened_at.astimezone(SHANGHAI).date(),
        doubts=[doubt.code for doubt in doubts_of(original)],
        edited_by=actor.id,
        edited_at=now,
    )


def doubts_of(original: queries.Original) -> tuple[Withheld, ...]:
    """What a person must look at before this may go out."""
    text = f"{original.what}\n{original.outcome}"
    return why_withheld(
        request_type=original.request_type, category=original.category, text=text, is_childs=original.is_childs
    )


def _as_json(texts: Mapping[str, Marked]) -> dict[str, list[dict[str, object]]]:
    return {name: [mark.as_dict() for mark in marked.marks] for name, marked in texts.items()}


@transaction.atomic
def edit_item(
    item_id: int,
    *,
    batch_id: UUID,
    texts: Mapping[str, str],
    hide: Sequence[str],
    is_cleared: bool,
    actor: Actor,
    now: datetime,
) -> Item:
    """Take over a person's wording, redacted once more. `is_cleared`: they say that the doubts are unfounded. Raises FormRefused,
    BatchClosed."""
    check_drafted(batch_id)
    item = Item.objects.select_for_update().get(id=item_id, batch_id=batch_id)
    if faults := _too_long(item, texts):
        raise FormRefused(faults)
    marked, rewritten = {}, 0
    for name in TEXTS:
        before = Marked(text=getattr(item, name), marks=marks_from(item.marks.get(name, ())))
        wanted = clean_text(texts.get(name, before.text))
        if not wanted and name != "outcome":  # an item without title or words would say nothing
            wanted = before.text
        rewritten += wanted != before.text
        marked[name] = edited(before, wanted[:LONGEST_TITLE] if name == "title" else wanted, hide)
        setattr(item, name, marked[name].text[:LONGEST_TITLE] if name == "title" else marked[name].text)
    item.pairs = pairs_of(item.title, item.body, item.outcome)
    item.marks = _as_json(marked)
    item.cleared_by = actor.id if is_cleared and item.doubts else None
    item.edited_by, item.edited_at = actor.id, now
    item.save()
    for what, count in (("rewritten", rewritten), ("covered", len([word for word in hide if word]))):
        if count:
            note_edit(item, what=what, count=count, actor_id=actor.id, now=now)
    return item


def _too_long(item: Item, texts: Mapping[str, str]) -> dict[str, FieldFault]:
    """No text grows beyond what a report may be; one that was longer when it was taken over may stay so. A title is cut instead."""
    limits = {name: max(LONGEST, len(getattr(item, name))) for name in TEXTS if name != "title"}
    said = {name: len(texts.get(name, "")) for name in limits}
    return {name: TextTooLong(limit=limits[name], length=said[name]) for name in limits if said[name] > limits[name]}


def note_edit(item: Item, *, what: str, count: int, actor_id: UUID | None, now: datetime) -> None:
    """What somebody did by hand, for the second person to see; never the words themselves."""
    item.edits = [*item.edits, {"what": what, "count": count, "by": str(actor_id), "at": now.isoformat()}]
    item.save(update_fields=["edits"])


@transaction.atomic
def drop_item(item_id: int, *, batch_id: UUID) -> None:
    """Take an item out of a drafted batch."""
    check_drafted(batch_id)
    drop(Item.objects.filter(id=item_id, batch_id=batch_id))


def check_drafted(batch_id: UUID) -> None:
    """Raises BatchClosed unless the batch is being drafted; holds it until the transaction ends."""
    held = lock(batch_id)
    if held is None or held.case.mechanism != MECHANISM or held.case.state != DRAFTED:
        raise BatchClosed


@transaction.atomic
def take_batch_step(
    batch_id: UUID,
    verb: str,
    form: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
    key: str | None,
    seen: int | None,
) -> Done:
    """A step of the batch; `submit` is refused while it is empty or something in it is doubtful. Held still while that is asked."""
    if verb == "submit":
        lock(batch_id)
        check_ready(queries.items_of(batch_id))
    return act(case_id=batch_id, verb=verb, form=form, actor=actor, now=now, key=key, seen=seen)


def check_ready(items: Sequence[Item]) -> None:
    """Raises BatchEmpty or ItemsDoubtful."""
    if not items:
        raise BatchEmpty
    if doubtful := sum(bool(item.doubts) and item.cleared_by is None for item in items):
        raise ItemsDoubtful(count=doubtful)


def publish_items(batch_id: UUID, *, now: datetime) -> int:
    """Put every item of a published batch before the public, each with its own step; what may no longer go out stays in."""
    held = find(batch_id)
    if held is None or held.case.state != "published":
        return 0
    shown = 0
    for item in Item.objects.filter(batch_id=batch_id, published_at=None, withdrawn_at=None).order_by("id"):
        shown += _publish(item, held.case.number, now)
    return shown


@transaction.atomic
def _publish(item: Item, batch_number: str, now: datetime) -> bool:
    held = lock(item.case_id)
    if held is None or is_never_public(held.case):  # sorted anew or sealed since it was chosen
        leave_out(Item.objects.filter(id=item.pk), now=now)
        return False
    try:
        act(case_id=item.case_id, verb="publish", form={"batch": batch_number}, actor=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code not in ("step_not_open", "step_barred"):
            raise
        if refusal.code == "step_not_open":  # taken back by its reporter meanwhile
            leave_out(Item.objects.filter(id=item.pk), now=now)
            return False
    Item.objects.filter(id=item.pk).update(published_at=now)
    notarise([Handed(kind="publication", source=str(item.pk), digest=print_of(item))], now=now)
    follow(item.case_id)
    return True


def print_of(item: Item) -> bytes:
    """SHA-256 over what the public reads of it, in canonical JSON: what was published cannot be reworded later unseen."""
    shown = {name: getattr(item, name) for name in ("number", "title", "body", "outcome")}
    return hashlib.sha256(canonical({**shown, "case": str(item.case_id), "item": item.pk})).digest()


@transaction.atomic
def withdraw_item(case_id: UUID, *, reason: str, now: datetime) -> bool:
    """Take a published case off the public pages, on record; False when it was not public."""
    public = Item.objects.filter(case_id=case_id, published_at__isnull=False, withdrawn_at=None)
    if not leave_out(public, now=now):
        return False
    try:
        act(case_id=case_id, verb="unpublish", form={"reason": reason}, actor=SYSTEM, now=now)
    except Refusal as refusal:
        if refusal.code != "step_barred":
            raise
    return True


def keep_back(case_id: UUID, *, reason: str, now: datetime) -> None:
    """A case that may no longer be published leaves the public pages, and the batches that are still to come."""
    held = find(case_id)
    if held is None or not is_never_public(held.case):
        return
    drop(Item.objects.filter(case_id=case_id, published_at=None, withdrawn_at=None))
    withdraw_item(case_id, reason=reason, now=now)


def forget_items(batch_id: UUID) -> None:
    """Items of a batch that was dropped: its cases may be chosen again."""
    drop(Item.objects.filter(batch_id=batch_id, published_at=None))


def follow(case_id: UUID) -> None:
    """The public facts of a case as they are now: state, unit, grade."""
    sheets.run(FOLLOWS, [case_id])


def reason_label(code: str) -> str:
    """Why an item was taken down, in Chinese, from the mechanism in force."""
    field = towns.pack().mechanisms[MECHANISM].step("withdraw_item").field("reason")
    return next((choice.label.zh for choice in field.choices if choice.code == code), code) if field else code
