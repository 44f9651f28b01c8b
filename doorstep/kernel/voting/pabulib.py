"""Elections in the .pb format of Pabulib (pabulib.org), in and out. Strict: the first thing wrong is refused with line and column.

Amounts become whole numbers of the smallest unit (hundredths, or finer where the file writes finer). Ballots that say the
same become one. The file's own bytes are kept, so that writing what was read gives the same.

Not looked at, because no ballot could have been given that breaks them: bounds by category. What would be counted another way than the
file means is refused: points that are no whole numbers, a default score, a scoring function other than Borda's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from doorstep.kernel.voting.election import Election
from doorstep.kernel.voting.pabulib_ballots import read_ballots
from doorstep.kernel.voting.pabulib_heads import read_heading
from doorstep.kernel.voting.pabulib_lines import Lines, PabulibRefused, joined, section_bounds, split_lines
from doorstep.kernel.voting.pabulib_projects import LEAST, Projects, read_projects
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words

__all__ = ["Pabulib", "PabulibRefused", "amount_of", "pabulib_of", "parse_pabulib", "read_pabulib", "write_pabulib"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pabulib:
    """A file as read: its election, what META says in its order, the table of projects as text, what is to be said of its ballots."""

    file: str
    election: Election
    meta: Mapping[str, str]
    projects: Projects
    source: Lines
    noted: Words | None = None

    @property
    def selected(self) -> tuple[str, ...] | None:
        """Keys of the published winners; None where the file does not publish them."""
        return self._marked("1") if self.doubtful or self._marked("1") else None

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Keys of those of which the file says neither yes nor no (2, 3): chosen or passed over for a reason of its own."""
        return self._marked("2", "3")

    def _marked(self, *marks: str) -> tuple[str, ...]:
        column = self.projects.column("selected") or ()
        pairs = zip(self.election.options, column, strict=False)
        return tuple(option.key for option, value in pairs if value.strip().partition(".")[0] in marks)

    def agrees_with(self, chosen: Collection[str]) -> bool:
        """Whether these are the published winners; those of which the file is in doubt may be among them or not."""
        return set(self.selected or ()) <= set(chosen) <= {*(self.selected or ()), *self.doubtful}

    @property
    def votes_said(self) -> Mapping[str, int]:
        """Votes of each project as the file itself says, where it does."""
        column = self.projects.column("votes") or ()
        return {
            option.key: votes
            for option, value in zip(self.election.options, column, strict=False)
            if (votes := read_whole(value.strip())) is not None
        }


def read_pabulib(path: Path) -> Pabulib:
    """Read a file. Raises PabulibRefused, also where there is none."""
    try:
        raw = path.read_bytes()
    except OSError:
        zh, en = "没有这个文件，或者读不了", "there is no such file, or it cannot be read"
        raise PabulibRefused(file=path.name or str(path), line=0, column=0, zh=zh, en=en) from None
    return parse_pabulib(raw, path.name)


def parse_pabulib(raw: bytes, file: str = "election.pb") -> Pabulib:
    """Read the bytes of a file. Raises PabulibRefused."""
    lines = split_lines(raw, file)
    bounds = section_bounds(lines)
    heading = read_heading(lines, *bounds["META"])
    projects = read_projects(lines, *bounds["PROJECTS"], heading)
    limits = heading.limits(projects.per_unit)
    ballots, noted = read_ballots(lines, *bounds["VOTES"], heading, projects.options, limits)
    election = Election(
        title=heading.meta.get("description", "").strip(),
        kind=heading.kind,
        options=projects.options,
        ballots=ballots,
        budget=projects.budget,
        per_unit=projects.per_unit,
        limits=limits,
        convention=heading.convention if ballots else "sheet",  # where nobody voted nothing is taken
    )
    return Pabulib(file=file, election=election, meta=heading.meta, projects=projects, source=lines, noted=noted)


def write_pabulib(document: Pabulib) -> bytes:
    """The bytes of a file: those it was read from."""
    return document.source.raw


def pabulib_of(election: Election, meta: Mapping[str, str], *, file: str = "election.pb") -> Pabulib:
    """An election of ours as a file. Voters are numbered in the order of what the ballots say, not of casting.

    `meta` adds to what the election itself says (country, unit, instance, dates, rule). Consent has no place in the format.
    """
    if election.kind == "consent":
        zh, en = "“同意/不同意”的表决不能写成 .pb", "a vote of yes and no cannot be written as .pb"
        raise PabulibRefused(file=file, line=0, column=0, zh=zh, en=en)
    said = {
        "description": election.title,
        "num_projects": str(len(election.options)),
        "num_votes": str(election.cast),
        "budget": amount_of(election.budget, election.per_unit),
        "vote_type": election.kind,
        **({"doorstep_convention": "sheet"} if election.convention == "sheet" else {}),
        **_limits(election),
    }
    rows: list[Sequence[str]] = [("META",), ("key", "value"), *{**said, **meta, **_fixed(said)}.items(), ("PROJECTS",)]
    has_parts = any(option.least is not None for option in election.options)
    rows.append(("project_id", "cost", "name", "category", "neighborhood", *([LEAST] if has_parts else [])))
    for option in election.options:
        cost = amount_of(option.cost, election.per_unit)
        least = "" if option.least is None else amount_of(option.least, election.per_unit)
        rows.append((option.key, cost, option.title, option.kind, option.place, *([least] if has_parts else [])))
    pointed = election.kind in ("cumulative", "scoring")
    rows += [("VOTES",), ("voter_id", "vote", "points") if pointed else ("voter_id", "vote")]
    number = 0
    for ballot in election.ballots:
        tail = (",".join(ballot.choices), *([",".join(map(str, ballot.points))] if pointed else []))
        for _ in range(ballot.times):
            number += 1
            rows.append((str(number), *tail))
    text = "\n".join(joined(tuple(" ".join(field.splitlines()) for field in row)) for row in rows) + "\n"
    return parse_pabulib(text.encode(), file)


def _fixed(said: Mapping[str, str]) -> dict[str, str]:
    return {key: said[key] for key in ("num_projects", "num_votes", "budget", "vote_type")}


def _limits(election: Election) -> dict[str, str]:
    limits = election.limits
    said = {
        "min_length": limits.least_choices or None,
        "max_length": limits.most_choices,
        "min_points": limits.least_points,
        "max_points": limits.most_points,
        "min_sum_points": limits.least_sum,
        "max_sum_points": limits.most_sum,
    }
    return {key: str(value) for key, value in said.items() if value is not None}


def amount_of(amount: int, per_unit: int) -> str:
    """An amount of the smallest unit as the format writes it: no more decimals than it needs."""
    whole, rest = divmod(amount, per_unit)
    digits = len(str(per_unit)) - 1
    return f"{whole}.{rest:0{digits}d}".rstrip("0") if rest else str(whole)
