"""Joins a word to a case that somebody else reported before 我也遇到: the same trouble, one person more, no order more.

The person keeps what they said, a receipt and a rating of their own: their word is a case that lies merged from its first
moment, asks nobody for anything, and can be taken apart when it proves to be another matter.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.store.cases.acting import act
from doorstep.store.cases.opening import Opened, open_case
from doorstep.wings.intake.services import Word, opening_of


@transaction.atomic
def join_word(word: Word, *, main: str, actor: Actor, channel: str, key: str | None, now: datetime) -> Opened:
    """Open a word and merge it into the case numbered `main`, or neither. A repeated key answers with the first receipt.

    Raises FormRefused (also under "into", for a case that is no more to be joined) and whatever `open_case` raises.
    """
    opened = open_case(opening_of(word, actor=actor, channel=channel, key=key), now=now)
    if not opened.is_repeat:
        reporter = replace(actor, kind="resident", id=None, receipts=frozenset({opened.case_id}))
        act(case_id=opened.case_id, verb="join", form={"into": main}, actor=reporter, now=now)
    return opened
