"""Gathers what the folders of a pack say about grid work, and judges the names that only meet between files."""

from collections.abc import Iterator, Mapping

from doorstep.kernel.faults import Fault
from doorstep.kernel.gridwork.books import DutyBook, GridBook, Gridwork, RoundBook
from doorstep.kernel.gridwork.reading import A_MECHANISM, check_targets, read_duties, read_grids, read_rounds
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.pack_gathering import ANY_NAME, Gathering
from doorstep.kernel.packfile import Table
from doorstep.kernel.roles import Role

GRIDS, ROUNDS, DUTIES = "grids.toml", "rounds.toml", "duties.toml"
NO_DUTIES: DutyBook = {}


def read_gridwork(gathering: Gathering, roles: Mapping[str, Role]) -> Gridwork:
    """grids.toml, rounds.toml and duties.toml, the jurisdiction's own laid over the common ones."""
    known = ANY_NAME if "roles.toml" in gathering.failed else roles.keys()
    grids = gathering.laid_over(GRIDS, lambda path, under: read_grids(path, under, known), GridBook())
    answering = ANY_NAME if GRIDS in gathering.failed else grids.responsibilities.keys()
    rounds = gathering.laid_over(ROUNDS, lambda path, under: read_rounds(path, under, answering), RoundBook())
    return Gridwork(grids=grids, rounds=rounds, duties=gathering.laid_over(DUTIES, read_duties, NO_DUTIES))


def check_gridwork(work: Gridwork, mechanisms: Mapping[str, Mechanism], gathering: Gathering) -> list[Fault]:
    """Rounds that nobody could go, tasks of a mechanism that is not there or does not run among offices."""
    rows = [*_rounds(work, gathering), *_tasks(work, mechanisms, gathering)]
    return [fault for row in rows for fault in row.faults]


def _rounds(work: Gridwork, gathering: Gathering) -> Iterator[Table]:
    for rule in work.rounds.rounds.values():
        for level in check_targets(work.grids.responsibilities, rule):
            row = gathering.find(ROUNDS, "round", name=rule.name)
            row.fault(
                "levels",
                f"“{rule.by}”不负责 {level} 这一级，没有人会去走；改 by，或改 levels",
                f"“{rule.by}” does not answer for a {level}, so nobody would go; change by or levels",
            )
            yield row


def _tasks(work: Gridwork, mechanisms: Mapping[str, Mechanism], gathering: Gathering) -> Iterator[Table]:
    inner = [name for name, law in mechanisms.items() if law.is_inner]
    for rule in work.rounds.tasks.values():
        if rule.mechanism not in inner:
            row = gathering.find(ROUNDS, "task", name=rule.name)
            row.unknown("mechanism", rule.mechanism, inner, noun=A_MECHANISM)
            yield row
