"""Equal shares as one would write it down first: a fraction for every ballot, every option asked every time. The reference."""

from collections.abc import Callable
from fractions import Fraction

from doorstep.kernel.voting import Ballot, Election, Option


def plain_equal_shares(
    election: Election, *, utility: str = "cost", share: Fraction | None = None, order: Callable[[str], object] = str
) -> list[str]:
    """Keys in the order bought; ties by `order` of the key."""
    ballots = [points_of(election, ballot) for ballot in election.ballots for _ in range(ballot.times)]
    share = Fraction(election.budget, max(len(ballots), 1)) if share is None else share
    money = [share] * len(ballots)
    options = {option.key: option for option in election.options}
    chosen: list[str] = []
    while True:
        rates = {
            key: rate
            for key, option in options.items()
            if key not in chosen and (rate := _rate(option, ballots, money, utility)) is not None
        }
        if not rates:
            return chosen
        best = min(rates, key=lambda key: (rates[key], order(key)))
        for place, ballot in enumerate(ballots):
            if ballot.get(best, 0) > 0:
                worth = _worth(options[best], ballot[best], utility)
                money[place] -= min(money[place], rates[best] * worth)
        chosen.append(best)


def plain_add1(election: Election, *, utility: str = "cost", order: Callable[[str], object] = str) -> list[str]:
    """With everybody's share raised by a unit of money while the budget holds and something more would fit."""
    costs = {option.key: option.cost for option in election.options}
    wanted = {key for ballot in election.ballots for key, points in points_of(election, ballot).items() if points > 0}
    share = Fraction(election.budget, max(election.cast, 1))
    chosen = plain_equal_shares(election, utility=utility, share=share, order=order)
    while True:
        left = election.budget - sum(costs[key] for key in chosen)
        if not any(costs[key] <= left for key in wanted - set(chosen)):
            return chosen
        share += election.per_unit
        further = plain_equal_shares(election, utility=utility, share=share, order=order)
        if sum(costs[key] for key in further) > election.budget:
            return chosen
        chosen = further


def points_of(election: Election, ballot: Ballot) -> dict[str, int]:
    """What a ballot gives each option."""
    choices, points = ballot.choices, ballot.points
    if election.kind == "ordinal":
        places = election.limits.most_choices or len(election.options)
        return {key: places - place for place, key in enumerate(choices)}
    return dict(zip(choices, points or [1] * len(choices), strict=True))


def _worth(option: Option, points: int, utility: str) -> int:
    return {"cost": option.cost, "cardinality": 1, "points": points, "cost_points": points * option.cost}[utility]


def _rate(option: Option, ballots: list[dict[str, int]], money: list[Fraction], utility: str) -> Fraction | None:
    behind = [
        (money[place], _worth(option, ballot[option.key], utility))
        for place, ballot in enumerate(ballots)
        if ballot.get(option.key, 0) > 0
    ]
    if not behind or not option.cost:
        return Fraction(-1) if behind else None
    missing, worth = Fraction(option.cost), sum(worth for _, worth in behind)
    for had, mine in sorted(behind, key=lambda one: one[0] / one[1]):
        if had * worth >= missing * mine:
            return missing / worth
        missing -= had
        worth -= mine
    return None
