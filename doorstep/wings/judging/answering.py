"""Takes answers: each link, sheet or browser once, online, on paper, or through staff who asked in person.

What was sent online may be changed until the round is over, where its law says so; the last one counts. Paper, and what staff entered,
stays as it is. Refuses an answer with a question left out, and whoever was not drawn where people were.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.kernel.judging import Law
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases.digests import straight
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.judging import rules
from doorstep.wings.judging.links import token_hash
from doorstep.wings.judging.models import Answer, Drawn, Round
from doorstep.wings.judging.papers import check_sheet, sheet_hash, sheet_key
from doorstep.wings.judging.queries import law_of
from doorstep.wings.judging.services import check_open, hold_open

LONGEST = 1000
ONLINE, PAPER, HELPED = "online", "paper", "helped"


@dataclass(frozen=True, kw_only=True)
class Given:
    """One person's judgement: grades by indicator, and over all."""

    overall: str
    grades: Mapping[str, str]
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """By what somebody may answer once: the secret part of a link, the key of a sheet, or else the browser."""

    token: str = ""
    sheet: str = ""
    browser: str = ""


def key_of(one: Round, ticket: Ticket) -> tuple[bytes, bool]:
    """How an answer by this is kept, and whether it is of somebody drawn. Raises LinkUnknown, SheetGone."""
    if ticket.sheet:
        try:
            return sheet_hash(one, check_sheet(one, ticket.sheet)), one.is_sampled
        except FormRefused as refused:
            is_void = isinstance(refused.faults["sheet"], rules.SheetVoided)
            raise rules.SheetGone if is_void else rules.LinkUnknown from None
    key = token_hash(ticket.token) if ticket.token else b""
    if key and Drawn.objects.filter(round=one, token=key).exists():
        return key, True
    if one.is_sampled:
        raise rules.LinkUnknown
    return keyed_hash(f"{one.code}:{ticket.browser}", "judging-browser"), False


def answer_by(one: Round, ticket: Ticket) -> Answer | None:
    """What was answered by this before. Raises what `key_of` raises."""
    if not (ticket.token or ticket.sheet or ticket.browser) and not one.is_sampled:
        return None
    return Answer.objects.filter(round=one, key=key_of(one, ticket)[0]).first()


def given_by(answer: Answer) -> Given:
    """As it was given; the words unsealed, for whoever holds the same link, sheet or browser."""
    words = unseal(bytes(answer.words_cipher)) if answer.words_cipher else ""
    return Given(overall=answer.overall, grades=answer.grades, words=words)


def may_change(one: Round, answer: Answer) -> bool:
    """What was sent online, while the round is open, where its law lets it."""
    return answer.way == ONLINE and law_of(one).may_change


def judge_online(one: Round, given: Given, ticket: Ticket, *, now: datetime) -> Answer:
    """By somebody's own hand; a second time it is changed. Raises LinkUnknown, AnsweredBefore, FormRefused, RoundOver and so on."""
    check_open(one, now)
    key, is_sampled = key_of(one, ticket)
    before = Answer.objects.filter(round=one, key=key).first()
    if before is None:
        return _keep(one, given, way=ONLINE, is_sampled=is_sampled, key=key, by=None, now=now)
    if not may_change(one, before):
        raise rules.AnsweredBefore
    return _change(one, before, given, now)


def judge_for(one: Round, given: Given, ticket: Ticket, *, by: UUID, now: datetime) -> Answer:
    """For somebody whom staff asked in person; it is kept who entered it. `ticket.browser`: of the form, so that pressed twice it counts
    once. Raises as `judge_online`; nothing is changed."""
    check_open(one, now)
    key, is_sampled = key_of(one, ticket)
    return _keep(one, given, way=HELPED, is_sampled=is_sampled, key=key, by=by, now=now)


def judge_on_paper(one: Round, given: Given, *, sheet: str, by: UUID, now: datetime) -> Answer:
    """As staff read it from a sheet; days of the round do not bind who enters, its closing does. Raises FormRefused (sheet, …), RoundOver."""
    if one.closed_at is not None:
        raise rules.RoundOver
    number = check_sheet(one, sheet)
    key = sheet_hash(one, number)
    if Answer.objects.filter(round=one, key=key).exists():
        raise FormRefused({"sheet": rules.SheetUsed(value=sheet_key(one, number))})
    return _keep(one, given, way=PAPER, is_sampled=one.is_sampled, key=key, by=by, now=now)


def check_given(law: Law, given: Given) -> Given:
    """Every question answered. Raises FormRefused."""
    wanted = [indicator.code for indicator in law.system.indicators]
    faults: dict[str, FieldFault] = {
        code: rules.GradeMissing() for code in wanted if given.grades.get(code) not in law.grades
    }
    if given.overall not in law.grades:
        faults["overall"] = rules.GradeMissing()
    if faults:
        raise FormRefused(faults)
    return Given(overall=given.overall, grades={code: given.grades[code] for code in wanted}, words=given.words)


def _keep(
    one: Round, given: Given, *, way: str, is_sampled: bool, key: bytes, by: UUID | None, now: datetime
) -> Answer:
    checked, words = check_given(law_of(one), given), straight(given.words)[:LONGEST]
    try:
        with transaction.atomic():
            hold_open(one)
            return Answer.objects.create(
                round=one,
                way=way,
                is_sampled=is_sampled,
                key=key,
                overall=checked.overall,
                grades=dict(checked.grades),
                words_cipher=seal(words) if words else None,
                entered_by=by,
                at=now,
            )
    except IntegrityError:
        raise rules.AnsweredBefore from None


@transaction.atomic
def _change(one: Round, answer: Answer, given: Given, now: datetime) -> Answer:
    checked, words = check_given(law_of(one), given), straight(given.words)[:LONGEST]
    hold_open(one)
    answer.overall, answer.grades, answer.at = checked.overall, dict(checked.grades), now
    answer.words_cipher = seal(words) if words else None
    answer.save(update_fields=["overall", "grades", "words_cipher", "at"])
    return answer
