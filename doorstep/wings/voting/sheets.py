"""Paper ballots 纸票: printed with a one-time key each, found again by it, voided with their printing; and hand counts in batches.

Of a key only a hash is kept, so a printing can be had once: lost paper is voided and printed anew. In an open poll a sheet is
personal; in a secret one nothing says to whom it was given.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.voting import Ballot as Said
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.codes import LENGTH, fresh_code, read_code
from doorstep.store.cases.locking import lock
from doorstep.store.sealing import keyed_hash, seal
from doorstep.wings.voting import boxes
from doorstep.wings.voting.casting import SheetUnknown, VotingOver, ballot_key, subject_of
from doorstep.wings.voting.models import Ballot, Batch, Elector, Poll, Sheet
from doorstep.wings.voting.queries import options_of
from doorstep.wings.voting.rules import HAND, canonical_choice, check_choice

MOST_AT_ONCE = 1000
MOST_NAMED = 20
IN_USE = ("announced", "voting", "closed")
TO_COME = ("announced", "voting")


class SheetsTooMany(Refusal):
    """一次最多印 %(most)s 张，请分几次印。"""

    status = 422


class EverybodyHasOne(Refusal):
    """名册上每个人都有纸票了：丢了、坏了的先作废，再印。"""


class NotToBePrinted(Refusal):
    """公布以后、截止以前才能印票。"""


class SheetsUnlikeCount(FieldFault):
    """号写了 %(sheets)s 张，点票结果是 %(given)s 张，对不上：请再点一遍。"""


class SheetsNotGood(FieldFault):
    """第 %(numbers)s 号没有印过，或者已经作废：请看看票上印的号，从这一批里拿出来。"""


class SheetsCounted(FieldFault):
    """第 %(numbers)s 号已经计过了（在网上投了，或者录过）：请从这一批里拿出来，再点一遍。"""


class ScanNamedSheets(Refusal):
    """记名的纸票要一张一张扫码录：手工点的看不出谁在网上投过。"""


class NothingToVoid(Refusal):
    """第 %(first)s 到第 %(last)s 张里没有能作废的：没有印过、已经作废，或者已经投了。"""

    status = 422


class BatchEmpty(Refusal):
    """这一批一张票也没有，没有录进去。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A sheet as it goes to the press: the key is known now and never again."""

    number: int
    key: str
    elector: Elector | None = None


@dataclass(frozen=True, kw_only=True)
class Heap:
    """Equal ballots of a hand count, and how many of them."""

    said: Said
    times: int


@dataclass(frozen=True, kw_only=True)
class Pile:
    """A hand count: its heaps, and the numbers printed on its sheets, all together: which sheet says what is not known."""

    heaps: Sequence[Heap]
    numbers: Sequence[int]


def key_hash(key: str) -> bytes:
    """What is kept of a sheet's key."""
    return keyed_hash(key, "sheet key")


@transaction.atomic
def print_sheets(poll: Poll, count: int, electors: Sequence[Elector] = ()) -> list[Printed]:
    """New sheets: so many that name nobody, or one for each of these electors. Raises NotToBePrinted, SheetsTooMany:
    after the end whoever prints could fill in for those who did not come."""
    held = lock(poll.case_id)
    if held is None or held.case.state not in TO_COME:
        raise NotToBePrinted
    owners: list[Elector | None] = list(electors) or [None] * count
    if not 0 < len(owners) <= MOST_AT_ONCE:
        raise SheetsTooMany(most=MOST_AT_ONCE)
    last = Sheet.objects.filter(poll=poll).aggregate(number=Max("number"), printing=Max("printing"))
    first, printing = (last["number"] or 0) + 1, (last["printing"] or 0) + 1
    made = [Printed(number=first + turn, key=fresh_code(), elector=one) for turn, one in enumerate(owners)]
    Sheet.objects.bulk_create(
        Sheet(poll=poll, number=one.number, printing=printing, key_hash=key_hash(one.key), elector=one.elector)
        for one in made
    )
    return made


def without_sheet(poll: Poll) -> QuerySet[Elector]:
    """Those on the roll for whom no sheet was printed, or whose sheet was voided, in the order of the roll."""
    good = Sheet.objects.filter(poll=poll, elector=OuterRef("pk"), is_void=False)
    return Elector.objects.filter(~Exists(good), poll=poll).order_by("roll_number")


def print_roll(poll: Poll) -> list[Printed]:
    """A personal sheet for each who has none, so many as go at once: pressed again, it goes on. Raises EverybodyHasOne besides."""
    electors = list(without_sheet(poll)[:MOST_AT_ONCE])
    if not electors:
        raise EverybodyHasOne
    return print_sheets(poll, 0, electors)


def find_sheet(key: str) -> Sheet:
    """By its key, however it was typed. Raises SheetUnknown."""
    plain = read_code(key)
    asked = Sheet.objects.select_related("poll").prefetch_related("poll__options")
    found = asked.filter(key_hash=key_hash(plain)).first() if len(plain) == LENGTH else None
    if found is None:
        raise SheetUnknown
    return found


