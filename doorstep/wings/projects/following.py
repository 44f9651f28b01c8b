"""Keeps the public rows of a project, in the transaction of each of its steps; refuses what the list of milestones or problems, the
reserve or the sheets do not bear out."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.money import fen_of
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import sheets
from doorstep.store.cases.following import Follower
from doorstep.store.sealing import keyed_hash
from doorstep.wings.projects import deciding, origins, paying, rules
from doorstep.wings.projects.models import Delay, Milestone, Picture, Problem, Project, Served
from doorstep.wings.projects.queries import waiting_before

SEEN = "来看的居民拍的"
OPENED = """
SELECT c.number, c.place_path, c.category, c.lead_unit, c.opened_unit, c.opened_at, w.title, w.body, e.facts::text
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id JOIN cases_event e ON e.case_id = c.id AND e.seq = 1 WHERE c.id = %s
"""
LOCK = "SELECT pg_advisory_xact_lock(hashtext(current_schema() || ':projects_rank'))"


def project_of(case: Case) -> Project:
    """The row of a case; made now where the case was opened a moment ago."""
    found = Project.objects.filter(case_id=case.id).first()
    return found or keep_project(case.id)


@transaction.atomic
def keep_project(case_id: Any) -> Project:
    """Make the row of a project that was put in reserve, last in the list; again, the same row."""
    sheets.run(LOCK, [])
    known = Project.objects.filter(case_id=case_id).first()
    if known is not None:
        return known
    number, place, category, lead, opened_by, at, title, body, raw = sheets.run(OPENED, [case_id])[0]
    facts = json.loads(raw)
    last = Project.objects.aggregate(last=Max("rank"))["last"] or 0
    return Project.objects.create(
        case_id=case_id,
        number=number,
        title=title[:120],
        what=body.removeprefix(title).strip(),
        side=facts["side"],
        kind=facts["kind"],
        provider=facts["provider"],
        price_fen=fen_of(facts["price"]) if facts.get("price") else None,
        price_basis=facts.get("price_basis", []),
        counted_in=facts["counted_in"],
        unit=lead or opened_by,
        place_path=place,
        category=category,
        rank=last + 1,
        reserved_on=_local(at),
        passes="",
    )


def _local(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def set_up(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """In order, or with a reason that everybody may read."""
    sheets.run(LOCK, [])
    project, passes = project_of(case), decision.facts.get("passes", "")
    before = waiting_before(project)
    if before.count and not passes:
        raise FormRefused({"passes": rules.OutOfTurn(count=before.count, number=before.first)})
    if passes and not before.count:
        raise FormRefused({"passes": rules.ReasonUnneeded()})
    project.unit, project.batch = decision.facts["unit"], decision.facts["batch"]
    project.passes, project.set_up_on = passes, _local(now)
    project.save(update_fields=["unit", "batch", "passes", "set_up_on"])
    origins.tell_set_up(project, now=now)


def drop(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Without money on it; what it came from waits again."""
    paying.check_nothing_planned(case)
    origins.tell_dropped(project_of(case), now=now)


def plan(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """The milestones of this round, in place of those planned before the work began; a delay that was told is not planned away."""
    project = project_of(case)
    marks = _read("milestones", rules.read_milestones, decision.texts["milestones"], today=_local(now))
    if Delay.objects.filter(milestone__project=project, milestone__round=round_of(case)).exists():
        raise FormRefused({"milestones": rules.DelayStands()})
    project.milestones.filter(round=round_of(case)).delete()
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            round=round_of(case),
            turn=turn,
            title=redact(mark.title).text,
            weight=mark.weight,
            planned_on=mark.on,
            due_on=mark.on,
        )
        for turn, mark in enumerate(marks, 1)
    )


def round_of(case: Case) -> int:
    """1, and one more each time it was decided to change it."""
    return 1 + int(case.memory.counts.get("adjust", 0))


def _read(field: str, read: Any, text: str, **rest: Any) -> Any:
    try:
        return read(text, **rest)
    except FieldFault as fault:
        raise FormRefused({field: fault}) from fault


