"""Opens the cases that a step opens beneath its case: one for each unit named, or one, in the step's own transaction.

What the new case's form asks is taken from the answers of the step, by name. Place, category, kind and urgency are those of
the case above, and its channel where that goes on as the new one; its title too, unless the new form asks for a line of words,
such as the part or the topic.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.mechanism import Step
from doorstep.kernel.redaction.hiding import redact
from doorstep.store.cases import sheets
from doorstep.store.cases.drafting import Beneath, Opening
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.opening import Opened, open_cases

LONGEST_TITLE = 120


def open_beneath(case: Case, decision: Decision, form: Mapping[str, Any], actor: Actor, now: datetime) -> list[Opened]:
    """Called when the step on the case above is already decided. Raises what `open_case` raises."""
    step = decision.step
    if not step.opens:
        return []
    words = sheets.run("SELECT title, body FROM cases_casewords WHERE case_id = %s", [case.id])[0]
    return open_cases([_opening(case, decision, asked, actor, words) for asked in _each(step, decision, form)], now=now)


def _each(step: Step, decision: Decision, form: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The answers for each new case. The units of `for_each` become the unit that its opening asks for."""
    opening = current_law(step.opens or "").mechanism.opening
    asked = {field.name for field in opening.form}
    answers = {name: value for name, value in form.items() if name in asked and name != step.for_each}
    if not step.for_each:
        yield answers
        return
    for unit in decision.facts[step.for_each]:
        yield {**answers, opening.names_unit or "": unit}


def _opening(
    case: Case, decision: Decision, answers: Mapping[str, Any], actor: Actor, words: tuple[str, str]
) -> Opening:
    """`words`: title and body of the case above, already masked."""
    step, (above, body) = decision.step, words
    title = _own_title(step, decision) or above
    said = "\n".join(text for name, text in decision.texts.items() if name in answers)
    return Opening(
        mechanism=step.opens or "",
        actor=actor,
        form=answers,
        title=title[:LONGEST_TITLE],
        body=redact(said).text if said else body,
        place_path=case.place_path,
        category=case.category,
        request_type=case.request_type,
        channel=case.channel if step.hands_over else "desk",
        urgency=case.urgency,
        opened_unit=case.opened_unit if step.on_behalf else decision.unit or case.lead_unit,
        beneath=Beneath(parent_id=case.id, is_required=not (step.spares and decision.facts.get(step.spares))),
    )


def _own_title(step: Step, decision: Decision) -> str:
    """The first line of words that the new case asks for, masked; "" when it asks for none."""
    asked = (field.name for field in current_law(step.opens or "").mechanism.opening.form if field.kind == "line")
    first = next(asked, None)
    return redact(decision.texts.get(first, "")).text if first else ""
