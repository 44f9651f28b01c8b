"""Partners in the town: what they offer is recorded and checked, needs are matched as the program proposes, carried out and judged;
projects are incubated. All through the real steps, seeded."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Town
from doorstep.kernel.actor import Actor
from doorstep.store.cases import towns
from doorstep.store.cases.models import Case
from doorstep.wings.intake.inner import open_inner
from doorstep.wings.resources import queries
from doorstep.wings.town.gazetteer import plan_in
from doorstep.wings.town.voices.partnering import BY_FORM, INCUBATED, NEEDS, Said, named

OFFICE = "coordinator"
DAY = timedelta(days=1)
BY_HAND = {"checked": "看了证件，打电话问过本人"}
OTHERS = 4
NO_MATCH = 7


def partners(town: Town) -> Life:
    """Offers in the first days, a need every few days until the end, and the projects that apply."""
    plan = plan_in(towns.pack().folders[-1]).life.partners
    span = (town.almanac.end - town.almanac.start).days
    yield town.at(town.almanac.start + DAY + timedelta(hours=9))
    counts = {"company": plan.companies, "organisation": plan.organisations, "graduate": plan.graduates}
    for form, count in (*counts.items(), ("other", OTHERS)):
        for turn in range(count):
            _offer(
                town, BY_FORM[form][turn % len(BY_FORM[form])], named(form, turn), Random(f"{town.seed}:{form}:{turn}")
            )
        town.steps.answer(town.now)
    for turn, (topic, what, level) in enumerate(INCUBATED):
        town.begin(_incubated(town, turn, {"topic": topic, "what": what, "level": level}, span))
    for turn in range(plan.needs):
        yield town.at(town.almanac.start + (3 + turn * (span - 6) / plan.needs) * DAY + timedelta(hours=10))
        town.begin(_need(town, turn))


def _record(
    town: Town, mechanism: str, form: dict[str, str | int], *, by: Actor, place: str, category: str = "", key: str
) -> UUID:
    said = f"town:{town.seed}:{mechanism}:{key}"
    opened = open_inner(
        mechanism=mechanism, form=form, place=place, category=category, actor=by, key=said, now=town.now
    )
    return opened.case_id


def _offer(town: Town, said: Said, body: str, rng: Random) -> None:
    home = rng.choice(town.ground)
    form: dict[str, str | int] = {
        name: getattr(said, name)
        for name in ("topic", "what", "partner", "form", "kind", "reach", "provider", "monthly")
    } | {"body": body}
    if said.price:
        form |= {"price": said.price, "price_basis": "material"}
    clerk, place = town.staff.desk(home.unit), home.spots[0].community.code
    case_id = _record(town, "resource", form, by=clerk, place=place, category=said.category, key=f"{body}:{said.topic}")
    _act(town, case_id, "list", town.staff.named(OFFICE), BY_HAND)


def _need(town: Town, turn: int) -> Life:
    """Asks as proposed; the first may have no time. Every so many finds nothing."""
    rng, (topic, kind, wanted) = Random(f"{town.seed}:need:{turn}"), NEEDS[turn % len(NEEDS)]
    home = town.ground[turn % len(town.ground)]
    clerk = town.staff.desk(home.unit)
    form: dict[str, str | int] = {"topic": topic, "kind": kind, "wanted": wanted}
    case_id = _record(town, "need", form, by=clerk, place=home.spots[0].community.code, key=str(turn))
    town.steps.answer(town.now)
    number = Case.objects.values_list("number", flat=True).get(id=case_id)
    yield town.hours(rng.uniform(1, 6))
    for busy in (rng.random() < 0.3, False):
        row = queries.need(number)
        found = [one for one in queries.matches(row, today=_today(town)) if not one.fit.misses] if row else []
        if not found or turn % NO_MATCH == NO_MATCH - 1:
            _act(town, case_id, "give_up", clerk, {"reason": "none" if not found else "full"})
            return
        _act(town, case_id, "propose", clerk, {"resource": found[0].row.number})
        yield town.hours(rng.uniform(1, 8))
        if not busy:
            break
        _act(town, case_id, "decline", clerk, {"reason": "busy"})
    on = _today(town) + timedelta(days=rng.randint(1, 5))
    _act(town, case_id, "agree", clerk, {"on": on.isoformat(), "asked_by": rng.choice(("phone", "visit"))})
    yield town.hours(rng.uniform(30, 50))
    served = max(1, round(wanted * rng.uniform(0.7, 1)))
    _act(town, case_id, "carry_out", clerk, {"done_on": _today(town).isoformat(), "served": served})
    yield town.hours(rng.uniform(2, 16))
    asked = max(1, round(served * 0.8))
    happy = asked - (rng.random() < 0.25)
    judged: dict[str, str | int] = {"answered": asked, "satisfied": max(0, happy), "asked_by": "visit"}
    _act(town, case_id, "rate", clerk, judged)


def _incubated(town: Town, turn: int, form: dict[str, str], span: int) -> Life:
    """Admitted, reviewed; the first has graduated, the last still waits."""
    home = town.ground[turn % len(town.ground)]
    clerk, office = town.staff.desk(home.unit), town.staff.named(OFFICE)
    yield town.at(town.almanac.start + (4 + 5 * turn) * DAY + timedelta(hours=15))
    project = {**form, "body": named("organisation", turn)}
    case_id = _record(town, "incubation", dict(project), by=clerk, place=home.spots[0].community.code, key=str(turn))
    if turn == len(INCUBATED) - 1:
        return
    yield town.hours(20)
    until = (_today(town) + timedelta(days=180)).isoformat()
    _act(town, case_id, "admit", office, {"until": until, "given": ["space", "mentor"], "why": "有基础，缺场地和督导"})
    yield town.at(town.now + max(6, span // 4) * DAY)
    _act(town, case_id, "report", clerk, {"words": "每周都开，来的人越来越多，缺一间放东西的屋子。"})
    if turn == 0:
        yield town.hours(24)
        _act(town, case_id, "graduate", office, {"served": 320, "result": "自己能排班、能记账，街道给了一间屋子。"})


def _today(town: Town) -> date:
    return town.now.astimezone(LOCAL).date()


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, form: Mapping[str, object]) -> None:
    town.steps.act(case_id, verb, dict(form), actor, town.now)
