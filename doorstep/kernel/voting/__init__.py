"""Voting 表决: ballots counted, projects chosen, draws made. Plain rules in exact arithmetic; touches nothing, knows no voter.

    election = Election(title="…", kind="approval", options=(…), ballots=gather(rows), budget=50_000_00)
    rule = Rule(name="equal_shares", completion="add1_greedy", ties=("votes", "cheaper", "lot"), seed="…")
    outcome = tally(election, rule)                     # doorstep.kernel.voting.tally
    outcome.chosen; outcome.of("c7").words.say("zh-hans"); outcome.fingerprint

Amounts are whole numbers of the smallest unit of money (fen). Everything that was chosen or not has an `Explanation`.
The outcome depends neither on the order of ballots nor on anything that is not in the election and the rule.
Nothing heavy is loaded until something is tallied.
"""

from doorstep.kernel.voting.election import (
    KINDS,
    Ballot,
    BallotRefused,
    Election,
    ElectionRefused,
    Kind,
    Limits,
    Option,
    check_ballot,
    kind_named,
)
from doorstep.kernel.voting.outcome import Counted, Explanation, Outcome, Payment, Tie
from doorstep.kernel.voting.rule import Cap, Rule, RuleRefused
from doorstep.kernel.voting.sheets import Sheets, gather

__all__ = [
    "KINDS",
    "Ballot",
    "BallotRefused",
    "Cap",
    "Counted",
    "Election",
    "ElectionRefused",
    "Explanation",
    "Kind",
    "Limits",
    "Option",
    "Outcome",
    "Payment",
    "Rule",
    "RuleRefused",
    "Sheets",
    "Tie",
    "check_ballot",
    "gather",
    "kind_named",
]
