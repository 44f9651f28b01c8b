"""Enters many answers at once, as a pile of sheets or an export of links is entered: each checked as any, written together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.store.sealing import keyed_hash
from doorstep.wings.judging import rules
from doorstep.wings.judging.models import Answer, Drawn, Round
from doorstep.wings.judging.services import Given, check_given, check_open, check_sheet, token_hash


@dataclass(frozen=True, kw_only=True)
class Handed:
    """An answer with the link's token, the sheet's key, or the browser it came by: exactly one."""

    given: Given
    token: str = ""
    sheet: str = ""
    browser: str = ""


@transaction.atomic
def judge_many(one: Round, handed: Sequence[Handed], *, by: UUID | None, now: datetime) -> int:
    """All or none. Raises what one answer would raise."""
    check_open(one, now)
    drawn = {bytes(token) for token in Drawn.objects.filter(round=one).values_list("token", flat=True)}
    rows, keys = [], {bytes(key) for key in Answer.objects.filter(round=one).values_list("key", flat=True)}
    for each in handed:
        row = _row(one, each, drawn, by, now)
        if bytes(row.key) in keys:
            raise rules.AnsweredBefore
        keys.add(bytes(row.key))
        rows.append(row)
    return len(Answer.objects.bulk_create(rows))


def _row(one: Round, each: Handed, drawn: set[bytes], by: UUID | None, now: datetime) -> Answer:
    given = check_given(one, each.given)
    is_sampled = False
    if each.token:
        key, way, is_sampled = token_hash(each.token), "online", True
        if key not in drawn:
            raise rules.LinkUnknown
    elif one.is_sampled and not each.sheet:
        raise rules.LinkUnknown
    elif each.sheet:
        key, way, is_sampled = (
            keyed_hash(f"{one.code}:{check_sheet(one, each.sheet)}", "judging-paper"),
            "paper",
            one.is_sampled,
        )
    else:
        key, way = keyed_hash(f"{one.code}:{each.browser}", "judging-browser"), "online"
    return Answer(
        round=one,
        way=way,
        is_sampled=is_sampled,
        key=key,
        overall=given.overall,
        grades=dict(given.grades),
        words_cipher=None,
        entered_by=by if way == "paper" else None,
        at=now,
    )
