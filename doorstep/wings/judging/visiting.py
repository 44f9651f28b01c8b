"""我来看: what a drawn visitor saw, with photos that hang on the project until somebody else has looked at them.

Refuses whoever was not drawn to go and look, and a second visit.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases.acting import act
from doorstep.store.cases.digests import masked
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.wings.judging import rules
from doorstep.wings.judging.models import Drawn, Round, Visit
from doorstep.wings.judging.queries import judging
from doorstep.wings.judging.services import LONGEST, check_open, hold_open, token_hash

LOOKED = "show_seen"


def check_visitor(one: Round, token: str, now: datetime) -> bytes:
    """How a visitor's token is kept. Raises LinkUnknown, AnsweredBefore, and what `check_open` raises."""
    check_open(one, now)
    key = token_hash(token)
    if not Drawn.objects.filter(round=one, token=key, is_visitor=True).exists():
        raise rules.LinkUnknown
    if Visit.objects.filter(round=one, key=key).exists():
        raise rules.AnsweredBefore
    return key


def takes_photos(one: Round) -> bool:
    """Whether the project's law lets a visitor's photos hang on it; an older law knows no such step."""
    held = find(one.project_id)
    return held is not None and any(step.verb == LOOKED for step in law(held.law_id).steps_from(held.case.state))


@transaction.atomic
def look(
    one: Round,
    *,
    token: str,
    visited_on: date,
    observation: str,
    overall: str,
    photos: Sequence[str] = (),
    now: datetime,
) -> Visit:
    """`photos`: digests of what was cleaned and kept. Raises LinkUnknown, AnsweredBefore, FormRefused, RoundOver."""
    key, seen, faults = check_visitor(one, token, now), masked(observation)[:LONGEST], dict[str, FieldFault]()
    if not seen:
        faults["observation"] = rules.WordsMissing()
    if overall not in judging().grades:
        faults["overall"] = rules.GradeMissing()
    if visited_on > now.astimezone(SHANGHAI).date():
        faults["visited_on"] = rules.DaysReversed()
    if faults:
        raise FormRefused(faults)
    hold_open(one)
    asked = {"visited_on": visited_on, "observation": seen, "overall": overall, "at": now}
    kept, is_new = Visit.objects.get_or_create(round=one, key=key, defaults=asked)
    if not is_new:
        raise rules.AnsweredBefore
    if photos:
        form = {"round": one.turn, "visited_on": visited_on.isoformat(), "photos": list(photos)}
        act(case_id=one.project_id, verb=LOOKED, form=form, actor=SYSTEM, now=now)
    return kept
