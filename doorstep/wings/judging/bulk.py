"""Enters many answers at once, as a pile of sheets or an export of links is entered: each checked as any, written together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.judging import Law
from doorstep.kernel.refusals import FormRefused
from doorstep.store.sealing import keyed_hash
from doorstep.wings.judging import rules
from doorstep.wings.judging.answering import ONLINE, PAPER, Given, check_given
from doorstep.wings.judging.links import token_hash
from doorstep.wings.judging.models import Answer, Drawn, Round, Void
from doorstep.wings.judging.papers import read_key, sheet_hash
from doorstep.wings.judging.queries import law_of
from doorstep.wings.judging.services import check_open


@dataclass(frozen=True, kw_only=True)
class Handed:
    """An answer with the link's token, the sheet's key, or the browser it came by: exactly one."""

    given: Given
    token: str = ""
    sheet: str = ""
    browser: str = ""


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the answers of one pile are checked against."""

    law: Law
    tokens: frozenset[bytes]
    voids: frozenset[int]


@transaction.atomic
def judge_many(one: Round, handed: Sequence[Handed], *, by: UUID | None, now: datetime) -> int:
    """All or none. Raises what one answer would raise."""
    check_open(one, now)
    known = _Known(
        law=law_of(one),
        tokens=frozenset(map(bytes, Drawn.objects.filter(round=one).values_list("token", flat=True))),
        voids=frozenset(Void.objects.filter(round=one).values_list("number", flat=True)),
    )
    rows, keys = [], {bytes(key) for key in Answer.objects.filter(round=one).values_list("key", flat=True)}
    for each in handed:
        row = _row(one, each, known, by, now)
        if bytes(row.key) in keys:
            raise rules.AnsweredBefore
        keys.add(bytes(row.key))
        rows.append(row)
    return len(Answer.objects.bulk_create(rows))


def _row(one: Round, each: Handed, known: _Known, by: UUID | None, now: datetime) -> Answer:
    given = check_given(known.law, each.given)
    way, is_sampled = ONLINE, one.is_sampled
    if each.token:
        key = token_hash(each.token)
        if key not in known.tokens:
            raise rules.LinkUnknown
    elif each.sheet:
        number, way = read_key(one, each.sheet), PAPER
        if number in known.voids:
            raise FormRefused({"sheet": rules.SheetVoided(value=each.sheet)})
        key = sheet_hash(one, number)
    elif one.is_sampled:
        raise rules.LinkUnknown
    else:
        key = keyed_hash(f"{one.code}:{each.browser}", "judging-browser")
    return Answer(
        round=one,
        way=way,
        is_sampled=is_sampled,
        key=key,
        overall=given.overall,
        grades=dict(given.grades),
        words_cipher=None,
        entered_by=by if way == PAPER else None,
        at=now,
    )
