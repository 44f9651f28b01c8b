"""Runs a round: begins it with a seed committed and its law frozen, draws from a roll, and closes with a proposal."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.judging import frozen
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.voting import sortition
from doorstep.store.cases import sheets
from doorstep.store.cases.acting import act
from doorstep.store.cases.codes import ALPHABET
from doorstep.store.cases.locking import lock
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.judging import rules
from doorstep.wings.judging.links import link_token, token_hash
from doorstep.wings.judging.models import Drawn, Round
from doorstep.wings.judging.queries import judging, law_of, results, rounds_of, satisfied_in
from doorstep.wings.judging.rolls import read_people

LENGTH = 8
MOST_ROLL = 20_000
MOST_SHEETS = 2_000
PROJECT = "project"
OPEN_STATES = ("accepted", "carried_on")
KEY = 32  # signs of an opaque key: half of a keyed hash, which tells nobody who it is


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
    """Raises FormRefused (closes_on, opens_on), ProjectNotJudged, RoundUnderWay."""
    if closes_on < opens_on:
        raise FormRefused({"closes_on": rules.DaysReversed()})
    held = lock(case.id)
    # Of a project alone: other matters among offices, such as a coordination, are accepted too.
    if held is None or held.case.mechanism != PROJECT or held.case.state not in OPEN_STATES:
        raise rules.ProjectNotJudged
    before = rounds_of(case.id)
    if any(one.closed_at is None for one in before):
        raise rules.RoundUnderWay
    law = judging().current(opens_on)
    if law is None:
        raise FormRefused({"opens_on": rules.NoIndicators()})
    seed, nonce = secrets.token_hex(16), secrets.token_hex(16)
    return Round.objects.create(
        code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
        project_id=case.id,
        project_number=case.number,
        project_title=title,
        turn=len(before) + 1,
        system=law.system.code,
        version=law.system.version,
        law=frozen(law),
        is_sampled=is_sampled,
        opens_on=opens_on,
        closes_on=closes_on,
        commitment=sortition.commitment(seed, nonce),
        seed_cipher=seal(f"{seed}\n{nonce}"),
        seed="",
        roll_digest="",
        sheets=0 if is_sampled else max(0, min(sheets, MOST_SHEETS)),
        proposal="",
        rule_version=law.rule.version,
        made_at=now,
        made_by=by,
    )


@transaction.atomic
def draw_people(one: Round, roll: Sequence[str], wanted: int, visitors: int = 0) -> list[str]:
    """Lines drawn, in order: told once, since only hashes are kept. Raises FormRefused (roll, wanted, visitors), DrawnBefore,
    RoundOver.

    By the kernel's sortition over opaque keys, so that whoever has the published roll repeats it. A round begun before there was a
    nonce is drawn the same way by the seed it committed to: the seed binds, and there is one way to draw."""
    held = Round.objects.select_for_update().get(pk=one.pk)
    if held.closed_at is not None:
        raise rules.RoundOver
    if held.seed:
        raise rules.DrawnBefore
    if len(roll) > MOST_ROLL:
        raise FormRefused({"roll": rules.RollTooLong(lines=len(roll), most=MOST_ROLL)})
    people = read_people(roll)
    if not 0 < wanted <= len(people):
        raise FormRefused({"wanted": rules.RollTooShort(size=len(people), wanted=wanted)})
    if visitors > wanted:
        raise FormRefused({"visitors": rules.VisitorsTooMany(wanted=wanted)})
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


def check_open(one: Round, now: datetime) -> None:
    """Raises RoundOver, RoundNotOpen, NotDrawnYet."""
    today = now.astimezone(SHANGHAI).date()
    if one.closed_at is not None or today > one.closes_on:
        raise rules.RoundOver
    if today < one.opens_on:
        raise rules.RoundNotOpen(day=one.opens_on.isoformat())
    if one.is_sampled and not one.seed:
        raise rules.NotDrawnYet


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
    law = law_of(held)
    satisfied = satisfied_in(result.grades, law)
    before = [
        rules.Judged(satisfied=past.satisfied or 0, n=past.n or 0)
        for past in rounds_of(held.project_id)
        if past.closed_at is not None
    ]
    proposal = rules.propose([*before, rules.Judged(satisfied=satisfied, n=result.n)], law.rule)
    held.n, held.satisfied, held.proposal, held.closed_at = result.n, satisfied, proposal, now
    held.save(update_fields=["n", "satisfied", "proposal", "closed_at"])
    form = {"round": held.turn, "n": result.n, "proposal": proposal}
    act(case_id=held.project_id, verb="assess", form=form, actor=actor, now=now)
    return held
