"""Sortition 抽选: people drawn from a roll by strata, by a seed that was committed to before anybody could know the draw.

Before: publish `commitment(seed, nonce)` and the digest of the frozen roll. After: reveal both; anybody repeats the draw.
Everybody's lot is SHA-256 of seed, roll and their own opaque key, so that neither the order of the roll nor a computer's
random numbers matter. Seats per stratum go by largest remainder. Knows keys only, no names; excuses nobody.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words

Stratum = tuple[str, ...]


class DrawRefused(Refusal):
    """不能抽选：%(why)s。"""

    status = 422


class SeedNotCommitted(Refusal):
    """公布的种子和事先公布的承诺对不上，这次抽选不算数。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Somebody on the roll: an opaque key, and the traits by which strata are made (age group, street …)."""

    key: str
    traits: Stratum = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A stratum: how many are on the roll, its exact part of the seats, its seats, who was drawn, who stands in, in order."""

    stratum: Stratum
    size: int
    due: Fraction
    seats: int
    drawn: tuple[str, ...]
    substitutes: tuple[str, ...]
    words: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """The whole draw; `fingerprint` is SHA-256 over roll, seed, seats and result."""

    seats: int
    roll: str
    seed: str
    places: tuple[Place, ...]
    fingerprint: str

    @property
    def drawn(self) -> tuple[str, ...]:
        """Everybody drawn, stratum by stratum."""
        return tuple(key for place in self.places for key in place.drawn)


def commitment(seed: str, nonce: str) -> str:
    """What is published before: SHA-256 of seed, line feed, nonce, in hex. The nonce keeps a short seed from being guessed."""
    if not seed or not nonce or "\n" in seed:
        raise DrawRefused(
            why=Words(
                zh="种子和随机数都要有，种子只能是一行", en="there must be a seed and a nonce, and the seed is one line"
            )
        )
    return hashlib.sha256(f"{seed}\n{nonce}".encode()).hexdigest()


def check_commitment(published: str, seed: str, nonce: str) -> None:
    """Raises SeedNotCommitted when what is revealed is not what was committed to."""
    if not hmac.compare_digest(published.strip().lower().encode(), commitment(seed, nonce).encode()):
        raise SeedNotCommitted


def roll_digest(roll: Sequence[Entry]) -> str:
    """SHA-256 of the roll by key, whatever its order: published with the commitment, so that the roll stays frozen."""
    rows = [[entry.key, *entry.traits] for entry in sorted(roll, key=lambda entry: entry.key)]
    return _digest(rows)


