"""An outcome as JSON data, the same wherever it is kept, published or printed: exact fractions as text (“3/7”), words in both languages."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from doorstep.kernel.voting.outcome import Explanation, Outcome

Naming = Callable[[str], str]


def outcome_document(outcome: Outcome, name: Naming = str) -> dict[str, Any]:
    """The decision and why, for every option by its key. `name` may put names where the words have keys."""
    return {
        "chosen": list(outcome.chosen),
        "left_out": list(outcome.left_out),
        "cast": outcome.cast,
        "empty": outcome.empty,
        "budget": outcome.budget,
        "spent": outcome.spent,
        "share": _exact(outcome.share),
        "raised": outcome.raised,
        "fingerprint": outcome.fingerprint,
        "floors": [
            {"is_met": one.is_met, "zh": name(one.words.zh), "en": name(one.words.en)} for one in outcome.floors
        ],
        "options": {one.option: _explained(one, name) for one in outcome.explanations},
    }


def _explained(one: Explanation, name: Naming) -> dict[str, Any]:
    """`payments`: how many ballots paid, how much each (None where they paid unlike amounts), and how much together."""
    return {
        "result": one.result,
        "reason": one.reason,
        "votes": one.counted.votes,
        "score": one.counted.score,
        "against": one.counted.against,
        "abstained": one.counted.abstained,
        "rank": one.rank,
        "turn": one.turn,
        "granted": one.granted,
        "rate": _exact(one.rate),
        "payments": [[paid.ballots, _exact(paid.each), _exact(paid.total)] for paid in one.payments],
        "missing": _exact(one.missing),
        "tie": None if one.tie is None else {"others": list(one.tie.others), "by": one.tie.by},
        "zh": name(one.words.zh),
        "en": name(one.words.en),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
