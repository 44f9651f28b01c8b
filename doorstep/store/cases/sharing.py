"""Shares 份额: what those who are called in carry adds up to a hundred percent at most. Asks the ledger; writes nothing."""

from decimal import Decimal

from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import sheets

WHOLE = 100
GIVEN = """
SELECT coalesce(sum((e.facts->>%s)::numeric), 0) FROM cases_tie t
JOIN cases_case c ON c.id = t.child_id JOIN cases_event e ON e.case_id = c.id AND e.seq = 1
WHERE t.parent_id = %s AND t.kind = %s AND jsonb_exists(e.facts, %s) AND NOT jsonb_exists(c.memory->'flags', 'called_off')
"""


class SharesTooMany(FieldFault):
    """份额加起来是 %(sum)s%%，超过 100%%；已经分出去 %(given)s%%，这次最多还能分 %(left)s%%。"""


def check_shares(case: Case, decision: Decision) -> None:
    """Raises FormRefused under the field of shares. One statement, and only for a step that gives shares."""
    step = decision.step
    if not step.shares or step.shares not in decision.facts:
        return
    given = Decimal(sheets.run(GIVEN, [step.shares, case.id, step.opens, step.shares])[0][0])
    heads = len(decision.facts[step.for_each]) if step.for_each else 1
    total = given + Decimal(decision.facts[step.shares]) * heads
    if total > WHOLE:
        left = max(Decimal(0), WHOLE - given)
        raise FormRefused({step.shares: SharesTooMany(sum=_plain(total), given=_plain(given), left=_plain(left))})


def _plain(share: Decimal) -> str:
    """Without noughts at its end: 60, 33.4."""
    return f"{share.normalize():f}"