@transaction.atomic
def void_sheets(poll: Poll, first: int, last: int, words: str, *, actor: Actor, now: datetime) -> int:
    """Lost or spoilt paper: sheets of these numbers are good no more, except what was cast already; with a reason that is kept.
    Returns how many. Raises VotingOver, NothingToVoid, FormRefused."""
    held = lock(poll.case_id)
    if held is None or held.case.state not in IN_USE:
        raise VotingOver
    good = list(Sheet.objects.select_related("poll").filter(poll=poll, number__range=(first, last), is_void=False))
    keys = {ballot_key(one.poll, subject_of(one)): one.pk for one in good}
    cast = Ballot.objects.filter(poll=poll, key_hash__in=list(keys)).values_list("key_hash", flat=True)
    used = {keys[bytes(key)] for key in cast}
    lost = [one.pk for one in good if one.pk not in used]
    if not lost:
        raise NothingToVoid(first=first, last=last)
    Sheet.objects.filter(pk__in=lost).update(is_void=True)
    form = {"first": first, "last": last, "sheets": len(lost), "words": words}
    act(case_id=poll.case_id, verb="void_sheets", form=form, actor=actor, now=now)
    return len(lost)


@transaction.atomic
def enter_batch(poll: Poll, pile: Pile, photos: Sequence[str], *, key: str, actor: Actor, now: datetime) -> Batch:
    """A hand count with its photo; sent again, nothing changes. Raises ScanNamedSheets, BatchEmpty, VotingOver, FormRefused (numbers).

    Each sheet counts once, by whichever way it came: one that was scanned or used online is refused by its number."""
    held = lock(poll.case_id)  # whoever casts holds it too: nothing comes in between
    if held is None or held.case.state not in ("voting", "closed"):
        raise VotingOver
    if known := Batch.objects.filter(poll=poll, key=key).first():
        return known
    if not poll.is_secret:
        raise ScanNamedSheets
    options = options_of(poll)
    for heap in pile.heaps:
        check_choice(heap.said, form=poll.form, most=poll.most, options=options)
    total = sum(heap.times for heap in pile.heaps)
    if not total:
        raise BatchEmpty
    keys = _uncounted(poll, pile.numbers, total)
    said = [[json.loads(canonical_choice(heap.said)), heap.times] for heap in pile.heaps]
    digest = keyed_hash(json.dumps([said, sorted(pile.numbers)], sort_keys=True), "batch").hex()
    assert actor.id is not None
    batch = Batch.objects.create(poll=poll, key=key, sheets=total, digest=digest, entered_by=actor.id, entered_at=now)
    form = {"batch_hash": digest, "photos": list(photos)}
    act(case_id=poll.case_id, verb="count_by_hand", form=form, actor=actor, now=now, key=key)
    _put_in(batch, pile.heaps, keys, by=actor.id, now=now)
    return batch


def _uncounted(poll: Poll, numbers: Sequence[int], total: int) -> list[bytes]:
    """By what the ballots of these sheets are kept, in no order. Raises FormRefused (numbers)."""
    if len(numbers) != total:
        raise FormRefused({"numbers": SheetsUnlikeCount(sheets=len(numbers), given=total)})
    found = Sheet.objects.select_related("poll").filter(poll=poll, number__in=numbers, is_void=False)
    keys = {ballot_key(poll, subject_of(sheet)): sheet.number for sheet in found}
    if strange := sorted(set(numbers) - set(keys.values())):
        raise FormRefused({"numbers": SheetsNotGood(numbers=_listed(strange))})
    cast = Ballot.objects.filter(poll=poll, key_hash__in=list(keys)).values_list("key_hash", flat=True)
    if counted := sorted(keys[bytes(key)] for key in cast):
        raise FormRefused({"numbers": SheetsCounted(numbers=_listed(counted))})
    shuffled = list(keys)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


def _listed(numbers: Sequence[int]) -> str:
    """The first of them."""
    return "、".join(map(str, numbers[:MOST_NAMED])) + ("…" if len(numbers) > MOST_NAMED else "")


def _put_in(batch: Batch, heaps: Sequence[Heap], keys: Sequence[bytes], *, by: UUID, now: datetime) -> None:
    """One ballot a sheet. Which sheet stands for which is by chance: a pile says what it says as a whole."""
    today = towns.pack().calendar.local_date(now)
    choices = [canonical_choice(heap.said) for heap in heaps for _ in range(heap.times)]
    made = []
    for kept_by, choice in zip(keys, choices, strict=True):
        salt = secrets.token_bytes(boxes.SALT)
        made.append(
            Ballot(
                poll=batch.poll,
                key_hash=kept_by,
                batch=batch,
                way=HAND,
                choice=seal(salt + choice),
                leaf=boxes.leaf_of(batch.poll, salt, choice),
                cast_on=today,
                entered_by=by,
            )
        )
    Ballot.objects.bulk_create(made, batch_size=2000)
