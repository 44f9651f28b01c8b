"""What is counted follows from the ledger: kept by reactions, derived again, and the same; exclusions are another person's doing."""

from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import NeedsAnotherPerson
from doorstep.store.cases import ties
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to, told_at_once
from doorstep.store.cases.locking import find
from doorstep.wings.rates import queries, services
from doorstep.wings.rates.models import Asked, Finish
from doorstep.wings.rates.queries import Scope
from tests.living import NOW, acting, employ, finished, rated, step, word

pytestmark = pytest.mark.django_db
ALL = Scope(first=date(2026, 1, 1), last=date(2027, 12, 31))
GOOD = {"contacted": "yes", "solved": "yes", "satisfied": "fairly"}
WINGS = ("callbacks.", "rates.")


def answer(told: list[Told]) -> None:
    """Have these two wings answer everything, and what they brought about."""
    while told:
        one = told.pop(0)
        for name in reactions_to(one.event):
            if name.startswith(WINGS):
                reaction_named(name)(one, now=NOW)


def rows() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    asked = [field.name for field in Asked._meta.fields]
    finishes = [field.name for field in Finish._meta.fields if field.name != "id"]
    return sorted(Asked.objects.values_list(*asked)), sorted(Finish.objects.values_list(*finishes))


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def a_callback(case_id: UUID) -> UUID:
    return next(one.id for one in ties.beneath(case_id) if one.mechanism == "callback" and not one.is_final)


def some_weeks() -> list[UUID]:
    """Rated well, rated badly and mended on appeal, answered, declined, not rated; one comes back."""
    with told_at_once() as told:
        cases = [
            finished(f"河边护栏松了{turn}", office(), desk(), "cgj", request_type="complaint").case_id
            for turn in range(4)
        ]
        answer(told)
        caller = acting(employ("caller", "tcb"))
        step(a_callback(cases[0]), "answer", caller, GOOD)
        step(a_callback(cases[1]), "decline", caller)
        step(a_callback(cases[2]), "answer", caller, {**GOOD, "solved": "no"})
        answer(told)
        step(cases[3], "rate", Actor(kind="resident", receipts=frozenset({cases[3]})), {"grade": "dissatisfied"})
        step(cases[0], "rate", Actor(kind="resident", receipts=frozenset({cases[0]})), {"grade": "satisfied"})
        answer(told)
        order = next(one.id for one in ties.beneath(cases[3]) if one.mechanism == "rectification")
        step(order, "appeal", desk(), {"claim": "mistaken", "grounds": "评错了"})
        step(order, "uphold", office(), {"words": "属实"})
        answer(told)
    return cases


def test_the_rows_kept_are_the_rows_derived_again() -> None:
    some_weeks()
    kept = rows()
    assert len(kept[0]) == len(kept[1]) == 4
    Asked.objects.all().delete()
    Finish.objects.all().delete()
    assert sum(services.rebuild()) == 8
    assert rows() == kept
    list(services.rebuild())
    assert rows() == kept


def test_the_sums_are_those_of_the_ledger_and_each_opens_its_cases() -> None:
    some_weeks()
    (tally,) = queries.tallies(ALL, "unit").values()
    assert (tally.valid, tally.contacted, tally.solved, tally.satisfied, tally.fairly) == (2, 2, 1, 0, 2)
    assert (tally.declined, tally.reached_not, tally.left_out) == (1, 0, 0)
    graded = queries.graded(ALL, "unit")["cgj"]
    assert (graded.grades, graded.unrated, graded.left_out) == ({"satisfied": 1}, 2, 1)
    for figure, count in (("valid", 2), ("solved", 1), ("fairly", 2), ("declined", 1), ("good", 1), ("finished", 4)):
        found, more = queries.behind(figure, ALL)
        assert (len(found), more, queries.count(figure, ALL)) == (count, False, count)


