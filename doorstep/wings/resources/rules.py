"""Which resource fits a need, and why: pure, exact, the same for the same rows. Proposes an order; a person decides whom to ask."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.refusals import FieldFault, Refusal
from doorstep.kernel.words import Words

# How many steps of a path a reach goes down: /jurisdiction/street/community/…
REACHES = {"district": 1, "street": 2, "community": 3}
DEAREST = ("market", "low_fee", "charity")


class ResourceUnknown(FieldFault):
    """没有编号为“%(value)s”的资源，请核对编号。"""


class ResourceNotListed(FieldFault):
    """“%(number)s”现在不在架，请另问一家。"""


class ResourceOutOfReach(FieldFault):
    """“%(number)s”到不了这里，请另问一家。"""


class ResourceOfOtherKind(FieldFault):
    """“%(number)s”提供的不是要的这一种，请另问一家。"""


class ResourceAsked(FieldFault):
    """这件需求已经问过“%(number)s”了，请另问一家。"""


class MonthFull(FieldFault):
    """“%(number)s”%(month)s 已经约满 %(count)s 次，请换个月或另问一家。"""


class DayPast(FieldFault):
    """%(day)s 已经过了，请约今天或以后的日子。"""


class DayAhead(FieldFault):
    """%(day)s 还没到，做过了再记。"""


class MoreAnswersThanServed(FieldFault):
    """用上的是 %(served)s 人，评的人不能更多。"""


class MoreSatisfiedThanAsked(FieldFault):
    """问了 %(answered)s 人，满意的不能更多。"""


class NoReview(Refusal):
    """还没有督导过，先记一次督导再结项。"""


@dataclass(frozen=True, kw_only=True)
class Want:
    """What a need asks for, as far as fitting goes. `words`: what it speaks of."""

    kind: str
    place_path: str
    category: str = UNSORTED
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A listed resource, as far as fitting goes. `taken`: how often it is agreed this month; `done`: how often ever."""

    number: str
    kind: str
    place_path: str
    reach: str
    category: str
    provider: str
    monthly: int
    taken: int = 0
    done: int = 0
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How one offer fits, or `misses`: why it does not, None where it does. `reasons`: what speaks for it, strongest first."""

    offer: Offer
    reasons: tuple[Words, ...] = ()
    misses: Words | None = None


def reaches(offer_path: str, reach: str, place_path: str) -> bool:
    """Whether what is offered at one place, going so far, comes to another: their paths agree as far down as the reach says."""
    depth = REACHES[reach]
    here, there = _parts(offer_path)[:depth], _parts(place_path)
    return there[: len(here)] == here


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


def ranked(want: Want, offers: Iterable[Offer], asked: Iterable[str], above: Mapping[str, str]) -> list[Fit]:
    """Those of the sort wanted: first what fits, best first, then what does not, with the reason.

    In this order decide: the same category, then the same class; words that both speak of, a rare one more; the same community, then
    the same street; free, low cost, market price; whoever was taken up least often; the number. `asked`: numbers that were asked
    before; `above`: the class of a category.
    """
    before, fits, misses = set(asked), [], []
    alike = [offer for offer in offers if offer.kind == want.kind]
    spoken = Counter(word for offer in alike for word in offer.words)
    for offer in alike:
        missed = _missed(want, offer, before)
        if missed:
            misses.append(Fit(offer=offer, misses=missed))
        else:
            weight = sum(len(alike) // spoken[word] for word in want.words & offer.words)
            fits.append((_rank(want, offer, above, weight), Fit(offer=offer, reasons=_reasons(want, offer, above))))
    fits.sort(key=lambda pair: pair[0])
    misses.sort(key=lambda fit: fit.offer.number)
    return [*(fit for _, fit in fits), *misses]


def _missed(want: Want, offer: Offer, asked: set[str]) -> Words | None:
    if offer.number in asked:
        return Words(zh="问过了", en="was asked")
    if not reaches(offer.place_path, offer.reach, want.place_path):
        return Words(zh="到不了这里", en="does not come here")
    if offer.taken >= offer.monthly:
        return Words(zh=f"这个月 {offer.monthly} 次都约满了", en=f"all {offer.monthly} times of this month are taken")
    return None


def _rank(want: Want, offer: Offer, above: Mapping[str, str], weight: int) -> tuple[int, int, int, int, int, str]:
    alike, near = _alike(want, offer, above), _near(want, offer)
    return -alike, -weight, -near, -DEAREST.index(offer.provider), offer.done, offer.number


def _alike(want: Want, offer: Offer, above: Mapping[str, str]) -> int:
    """2 the same category, 1 the same class, 0 neither."""
    if UNSORTED in (want.category, offer.category):
        return 0
    if want.category == offer.category:
        return 2
    return int(above.get(want.category, want.category) == above.get(offer.category, offer.category))


def _near(want: Want, offer: Offer) -> int:
    """How many steps of the path are the same, as far as the community."""
    pairs = zip(_parts(want.place_path)[:3], _parts(offer.place_path)[:3], strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _both(words: list[str]) -> Words | None:
    """“都说到理发、老人”."""
    return Words(zh=f"都说到{'、'.join(words[:3])}", en=f"both speak of {', '.join(words[:3])}") if words else None


def _reasons(want: Want, offer: Offer, above: Mapping[str, str]) -> tuple[Words, ...]:
    left = offer.monthly - offer.taken
    alike = (
        None,
        Words(zh="同一大类的事", en="the same class of matters"),
        Words(zh="正是这一类事", en="this very category"),
    )[_alike(want, offer, above)]
    near = {2: Words(zh="同一镇街", en="in the same street"), 3: Words(zh="就在本社区", en="in the same community")}
    price = {
        "charity": Words(zh="不收钱", en="free of charge"),
        "low_fee": Words(zh="只收成本", en="at low cost"),
        "market": Words(zh="按市价", en="at market price"),
    }
    told = (
        alike,
        _both(sorted(want.words & offer.words)),
        near.get(_near(want, offer), Words(zh="能到这里", en="comes here")),
        price[offer.provider],
        Words(zh=f"这个月还能接 {left} 次", en=f"{left} times left this month"),
    )
    return tuple(one for one in told if one)
