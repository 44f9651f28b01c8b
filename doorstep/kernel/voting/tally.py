"""From ballots to a decision: counts, applies the rule, explains every option, and signs the whole with a fingerprint."""

import hashlib
import json
from dataclasses import asdict, replace

from doorstep.kernel.voting.election import Election
from doorstep.kernel.voting.equal_shares import Shares, buy_by_equal_shares
from doorstep.kernel.voting.explaining import sentence
from doorstep.kernel.voting.floors import floors_of, reserve, said_of, unmet
from doorstep.kernel.voting.gate import Gate
from doorstep.kernel.voting.listing import Course, first_so_many, while_money_lasts
from doorstep.kernel.voting.ordering import Ordering, ordering_of
from doorstep.kernel.voting.outcome import Counted, Explanation, Outcome, Tie
from doorstep.kernel.voting.profile import Profile, profile_of
from doorstep.kernel.voting.rule import Rule


def count(election: Election) -> dict[str, Counted]:
    """What the ballots say of each option, by key. Raises ElectionRefused."""
    counted = profile_of(election).counted
    return {option.key: one for option, one in zip(election.options, counted, strict=True)}


def tally(election: Election, rule: Rule) -> Outcome:
    """The outcome of an election under a rule. Raises ElectionRefused for ballots that cannot be counted."""
    profile = profile_of(election)
    ordering = ordering_of(election, profile.counted, rule)
    course, shares = _decided(election, profile, ordering, Course(budget=election.budget))
    wanted = floors_of(election.options, rule)
    needed = unmet(wanted, election.options, course.granted)
    if needed:
        course = reserve(wanted, ordering, profile.counted, election.budget)
        course, shares = _decided(election, profile, ordering, course)
    outcome = _outcome(election, rule, profile, ordering, course, shares)
    return replace(outcome, floors=said_of(wanted, needed, election, course.granted)) if wanted else outcome


def _decided(election: Election, profile: Profile, ordering: Ordering, course: Course) -> tuple[Course, Shares | None]:
    """The rule itself, after what the course has already."""
    rule, shares = ordering.rule, None
    gate = Gate(election.options, profile.counted, rule, election.convention)
    for place in course.chosen:
        gate.takes(place)
    match rule.name:
        case "top_k":
            first_so_many(ordering, gate, course)
        case "greedy":
            while_money_lasts(ordering, gate, course)
        case "equal_shares":
            shares = buy_by_equal_shares(election, profile, ordering, course)
    return course, shares


def _outcome(
    election: Election, rule: Rule, profile: Profile, ordering: Ordering, course: Course, shares: Shares | None
) -> Outcome:
    listed = ordering.listed()
    ties = shares.ties if shares else {place: tie for place, tie in ordering.level_with(listed).items() if tie}
    reserve = tuple(election.options[place].key for place in listed if place not in course.granted)
    chosen = tuple(election.options[place].key for place in course.chosen)
    return Outcome(
        rule=rule,
        chosen=chosen,
        left_out=reserve,
        explanations=_explanations(election, rule, profile, course, shares, listed, ties),
        cast=profile.cast,
        empty=profile.empty,
        budget=election.budget,
        spent=sum(course.granted.values()),
        share=shares.share if shares else None,
        raised=shares.raised if shares else 0,
        fingerprint=fingerprint(election, rule, profile, chosen),
    )


def _explanations(
    election: Election,
    rule: Rule,
    profile: Profile,
    course: Course,
    shares: Shares | None,
    listed: list[int],
    ties: dict[int, Tie],
) -> tuple[Explanation, ...]:
    ranks = {place: rank for rank, place in enumerate(listed, start=1)}
    turns = {place: turn for turn, place in enumerate(course.chosen, start=1)}
    bought = {one.place: one for one in shares.bought} if shares else {}
    found = []
    for place, option in enumerate(election.options):
        why, counted = course.why[place], profile.counted[place]
        purchase, granted = bought.get(place), course.granted.get(place, 0)
        payments = purchase.payments if purchase else ()
        left = shares.left.get(place) if shares else None
        tie = ties.get(place)
        words = sentence(
            election=election,
            rule=rule,
            option=option,
            counted=counted,
            why=why,
            rank=ranks[place],
            granted=granted,
            payments=payments,
            left=left,
            tie=tie,
        )
        found.append(
            Explanation(
                option=option.key,
                result=("part" if why[0] == "part_funded" else "chosen") if place in turns else "left_out",
                reason=why[0],
                counted=counted,
                rank=ranks[place],
                turn=turns.get(place),
                granted=granted,
                rate=purchase.rate if purchase else None,
                payments=payments,
                supporters_left=left,
                missing=option.cost - left if left is not None and why[0] == "supporters_short" else None,
                against=why[1],
                tie=tie,
                words=words,
            )
        )
    return tuple(found)


def fingerprint(election: Election, rule: Rule, profile: Profile, chosen: tuple[str, ...]) -> str:
    """SHA-256 over the canonical form of options, budget, rule, counts and decision."""
    content = {
        "options": [asdict(option) for option in election.options],
        "kind": election.kind,
        "budget": election.budget,
        "per_unit": election.per_unit,
        "rule": asdict(rule),
        "counted": [asdict(one) for one in profile.counted],
        "cast": profile.cast,
        "empty": profile.empty,
        "chosen": list(chosen),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
