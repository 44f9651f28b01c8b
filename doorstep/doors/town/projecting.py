"""Projects in the town: put in reserve in their order, set up in two batches, carried out, judged by those they were for; remedies
whose problems are struck off with photos; what society added. All through the real steps, seeded; answers are entered by the sheet-load.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from doorstep.doors.town import believing
from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Town
from doorstep.doors.town.programme import Item, Plan, plan_of
from doorstep.kernel.actor import Actor
from doorstep.store.cases import towns
from doorstep.store.cases.models import Case
from doorstep.wings.projects.origins import make_of
from doorstep.wings.projects.services import Proposal, propose
from doorstep.wings.town.gazetteer import plan_in

OFFICE = "coordinator"
DAY = timedelta(days=1)


def projects(town: Town) -> Life:
    """The whole programme of the pack, on as many days as the town lives."""
    folder = towns.pack().folders[-1]
    programme = plan_in(folder).life.programme
    plan = plan_of(programme, town.ground, seed=town.seed)
    office = town.staff.named(OFFICE)
    yield town.at(town.almanac.start + 2 * DAY + timedelta(hours=10))
    ids = _reserve(town, [item for item in plan.items if item.side == "forward"], office)
    span = (town.almanac.end - town.almanac.start).days
    for turn, (batch, at) in enumerate(((1, 3), (2, max(5, span * 4 // 7)))):
        yield town.at(town.almanac.start + at * DAY + timedelta(hours=9.5))
        if turn:
            _mend(town, plan, ids, office, span)
        for item in (one for one in plan.in_order(batch) if one.side == "forward"):
            town.begin(_carried_out(town, item, ids[item.rank], is_done=turn == 0, span=span))
    yield town.at(town.almanac.start + (span - 9) * DAY + timedelta(hours=10))
    _tie(town, plan, ids, office)
    believing.give(town, plan, ids, programme, by=office)
    yield town.at(town.almanac.end - timedelta(hours=30))
    believing.judge(town, plan, ids, programme, office)


def _mend(town: Town, plan: Plan, ids: dict[int, UUID], office: Actor, span: int) -> None:
    """What people chose to have mended goes on the reserve list, and passes the others on it because it was chosen."""
    chosen = Case.objects.filter(law__name="candidate", state="chosen").order_by("opened_at", "number")
    remedies = [item for item in plan.items if item.side == "remedy"]
    numbers = list(chosen.values_list("number", flat=True)[: len(remedies)])
    for item, number in zip(remedies, [*numbers, *[""] * len(remedies)], strict=False):
        ids |= _reserve(town, [item], office, came_from=number)
        if number:
            made_of = Case.objects.values_list("number", flat=True).get(id=ids[item.rank])
            make_of(number, made_of, actor=office, now=town.now)
        first = replace(item, batch=2, passes="vote" if number else "danger")
        town.begin(_carried_out(town, first, ids[item.rank], is_done=True, span=span))


def _reserve(town: Town, items: Sequence[Item], office: Actor, came_from: str = "") -> dict[int, UUID]:
    """In their order, by rank of the plan."""
    made: dict[int, UUID] = {}
    for item in items:
        opened = propose(
            Proposal(
                topic=item.topic,
                what=item.what,
                place=item.place,
                side=item.side,
                kind=item.kind,
                provider=item.provider,
                price=item.price,
                price_basis=item.price_basis,
                counted_in=item.counted_in,
                category=item.category,
                near=item.near,
                came_from=came_from,
            ),
            actor=office,
            unit="tcb",
            key=f"town:{town.seed}:project:{item.rank}",
            now=town.now,
        )
        made[item.rank] = opened.case_id
    town.steps.answer(town.now)
    return made


def _carried_out(town: Town, item: Item, case_id: UUID, *, is_done: bool, span: int) -> Life:
    """From being set up to being accepted; the second batch stays under way."""
    rng, office, desk = Random(f"{town.seed}:carry:{item.rank}"), town.staff.named(OFFICE), town.staff.desk(item.unit)
    form: dict[str, Any] = {"unit": item.unit, "batch": item.batch}
    _act(town, case_id, "set_up", office, form | ({"passes": item.passes} if item.passes else {}))
    if item.fen:
        money = {
            "source": item.source,
            "amount": f"{item.fen // 100}.{item.fen % 100:02d}",
            "document": f"QC-{item.rank:04d}",
        }
        _act(town, case_id, "fund", office, money)
    yield town.hours(rng.uniform(4, 14))
    today = _today(town)
    whole = max(
        6, span // 4 if item.side == "remedy" else span * 2 // 5
    )  # remedies begin late, and are done before the end
    days = [today + timedelta(days=round(part * whole)) for part in (0.3, 0.7, 1)]
    lines = "\n".join(f"{title}，{weight}，{day}" for (title, weight), day in zip(item.marks, days, strict=True))
    _act(town, case_id, "plan", desk, {"milestones": lines})
    if item.problems:
        _act(town, case_id, "list_problems", desk, {"problems": "\n".join(item.problems)})
    _act(town, case_id, "begin", desk)
    _paid(town, item, case_id, "receive_money", town.staff.named(OFFICE), item.fen)
    yield from _worked(town, item, case_id, rng, days, desk, is_done=is_done)
    _paid(
        town, item, case_id, "spend", desk, item.fen * (rng.randint(90, 100) if is_done else rng.randint(25, 60)) // 100
    )
    if is_done:
        _act(town, case_id, "hand_over", desk, {"result": "按节点做完了，用的人说行。"})
        yield town.hours(rng.uniform(2, 8))
        _act(town, case_id, "accept", town.staff.named(OFFICE), {"accepted_on": _today(town).isoformat()})


def _paid(town: Town, item: Item, case_id: UUID, verb: str, actor: Actor, fen: int) -> None:
    """What came of the budget, and what was spent of it by one document for all."""
    if fen <= 0:
        return
    paper = f"{'DZ' if verb == 'receive_money' else 'FP'}-{item.rank:04d}{item.batch}{item.side[0]}"
    form = {"source": item.source, "amount": f"{fen // 100}.{fen % 100:02d}", "document": paper}
    _act(town, case_id, verb, actor, form | ({"purpose": item.marks[-1][0]} if verb == "spend" else {}))


def _worked(
    town: Town, item: Item, case_id: UUID, rng: Random, days: list[date], desk: Actor, *, is_done: bool
) -> Life:
    for turn, day in enumerate(days, 1):
        if turn == 2 and item.delay:
            reason, words = item.delay
            until = day + timedelta(days=2)
            told = {"milestone": 2, "until": until.isoformat(), "reason": reason, "words": words}
            _act(town, case_id, "delay", desk, told)
        if not is_done and turn > 1 + rng.randrange(2):
            break
        yield town.at(_morning(day + timedelta(days=2 if turn == 2 and item.delay else 0), rng))
        _act(town, case_id, "reach", desk, {"milestone": turn, "done_on": _today(town).isoformat()})
    for turn, _ in enumerate(item.problems, 1):
        photos = town.studio.mended("heap", rng=rng, by=item.unit, now=town.now)
        gone = {"problem": turn, "done_on": _today(town).isoformat(), "photos": photos}
        _act(town, case_id, "strike_off", desk, gone)
    if item.problems:
        _act(town, case_id, "show_photo", town.staff.named("reviewer"), {"nobody_seen": "on"})
    if item.visits:
        served: dict[str, Any] = {"sheet": 1, "served_on": _today(town).isoformat(), "visits": item.visits}
        if item.counted_in == "persons":
            served["people"] = "\n".join(f"1390{item.rank:03d}{one:04d}" for one in range(min(40, item.visits)))
        _act(town, case_id, "serve", desk, served)


def _morning(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(8), tzinfo=LOCAL) + timedelta(hours=1 + rng.random() * 7)


def _tie(town: Town, plan: Plan, ids: Mapping[int, UUID], office: Actor) -> None:
    """Each to residents' matters of its category."""
    matters = [one for one in town.matters.values() if one.number]
    tied: set[str] = set()
    for item in (one for one in plan.items if one.batch):
        alike = [one for one in matters if one.fate.trouble.category == item.category and one.number not in tied]
        for matter in alike[:2]:
            tied.add(matter.number)
            _act(town, ids[item.rank], "gather", office, {"matter": matter.number})


def _today(town: Town) -> date:
    return town.now.astimezone(LOCAL).date()


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None) -> None:
    town.steps.act(case_id, verb, dict(form or {}), actor, town.now)
