"""What the form of a poll says, as a plan, and a plan as the form shows it. Names what cannot be read, each by its field."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from doorstep.doors.web.voting.bounds import read_caps, read_conflicts, written_caps, written_conflicts
from doorstep.doors.web.voting.listed import named
from doorstep.kernel.office_hours import FIRST_YEAR, LAST_YEAR
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases.locking import Held, find_numbered
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.rules import BIGGEST, THRESHOLD, Choice, CostUnreadable, MustBeWritten, Plan, faults_of

TEXTS = (
    "title",
    "question",
    "place",
    "form",
    "most",
    "rule",
    "seats",
    "budget",
    "basis",
    "opens_at",
    "closes_at",
    "options",
    "at_overflow",
    "quotas",
    "conflicts",
    "least_votes",
)
FLAGS = ("is_secret", "may_change")
MOST_LINES = 1000
BY_TEMPLATE = "by:"


class MomentUnreadable(FieldFault):
    """请写成 2026-12-01 09:00 这样的日期和时刻。"""


class WholeNumberNeeded(FieldFault):
    """请填整数。"""


class MoneyUnreadable(FieldFault):
    """请填多少元，例如 500000。"""


class PlaceNotFound(FieldFault):
    """第 %(row)s 行没有找到叫“%(place)s”的地方。"""


class CandidateNotFound(FieldFault):
    """第 %(row)s 行没有编号是“%(number)s”的征集项。"""


def typed_plan(post: QueryDict) -> dict[str, str]:
    return {name: post.get(name, "").strip() for name in (*TEXTS, *FLAGS)}


def read_plan(typed: dict[str, str], may_name: Callable[[Held], bool]) -> Plan:
    """`may_name`: whether this candidate is among those that whoever drafts may see. Raises FormRefused with every field that cannot
    be read, and with all that could be read and is wrong."""
    faults: dict[str, FieldFault] = {}

    def read(name: str, reader: Any, otherwise: Any) -> Any:
        try:
            return reader(typed[name])
        except FieldFault as fault:
            faults[name] = fault
            return otherwise

    opens = read("opens_at", _moment, None)
    closes = read("closes_at", _moment, None)
    most, budget = read("most", _whole, 1), read("budget", _fen, 0)
    seats = read("seats", _whole, 1) if typed["rule"] == "top_k" else None
    options = read("options", lambda text: _options(text, may_name), ())
    caps = read("quotas", lambda text: read_caps(text, options), [])
    conflicts = read("conflicts", lambda text: read_conflicts(text, options), [])
    least_votes = read("least_votes", lambda text: _whole(text or "0"), 0)
    if "options" in faults:  # what names options cannot be judged
        for name in ("quotas", "conflicts"):
            faults.pop(name, None)
    if not typed["place"]:
        faults["place"] = MustBeWritten()
    bounds = {"caps": caps, "conflicts": conflicts, "least_votes": least_votes}
    rule = _rule(typed["rule"], seats, typed["at_overflow"], {name: one for name, one in bounds.items() if one})
    start = opens or closes or timezone.now()
    plan = Plan(
        title=typed["title"],
        question=typed["question"],
        place=typed["place"],
        form=typed["form"],
        most=most,
        rule=rule,
        budget=budget,
        basis=typed["basis"],
        is_secret=bool(typed["is_secret"]),
        may_change=bool(typed["may_change"]),
        opens_at=start,
        closes_at=closes if closes and opens else start + timedelta(days=1),
        options=options,
    )
    if faults:
        of_options = ("options", "most", "quotas") if "options" in faults else ()
        more = {name: one for name, one in faults_of(plan).items() if name not in of_options}
        raise FormRefused({**more, **faults})
    return plan


def _rule(name: str, seats: int | None, at_overflow: str, bounds: dict[str, Any]) -> dict[str, Any]:
    ties = ["votes", "cheaper", "lot"]
    if name.startswith(BY_TEMPLATE):
        return {"name": THRESHOLD, "template": name.removeprefix(BY_TEMPLATE)}
    if name == "top_k":
        return {"name": name, "seats": seats, "ties": ["cheaper", "lot"], **bounds}
    if name == "equal_shares":
        return {"name": name, "completion": "add1_greedy", "ties": ties, **bounds}
    if at_overflow in ("stop", "part"):
        bounds["at_overflow"] = at_overflow
    return {"name": name, "ties": ties, **bounds}


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("T", " "))
    except ValueError:
        raise MomentUnreadable from None
    # The town's own clock, in years that can be kept and counted with: a mistyped one would otherwise break every list it stands in.
    if moment.tzinfo or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise MomentUnreadable
    return timezone.make_aware(moment)


def _whole(text: str) -> int:
    number = read_whole(text, digits=9)
    if number is None:
        raise WholeNumberNeeded
    return number


def _fen(text: str) -> int:
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    if not plain:
        return 0
    try:
        yuan = Decimal(plain)
    except InvalidOperation:
        raise MoneyUnreadable from None
    if not yuan.is_finite() or abs(yuan) > BIGGEST or yuan * 100 != int(yuan * 100):
        raise MoneyUnreadable
    return int(yuan * 100)


def _options(text: str, may_name: Callable[[Held], bool]) -> tuple[Choice, ...]:
    """One a line: 名称 | 造价 | 地点 | 类别 | 征集项编号 | 至少给多少, with | or tabs between."""
    made: list[Choice] = []
    for row, line in enumerate(text.splitlines()[:MOST_LINES], start=1):
        cells = [cell.strip() for cell in line.replace("\t", "|").replace("｜", "|").split("|")]
        if any(cells):
            made.append(_option(row, len(made) + 1, [*cells, "", "", "", "", ""][:6], may_name))
    return tuple(made)


def _option(row: int, turn: int, cells: list[str], may_name: Callable[[Held], bool]) -> Choice:
    title, cost, place, kind, number, least = cells
    try:
        fen = _fen(cost)
        part = _fen(least) if least else None
    except MoneyUnreadable:
        raise CostUnreadable(row=row, cost=(least or cost)[:20]) from None
    spot = atlas().called(place)
    if place and spot is None:
        raise PlaceNotFound(row=row, place=place[:40])
    held = find_numbered(number) if number else None
    if number and (held is None or held.case.mechanism != "candidate" or not may_name(held)):
        raise CandidateNotFound(row=row, number=number[:24])
    candidate = str(held.case.id) if held else ""
    where = spot.code if spot else ""
    return Choice(key=f"{turn}", title=title, cost=fen, place=where, kind=kind, candidate=candidate, least=part)


def written_plan(plan: Plan, numbers: Mapping[str, str]) -> dict[str, str]:
    """A plan as the form shows it; `numbers` of its candidates, by id."""
    local = "%Y-%m-%dT%H:%M"
    rows = [
        " | ".join(
            (
                one.title,
                f"{Decimal(one.cost) / 100:f}",
                named(one.place),
                one.kind,
                numbers.get(one.candidate, ""),
                f"{Decimal(one.least) / 100:f}" if one.least else "",
            )
        ).rstrip(" |")
        for one in plan.options
    ]
    return {
        "title": plan.title,
        "question": plan.question,
        "place": plan.place,
        "form": plan.form,
        "most": str(plan.most),
        "rule": f"{BY_TEMPLATE}{plan.rule['template']}" if plan.rule["name"] == THRESHOLD else str(plan.rule["name"]),
        "seats": str(plan.rule.get("seats") or ""),
        "budget": f"{Decimal(plan.budget) / 100:f}",
        "basis": plan.basis,
        "is_secret": "on" if plan.is_secret else "",
        "may_change": "on" if plan.may_change else "",
        "opens_at": timezone.localtime(plan.opens_at).strftime(local),
        "closes_at": timezone.localtime(plan.closes_at).strftime(local),
        "options": "\n".join(rows),
        "at_overflow": str(plan.rule.get("at_overflow", "skip")),
        "quotas": written_caps(plan.rule),
        "conflicts": written_conflicts(plan.rule),
        "least_votes": str(plan.rule.get("least_votes") or ""),
    }