def test_who_asks_for_an_exclusion_does_not_decide_it_and_it_is_listed() -> None:
    case_id = some_weeks()[0]
    held = find(case_id)
    assert held is not None
    boss = acting(employ("desk_supervisor", "cgj"))
    asked = {"reason": "false_accusation", "grounds": "公安认定", "unit": "cgj"}
    with told_at_once() as told:
        opened = services.ask_exclusion(held.case, actor=office(), key=None, now=NOW, **{**asked, "unit": "tcb"})
        with pytest.raises(NeedsAnotherPerson):
            step(opened, "grant", office(), {"basis": "documents", "words": "有认定书"})
        another = acting(employ("coordinator", "tcb", username="coordinator2"))
        step(opened, "grant", another, {"basis": "documents", "words": "有认定书"})
        assert services.ask_exclusion(held.case, actor=boss, key=None, now=NOW, **asked).number
        answer(told)
    (tally,) = queries.tallies(ALL, "unit").values()
    assert (tally.valid, tally.left_out) == (1, 1)
    assert sorted(row.state for row in queries.left_out(None)) == ["asked", "granted"]
    assert queries.left_out(["swj"]) == []
    kept = rows()
    list(services.rebuild())
    assert rows() == kept


def test_the_same_trouble_at_the_same_place_is_tied_to_what_was_done() -> None:
    with told_at_once() as told:
        old = finished("河边护栏松了三根", office(), desk(), "cgj")
        rated(old)
        answer(told)
        later = NOW + timedelta(days=9)
        new = word("河边护栏松了三根，又松了", now=later)
        other = word("小区门口广场舞太吵", now=later)
        for _ in range(2):
            answer(told)
    assert [one.number for one in ties.beneath(new.case_id)] == [old.number]
    assert ties.beneath(other.case_id) == []
    assert queries.returned(ALL, "unit") == {"cgj": (1, 1)}


def test_what_is_sealed_is_counted_no_more_and_once_it_is_unsealed_again() -> None:
    with told_at_once() as told:
        old = finished("河边护栏松了三根", office(), desk(), "cgj")
        answer(told)
        new = word("河边护栏松了三根，又松了", now=NOW + timedelta(days=9))
        answer(told)
        counted = rows()
        step(new, "seal", office(), {"ground": "minor"})
        answer(told)
        assert queries.returned(ALL, "unit") == {"cgj": (1, 0)}
        step(old, "seal", office(), {"ground": "minor"})
        answer(told)
        assert rows() == ([], [])
        keeper = acting(employ("privacy_officer", "tcb"))
        for one in (old, new):
            step(one, "unseal", keeper, {"reason": "已过保护期"})
        answer(told)
    assert rows() == counted


def test_what_is_sorted_anew_after_a_first_finish_is_counted_where_it_belongs() -> None:
    with told_at_once() as told:
        case = finished("河边护栏松了三根", office(), desk(), "cgj")
        step(case, "rate", Actor(kind="resident", receipts=frozenset({case.case_id})), {"grade": "dissatisfied"})
        step(case, "sort", office(), {"category": "roads.lamp"})
        answer(told)
    assert [row.category for row in Finish.objects.all()] == ["roads.lamp"]


def test_nothing_counted_is_no_row_at_all() -> None:
    assert queries.tallies(ALL, "category") == {}
    assert queries.timed(ALL, "unit")[1].working.mean is None


def test_handling_times_of_a_group_are_those_of_its_finishes_and_what_is_left_out_counts_for_nothing() -> None:
    chance = Random(7)
    rows = [
        Finish(
            case_id=uuid4(),
            seq=2,
            unit=chance.choice(("cgj", "zjj", "swj")),
            street="510181901",
            category="roads.lamp",
            request_type="help",
            day=date(2026, 5, 1),
            working_minutes=chance.randrange(100_000),
            wall_minutes=chance.choice((0, 1, 2**31 - 1)),
            left_out=chance.choice(("", "", "ended")),
        )
        for _ in range(200)
    ]
    Finish.objects.bulk_create(rows)
    groups, whole = queries.timed(ALL, "unit")
    for unit in ("cgj", "zjj", "swj"):
        working = sorted(row.working_minutes for row in rows if row.unit == unit and not row.left_out)
        assert groups[unit].working.n == len(working)
        assert groups[unit].working.median == working[-(-len(working) // 2) - 1]
        assert groups[unit].working.p90 == working[-(-9 * len(working) // 10) - 1]
    counted = [row.wall_minutes for row in rows if not row.left_out]
    assert whole.wall.mean == pytest.approx(sum(counted) / len(counted))
    assert whole.working.n == sum(one.working.n for one in groups.values())
