"""Takes ballots 投票, however they come: whether one is taken, changed, was taken already, or comes too late.

However it comes in (online, through a helper, from a sheet), a ballot hangs on one key: the elector's in an open poll, a signed
token's or a sheet's in a secret one. What was acknowledged is on disk. Writes no event and says no count: nothing that could be
read before the poll closes.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import Ballot, blind
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.voting import boxes
from doorstep.wings.voting.models import Elector, Poll, Sheet, Twice
from doorstep.wings.voting.queries import options_of
from doorstep.wings.voting.rules import HAND, HELPER, ONLINE, SHEET, canonical_choice, check_choice
from doorstep.wings.voting.taking import take


class NotYetOpen(Refusal):
    """投票还没有开始，请在公布的时刻以后再来。"""


class VotingOver(Refusal):
    """投票已经截止，这张票没有收下。"""


class NotOnTheRoll(Refusal):
    """名册里没有您。觉得应该有的，请找这次勾选的承办单位问一问。"""

    status = 403


class AlreadyVoted(Refusal):
    """您已经投过票了，按公布的规则，投了不能改。"""


class SheetUnknown(Refusal):
    """没有这张票，请对照票上的字再输一遍。"""

    status = 404


class SheetVoid(Refusal):
    """这张票已经作废，不能用。"""


class SheetTwice(Refusal):
    """%(number)s 号纸票已经计过了，没有再计一遍；已经记入“重复”清单。"""


class TokenRefused(Refusal):
    """这张选票不是真的：签名对不上。请重新领票。"""

    status = 403


class TokenNeeded(Refusal):
    """这次是不记名投票，请先领一张选票。"""

    status = 403


class AlreadyServed(Refusal):
    """您的选票已经领过了（%(way)s），一个人只领一张。"""


class OpenBallot(Refusal):
    """这次是记名投票，不发不记名的选票。"""


WAYS = {
    ONLINE: Words(zh="在网上", en="online"),
    HELPER: Words(zh="由工作人员帮填", en="through a helper"),
    SHEET: Words(zh="领了纸票", en="as a paper sheet"),
}


@dataclass(frozen=True, kw_only=True)
class Token:
    """A one-time right to vote, signed blindly: the prepared message and its signature, as bytes."""

    message: bytes
    signature: bytes


@dataclass(frozen=True, kw_only=True)
class Cast:
    """A ballot that was taken. `receipt`: the leaf on the published list, in hex. `is_repeat`: it was there before."""

    receipt: str
    is_repeat: bool


def cast_by_elector(
    poll: Poll, elector: Elector, ballot: Ballot, *, key: str, now: datetime, helper: UUID | None = None
) -> Cast:
    """Open polls: the ballot names its elector. Raises NotYetOpen, VotingOver, AlreadyVoted, and what check_choice raises."""
    if poll.is_secret:
        raise TokenNeeded
    way = HELPER if helper else ONLINE
    return _cast(poll, f"elector:{elector.id}", ballot, key=key, way=way, now=now, elector=elector.id, by=helper)


def standing_of(poll: Poll, elector: Elector) -> Cast | None:
    """The ballot that an elector of an open poll has in the box already."""
    found = boxes.ballot_of(poll, ballot_key(poll, f"elector:{elector.id}"))
    return Cast(receipt=bytes(found.leaf).hex(), is_repeat=True) if found else None


def cast_by_token(
    poll: Poll, token: Token, ballot: Ballot, *, key: str, now: datetime, helper: UUID | None = None
) -> Cast:
    """Secret polls: whoever shows a signed token votes. Raises TokenRefused besides."""
    if not poll.is_secret:
        raise OpenBallot
    try:
        blind.verify(token.message, int(poll.public_key or "0", 16), token.signature)
    except blind.BlindRefused as wrong:
        raise TokenRefused from wrong
    way = HELPER if helper else ONLINE
    return _cast(poll, f"token:{token.message.hex()}", ballot, key=key, way=way, now=now, by=helper)


def cast_by_sheet(sheet: Sheet, ballot: Ballot, *, key: str, now: datetime) -> Cast:
    """The holder of a paper sheet votes online with its key. The paper then counts no more. Raises SheetVoid."""
    subject = subject_of(sheet)
    return _cast(sheet.poll, subject, ballot, key=key, way=ONLINE, now=now, elector=sheet.elector_id, sheet=sheet.id)


def count_sheet(sheet: Sheet, ballot: Ballot, *, by: UUID, now: datetime) -> Cast:
    """A sheet that came back on paper, entered by whoever scanned it; also after closing, until the count.

    Raises SheetVoid; SheetTwice for one that was counted, and keeps it on the list of what was found twice."""
    subject, key = subject_of(sheet), f"scan:{by}"
    try:
        return _cast(
            sheet.poll, subject, ballot, key=key, way=SHEET, now=now, elector=sheet.elector_id, sheet=sheet.id, by=by
        )
    except AlreadyVoted:
        _note_twice(sheet, subject, ballot, by=by, now=now)
        raise SheetTwice(number=sheet.number) from None


def _note_twice(sheet: Sheet, subject: str, ballot: Ballot, *, by: UUID, now: datetime) -> None:
    first = boxes.ballot_of(sheet.poll, ballot_key(sheet.poll, subject))
    came = "sheet_twice" if first and first.way in (SHEET, HAND) else "sheet_and_online"
    # Which sheet of a pile said what is not known, so neither whether this one differs.
    differs = first is not None and first.way != HAND and boxes.choice_in(first) != json.loads(canonical_choice(ballot))
    Twice.objects.get_or_create(
        poll=sheet.poll,
        kind=came,
        what=str(sheet.number),
        defaults={"differs": differs, "found_at": now, "found_by": by},
    )


def subject_of(sheet: Sheet) -> str:
    """What the ballot of a sheet hangs on: its elector where it names one, so that nobody votes on paper and online."""
    return f"elector:{sheet.elector_id}" if sheet.elector_id else f"sheet:{sheet.id}"


def ballot_key(poll: Poll, subject: str) -> bytes:
    """Under which a ballot is found again by whoever knows what it hangs on, and by nobody from the table alone."""
    return keyed_hash(f"{poll.case_id}:{subject}", "ballot key")


def _cast(
    poll: Poll,
    subject: str,
    ballot: Ballot,
    *,
    key: str,
    way: str,
    now: datetime,
    elector: int | None = None,
    sheet: int | None = None,
    by: UUID | None = None,
) -> Cast:
    check_choice(ballot, form=poll.form, most=poll.most, options=options_of(poll))
    is_paper = way == SHEET
    check_hours(poll, is_paper=is_paper, now=now)
    choice = canonical_choice(ballot)
    salt = keyed_hash(f"{poll.case_id}:{subject}:{key}", "ballot salt")
    leaf = boxes.leaf_of(poll, salt, choice)
    asked: dict[str, Any] = {
        "poll": poll.case_id,
        # From the announced moment on, also before the sweep has noted that it began; and paper until the count.
        "states": ["announced", "voting", "closed"] if is_paper else ["announced", "voting"],
        "key_hash": ballot_key(poll, subject),
        "elector": elector,
        "sheet": sheet,
        "way": way,
        "choice": seal(salt + choice),
        "leaf": leaf,
        "today": towns.pack().calendar.local_date(now),
        "by": by,
        "may_change": poll.may_change and not is_paper,
    }
    taken = take(asked)
    if taken is None:
        raise AlreadyVoted
    if not taken.is_open:
        raise VotingOver
    if not taken.is_good:
        raise SheetVoid
    if taken.written is None and (is_paper or taken.standing not in (None, leaf)):
        raise AlreadyVoted
    return Cast(receipt=leaf.hex(), is_repeat=taken.written is None)


def check_hours(poll: Poll, *, is_paper: bool, now: datetime) -> None:
    """Raises NotYetOpen, VotingOver. Paper that was filled in before the end is entered after it as well."""
    if now < poll.opens_at:
        raise NotYetOpen
    if now >= poll.closes_at and not is_paper:
        raise VotingOver


@transaction.atomic
def give_sheet(poll: Poll, elector: Elector, *, by: UUID, now: datetime) -> None:
    """Note that an elector was given a paper sheet of a secret poll, and not which; also before voting begins.

    Raises NotYetOpen for one that was not announced, VotingOver, AlreadyServed."""
    if poll.announced_at is None:
        raise NotYetOpen
    if now >= poll.closes_at:
        raise VotingOver
    held = Elector.objects.select_for_update().get(id=elector.id)
    if held.served:
        raise AlreadyServed(way=WAYS[held.served])
    held.served, held.served_on, held.served_by = SHEET, towns.pack().calendar.local_date(now), by
    held.save(update_fields=["served", "served_on", "served_by"])


@transaction.atomic
def hand_out(poll: Poll, elector: Elector, blinded: bytes, *, way: str, now: datetime, by: UUID | None = None) -> bytes:
    """Sign a secret ballot blindly, once for each elector. The same request again gets the same answer.

    What is kept: that this elector was served, how, on which day, and a hash of what was signed, which says nothing about the
    token. Raises NotYetOpen, VotingOver, AlreadyServed."""
    check_hours(poll, is_paper=False, now=now)
    if not poll.is_secret:
        raise OpenBallot
    asked_for = keyed_hash(blinded.hex(), "served for")
    held = Elector.objects.select_for_update().get(id=elector.id)
    if held.served and bytes(held.served_for or b"") != asked_for:
        raise AlreadyServed(way=WAYS[held.served])
    signed = blind.sign(blind.secret_from(unseal(bytes(poll.signing_key))), blinded, boxes.random_bytes)
    if not held.served:
        today = towns.pack().calendar.local_date(now)
        held.served, held.served_on, held.served_by, held.served_for = way, today, by, asked_for
        held.save(update_fields=["served", "served_on", "served_by", "served_for"])
    return signed
