"""推、调、退: a person may decide otherwise than the rule proposed, but not in its name. Refuses the reason “as the rule proposes” then."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.wings.projects.rules import NotAsTheRuleProposes

BY_RULE = "rule"
LAST = """
SELECT e.law_id, e.facts->>'proposal' FROM cases_event e WHERE e.case_id = %s AND e.name = 'project.assessed' ORDER BY e.seq DESC LIMIT 1
"""
DECIDED = """
SELECT e.law_id, e.verb, e.facts->>'reason', (e.at AT TIME ZONE 'Asia/Shanghai')::date,
       (SELECT a.facts->>'proposal' FROM cases_event a
        WHERE a.case_id = e.case_id AND a.name = 'project.assessed' AND a.seq < e.seq ORDER BY a.seq DESC LIMIT 1)
FROM cases_event e WHERE e.case_id = %s AND e.name = ANY(%s) ORDER BY e.seq
"""
DECISIONS = ("project.promoted", "project.adjusted", "project.withdrawn")


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a person decided after the project was judged, and the reason that was chosen, as everybody reads them; `against`: what the
    rule had proposed, where that was something else."""

    what: Words
    reason: Words
    on: date
    against: Words | None = None


def decided(case_id: UUID) -> list[Decided]:
    """The first first."""
    found = []
    for law_id, verb, reason, on, proposed in sheets.run(DECIDED, [case_id, list(DECISIONS)]):
        step = law(law_id).step(verb)
        against = _label(law(law_id).step("assess"), "proposal", proposed) if proposed not in (None, verb) else None
        found.append(Decided(what=step.label, reason=_label(step, "reason", reason), on=on, against=against))
    return found


def _label(step: Step, name: str, code: str | None) -> Words:
    asked = step.field(name)
    plain = Words(zh=code or "", en=code or "")
    return next((one.label for one in asked.choices if one.code == code), plain) if asked else plain


def decide(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Raises FormRefused (reason)."""
    if decision.facts.get("reason") != BY_RULE:
        return
    ((law_id, proposed),) = sheets.run(LAST, [case.id])
    if proposed == decision.step.verb:
        return
    label = _label(law(law_id).step("assess"), "proposal", proposed)
    raise FormRefused({"reason": NotAsTheRuleProposes(proposed=label)})
