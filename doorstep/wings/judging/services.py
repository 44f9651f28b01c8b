"""Runs a round: begins it with a seed committed, draws from a roll, takes answers once each, and closes with a proposal."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.kernel.voting import sortition
from doorstep.store.cases import sheets
from doorstep.store.cases.acting import act
from doorstep.store.cases.codes import ALPHABET
from doorstep.store.cases.digests import straight
from doorstep.store.cases.locking import lock
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.judging import rules
from doorstep.wings.judging.models import Answer, Drawn, Round
from doorstep.wings.judging.queries import judging, results, rounds_of, satisfied_in
from doorstep.wings.judging.rolls import read_people

LENGTH = 8
MOST_ROLL = 20_000
MOST_SHEETS = 2_000
OPEN_STATES = ("accepted", "carried_on")
LONGEST = 1000
KEY = 32  # signs of an opaque key: half of a keyed hash, which tells nobody who it is


@dataclass(frozen=True, kw_only=True)
class Given:
    """One person's judgement: grades by indicator, and over all."""

    overall: str
    grades: Mapping[str, str]
    words: str = ""


@transaction.atomic
def begin_round(
    case: Case,
    title: str,
    *,
    is_sampled: bool,
    opens_on: date,
    closes_on: date,
    sheets: int = 0,
    by: UUID,
    now: datetime,
) -> Round:
    """Raises FormRefused (closes_on), ProjectNotJudged, RoundUnderWay."""
    if closes_on < opens_on:
        raise FormRefused({"closes_on": rules.DaysReversed()})
    held = lock(case.id)
    if held is None or held.case.state not in OPEN_STATES:
        raise rules.ProjectNotJudged
    before = rounds_of(case.id)
    if any(one.closed_at is None for one in before):
        raise rules.RoundUnderWay
    system, seed, nonce = judging().current(opens_on), secrets.token_hex(16), secrets.token_hex(16)
    return Round.objects.create(
        code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
        project_id=case.id,
        project_number=case.number,
        project_title=title,
        turn=len(before) + 1,
        system=system.code,
        version=system.version,
        is_sampled=is_sampled,
        opens_on=opens_on,
        closes_on=closes_on,
        commitment=sortition.commitment(seed, nonce),
        seed_cipher=seal(f"{seed}\n{nonce}"),
        seed="",
        roll_digest="",
        sheets=max(0, min(sheets, MOST_SHEETS)),
        proposal="",
        rule_version=judging().rule.version,
        made_at=now,
        made_by=by,
    )


@transaction.atomic
def draw_people(one: Round, roll: Sequence[str], wanted: int, visitors: int = 0) -> list[str]:
    """Lines drawn, in order: told once, since only hashes are kept. Raises FormRefused (roll, wanted), DrawnBefore.

    By the kernel's sortition over opaque keys, so that whoever has the published roll repeats it. A round begun before there was a
    nonce is drawn the same way by the seed it committed to: the seed binds, and there is one way to draw."""
    held = Round.objects.select_for_update().get(pk=one.pk)
    if held.seed:
        raise rules.DrawnBefore
    people = read_people(roll[:MOST_ROLL])
    if not 0 < wanted <= len(people):
        raise FormRefused({"wanted": rules.RollTooShort(size=len(people), wanted=wanted)})
    marks = {keyed_hash(f"{held.code}:{key}", "judging-roll"): key for key in people}
    keys = {mark.hex()[:KEY]: mark for mark in marks}
    seed, _, nonce = unseal(bytes(held.seed_cipher)).partition("\n")
    entries = [
        sortition.Entry(key=key, traits=(stratum,) if (stratum := people[marks[mark]].stratum) else ())
        for key, mark in sorted(keys.items())
    ]
    done = sortition.draw(entries, seats=wanted, seed=seed)
    # In turn from every stratum, so that whoever goes to look comes from more than the first.
    rounds = zip_longest(*(place.drawn for place in done.places))
    chosen = [keys[key] for turn in rounds for key in turn if key is not None]
    Drawn.objects.bulk_create(
        Drawn(round=held, rank=rank, person=mark, token=token_hash(link_token(held, rank)), is_visitor=rank <= visitors)
        for rank, mark in enumerate(chosen, 1)
    )
    held.seed, held.nonce, held.fingerprint = seed, nonce, done.fingerprint
    held.roll = "\n".join(",".join((one.key, *one.traits)) for one in entries)
    held.roll_size, held.roll_digest, held.drawn = len(marks), done.roll, len(chosen)
    held.save(update_fields=["seed", "nonce", "roll", "fingerprint", "roll_size", "roll_digest", "drawn"])
    return [people[marks[mark]].line for mark in chosen]


def link_token(one: Round, rank: int) -> str:
    """The secret part of the link of who was drawn at this rank; made anew whenever it is printed."""
    return keyed_hash(f"{one.code}:{rank}", "judging-link").hex()[:16]


