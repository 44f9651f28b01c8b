"""Paper sheets 纸表 of a round: each printed with a key of its own, good once, voided when lost.

In an open round a sheet is whoever's it was given to. In a sampled one there is a sheet for each who was drawn, good for the same one
answer as their link. Refuses what was never printed, what was voided, and to void what was handed in.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases.codes import ALPHABET
from doorstep.store.cases.digests import masked, straight
from doorstep.store.sealing import keyed_hash
from doorstep.wings.judging import rules
from doorstep.wings.judging.links import link_token, token_hash
from doorstep.wings.judging.models import Answer, Round, Void
from doorstep.wings.judging.telling import tell_project

SIGNS = 6
LONGEST_WHY = 200
VOIDED = "void_sheets"


def sheets_of(one: Round) -> int:
    """How many were, or may be, printed."""
    return one.drawn if one.is_sampled else one.sheets


def sheet_key(one: Round, number: int) -> str:
    """What is printed on a paper sheet: its number, and six signs that nobody guesses."""
    lot = keyed_hash(f"{one.code}:{number}", "judging-sheet")
    return f"{number}-{''.join(ALPHABET[byte % len(ALPHABET)] for byte in lot[:SIGNS])}"


def check_sheet(one: Round, key: str) -> int:
    """Its number, of a sheet that is good. Raises FormRefused (sheet)."""
    number = read_key(one, key)
    if Void.objects.filter(round=one, number=number).exists():
        raise FormRefused({"sheet": rules.SheetVoided(value=sheet_key(one, number))})
    return number


def read_key(one: Round, key: str) -> int:
    """The number of a sheet by what is printed on it, good or not. Raises FormRefused (sheet)."""
    tidy = "".join(straight(key).split()).upper()
    number = read_whole(tidy.partition("-")[0], digits=5) or 0
    if not 1 <= number <= sheets_of(one) or tidy != sheet_key(one, number):
        raise FormRefused({"sheet": rules.SheetUnknown(value=key[:20])})
    return number


def sheet_hash(one: Round, number: int) -> bytes:
    """By what its answer is kept: of somebody drawn the same as by their link, so that both together count once."""
    if one.is_sampled:
        return token_hash(link_token(one, number))
    return keyed_hash(f"{one.code}:{sheet_key(one, number)}", "judging-paper")


def handed_in(one: Round, numbers: range) -> Mapping[int, bool]:
    """Of these sheets, which came back (or, of somebody drawn, whose link was used)."""
    keys = {number: sheet_hash(one, number) for number in numbers}
    found = Answer.objects.filter(round=one, key__in=list(keys.values())).values_list("key", flat=True)
    known = {bytes(key) for key in found}
    return {number: key in known for number, key in keys.items()}


@transaction.atomic
def void_sheets(one: Round, first: str, last: str, why: str, *, by: UUID, now: datetime) -> int:
    """Lost or spoilt paper, from one number to another; what was handed in stays counted. Returns how many.
    Raises FormRefused (first, why), RoundOver."""
    held = Round.objects.select_for_update().get(pk=one.pk)
    if held.closed_at is not None:
        raise rules.RoundOver
    numbers, words = _numbers(held, first, last), masked(why)[:LONGEST_WHY]
    if not words:
        raise FormRefused({"why": rules.WhyMissing()})
    gone = set(Void.objects.filter(round=held).values_list("number", flat=True))
    lost = [number for number, is_in in handed_in(held, numbers).items() if not is_in and number not in gone]
    if not lost:
        raise FormRefused({"first": rules.NothingToVoid(first=first, last=last or first)})
    Void.objects.bulk_create(Void(round=held, number=number, why=words, by=by, at=now) for number in lost)
    form = {"round": held.turn, "first": lost[0], "last": lost[-1], "sheets": len(lost)}
    tell_project(held, VOIDED, form, now=now)
    return len(lost)


def _numbers(one: Round, first: str, last: str) -> range:
    begins, ends = (read_whole(text.strip(), digits=5) for text in (first, last or first))
    if begins is None or ends is None:
        raise FormRefused({"first": rules.SheetsUnreadable()})
    low, high = sorted((begins, ends))
    return range(max(1, low), min(high, sheets_of(one)) + 1)
