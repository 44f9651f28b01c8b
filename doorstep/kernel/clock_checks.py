"""Judges the clocks of a whole pack against its mechanisms and parties: every scheme that could be chosen, not only the one that is.

Notes as faults: a pause that no step begins or ends, an extension whose parties nobody knows, and one that no step of the
mechanisms may ask for or approve although they extend that clock.
"""

from collections.abc import Iterator

from doorstep.kernel.clocks import ClockRule, ClockScheme
from doorstep.kernel.mechanism import Step
from doorstep.kernel.pack_content import Pack
from doorstep.kernel.pack_gathering import Gathering
from doorstep.kernel.packfile import Table
from doorstep.kernel.words import Words

A_PARTY = Words(zh="当事方", en="party")


def check_clocks(pack: Pack, gathering: Gathering) -> Iterator[Table]:
    """The rows at fault."""
    verbs = {step.verb for law in pack.mechanisms.values() for step in law.steps}
    seen: set[tuple[str, str]] = set()
    told: set[tuple[str, int]] = set()
    for name, scheme in {"": pack.clocks, **pack.schemes}.items():
        for clock, key, verb in sorted(_pausing(scheme)):
            if verb not in verbs and (clock, verb) not in seen:
                row = _row(gathering, name, clock)
                row.unknown(key, verb, verbs, noun=Words(zh="动作", en="step"))
                seen.add((clock, verb))
                yield row
        for row in _check_extensions(pack, gathering, name, scheme):
            if (row.file, row.line) not in told:
                told.add((row.file, row.line))
                yield row


def _pausing(scheme: ClockScheme) -> set[tuple[str, str, str]]:
    return {(rule.name, "pause", verb) for rule in scheme.rules for p in rule.pauses for verb in (p.begins, *p.ends)}


def _check_extensions(pack: Pack, gathering: Gathering, name: str, scheme: ClockScheme) -> Iterator[Table]:
    steps = [step for law in pack.mechanisms.values() for step in law.steps]
    for rule in {(rule.name, rule.extension): rule for rule in scheme.rules if rule.extension}.values():
        assert rule.extension is not None
        clock = _row(gathering, name, rule.name)
        row = next((one for one in clock.tables("extension") if one.values.get("unit") == rule.extension.unit), clock)
        asking = [step for step in steps if step.asks_more == rule.name]
        granting = [step for step in steps if step.grants_more == rule.name]
        for key, named, taken in (
            ("asked_by", rule.extension.asked_by, asking),
            ("approved_by", rule.extension.approved_by, granting),
        ):
            if unknown := next((party for party in named if party not in pack.parties), ""):
                row.unknown(key, unknown, pack.parties, noun=A_PARTY)
            else:
                _check_taken(row, key, rule, named, taken)
        if row.faults:
            yield row


def _check_taken(row: Table, key: str, rule: ClockRule, named: tuple[str, ...], taken: list[Step]) -> None:
    who = {party for step in taken for party in step.who}
    if not who & set(named):
        does = ("申请", "ask for") if key == "asked_by" else ("批准", "approve")
        row.fault(
            key,
            f"没有哪个动作让{'、'.join(named)}{does[0]}“{rule.name}”的延期；改这里，或改机制里那个动作的 who",
            f"no step lets {', '.join(named)} {does[1]} more time for “{rule.name}”; change this, or who may take that step",
        )


def _row(gathering: Gathering, scheme: str, clock: str) -> Table:
    """The clock's row: the jurisdiction's own, else the scheme's, else the common one."""
    pages = gathering.pages("clocks.toml")
    own, *below = pages
    chosen = gathering.pages(f"schemes/{scheme}.toml") if scheme else []
    for page in (own, *chosen, *below):
        found = next((row for row in page.tables("clock") if row.values.get("name") == clock), None)
        if found is not None:
            return found
    return own