def draw(
    roll: Sequence[Entry],
    *,
    seats: int,
    seed: str,
    substitutes: int = 0,
    excused: Sequence[str] = (),
    by_stratum: Mapping[Stratum, int] | None = None,
) -> Draw:
    """Draw by strata of equal traits. `substitutes` so many for each stratum; `excused` lose their place to the next by lot.

    `by_stratum` sets the seats of each stratum instead of their parts of the roll. Raises DrawRefused.
    """
    strata = _strata(roll)
    if not seed:
        raise DrawRefused(why=Words(zh="没有种子", en="there is no seed"))
    if not 1 <= seats <= len(roll):
        raise DrawRefused(
            why=Words(zh=f"名额 {seats}，名册 {len(roll)} 人", en=f"{seats} seats, {len(roll)} on the roll")
        )
    due = _due(strata, seats, len(roll), by_stratum)
    given = dict(by_stratum) if by_stratum is not None else _largest_remainder(due, seats, seed)
    digest, out = roll_digest(roll), frozenset(excused)
    if strange := sorted(out - {entry.key for entry in roll}):
        raise DrawRefused(why=Words(zh=f"名册里没有“{strange[0]}”", en=f"“{strange[0]}” is not on the roll"))
    places = tuple(
        _place(stratum, keys, due[stratum], given.get(stratum, 0), _Lots(seed=seed, roll=digest, out=out), substitutes)
        for stratum, keys in sorted(strata.items())
    )
    result = [[list(place.stratum), list(place.drawn), list(place.substitutes)] for place in places]
    return Draw(
        seats=seats,
        roll=digest,
        seed=seed,
        places=places,
        fingerprint=_digest([digest, seed, seats, sorted(out), result]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lots:
    seed: str
    roll: str
    out: frozenset[str]

    def of(self, key: str) -> str:
        """The least comes first."""
        return hashlib.sha256(f"{self.seed}\n{self.roll}\n{key}".encode()).hexdigest()


def _strata(roll: Sequence[Entry]) -> dict[Stratum, list[str]]:
    strata: dict[Stratum, list[str]] = {}
    seen: set[str] = set()
    for entry in roll:
        if not entry.key or "\n" in entry.key:
            raise DrawRefused(why=Words(zh="名册里有一行没有编号", en="a line of the roll has no key"))
        if entry.key in seen:
            raise DrawRefused(
                why=Words(zh=f"“{entry.key}”在名册里出现了两次", en=f"“{entry.key}” is on the roll twice")
            )
        seen.add(entry.key)
        strata.setdefault(entry.traits, []).append(entry.key)
    return strata


def _due(
    strata: Mapping[Stratum, list[str]], seats: int, total: int, by_stratum: Mapping[Stratum, int] | None
) -> dict[Stratum, Fraction]:
    if by_stratum is None:
        return {stratum: Fraction(seats * len(keys), total) for stratum, keys in strata.items()}
    if strange := sorted(set(by_stratum) - set(strata)):
        raise DrawRefused(
            why=Words(
                zh=f"名册里没有“{'、'.join(strange[0])}”这一层", en=f"the roll has no stratum “{', '.join(strange[0])}”"
            )
        )
    if sum(by_stratum.values()) != seats or min(by_stratum.values()) < 0:
        raise DrawRefused(
            why=Words(
                zh=f"各层名额加起来是 {sum(by_stratum.values())}，不是 {seats}",
                en=f"the seats of the strata add up to {sum(by_stratum.values())}, not {seats}",
            )
        )
    return {stratum: Fraction(by_stratum.get(stratum, 0)) for stratum in strata}


def _largest_remainder(due: Mapping[Stratum, Fraction], seats: int, seed: str) -> dict[Stratum, int]:
    """Whole parts first, then by remainder; equal remainders by a lot of the stratum from the same seed."""
    given = {stratum: int(part) for stratum, part in due.items()}
    rest = seats - sum(given.values())

    def turn(stratum: Stratum) -> tuple[Fraction, str]:
        lot = hashlib.sha256("\n".join((seed, "stratum", *stratum)).encode()).hexdigest()
        return (given[stratum] - due[stratum], lot)

    for stratum in sorted(due, key=turn)[:rest]:
        given[stratum] += 1
    return given


def _place(stratum: Stratum, keys: list[str], due: Fraction, seats: int, lots: _Lots, substitutes: int) -> Place:
    order = [key for key in sorted(keys, key=lambda key: (lots.of(key), key)) if key not in lots.out]
    drawn = tuple(order[:seats])
    return Place(
        stratum=stratum,
        size=len(keys),
        due=due,
        seats=seats,
        drawn=drawn,
        substitutes=tuple(order[seats : seats + substitutes]),
        words=_said(stratum, len(keys), due, seats, len(drawn), len(order)),
    )


def _said(stratum: Stratum, size: int, due: Fraction, seats: int, drawn: int, able: int) -> Words:
    name = "、".join(stratum) or "全体"
    english = ", ".join(stratum) or "all"
    part = f"{due.numerator}/{due.denominator}" if due.denominator > 1 else str(due.numerator)
    zh = f"{name}：名册 {size} 人，应得 {part} 个名额，分得 {seats} 个，抽出 {drawn} 人。"
    en = f"{english}: {size} on the roll, due {part} seats, given {seats}, {drawn} drawn."
    if drawn < seats:
        zh += f"这一层能参加的只有 {able} 人，空 {seats - drawn} 个名额；不从别的层补，要补须另行公布。"
        en += (
            f" Only {able} of this stratum can serve; {seats - drawn} seats stay empty and are not filled from another."
        )
    elif not seats:
        zh += "人太少，按比例分不到名额：这一层这次没有人代表。"
        en += " Too few for a seat by proportion: nobody of this stratum is drawn this time."
    elif able <= seats:
        zh += "这一层人人都在内，不是抽出来的，也没有候补。"
        en += " Everybody of this stratum is in; nobody was left to draw from, and nobody stands in."
    return Words(zh=zh, en=en)


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
