"""Masks what a reporter wrote before those who may not know who it was: units that handle a tip-off or a complaint about another.

Names, phones, addresses are hidden, the reporter's own name and number wherever they stand, and photos are left out. The original
is opened by a person who says why, and that is on record. Hides nothing from those who know the reporter anyway.
"""

from collections.abc import Iterable
from dataclasses import replace

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.form import clean_text
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.routing import ABOUT, KNOWING, PROTECTED, hides_reporter, may_know_reporter
from doorstep.kernel.standing import parties_of
from doorstep.store.cases import towns
from doorstep.store.cases.about import contacts_of
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.stories import Line, Said, story_of

REPORTER = "〔反映人〕"
SHORTEST_REASON = 4
CONFIDENTIAL = "confidential"  # the mark of a reporter who asked for it


class WhyOpen(Refusal):
    """原话里可能看得出是谁反映的；要看，先写明为什么要看（至少四个字）。"""

    status = 422


def may_know(case: Case, actor: Actor) -> bool:
    """Whether this person may learn who reported it."""
    parties = parties_of(actor, case, towns.pack().parties)
    if CONFIDENTIAL in case.memory.flags and not KNOWING & parties:
        return False
    return may_know_reporter(case.request_type, case.memory.at.get(ABOUT, ""), parties, case.channel)


def check_reason(raw: str) -> str:
    """The reason as it is kept. Raises WhyOpen for none."""
    reason = " ".join(clean_text(raw).split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise WhyOpen
    return reason


def read_by(actor: Actor, held: Held, *, is_opened: bool = False) -> list[Line]:
    """The story as this person reads it: masked before those who may not know who reported it, until they open it."""
    lines = story_of(held.case, law(held.law_id), "staff")
    return lines if is_opened or may_know(held.case, actor) else veiled(held.case, lines)


def veiled(case: Case, lines: Iterable[Line]) -> list[Line]:
    """The story with all that the reporter wrote masked; what staff wrote loses the reporter's name and number."""
    known = {part for one in contacts_of(case.id) for part in (one.name, one.phone) if len(part) > 1}
    # A snap says what it says by its picture, which was cleaned of where and with what it was taken.
    keeps_photos = case.channel in PROTECTED and not hides_reporter(case.request_type, case.memory.at.get(ABOUT, ""))
    return [
        _veiled(line, known, is_theirs=line.seq == 1 or line.actor_kind == "resident", keeps_photos=keeps_photos)
        for line in lines
    ]


def _veiled(line: Line, known: set[str], *, is_theirs: bool, keeps_photos: bool) -> Line:
    answers = tuple(_hidden(one, known, is_theirs=is_theirs) for one in line.answers)
    return replace(line, answers=answers, photos=() if is_theirs and not keeps_photos else line.photos)


def _hidden(said: Said, known: set[str], *, is_theirs: bool) -> Said:
    if not isinstance(said.value, str):
        return said
    text = said.value
    for part in sorted(known, key=len, reverse=True):
        text = text.replace(part, REPORTER)
    return replace(said, value=redact(text).text if is_theirs else text)
