"""City rules by the names that .pb files give them, as rules of ours; None for one we do not know."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from doorstep.kernel.voting.pabulib import Pabulib, PabulibRefused
from doorstep.kernel.voting.pabulib_heads import AMOUNT, smallest
from doorstep.kernel.voting.rule import Cap, Completion, Rule, RuleRefused, Utility
from doorstep.kernel.whole_numbers import read_whole

OURS = "doorstep_rule"  # the whole rule, ties and seed with it, as JSON
CAPPED: tuple[tuple[Literal["kind", "place"], Sequence[str], Sequence[str]], ...] = (
    ("kind", ("categories",), ("budget_per_category",)),
    (
        "place",
        ("neighborhoods", "neighbourhoods"),
        ("budget_per_neighborhood", "budget_per_neighbourhood"),
    ),
)
EQUAL_SHARES: Mapping[str, tuple[Utility, Completion]] = {
    "equalshares": ("cost", "none"),
    "equalshares/add1": ("cost", "add1"),
    "equalshares/add1u": ("cost", "add1_greedy"),
    "equalshares/utilitarian": ("cost", "greedy"),
}


def meta_of(rule: Rule) -> dict[str, str]:
    """What META says of a rule: the format's name for it, where there is one, and all of it, so that it can be read back."""
    whole = json.dumps(asdict(rule), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    said = {"rule": _name(rule), OURS: whole}
    if rule.least_score:
        said["min_project_score_threshold"] = str(rule.least_score)
    return said


def _name(rule: Rule) -> str:
    if rule.name == "equal_shares" and not (rule.caps or rule.conflicts):
        named = [name for name, (_, completion) in EQUAL_SHARES.items() if completion == rule.completion]
        return named[0]
    if rule.name != "greedy" or rule.by != "votes" or rule.caps or rule.conflicts or rule.at_overflow == "part":
        return "greedy-custom" if rule.name == "greedy" else "unknown"
    if rule.at_overflow == "stop":
        return "greedy-no-skip"
    return "greedy-threshold" if rule.least_votes or rule.least_score else "greedy"


def _ours(document: Pabulib, written: str) -> Rule:
    """The rule as we write it. Raises PabulibRefused for one that nobody could have announced."""
    try:
        said = json.loads(written)
        read: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
        }
        read["caps"] = tuple(Cap(**cap) for cap in said.get("caps", ()))
        read["conflicts"] = tuple(tuple(group) for group in said.get("conflicts", ()))
        return Rule(**read)
    except (ValueError, TypeError, AttributeError, RuleRefused) as wrong:
        why = wrong.params["why"] if isinstance(wrong, RuleRefused) else None
        zh, en = f"“{OURS}”里写的规则看不懂", f"the rule written in “{OURS}” cannot be read"
        if why:
            zh, en = f"{zh}：{why.zh}", f"{en}: {why.en}"
        raise PabulibRefused(file=document.file, line=0, column=0, zh=zh, en=en) from None


def rule_of(document: Pabulib) -> Rule | None:
    """The rule that the file names, with its thresholds and quotas; None also where its quotas cannot be told."""
    if written := document.meta.get(OURS, "").strip():
        return _ours(document, written)
    name = document.meta.get("rule", "").strip().lower()
    least = document.meta.get("min_project_score_threshold", "").strip().partition(".")[0]
    threshold = read_whole(least) or 0
    caps = _caps(document)
    if caps is None:
        return None
    if name in EQUAL_SHARES:
        utility, completion = EQUAL_SHARES[name]
        return Rule(
            name="equal_shares",
            utility=utility,
            completion=completion,
            least_score=threshold,
            caps=caps,
            ties=("cheaper", "votes", "listed"),  # as equalshares.net breaks them
        )
    if name in ("greedy", "greedy-threshold", "greedy-no-skip"):
        return Rule(
            name="greedy",
            by="votes" if document.election.kind == "approval" else "score",
            at_overflow="stop" if name == "greedy-no-skip" else "skip",
            least_score=threshold,
            caps=caps,
            ties=("listed",),  # the file has its projects in the order in which the city took them
        )
    return None


def _caps(document: Pabulib) -> tuple[Cap, ...] | None:
    """Upper bounds by category and by neighbourhood, where the file states one for each; None for bounds that do not fit the names,
    and where a project is of several categories: which of their bounds it would use up nobody says."""
    caps: list[Cap] = []
    for of, names, bounds in CAPPED:
        values, amounts = _listed(document, names), _listed(document, bounds)
        if not amounts:
            continue
        several = of == "kind" and any("," in option.kind for option in document.election.options)
        if several or len(values) != len(amounts) or not all(AMOUNT.fullmatch(one) for one in amounts):
            return None
        per_unit = document.election.per_unit
        pairs = zip(values, amounts, strict=True)
        caps += [Cap(of=of, value=value, most_cost=smallest(amount, per_unit)) for value, amount in pairs]
    return tuple(caps)


def _listed(document: Pabulib, keys: Sequence[str]) -> list[str]:
    said = next((document.meta[key] for key in keys if document.meta.get(key, "").strip()), "")
    return [one.strip() for one in said.strip().strip("[]").split(",")] if said.strip() else []
