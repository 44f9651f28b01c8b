"""How alike two cases are 疑似重复: wording, place and time, each told apart, so that a person can judge. Pure.

Wording is the Jaccard index of the two sets of character pairs (bigrams), taken over masked text; nearness of place and
time then lessen it. The measure never says that two cases are one: only that they deserve to lie beside each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from doorstep.kernel.words import Words

THRESHOLD = 0.15
MOST = 4
HALF_LIFE = timedelta(days=14)
NEAR_BY_DEPTH = {0: 0.1, 1: 0.1, 2: 0.35, 3: 0.85, 4: 1.0, 5: 1.0}
_DEPTH = 3  # parts of a path down to the community


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A case as likeness sees it: its pairs of characters, where and when."""

    id: UUID
    pairs: frozenset[str]
    place_path: str
    at: datetime
    category: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Likeness:
    """`score` = text × place × time, each between 0 and 1."""

    of: UUID
    to: UUID
    score: float
    text: float
    place: float
    time: float
    why: Words


def pairs_of(*texts: str) -> frozenset[str]:
    """Pairs of neighbouring letters or characters, without blanks, punctuation and the marks of what was masked."""
    found: set[str] = set()
    for text in texts:
        plain = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
        for word in plain.split():
            found.update(word[turn : turn + 2] for turn in range(len(word) - 1))
    return frozenset(found)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared pairs over all pairs; nothing is like nothing."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def nearness(one: str, other: str) -> tuple[float, int]:
    """How near two place paths are, and how many steps of the tree they share: 3 is the same community."""
    shared = 0
    for left, right in zip(one.strip("/").split("/"), other.strip("/").split("/"), strict=False):
        if left != right:
            break
        shared += 1
    return NEAR_BY_DEPTH[min(shared, max(NEAR_BY_DEPTH))], shared


def freshness(one: datetime, other: datetime) -> float:
    """1 for the same moment, a half when fourteen days lie between them."""
    return float(0.5 ** (abs(one - other) / HALF_LIFE))


def likeness(one: Wording, other: Wording) -> Likeness:
    """How alike these two are, with the reason in words."""
    text = jaccard(one.pairs, other.pairs)
    place, shared = nearness(one.place_path, other.place_path)
    time = freshness(one.at, other.at)
    days = abs(one.at - other.at).days
    return Likeness(
        of=one.id,
        to=other.id,
        score=text * place * time,
        text=text,
        place=place,
        time=time,
        why=_why(round(text * 100), shared, days, bool(one.category) and one.category == other.category),
    )


def alike(cases: Sequence[Wording], among: Iterable[Wording], *, most: int = MOST) -> dict[UUID, tuple[Likeness, ...]]:
    """For each case those it may be one with, most alike first; cases without any are left out."""
    by_street: dict[str, list[Wording]] = {}
    for other in among:  # in another street nothing reaches the threshold
        by_street.setdefault(_street(other.place_path), []).append(other)
    found: dict[UUID, tuple[Likeness, ...]] = {}
    for case in cases:
        others = by_street.get(_street(case.place_path), ())
        scored = [likeness(case, other) for other in others if other.id != case.id and _could_be(case, other)]
        near = sorted((one for one in scored if one.score >= THRESHOLD), key=lambda one: (-one.score, str(one.to)))
        if near:
            found[case.id] = tuple(near[:most])
    return found


def _street(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _could_be(one: Wording, other: Wording) -> bool:
    """Whether these could reach the threshold at all: place and time are cheap to look at, wording is not."""
    bound = nearness(one.place_path, other.place_path)[0] * freshness(one.at, other.at)
    return bound >= THRESHOLD and bound * jaccard(one.pairs, other.pairs) >= THRESHOLD


def _why(percent: int, shared: int, days: int, same_category: bool) -> Words:
    zh = [f"用词 {percent}% 相同"]
    en = [f"{percent}% of the wording is the same"]
    match shared:
        case _ if shared > _DEPTH:
            zh.append("同一网格")
            en.append("same grid")
        case 3:
            zh.append("同一社区")
            en.append("same community")
        case 2:
            zh.append("同一街道")
            en.append("same street")
        case _:
            zh.append("不在同一街道")
            en.append("different streets")
    zh.append("同一天" if days == 0 else f"相隔 {days} 天")
    en.append("same day" if days == 0 else f"{days} days apart" if days > 1 else "1 day apart")
    if same_category:
        zh.append("同一类别")
        en.append("same category")
    return Words(zh=" · ".join(zh), en=" · ".join(en))
