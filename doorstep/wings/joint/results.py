"""What those who helped reported, for the lead's handling sheet. Opens what is sealed: the door that asks leaves the trace."""

import json
from dataclasses import dataclass
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.store.sealing import unseal
from doorstep.wings.joint.queries import ORDERS

REPORTED = """
SELECT c.lead_unit, w.title, c.law_id, c.state, o.facts::text, (
    SELECT s.cipher FROM cases_sealedtext s JOIN cases_event r ON r.case_id = s.case_id AND r.seq = s.seq
    WHERE s.case_id = c.id AND s.field = 'result' AND r.verb = 'report' ORDER BY s.seq DESC LIMIT 1)
FROM cases_tie t JOIN cases_case c ON c.id = t.child_id JOIN cases_casewords w ON w.case_id = c.id
JOIN cases_event o ON o.case_id = c.id AND o.seq = 1
WHERE t.parent_id = %s AND t.kind = ANY(%s) AND NOT jsonb_exists(c.memory->'flags', 'called_off') ORDER BY t.made_at, c.id
"""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A unit that helped. `result` in its own words, "" where it has not reported; `share` "" where none was agreed."""

    unit: str
    title: str
    mechanism: str
    state: Words
    share: str
    result: str


def results_beneath(case_id: UUID) -> list[Reported]:
    """In the order they were called in; without those called off. One statement."""
    found = []
    for unit, title, law_id, state, facts, cipher in sheets.run(REPORTED, [case_id, list(ORDERS)]):
        mechanism = law(law_id)
        found.append(
            Reported(
                unit=unit,
                title=title,
                mechanism=mechanism.name,
                state=mechanism.state(state).label,
                share=str(json.loads(facts).get("share", "")),
                result=unseal(bytes(cipher)) if cipher else "",
            )
        )
    return found
