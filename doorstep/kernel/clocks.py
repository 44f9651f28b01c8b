"""Clocks 时限: which duty in time applies to a case, as rules with their basis and effective date.

A scheme holds the rules of one jurisdiction; for a clock, a request type, an urgency and a day it names exactly one rule.
Urgency speaks before request type, the narrower rule before the wider, the newer before the older. Rules are data (see
`clocks_reading`); this room makes no law and counts no time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import UNITS, Unit


class ClockUnknown(Refusal):
    """没有适用于这件事的“%(name)s”时限，请联系管理员补上时限规则。"""

    status = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """So much time, e.g. 3 working days."""

    amount: int
    unit: Unit

    def as_dict(self) -> dict[str, Any]:
        return {"amount": self.amount, "unit": self.unit}


@dataclass(frozen=True, kw_only=True, slots=True)
class PauseRule:
    """The clock stands still from the step `begins` until one of the steps `ends`."""

    begins: str
    ends: tuple[str, ...]
    label: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionRule:
    """Up to so much more time, in the clock's own unit, granted so many times at most. It must be asked for before the
    duty falls due. `asked_by`, `approved_by`: parties."""

    amount: int
    unit: Unit
    times: int
    asked_by: tuple[str, ...]
    approved_by: tuple[str, ...]
    basis: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockRule:
    """One duty in time. Empty conditions mean every request type, every urgency. `warn_before` is never longer than it."""

    name: str
    label: Words
    amount: int
    unit: Unit
    basis: Words
    effective_from: date
    effective_until: date | None = None
    """The last day on which it applies."""
    request_types: frozenset[str] = frozenset()
    urgencies: frozenset[str] = frozenset()
    warn_before: Amount | None = None
    pauses: tuple[PauseRule, ...] = ()
    extension: ExtensionRule | None = None

    @property
    def rank(self) -> tuple[int, date]:
        """The greater rank speaks first."""
        return (2 * bool(self.urgencies) + bool(self.request_types), self.effective_from)

    def fits(self, *, request_type: str, urgency: str, on: date) -> bool:
        """Whether the rule covers such a case that starts on this day."""
        return (
            self.effective_from <= on
            and (self.effective_until is None or on <= self.effective_until)
            and (not self.request_types or request_type in self.request_types)
            and (not self.urgencies or urgency in self.urgencies)
        )

    def contradicts(self, other: "ClockRule") -> bool:
        """Whether some case would find both rules in the first place."""
        return (
            self.name == other.name
            and self.rank == other.rank
            and (not self.request_types or bool(self.request_types & other.request_types))
            and (not self.urgencies or bool(self.urgencies & other.urgencies))
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, so that a running clock can keep the rule as it was when the clock started."""
        return {
            "name": self.name,
            "label": {"zh": self.label.zh, "en": self.label.en},
            "amount": self.amount,
            "unit": self.unit,
            "basis": {"zh": self.basis.zh, "en": self.basis.en},
            "effective_from": self.effective_from.isoformat(),
            "effective_until": self.effective_until.isoformat() if self.effective_until else None,
            "request_types": sorted(self.request_types),
            "urgencies": sorted(self.urgencies),
            "warn_before": self.warn_before.as_dict() if self.warn_before else None,
            "pauses": [
                {"begins": p.begins, "ends": list(p.ends), "label": {"zh": p.label.zh, "en": p.label.en}}
                for p in self.pauses
            ],
            "extension": _extension_as_dict(self.extension),
        }


def _extension_as_dict(rule: ExtensionRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "amount": rule.amount,
        "unit": rule.unit,
        "times": rule.times,
        "asked_by": list(rule.asked_by),
        "approved_by": list(rule.approved_by),
        "basis": {"zh": rule.basis.zh, "en": rule.basis.en},
    }


def _extension_from_dict(row: dict[str, Any] | None) -> ExtensionRule | None:
    if row is None:
        return None
    return ExtensionRule(
        amount=row["amount"],
        unit=unit_named(row["unit"]),
        times=row["times"],
        asked_by=tuple(row["asked_by"]),
        approved_by=tuple(row["approved_by"]),
        basis=Words(**row["basis"]),
    )


def rule_from_dict(row: dict[str, Any]) -> ClockRule:
    """The rule that `as_dict` wrote. Raises `KeyError` or `ValueError` for anything else."""
    warn, until = row["warn_before"], row["effective_until"]
    return ClockRule(
        name=row["name"],
        label=Words(**row["label"]),
        amount=row["amount"],
        unit=unit_named(row["unit"]),
        basis=Words(**row["basis"]),
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_until=date.fromisoformat(until) if until else None,
        request_types=frozenset(row["request_types"]),
        urgencies=frozenset(row["urgencies"]),
        warn_before=Amount(amount=warn["amount"], unit=unit_named(warn["unit"])) if warn else None,
        pauses=tuple(
            PauseRule(begins=p["begins"], ends=tuple(p["ends"]), label=Words(**p["label"])) for p in row["pauses"]
        ),
        extension=_extension_from_dict(row.get("extension")),
    )


def unit_named(name: str) -> Unit:
    """Raises `ValueError` for a word that is no unit."""
    if name not in UNITS:
        raise ValueError(f"no unit of time: {name}")
    return name


@dataclass(frozen=True, kw_only=True)
class ClockScheme:
    """The clocks of one jurisdiction."""

    name: str
    title: Words
    rules: tuple[ClockRule, ...]
    labels: dict[str, Words] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(rule.name for rule in self.rules)

    def rule_for(self, name: str, *, request_type: str, urgency: str, on: date) -> ClockRule:
        """The one rule for a clock that starts on this day (local date). Raises `ClockUnknown`."""
        fitting = [
            rule for rule in self._by_name.get(name, ()) if rule.fits(request_type=request_type, urgency=urgency, on=on)
        ]
        if not fitting:
            raise ClockUnknown(name=self.labels.get(name, name))
        return max(fitting, key=lambda rule: rule.rank)

    @cached_property
    def _by_name(self) -> dict[str, list[ClockRule]]:
        found: dict[str, list[ClockRule]] = {}
        for rule in self.rules:
            found.setdefault(rule.name, []).append(rule)
        return found

    def overlaid(self, other: "ClockScheme") -> "ClockScheme":
        """This scheme with every clock that the other defines replaced by the other's rules."""
        kept = tuple(rule for rule in self.rules if rule.name not in other.names)
        return ClockScheme(
            name=other.name, title=other.title, rules=kept + other.rules, labels=self.labels | other.labels
        )


def contradictions(rules: Iterable[ClockRule]) -> list[tuple[ClockRule, ClockRule]]:
    """Pairs of rules, earlier first, between which no case could choose."""
    seen: list[ClockRule] = []
    pairs: list[tuple[ClockRule, ClockRule]] = []
    for rule in rules:
        pairs.extend((other, rule) for other in seen if rule.contradicts(other))
        seen.append(rule)
    return pairs
