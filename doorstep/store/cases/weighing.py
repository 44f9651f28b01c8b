"""A step that records a meeting's vote is taken only when its figures bear it out, by the template that stands in the town's votes.toml."""

from datetime import datetime

from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.voting.weighing import TemplateUnknown, weigh
from doorstep.store.cases import towns
from doorstep.store.cases.vote_templates import templates


def check_weighed(decision: Decision, now: datetime) -> None:
    """Raises FormRefused under the answer that does not hold. Reads votes.toml, and only for a step that weighs."""
    step = decision.step
    if not step.weighs:
        return
    template = templates().get(decision.facts[step.weighs])
    if template is None:
        raise FormRefused({step.weighs: TemplateUnknown()})
    weigh(template, decision.facts, today=towns.pack().calendar.local_date(now))
