"""City rules by the names that .pb files give them, as rules of ours; None for one we do not know."""

from collections.abc import Mapping

from doorstep.kernel.voting.pabulib import Pabulib
from doorstep.kernel.voting.pabulib_heads import AMOUNT, smallest
from doorstep.kernel.voting.rule import Cap, Completion, Rule, Utility

EQUAL_SHARES: Mapping[str, tuple[Utility, Completion]] = {
    "equalshares": ("cost", "none"),
    "equalshares/add1": ("cost", "add1"),
    "equalshares/add1u": ("cost", "add1_greedy"),
    "equalshares/utilitarian": ("cost", "greedy"),
}


def rule_of(document: Pabulib) -> Rule | None:
    """The rule that the file names, with its thresholds and quotas."""
    name = document.meta.get("rule", "").strip().lower()
    least = document.meta.get("min_project_score_threshold", "").strip()
    threshold = int(least) if least.isdigit() else 0
    caps = _caps(document)
    if name in EQUAL_SHARES:
        utility, completion = EQUAL_SHARES[name]
        return Rule(name="equal_shares", utility=utility, completion=completion, least_score=threshold, caps=caps)
    if name in ("greedy", "greedy-threshold", "greedy-no-skip"):
        return Rule(
            name="greedy",
            by="votes" if document.election.kind == "approval" else "score",
            at_overflow="stop" if name == "greedy-no-skip" else "skip",
            least_score=threshold,
            caps=caps,
        )
    return None


def _caps(document: Pabulib) -> tuple[Cap, ...]:
    """Upper bounds by category, where the file states one for each."""
    kinds = [kind.strip() for kind in document.meta.get("categories", "").split(",")]
    bounds = [bound.strip() for bound in document.meta.get("budget_per_category", "").split(",")]
    if len(kinds) != len(bounds) or not all(AMOUNT.fullmatch(bound) for bound in bounds):
        return ()
    per_unit = document.election.per_unit
    return tuple(
        Cap(of="kind", value=kind, most_cost=smallest(bound, per_unit))
        for kind, bound in zip(kinds, bounds, strict=True)
    )
