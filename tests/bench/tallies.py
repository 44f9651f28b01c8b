"""How long counting takes: equal shares with completion beside the same written down plainly, real elections, a million ballots."""

import json
import random
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

from doorstep.kernel.voting import Election, Option, Outcome, Rule, gather
from doorstep.kernel.voting.pabulib import Pabulib, parse_pabulib, read_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of
from doorstep.kernel.voting.tally import count, tally
from tests.bench.figures import Figure
from tests.bench.plain_shares import plain_equal_shares

ELECTIONS = Path(__file__).resolve().parents[3] / "shared" / "data" / "elections"
COMPLETED = Rule(name="equal_shares", completion="greedy", ties=("key",))
RAISED = Rule(name="equal_shares", completion="add1_greedy", ties=("key",))
ORACLES = {
    "greedy_cost_sat": Rule(name="greedy", ties=("key",)),
    "mes_cost_sat": Rule(name="equal_shares", ties=("key",)),
    "mes_cardinality_sat": Rule(name="equal_shares", utility="cardinality", ties=("key",)),
    "mes_cost_sat_add1": Rule(name="equal_shares", completion="add1", ties=("key",)),
}
ROUNDS = 3


def measure() -> list[Figure]:
    """CPU seconds, the least of some rounds."""
    figures = []
    for ballots, projects, target in ((60_000, 50, "≤ 0.5 s"), (100_000, 100, "≤ 1 s")):
        figures += _drawn(ballots, projects, target)
    figures += _million()
    if ELECTIONS.exists():
        documents = [read_pabulib(path) for path in sorted(ELECTIONS.glob("*.pb"))]
        figures += [*_published(documents), *_oracles(documents), *_warsaw(documents)]
    return figures


def made(ballots: int, projects: int, *, kinds: int | None) -> Election:
    """Ballots of some kinds of people, or everybody's own; the popular projects are in more of them."""
    dice = random.Random(f"{ballots} {projects} {kinds}")
    keys = [f"p{place}" for place in range(projects)]
    wanted = [dice.random() ** 2 + 0.05 for _ in keys]

    def sheet() -> tuple[str, ...]:
        return tuple(dict.fromkeys(dice.choices(keys, wanted, k=dice.randrange(1, 11))))

    likes = [sheet() for _ in range(kinds)] if kinds else []
    rows = [(dice.choice(likes) if kinds else sheet(), ()) for _ in range(ballots)]
    options = tuple(Option(key=key, cost=dice.randrange(5, 200) * 100_000) for key in keys)
    return Election(options=options, ballots=gather(rows), budget=sum(option.cost for option in options) // 3)


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU time of some rounds, all threads together."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def _drawn(ballots: int, projects: int, target: str) -> list[Figure]:
    figures = []
    for kinds in (800, None):
        election = made(ballots, projects, kinds=kinds)
        who = f"{len(election.ballots):,} different" if kinds else f"{len(election.ballots):,} different, few alike"
        took = cpu(partial(tally, election, COMPLETED))
        raised = cpu(partial(tally, election, RAISED), 1)
        what = f"equal shares, {ballots:,} ballots ({who}) × {projects}"
        note, ratio = "", None
        if projects == 50 and kinds:
            started = time.process_time()
            plain = plain_equal_shares(election)
            plainly = time.process_time() - started
            same = set(plain) == set(tally(election, ORACLES["mes_cost_sat"]).chosen)
            ratio, note = took / plainly, f"plain fractions {plainly:.3g} s, {'same' if same else 'OTHER'} projects"
        figures.append(Figure(f"{what}, greedy completion", took, "s CPU", ratio, target, note))
        figures.append(Figure(f"{what}, shares raised (add-1) and greedy", raised, "s CPU", None, "", ""))
    return figures


def _million() -> list[Figure]:
    dice = random.Random(7)
    keys = [f"p{place}" for place in range(50)]
    sheets = [tuple(dice.sample(keys, 5)) for _ in range(1_000_000)]
    options = tuple(Option(key=key, cost=100) for key in keys)
    counted = cpu(lambda: count(Election(options=options, ballots=gather((sheet, ()) for sheet in sheets))), 1)
    head = (
        "META\nkey;value\nbudget;5\nvote_type;approval\nnum_projects;50\nnum_votes;1000000\nPROJECTS\nproject_id;cost\n"
    )
    rows = [*(f"{key};1" for key in keys), "VOTES", "voter_id;vote"]
    votes = [f"{place};{','.join(sheet)}" for place, sheet in enumerate(sheets)]
    raw = (head + "\n".join(rows + votes) + "\n").encode()
    read = cpu(lambda: parse_pabulib(raw), 1)
    return [
        Figure("1,000,000 approval ballots of five, gathered and counted", counted, "s CPU", None, "≤ 5 s", ""),
        Figure(
            "the same read from a .pb file, every line checked", read, "s CPU", None, "", f"{len(raw) / 1e6:.0f} MB"
        ),
    ]


def _published(documents: list[Pabulib]) -> list[Figure]:
    ours = [(document, rule) for document in documents if document.selected is not None and (rule := rule_of(document))]
    same = sum(set(tally(document.election, rule).chosen) == set(document.selected or ()) for document, rule in ours)
    what = "real elections whose city's rule is one of ours: winners as published"
    return [
        Figure(
            what,
            same,
            f"of {len(ours)}",
            None,
            f"{len(ours)}",
            f"{len(documents)} files, each written back byte for byte",
        )
    ]


def _oracles(documents: list[Pabulib]) -> list[Figure]:
    said = json.loads((ELECTIONS / "oracle.json").read_text("utf-8"))
    figures = []
    for key, rule in ORACLES.items():
        pairs = [
            (document, said[document.file])
            for document in documents
            if said.get(document.file, {}).get(key) is not None
        ]
        started = time.process_time()
        outcomes = [tally(document.election, rule) for document, _ in pairs]
        took = time.process_time() - started
        same = sum(
            set(outcome.chosen) == set(oracle[key]) for outcome, (_, oracle) in zip(outcomes, pairs, strict=True)
        )
        theirs = sum(oracle[f"{key}_s"] for _, oracle in pairs)
        note = f"{took:.2f} s CPU; pabutools took {theirs:.1f} s elsewhere"
        figures.append(
            Figure(f"outcomes as pabutools has them, {key}", same, f"of {len(pairs)}", None, f"{len(pairs)}", note)
        )
    return figures


def _warsaw(documents: list[Pabulib]) -> list[Figure]:
    districts = [document for document in documents if "Warszawa" in document.file]
    figures = []
    for what, rule, target in (
        ("greedy completion", COMPLETED, "≤ 2 s"),
        ("shares raised (add-1) and greedy", RAISED, ""),
    ):
        took = {document.file: _timed(document, rule) for document in districts}
        slowest = max(took, key=lambda name: took[name][0])
        raised = float(took[slowest][1].share or Fraction(0)) / 100
        note = f"{slowest.removesuffix('.pb').rsplit('_', 1)[-1]}; share at the end {raised:,.0f}"
        figures.append(
            Figure(
                f"slowest of {len(districts)} Warsaw districts, {what}", took[slowest][0], "s CPU", None, target, note
            )
        )
    return figures


def _timed(document: Pabulib, rule: Rule) -> tuple[float, Outcome]:
    started = time.process_time()
    outcome = tally(document.election, rule)
    return time.process_time() - started, outcome