def token_hash(token: str) -> bytes:
    """As it is kept."""
    return keyed_hash(token, "judging-token")


def sheet_key(one: Round, number: int) -> str:
    """What is printed on a paper sheet: its number, and four characters that nobody guesses."""
    return f"{number}-{keyed_hash(f'{one.code}:{number}', 'judging-sheet').hex()[:4].upper()}"


def check_sheet(one: Round, key: str) -> str:
    """The same key, tidied. Raises FormRefused (sheet)."""
    tidy = "".join(straight(key).split()).upper()
    number = tidy.partition("-")[0]
    is_known = number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= one.sheets
    if not is_known or tidy != sheet_key(one, int(number)):
        raise FormRefused({"sheet": rules.SheetUnknown(value=key[:20])})
    return tidy


def check_open(one: Round, now: datetime) -> None:
    """Raises RoundOver, RoundNotOpen, NotDrawnYet."""
    today = now.astimezone(SHANGHAI).date()
    if one.closed_at is not None or today > one.closes_on:
        raise rules.RoundOver
    if today < one.opens_on:
        raise rules.RoundNotOpen(day=one.opens_on.isoformat())
    if one.is_sampled and not one.seed:
        raise rules.NotDrawnYet


def judge_online(one: Round, given: Given, *, token: str, browser: str, now: datetime) -> Answer:
    """By a link of who was drawn, or in an open round by anybody, once a browser. Raises LinkUnknown, AnsweredBefore, FormRefused."""
    check_open(one, now)
    key = token_hash(token) if token else b""
    is_drawn = bool(token) and Drawn.objects.filter(round=one, token=key).exists()
    if one.is_sampled and not is_drawn:
        raise rules.LinkUnknown
    if not is_drawn:
        key = keyed_hash(f"{one.code}:{browser}", "judging-browser")
    return _keep(one, given, way="online", is_sampled=is_drawn, key=key, by=None, now=now)


def judge_on_paper(one: Round, given: Given, *, sheet: str, by: UUID, now: datetime) -> Answer:
    """As staff read it from a sheet; days of the round do not bind who enters, its closing does. Raises FormRefused (sheet, …), RoundOver."""
    if one.closed_at is not None:
        raise rules.RoundOver
    tidy = check_sheet(one, sheet)
    key = keyed_hash(f"{one.code}:{tidy}", "judging-paper")
    if Answer.objects.filter(round=one, key=key).exists():
        raise FormRefused({"sheet": rules.SheetUsed(value=tidy)})
    return _keep(one, given, way="paper", is_sampled=one.is_sampled, key=key, by=by, now=now)


def check_given(one: Round, given: Given) -> Given:
    """Every question answered. Raises FormRefused."""
    known = judging()
    wanted = [indicator.code for indicator in known.system(one.system, one.version).indicators]
    faults: dict[str, FieldFault] = {
        code: rules.GradeMissing() for code in wanted if given.grades.get(code) not in known.grades
    }
    if given.overall not in known.grades:
        faults["overall"] = rules.GradeMissing()
    if faults:
        raise FormRefused(faults)
    return Given(overall=given.overall, grades={code: given.grades[code] for code in wanted}, words=given.words)


def _keep(
    one: Round, given: Given, *, way: str, is_sampled: bool, key: bytes, by: UUID | None, now: datetime
) -> Answer:
    checked, words = check_given(one, given), straight(given.words)[:LONGEST]
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


def hold_open(one: Round) -> None:
    """Until the transaction ends nobody closes it: what is kept is counted. Raises RoundOver."""
    if sheets.run("SELECT 1 FROM judging_round WHERE id = %s AND closed_at IS NULL FOR SHARE", [one.pk]) == []:
        raise rules.RoundOver


@transaction.atomic
def close_round(one: Round, *, actor: Actor, now: datetime) -> Round:
    """Count, propose by the rule over all rounds so far, and record it as a step of the project. Raises what `act` raises."""
    held = Round.objects.select_for_update().get(pk=one.pk)
    if held.closed_at is not None:
        raise rules.RoundOver
    (result,) = results([held])
    satisfied = satisfied_in(result.grades)
    before = [
        rules.Judged(satisfied=past.satisfied or 0, n=past.n or 0)
        for past in rounds_of(held.project_id)
        if past.closed_at is not None
    ]
    rule = judging().rule
    proposal = rules.propose([*before, rules.Judged(satisfied=satisfied, n=result.n)], rule)
    held.n, held.satisfied, held.proposal, held.closed_at = result.n, satisfied, proposal, now
    held.rule_version = rule.version
    held.save(update_fields=["n", "satisfied", "proposal", "closed_at", "rule_version"])
    form = {"round": held.turn, "n": result.n, "proposal": proposal}
    act(case_id=held.project_id, verb="assess", form=form, actor=actor, now=now)
    return held
