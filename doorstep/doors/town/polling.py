"""Polls in the town: one frozen, announced, voted on online, through a helper and on paper, counted and confirmed by the leader; one
that is open. All through the real steps, seeded, and few."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from doorstep.doors.town.living import Life, Town
from doorstep.kernel.actor import Actor
from doorstep.kernel.voting import Ballot
from doorstep.store.places.atlas import atlas
from doorstep.wings.town.voices import polling as voices
from doorstep.wings.voting import casting, counting, drafting, electorate, sheets
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.rules import Choice, Plan

ROLL = 120
OFFICE, LEADER = "coordinator", "leader"
HELPED, ON_PAPER = 0.12, 0.25


def polls(town: Town) -> Life:
    """The first closes well before the visitor comes, the second after."""
    yield town.at(town.almanac.before_end(110))
    done = drafted(town, voices.DONE, _options(town), rule={"name": "equal_shares", "completion": "add1_greedy"})
    yield town.at(done.opens_at)
    drafting.begin(done, now=town.now)
    town.steps.answer(town.now)
    yield town.hours(4)
    _vote(town, done, [liked for *_rest, liked in voices.DONE_OPTIONS], most=4)
    yield town.at(done.closes_at + timedelta(minutes=5))
    yield from counted(town, done)
    yield town.at(town.almanac.before_end(12))
    spots = _spots()
    options = tuple(
        Choice(key=f"{turn}", title=title, cost=cost * 100, place=spots[turn % len(spots)])
        for turn, (title, cost, _liked) in enumerate(voices.OPEN_OPTIONS, start=1)
    )
    poll = drafted(town, voices.OPEN, options, rule={"name": "top_k", "seats": 1}, days=9, most=2)
    yield town.at(poll.opens_at)
    drafting.begin(poll, now=town.now)
    town.steps.answer(town.now)
    yield town.hours(2)
    _vote(town, poll, [liked for *_rest, liked in voices.OPEN_OPTIONS], most=2, share=0.3)


def _spots() -> list[str]:
    return [spot.code for spot in atlas().of_level("community")]


def _options(town: Town) -> tuple[Choice, ...]:
    spots, rng = _spots(), Random(f"{town.seed}:poll")
    return tuple(
        Choice(key=f"{turn}", title=title, cost=cost * 100, kind=kind, place=rng.choice(spots))
        for turn, (title, cost, kind, _liked) in enumerate(voices.DONE_OPTIONS, start=1)
    )


def drafted(
    town: Town,
    said: dict[str, str],
    options: tuple[Choice, ...],
    *,
    rule: dict[str, Any],
    days: int = 4,
    most: int = 4,
    is_secret: bool = False,
) -> Poll:
    """Announced an hour before it opens; its roll is frozen."""
    office, now = town.staff.named(OFFICE), town.now
    plan = Plan(
        title=said["title"],
        question=said["question"],
        place=atlas().children()[0].code,
        form="approval",
        most=most,
        rule=rule,
        budget=200_000_00 if rule["name"] != "top_k" else 0,
        is_secret=is_secret,
        opens_at=now + timedelta(hours=1),
        closes_at=now + timedelta(days=days),
        options=options,
    )
    key = f"town:{town.seed}:poll:{said['title']}"
    poll = drafting.draft_poll(plan, actor=office, unit=office.posts[0].unit, key=key, now=now)
    electorate.freeze_roll(poll, _roll(town), actor=office, now=now)
    poll = drafting.announce(poll, actor=office, now=now, seed=f"{town.seed:032x}")
    town.steps.answer(now)
    return poll


def _roll(town: Town) -> list[Entry]:
    rng = Random(f"{town.seed}:roll")
    spots = [spot.path for spot in atlas().of_level("community")]
    return [
        Entry(
            roll_number=f"{turn:04d}",
            name=rng.choice(voices.FAMILY) + "".join(rng.sample(voices.GIVEN, 2)),
            phone=f"1380001{turn:04d}",
            place_path=rng.choice(spots),
        )
        for turn in range(1, ROLL + 1)
    ]


def _vote(town: Town, poll: Poll, liked: Sequence[float], *, most: int, share: float = 0.78) -> None:
    """Some vote online, some are helped, some fill in paper; one votes both ways and is found."""
    rng, office = Random(f"{town.seed}:votes:{poll.title}"), town.staff.named(OFFICE)
    electors = [one for one in Elector.objects.filter(poll=poll).order_by("roll_number") if rng.random() < share]
    paper = [one for one in electors if rng.random() < ON_PAPER]
    on_paper = {one.id for one in paper}
    for elector in electors:
        if elector.id not in on_paper:
            helper = office.id if rng.random() < HELPED else None
            key = f"town:{elector.roll_number}"
            casting.cast_by_elector(poll, elector, _choice(rng, liked, most), key=key, now=town.now, helper=helper)
    _paper(town, poll, paper, electors, office, rng, liked, most)


def _paper(
    town: Town,
    poll: Poll,
    paper: list[Elector],
    electors: list[Elector],
    office: Actor,
    rng: Random,
    liked: Sequence[float],
    most: int,
) -> None:
    online = next((one for one in electors if one not in paper), None)
    printed = sheets.print_sheets(poll, 0, [*paper, *([online] if online else [])])
    assert office.id is not None
    for one in printed:
        try:
            said = _choice(rng, liked, most)
            casting.count_sheet(sheets.find_sheet(one.key), said, by=office.id, now=town.now)
        except casting.SheetTwice:
            continue  # who voted online and on paper: it stands on the list of what came twice


def _choice(rng: Random, liked: Sequence[float], most: int) -> Ballot:
    """What somebody ticks: the better liked the likelier; now and then nothing."""
    chosen = [f"{turn}" for turn, chance in enumerate(liked, start=1) if rng.random() < chance]
    rng.shuffle(chosen)
    return Ballot(choices=tuple(sorted(chosen[:most])))


def counted(town: Town, poll: Poll) -> Life:
    """Closed, where the hours have not closed it already, counted by the office, counted again and confirmed by the leader."""
    if drafting.state_of(poll) == "voting":
        counting.close(poll, now=town.now)
    town.steps.answer(town.now)
    yield town.hours(2)
    counting.count(poll, actor=town.staff.named(OFFICE), now=town.now)
    town.steps.answer(town.now)
    yield town.hours(3)
    counting.confirm(poll, actor=town.staff.named(LEADER), now=town.now)
    town.steps.answer(town.now)
