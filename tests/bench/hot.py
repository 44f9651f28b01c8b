"""Hot issues among real dated messages, through the code that `doorstep hot` and the town use; skipped where they are absent.

A name is known beforehand of two troubles only, and nothing in the product knows it. Besides the whole file, the same is
measured on five random halves, to show how much it hangs on these rows. Each new message is placed by what was gathered.
"""

import random
import time
from collections.abc import Sequence
from pathlib import Path

from doorstep.doors.cli.message_rows import Columns, read_messages
from doorstep.wings.hotspots.clustering import place
from doorstep.wings.hotspots.heat import Issue, Message, find, issues
from tests.bench.figures import Figure

MESSAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages" / "hot.csv"
TROUBLES = {"丽发新城": (66, 60), "伊景园": (57, 52)}  # how many messages name it, how many are to be gathered
HALVES = 5
PLACED = 300
SEED = 20261122


def measure() -> list[Figure]:
    """All of it."""
    if not MESSAGES.exists():
        print(f"skipped: hot issues need {MESSAGES}", flush=True)
        return []
    columns = Columns(text="text", person="user", at="time", likes="likes")
    messages = read_messages(MESSAGES, columns).messages
    began, cpu = time.perf_counter(), time.process_time()
    found = find(messages)
    hot = issues(found)
    whole, busy = time.perf_counter() - began, time.process_time() - cpu
    figures = [Figure(f"{len(messages):,} messages gathered", whole, "s", None, "≤ 60 s", f"{busy:.1f} s of processor")]
    for name, (named, least) in TROUBLES.items():
        gathered, size, rank = gathered_of(name, hot)
        figures.append(
            Figure(f"{name}: gathered of {named}", gathered, "", None, f"≥ {least}", f"ranked {rank} by people")
        )
        figures.append(Figure(f"{name}: share of its cluster", gathered / size, "", None, "≥ 0.95"))
    started, cpu = time.perf_counter(), time.process_time()
    for message in found.messages[-PLACED:]:
        place(found.gathered, message.text)
    busy = (time.process_time() - cpu) / PLACED * 1000
    figures.append(
        Figure(
            "a new message placed",
            (time.perf_counter() - started) / PLACED * 1000,
            "ms",
            None,
            "≤ 20 ms",
            f"{busy:.1f} ms of processor",
        )
    )
    return [*figures, *_halves(messages)]


def gathered_of(name: str, hot: Sequence[Issue]) -> tuple[int, int, int]:
    """How many messages that hold the name are in the cluster with most of them, how large it is, and its rank."""
    counts = [sum(name in f"{each.text.title}{each.text.body}" for each in issue.members) for issue in hot]
    best = max(range(len(hot)), key=lambda turn: counts[turn])
    return counts[best], len(hot[best].members), best + 1


def _halves(messages: Sequence[Message]) -> list[Figure]:
    """The least share gathered, the least pure and the worst rank over random halves."""
    shares, pure, ranks = [], [], []
    for turn in range(HALVES):
        half = random.Random(SEED + turn).sample(list(messages), len(messages) // 2)
        hot = issues(find(half))
        for name in TROUBLES:
            named = sum(name in f"{each.text.title}{each.text.body}" for each in half)
            gathered, size, rank = gathered_of(name, hot)
            shares.append(gathered / named)
            pure.append(gathered / size)
            ranks.append(rank)
    spread = f"{min(shares):.2f} to {max(shares):.2f}"
    return [
        Figure(f"gathered on {HALVES} random halves, the least", min(shares), "", None, "", spread),
        Figure(f"share of the cluster on {HALVES} random halves, the least", min(pure), "", None, "≥ 0.95"),
        Figure(f"rank on {HALVES} random halves, the worst", max(ranks), "", None, "≤ 5"),
    ]