def list_problems(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Added below those listed before."""
    project = project_of(case)
    before = list(project.problems.values_list("title", flat=True))
    titles = _read("problems", rules.read_problems, decision.texts["problems"], before=before)
    Problem.objects.bulk_create(
        Problem(project=project, turn=turn, title=redact(title).text)
        for turn, title in enumerate(titles, len(before) + 1)
    )


def begin(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """With milestones; a remedy with problems too. What is given now is entered; all that is missing or wrong is said at once."""
    project, faults = project_of(case), dict[str, FieldFault]()
    has_marks = project.milestones.filter(round=round_of(case)).exists()
    has_problems = project.side != "remedy" or project.problems.exists()
    for field, enter, is_there, missing in (
        ("milestones", plan, has_marks, rules.MilestonesMissing()),
        ("problems", list_problems, has_problems, rules.ProblemsMissing()),
    ):
        try:
            if decision.texts.get(field):
                enter(case, decision, actor, now)
            elif not is_there:
                faults[field] = missing
        except FormRefused as refused:
            faults |= refused.faults
    if faults and decision.step.field("milestones") is None:
        # Projects under an older law begin without a form: nothing could be said at its fields.
        raise rules.NotPlanned
    if faults:
        raise FormRefused(faults)
    Project.objects.filter(pk=project.pk, begun_on=None).update(begun_on=_local(now))


def reach(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Once, on a day that has come."""
    mark, on = _milestone(case, decision), _past(decision.facts["done_on"], now)
    mark.done_on = on
    mark.save(update_fields=["done_on"])
    _keep_pictures(case, decision.facts.get("photos", ()), mark.title, on)


def _milestone(case: Case, decision: Decision) -> Milestone:
    turn = decision.facts["milestone"]
    mark = Milestone.objects.filter(project_id=case.id, round=round_of(case), turn=turn).first()
    if mark is None:
        raise FormRefused({"milestone": rules.NoSuchMilestone(turn=turn)})
    if mark.done_on is not None:
        raise FormRefused({"milestone": rules.MilestoneReached(turn=turn)})
    return mark


def _past(day: str, now: datetime) -> date:
    on = date.fromisoformat(day)
    if on > _local(now):
        raise FormRefused({"done_on": rules.DayInFuture(day=day)})
    return on


def _keep_pictures(case: Case, photos: Any, about: str, on: date) -> None:
    Picture.objects.bulk_create(
        [Picture(project_id=case.id, sha256=sha, about=about, on=on) for sha in photos], ignore_conflicts=True
    )


def delay(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Later, with the reason in words for residents; the first day stays."""
    mark, until = _milestone(case, decision), date.fromisoformat(decision.facts["until"])
    if until <= mark.due_on:
        raise FormRefused({"until": rules.DayNotLater(turn=mark.turn, day=mark.due_on.isoformat())})
    Delay.objects.create(
        milestone=mark,
        from_on=mark.due_on,
        until_on=until,
        reason=decision.facts["reason"],
        words=redact(decision.texts["words"]).text,
        at=now,
    )
    mark.due_on = until
    mark.save(update_fields=["due_on"])


def serve(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """A sheet once; a person once a period."""
    project, facts = project_of(case), decision.facts
    if project.sheets.filter(number=facts["sheet"]).exists():
        raise FormRefused({"sheet": rules.SheetCounted(number=facts["sheet"])})
    on, fresh = date.fromisoformat(facts["served_on"]), 0
    if on > _local(now):
        raise FormRefused({"served_on": rules.DayInFuture(day=on.isoformat())})
    people = {"".join(one.split()).upper() for one in decision.texts.get("people", "").splitlines() if one.strip()}
    if project.counted_in == "persons":
        if not people:
            raise FormRefused({"people": rules.PeopleMissing()})
        if facts["visits"] < len(people):
            raise FormRefused({"visits": rules.FewerVisitsThanPeople(people=len(people))})
        fresh = _count_persons(project, people, rules.period_of(on))
    project.sheets.create(number=facts["sheet"], on=on, visits=facts["visits"], fresh=fresh)


def _count_persons(project: Project, people: set[str], period: str) -> int:
    hashes = {keyed_hash(f"{project.pk}:{period}:{one}", "beneficiary") for one in people}
    known = Served.objects.filter(project=project, period=period, person__in=hashes).values_list("person", flat=True)
    fresh = hashes - {bytes(one) for one in known}
    Served.objects.bulk_create([Served(project=project, period=period, person=one) for one in sorted(fresh)])
    return len(fresh)


def strike_off(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Once; the form demands a photo."""
    turn, on = decision.facts["problem"], _past(decision.facts["done_on"], now)
    problem = Problem.objects.filter(project_id=case.id, turn=turn).first()
    if problem is None:
        raise FormRefused({"problem": rules.NoSuchProblem(turn=turn)})
    if problem.struck_on is not None:
        raise FormRefused({"problem": rules.StruckOffBefore(turn=turn, day=problem.struck_on.isoformat())})
    problem.struck_on = on
    problem.save(update_fields=["struck_on"])
    _keep_pictures(case, decision.facts["photos"], problem.title, on)


def look_at(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Like all photos, not public yet."""
    _keep_pictures(case, decision.facts["photos"], SEEN, date.fromisoformat(decision.facts["visited_on"]))


def show_photo(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """All that wait."""
    if not Picture.objects.filter(project_id=case.id, is_public=False).update(is_public=True):
        raise rules.NothingToShow


def hand_over(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Nothing open."""
    milestones = Milestone.objects.filter(project_id=case.id, round=round_of(case), done_on=None).count()
    problems = Problem.objects.filter(project_id=case.id, struck_on=None).count()
    if milestones or problems:
        raise rules.Unfinished(milestones=milestones, problems=problems)


def accept(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """The day of the first acceptance is what before and after are counted from."""
    on = date.fromisoformat(decision.facts["accepted_on"])
    if on > _local(now):
        raise FormRefused({"accepted_on": rules.DayInFuture(day=on.isoformat())})
    project = project_of(case)
    if project.set_up_on and on < project.set_up_on:
        raise FormRefused({"accepted_on": rules.BeforeSetUp(day=project.set_up_on.isoformat())})
    Project.objects.filter(pk=project.pk, accepted_on=None).update(accepted_on=on)


FOLLOWERS: Mapping[str, tuple[Follower, ...]] = {
    "project.set_up": (set_up,),
    "project.planned": (plan,),
    "project.problems_listed": (list_problems,),
    "project.begun": (begin,),
    "project.milestone_reached": (reach,),
    "project.delayed": (delay,),
    "project.dropped": (drop,),
    "project.funded": (paying.plan,),
    "project.received": (paying.receive,),
    "project.spent": (paying.spend,),
    "project.served": (serve,),
    "project.problem_struck_off": (strike_off,),
    "project.looked_at": (look_at,),
    "project.photos_shown": (show_photo,),
    "project.handed_over": (hand_over,),
    "project.accepted": (accept,),
    "project.promoted": (deciding.decide,),
    "project.adjusted": (deciding.decide,),
    "project.withdrawn": (deciding.decide,),
}
