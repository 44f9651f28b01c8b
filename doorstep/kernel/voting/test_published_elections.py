"""Real elections: the winners that cities published, and what other programs make of the same ballots."""

import json
from pathlib import Path

import pytest

from doorstep.kernel.voting import Rule
from doorstep.kernel.voting.pabulib import read_pabulib, write_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of
from doorstep.kernel.voting.tally import count, tally

ELECTIONS = Path(__file__).resolve().parents[4] / "shared" / "data" / "elections"
ORACLE = ELECTIONS / "oracle.json"
pytestmark = pytest.mark.skipif(
    not ORACLE.exists(), reason="the real elections are not beside the project: ../shared/data/elections"
)
RULES = {
    "greedy_cost_sat": Rule(name="greedy", ties=("key",)),
    "mes_cost_sat": Rule(name="equal_shares", utility="cost", ties=("key",)),
    "mes_cardinality_sat": Rule(name="equal_shares", utility="cardinality", ties=("key",)),
    "mes_cost_sat_add1": Rule(name="equal_shares", completion="add1", ties=("key",)),
}
FEW = 1300  # ballots; the larger ones are counted by the benchmark


def test_votes_and_winners_are_those_that_the_cities_published() -> None:
    compared, others = 0, []
    for path in sorted(ELECTIONS.glob("*.pb")):
        document = read_pabulib(path)
        assert write_pabulib(document) == path.read_bytes()
        rule = rule_of(document)
        counted = count(document.election)
        scores = zip(counted.values(), document.projects.column("score") or (), strict=False)
        assert all(float(said) == one.score for one, said in scores if said.strip()), path.name
        if rule is None or document.selected is None:
            continue
        compared += 1
        outcome = tally(document.election, rule)
        votes = {one.option: one.counted.votes for one in outcome.explanations}
        if set(outcome.chosen) != set(document.selected) or not document.votes_said.items() <= votes.items():
            others.append(path.name)
    assert compared
    assert not others


def test_outcomes_are_those_of_another_program() -> None:
    compared = 0
    for name, said in json.loads(ORACLE.read_text("utf-8")).items():
        election = read_pabulib(ELECTIONS / name).election
        for key, rule in RULES.items():
            if said[key] is None or election.cast > FEW:
                continue
            compared += 1
            assert set(tally(election, rule).chosen) == set(said[key]), (name, key)
    assert compared
