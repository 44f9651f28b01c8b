"""`doorstep tally FILE.pb [--rule …] [--explain]`: counts an election in Pabulib's format and says who is chosen and why.

Without --rule the rule is the one that the file names. The same file and rule give the same bytes, in any order of ballots.
FILE.json is a vote of yes and no as it was published: decided again by the template that was announced, line by line.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from doorstep.kernel.voting.documents import outcome_document
from doorstep.kernel.voting.explaining import money
from doorstep.kernel.voting.outcome import Explanation, Outcome
from doorstep.kernel.voting.pabulib import Pabulib, read_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of
from doorstep.kernel.voting.resolved_again import DocumentRefused, decide_again
from doorstep.kernel.voting.rule import AtOverflow, By, Completion, Name, Rule, RuleRefused, Utility
from doorstep.kernel.voting.tally import tally
from doorstep.kernel.words import Words

CHOICES = {"by": By, "at_overflow": AtOverflow, "utility": Utility, "completion": Completion}


class RuleUnnamed(Exception):
    """文件没有写明一条我们会算的规则；请用 --rule 指定：top_k、greedy 或 equal_shares。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and what of the rule differs from what the file says."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--rule", choices=get_args(Name))
    for name, known in CHOICES.items():
        parser.add_argument(f"--{name.replace('_', '-')}", choices=get_args(known))
    for name in ("seats", "step", "least_votes", "least_score"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int)
    parser.add_argument("--ties", help="votes,score,cheaper,dearer,listed,key,lot (with --rule: key)")
    parser.add_argument("--seed", help="of the lot, as published")
    parser.add_argument("--explain", action="store_true", help="why, for every project")
    parser.add_argument("--json", action="store_true", help="everything, exactly")
    parser.add_argument("--lang", default="zh-hans", choices=["zh-hans", "en"])


def run(arguments: argparse.Namespace) -> int:
    """0 when counted; 1 when the published winners are others."""
    if arguments.file.suffix.lower() == ".json":
        return _decided_again(arguments)
    document = read_pabulib(arguments.file)
    if document.noted:
        print(document.noted.say(arguments.lang), file=sys.stderr)
    rule = _rule(document, arguments)
    outcome = tally(document.election, rule)
    if arguments.json:
        print(json.dumps(outcome_document(outcome), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        print("\n".join(_lines(document, outcome, explain=arguments.explain, lang=arguments.lang)))
    differs = arguments.rule is None and document.selected is not None
    return int(differs and not document.agrees_with(outcome.chosen))


def _decided_again(arguments: argparse.Namespace) -> int:
    if arguments.rule:
        raise RuleRefused(
            why=Words(zh="表决按公布的模板，不另选规则", en="a vote by template is decided by the template announced")
        )
    try:
        raw = arguments.file.read_bytes()
    except OSError:
        raise DocumentRefused(
            why=Words(zh="没有这个文件，或者读不了", en="there is no such file, or it cannot be read")
        ) from None
    again = decide_again(raw)
    if arguments.json:
        print(json.dumps(again.outcome, ensure_ascii=False, indent=1, sort_keys=True))
        return int(not again.is_same)
    english = arguments.lang == "en"
    said = [again.title]
    for key, one in again.outcome["options"].items():
        language = "en" if english else "zh"
        said.append(f"{'✓' if one['result'] == 'chosen' else '✗'} {again.titles[key]}  {one['verdict'][language]}")
        if arguments.explain:
            said += [f"    {'✓' if line['is_met'] else '✗'} {line[language]}" for line in one["lines"]]
    words = ("as published", "not as published") if english else ("与公布的一致", "与公布的不同")
    print("\n".join([*said, "", words[not again.is_same], f"SHA-256 {again.outcome['fingerprint']}"]))
    return int(not again.is_same)


def _rule(document: Pabulib, arguments: argparse.Namespace) -> Rule:
    said: dict[str, Any] = {
        name: value
        for name in ("seats", "step", "least_votes", "least_score", "seed", *CHOICES)
        if (value := getattr(arguments, name)) is not None
    }
    if arguments.ties:
        said["ties"] = tuple(arguments.ties.split(","))
    if arguments.rule:
        if arguments.rule == "top_k" and "seats" not in said:
            raise RuleRefused(why=Words(zh="取前几名要写明名额：--seats 10", en="state how many to take: --seats 10"))
        return Rule(name=arguments.rule, **{"ties": ("key",), **said})
    named = rule_of(document)
    if named is None:
        raise RuleUnnamed(document.meta.get("rule", ""))
    return replace(named, **said)


def _lines(document: Pabulib, outcome: Outcome, *, explain: bool, lang: str) -> list[str]:
    election, english = document.election, lang == "en"
    titles = {option.key: option.title for option in election.options}
    per_unit = election.per_unit
    spent, budget = money(outcome.spent, per_unit), money(outcome.budget, per_unit)
    said = [election.title] if election.title else []
    said += [
        f"{outcome.cast} ballots, {outcome.empty} empty; {len(outcome.chosen)} of {len(titles)} chosen, {spent} of {budget}"
        if english
        else f"{outcome.cast} 张选票，空白 {outcome.empty} 张；{len(titles)} 项选出 {len(outcome.chosen)} 项，{spent} / {budget}"
    ]
    said += [f"  {turn:>3}  {key}  {titles[key]}" for turn, key in enumerate(outcome.chosen, start=1)]
    if explain:
        said += ["", *(f"{one.rank:>3}  {one.option}  {one.words.say(lang)}" for one in _ranked(outcome))]
    if document.selected is not None:
        same = document.agrees_with(outcome.chosen)
        words = ("与公布的一致", "与公布的不同") if not english else ("as published", "not as published")
        said += ["", words[0] if same else words[1]]
    return [*said, f"SHA-256 {outcome.fingerprint}"]


def _ranked(outcome: Outcome) -> list[Explanation]:
    return sorted(outcome.explanations, key=lambda one: one.rank)
