"""What society gives to the town's projects, and what those think of them whom they were for. Seeded; answers come by the sheet-load."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from uuid import UUID

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Town
from doorstep.doors.town.programme import Item, Plan, split
from doorstep.kernel.actor import Actor
from doorstep.store.cases.about import about
from doorstep.store.cases.locking import find
from doorstep.wings.judging.answering import Given
from doorstep.wings.judging.bulk import Handed, judge_many
from doorstep.wings.judging.links import link_token
from doorstep.wings.judging.models import Round, Visit
from doorstep.wings.judging.papers import sheet_key
from doorstep.wings.judging.services import begin_round, close_round, draw_people
from doorstep.wings.judging.visiting import look
from doorstep.wings.pledges.rules import RECEIVE, USE
from doorstep.wings.pledges.services import Promise, move, promise
from doorstep.wings.town.gazetteer import Programme
from doorstep.wings.town.voices import projects as voices


def give(town: Town, plan: Plan, ids: Mapping[int, UUID], programme: Programme, *, by: Actor) -> None:
    """Promised, most of it received, much of it used."""
    rng, items = Random(f"{town.seed}:gifts"), [one for one in plan.items if one.batch and one.side == "forward"]
    clerk = by.id
    if clerk is None or not items:
        return
    for turn, yuan in enumerate(split(programme.pledged_yuan, programme.pledges, rng)):
        kind_of_giver, kind, what = voices.GIVERS[turn % len(voices.GIVERS)]
        item = items[(turn * 7) % len(items)]
        held = find(ids[item.rank])
        names = voices.GROUPS if kind_of_giver == "group" else voices.COMPANIES
        made = promise(
            Promise(
                giver=f"{names[turn % len(names)]}{turn // len(names) or ''}",
                giver_kind=kind_of_giver,
                kind=kind,
                quantity=str(max(1, yuan // 30)) if kind == "hours" else str(yuan),
                what=f"{item.topic}：{what}",
                document=f"RJ-{turn + 1:04d}",
                is_named=turn % 4 == 0,
                project_id=ids[item.rank],
                project_number=held.case.number if held else "",
            ),
            by=clerk,
            now=town.now,
        ).pledge
        received = made.value_fen if turn % 9 else made.value_fen // 2
        move(made, RECEIVE, received, f"SK-{turn + 1:04d}", by=clerk, now=town.now)
        if turn % 5:
            move(made, USE, received * 4 // 5, f"LY-{turn + 1:04d}", by=clerk, now=town.now)


def judge(town: Town, plan: Plan, ids: Mapping[int, UUID], programme: Programme, office: Actor) -> None:
    """A round on each of the first batch that was accepted; the last stays open for the visitor."""
    rng = Random(f"{town.seed}:judging")
    ready = [one for one in plan.items if one.batch == 1 and one.side == "forward"]
    ready = [one for one in ready if _state(ids[one.rank]) == "accepted"]
    sizes, bad = split(programme.answers, len(ready), rng), programme.unsatisfied
    for turn, (item, size) in enumerate(zip(ready, sizes, strict=True)):
        unsatisfied = 1 if bad and "公交" not in item.topic and turn % 3 == 1 else 0
        bad -= unsatisfied
        if turn == len(ready) - 1:
            unsatisfied += bad
        one = _round(town, item, ids[item.rank], size, unsatisfied, rng, office, is_sampled=turn % 5 == 0)
        close_round(one, actor=office, now=town.now)
        town.steps.answer(town.now)
        _decide(town, ids[item.rank], one, turn, office)
    remedies = [one for one in plan.items if one.side == "remedy" and _state(ids[one.rank]) == "accepted"]
    if remedies and office.id:
        _begin(town, ids[remedies[0].rank], 0, office, is_sampled=False)


def _state(case_id: UUID) -> str:
    held = find(case_id)
    return held.case.state if held else ""


def _begin(town: Town, case_id: UUID, sheets: int, office: Actor, *, is_sampled: bool) -> Round:
    held, today = find(case_id), town.now.astimezone(LOCAL).date()
    if held is None or office.id is None:
        raise LookupError(case_id)
    return begin_round(
        held.case,
        about(case_id).title,
        is_sampled=is_sampled,
        opens_on=today,
        closes_on=today + timedelta(days=14),
        sheets=sheets,
        by=office.id,
        now=town.now,
    )


def _round(
    town: Town, item: Item, case_id: UUID, size: int, unsatisfied: int, rng: Random, office: Actor, *, is_sampled: bool
) -> Round:
    """Sampled: by link from a roll; else a third on paper."""
    one = _begin(town, case_id, 0 if is_sampled else size // 3, office, is_sampled=is_sampled)
    if is_sampled:
        draw_people(one, [f"{item.rank}-{turn}" for turn in range(size * 4)], size, visitors=2)
        one.refresh_from_db()
    handed = []
    for turn in range(size):
        given = _given(rng, is_good=turn >= unsatisfied, is_best="公交" in item.topic)
        if is_sampled:
            handed.append(Handed(given=given, token=link_token(one, turn + 1)))
        elif turn < one.sheets:
            handed.append(Handed(given=given, sheet=sheet_key(one, turn + 1)))
        else:
            handed.append(Handed(given=given, browser=f"{town.seed}:{turn}"))
    judge_many(one, handed, by=office.id, now=town.now)
    if is_sampled:
        seen = voices.SEEN[item.rank % len(voices.SEEN)]
        day = town.now.astimezone(LOCAL).date()
        visit = look(one, token=link_token(one, 1), visited_on=day, observation=seen, overall="satisfied", now=town.now)
        Visit.objects.filter(pk=visit.pk).update(is_public=True)
    return one


def _given(rng: Random, *, is_good: bool, is_best: bool) -> Given:
    codes = ("need", "use", "quality", "manner")
    if is_best:
        return Given(overall="very_satisfied", grades=dict.fromkeys(codes, "very_satisfied"))
    if not is_good:
        return Given(overall="dissatisfied", grades=dict.fromkeys(codes, "fair"))
    overall = "very_satisfied" if rng.random() < 0.7 else "satisfied"
    grades = {code: rng.choice(("very_satisfied", "satisfied", "satisfied", "fair")) for code in codes}
    return Given(overall=overall, grades=grades)


def _decide(town: Town, case_id: UUID, one: Round, turn: int, office: Actor) -> None:
    """A person follows the rule, mostly; the newest still wait."""
    if turn % 4 == 3:
        return
    fresh = Round.objects.get(pk=one.pk)
    if fresh.proposal == "promote":
        words = {"reason": "rule", "words": "评得好，接着办。"}
        town.steps.act(case_id, "promote", words, office, town.now)
    elif fresh.proposal == "adjust":
        words = {"reason": "way", "words": "事情对，办法要改。"}
        town.steps.act(case_id, "adjust", words, office, town.now)
