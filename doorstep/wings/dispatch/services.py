"""Dispatches many cases at once 批量派单: first a preview, then each by itself through the store.

What cannot be dispatched is said case by case and stops none of the others. A case that changed since the preview is
refused with what happened meanwhile, one that may not go to its unit with the rule.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from doorstep.kernel.actor import Actor
from doorstep.kernel.geography import Unit
from doorstep.kernel.refusals import CaseNotFound, Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.sending import check_said, check_unit
from doorstep.store.people.units import unit_tree
from doorstep.wings.dispatch import queries, rules
from doorstep.wings.dispatch.rules import Facts, Past, Proposal


@dataclass(frozen=True, kw_only=True)
class Order:
    """One case to one unit. `seen` is the last event the office had before its eyes; `token` cites a row of the catalogue."""

    number: str
    unit: str
    basis: str
    seen: int | None = None
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What would become of an order: `against` or `refusal` forbids it, `doubts` only ask."""

    order: Order
    title: str
    against: Words | None
    doubts: tuple[Words, ...]
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of an order: `done`, or the refusal that stopped it."""

    order: Order
    title: str
    done: Done | None = None
    refusal: Refusal | None = None


def facts_of(case: queries.Waiting) -> Facts:
    """The case as the rules want it."""
    return Facts(
        category=case.category,
        category_label=towns.pack().categories.label(case.category),
        request_type=case.request_type,
        text=case.text,
    )


def proposals(
    cases: Sequence[queries.Waiting], past: Mapping[tuple[str, str], tuple[Past, ...]]
) -> dict[UUID, tuple[Proposal, ...]]:
    """For each case the units that led such cases nearby, the best first. What the catalogue says is not asked here."""
    units = _units()
    return {
        case.id: rules.propose(facts_of(case), "", past.get((case.community, case.category), ()), units)
        for case in cases
    }


def preview(orders: Sequence[Order]) -> list[Foreseen]:
    """What would happen, in the order given; writes nothing."""
    cases = {case.number: case for case in queries.named([order.number for order in orders])}
    return [_foresee(order, cases.get(order.number)) for order in orders]


def _foresee(order: Order, case: queries.Waiting | None) -> Foreseen:
    if case is None:
        against: Words | None = Words(zh="没有找到这件事", en="There is no such case")
        return Foreseen(order=order, title="", against=against, doubts=())
    units, against, refusal = _units(), None, None
    if case.state != "pooled":
        against = Words(zh="已经不在待派单里了", en="It no longer waits to be dispatched")
    elif order.unit not in units:
        against = Words(zh="还没有选派给哪个单位", en="No unit has been chosen")
    else:
        against = rules.may_not_go(facts_of(case), order.unit, units)
        refusal = None if against else _refused(case, order.unit)
    doubts = rules.doubts(facts_of(case), order.unit, units)
    return Foreseen(order=order, title=case.title, against=against, doubts=doubts, refusal=refusal)


def _refused(case: queries.Waiting, unit: str) -> Refusal | None:
    """What the store would refuse it with, were it dispatched now."""
    held = find(case.id)
    try:
        if held:
            check_said(held.case, law(held.law_id))
            check_unit(held.case, unit, assists=False, units=_units(), on=timezone.localdate())
    except Refusal as refusal:
        return refusal
    return None


def dispatch_many(orders: Iterable[Order], *, actor: Actor, now: datetime, key: str) -> list[Result]:
    """Dispatch each in a transaction of its own; a repeated `key` answers with what was done the first time."""
    orders = list(orders)
    cases = {case.number: case for case in queries.named([order.number for order in orders])}
    return [_dispatch(order, cases.get(order.number), actor, now, key) for order in orders]


def _dispatch(order: Order, case: queries.Waiting | None, actor: Actor, now: datetime, key: str) -> Result:
    title = case.title if case else ""
    try:
        if case is None:
            raise CaseNotFound
        form = {"unit": order.unit, "basis": order.basis, "catalogue_row": order.token}
        done = act(case_id=case.id, verb="dispatch", form=form, actor=actor, now=now, key=key, seen=order.seen)
    except Refusal as refusal:
        return Result(order=order, title=title, refusal=refusal)
    return Result(order=order, title=title, done=done)


def _units() -> dict[str, Unit]:
    return {unit.code: unit for unit in unit_tree().all()}
