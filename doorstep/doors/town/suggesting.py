"""Suggestions in the town: some weighed and told, some on their way, a campaign that is over and one that is open, an observation
point, a misfiled word, two letters of thanks. All through the real steps, seeded, and few.
"""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Town
from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.store.cases import towns
from doorstep.store.cases.opening import Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.services import take_word
from doorstep.wings.suggestions.campaigns import (
    GoldenIdea,
    Plan,
    answer_campaign,
    hand_in,
    set_up_point,
    start_campaign,
)
from doorstep.wings.suggestions.letters import thank
from doorstep.wings.suggestions.services import Idea, suggest
from doorstep.wings.town.voices import suggesting as voices

OFFICE, DESK = "coordinator", "cgj"


def suggestions(town: Town) -> Life:
    """Each begins on its own day; nothing happens where the town has no such unit."""
    if DESK not in towns.world().units:
        return
    yield town.at(town.almanac.before_end(200))
    campaign = _campaign(town, voices.CAMPAIGN, days=10)
    for turn, (topic, what, proposal, told, after) in enumerate(voices.IDEAS):
        idea = Idea(topic=topic, what=what, proposal=proposal, campaign=campaign if turn in (0, 2) else "")
        town.begin(_weighed(town, idea, turn, told, after))
    yield town.hours(8)
    _letters(town)
    yield town.at(town.almanac.before_end(36))
    yield from _point(town)
    answer_campaign(campaign, voices.ANSWER, now=town.now)
    counsel = _campaign(town, voices.COUNSEL, days=40)
    for turn, (topic, what, proposal) in enumerate((*voices.COUNSELS, *voices.PENDING)):
        is_counsel = turn < len(voices.COUNSELS)
        idea = Idea(topic=topic, what=what, proposal=proposal, campaign=counsel if is_counsel else "")
        made = _suggest(town, idea, 10 + turn)
        if turn % 2:
            _act(town, made, "pass_on", town.staff.named(OFFICE), {"unit": DESK})
        yield town.hours(2)
    yield town.at(town.almanac.before_end(5))
    _misfiled(town)


def _campaign(town: Town, said: Mapping[str, str], *, days: int) -> str:
    today, office = town.now.astimezone(LOCAL).date(), town.staff.named(OFFICE)
    plan = Plan(**said, opens_on=today, closes_on=today + timedelta(days=days))
    return start_campaign(plan, unit=office.posts[0].unit, actor=office, now=town.now).code


def _reporter(turn: int) -> Reporter:
    return Reporter(is_anonymous=False, name=voices.PEOPLE[turn % len(voices.PEOPLE)], phone=f"1380000{7000 + turn}")


def _suggest(town: Town, idea: Idea, turn: int) -> UUID:
    key = f"town:{town.seed}:idea:{turn}"
    made = suggest(idea, actor=ANONYMOUS, channel="web", reporter=_reporter(turn), key=key, now=town.now)
    town.steps.answer(town.now)
    return made.case_id


def _weighed(town: Town, idea: Idea, turn: int, told: tuple[str, str, str], after: tuple[str, str]) -> Life:
    """From the first word to what came of it; whoever was turned down asks for another look."""
    rng, office, desk = Random(f"{town.seed}:idea:{turn}"), town.staff.named(OFFICE), town.staff.desk(DESK)
    yield town.hours(rng.uniform(1, 12))
    made, (outcome, reason, answer) = _suggest(town, idea, turn), told
    yield town.hours(rng.uniform(2, 12))
    _act(town, made, "pass_on", office, {"unit": DESK})
    yield town.hours(rng.uniform(10, 40))
    _act(town, made, "weigh", desk, {"outcome": outcome, "reason": reason, "grounds": "到现场看过，也问了附近的人。"})
    yield town.hours(rng.uniform(2, 8))
    _act(town, made, "tell", desk, {"answer": answer})
    yield town.hours(rng.uniform(3, 16))
    author = Actor(kind="resident", receipts=frozenset({made}))
    if outcome == "declined":
        _act(town, made, "ask_again", author, {"words": voices.AGAIN})
        yield town.hours(rng.uniform(10, 30))
        again = {"outcome": "partly", "reason": "useful", "answer": voices.ANSWERED_AGAIN}
        _act(town, made, "weigh_again", office, again)
        return
    _act(town, made, "respond", author, {"view": "clear"})
    came_of, honour = after
    yield town.hours(4)
    if came_of:
        _act(town, made, "carry_on", desk, {"exit": came_of})
    if honour:
        _act(town, made, "honour", office, {"award": honour})


def _point(town: Town) -> Life:
    """Words gathered at a market, a wrongly gathered one among them."""
    community = next((unit for unit in towns.pack().units if unit.kind == "community"), None)
    if community is None:
        return
    name, schedule = voices.POINT
    point = set_up_point(name=name, place=community.place, schedule=schedule, now=town.now)
    yield town.hours(8)
    clerk = town.staff.clerk_of(community.code)
    heard = [GoldenIdea(said=said) for said in voices.HEARD]
    hand_in(point.code, heard, actor=clerk, unit=community.code, key=f"town:{town.seed}:point", now=town.now)
    town.steps.answer(town.now)


def _letters(town: Town) -> None:
    """One is passed on, heard and published; the other has just come."""
    office, reviewer = town.staff.named(OFFICE), town.staff.named("reviewer")
    for turn, (what, public) in enumerate(voices.LETTERS):
        made = thank(
            what,
            may_publish=bool(public),
            actor=ANONYMOUS,
            channel="web",
            reporter=_reporter(turn),
            key=f"town:{town.seed}:letter:{turn}",
            now=town.now,
        ).case_id
        town.steps.answer(town.now)
        if public:
            _act(town, made, "pass_on", office, {"unit": DESK})
            _act(town, made, "hear", town.staff.desk(DESK))
            _act(town, made, "offer", office, {"public_text": public})
            _act(town, made, "publish", reviewer)


def _misfiled(town: Town) -> None:
    """A suggestion that somebody sent as a request: it waits on the splitting page."""
    spot = atlas().of_level("community")[0]
    take_word(
        what=voices.MISFILED,
        place=spot.code,
        actor=ANONYMOUS,
        channel="web",
        reporter=_reporter(3),
        key=f"town:{town.seed}:misfiled",
        now=town.now,
    )
    town.steps.answer(town.now)


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None) -> None:
    town.steps.act(case_id, verb, dict(form or {}), actor, town.now)
