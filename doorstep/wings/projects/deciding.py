"""推、调、退: a person may decide otherwise than the rule proposed, but not in its name. Refuses the reason “as the rule proposes” then."""

from datetime import datetime

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.wings.projects.rules import NotAsTheRuleProposes

BY_RULE = "rule"
LAST = """
SELECT e.law_id, e.facts->>'proposal' FROM cases_event e WHERE e.case_id = %s AND e.name = 'project.assessed' ORDER BY e.seq DESC LIMIT 1
"""


def decide(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Raises FormRefused (reason)."""
    if decision.facts.get("reason") != BY_RULE:
        return
    ((law_id, proposed),) = sheets.run(LAST, [case.id])
    if proposed == decision.step.verb:
        return
    asked = law(law_id).step("assess").field("proposal")
    label = next((one.label for one in asked.choices if one.code == proposed), proposed) if asked else proposed
    raise FormRefused({"reason": NotAsTheRuleProposes(proposed=label)})
