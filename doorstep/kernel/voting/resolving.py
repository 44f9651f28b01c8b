"""What a vote by template came to: each matter by its sums, with the lines it met or missed; signed as a whole, repeated by anybody.

Knows sums, never who said what. The fingerprint covers announcement, sums and decisions, and no words: better words change no result.
"""

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from doorstep.kernel.canonical import canonical
from doorstep.kernel.voting.thresholds import Check, Count, Measure, RollMeasure, Template, Verdict, judge

Sums = Mapping[str, Any]
THRESHOLD = "threshold"  # the name of a rule that decides by quorum and majority, each matter by itself
PER_METRE = 100  # areas are summed in hundredths of a square metre


def verdict_of(template: Template, row: Sums) -> Verdict:
    """By the sums of one matter: by the lines of the roll, whatever one line of it is, and by area where it knows areas."""
    counts: dict[Measure, Count] = {template.held_by: _count(row, _counted(template, row), 1)}
    if row["area_all"]:
        counts["area"] = _count(row, "area", PER_METRE)
    return judge(template, counts)


def _counted(template: Template, row: Sums) -> RollMeasure:
    """Under which name the lines of the roll were summed. Sums of earlier votes call them heads, whatever they were."""
    return template.held_by if f"{template.held_by}_all" in row else "heads"


def _count(row: Sums, what: str, per: int) -> Count:
    every, present, yes, no = (Fraction(row[f"{what}_{mark}"], per) for mark in ("all", "present", "yes", "no"))
    return Count(all=every, present=present, yes=yes, no=no)


def resolved(template: Template, rows: Sequence[Sums], *, announced: str, cast: int, empty: int) -> dict[str, Any]:
    """The decision as JSON, like that of any other rule. `announced`: the fingerprint of what was announced."""
    options = {row["option"]: _option(template, row, turn) for turn, row in enumerate(rows, start=1)}
    chosen = [key for key, one in options.items() if one["result"] == "chosen"]
    made = {
        "chosen": chosen,
        "left_out": [key for key in options if key not in chosen],
        "cast": cast,
        "empty": empty,
        "budget": 0,
        "spent": 0,
        "share": None,
        "options": options,
    }
    decided = {key: [one["result"], *(line["is_met"] for line in one["lines"])] for key, one in options.items()}
    signed = {"announced": announced, "sums": list(rows), "cast": cast, "empty": empty, "decided": decided}
    return {**made, "fingerprint": hashlib.sha256(canonical(signed)).hexdigest()}


def _option(template: Template, row: Sums, rank: int) -> dict[str, Any]:
    verdict, counted = verdict_of(template, row), _counted(template, row)
    lines = [_line(check) for check in (*verdict.quorum, *verdict.approval)]
    yes, no, present = (row[f"{counted}_{mark}"] for mark in ("yes", "no", "present"))
    return {
        "result": "chosen" if verdict.agreed else "left_out",
        "reason": "agreed" if verdict.agreed else "not_agreed",
        "votes": yes,
        "score": yes,
        "against": no,
        "abstained": present - yes - no,
        "rank": rank,
        "granted": 0,
        "payments": [],
        "missing": None,
        "lines": lines,
        "verdict": {"zh": verdict.words.zh, "en": verdict.words.en},
        "zh": "".join([verdict.words.zh, *(line["zh"] for line in lines)]),
        "en": " ".join([verdict.words.en, *(line["en"] for line in lines)]),
    }


def _line(check: Check) -> dict[str, Any]:
    return {"is_met": check.is_met, "zh": check.words.zh, "en": check.words.en}
