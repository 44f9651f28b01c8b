"""Judges rows against one another and against the rules: contradictions, gaps, and leads that the negative list forbids. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from doorstep.kernel.catalogue import Catalogue, Matter, Row
from doorstep.kernel.catalogue_faults import Fault
from doorstep.kernel.catalogue_reading import Line, Read
from doorstep.kernel.routing import NegativeList, Refers
from doorstep.kernel.words import Words

PLACED_KINDS = {"@street": "street", "@community": "community"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A category that no row covers, with the communities it is missing in (paths)."""

    category: str
    places: tuple[str, ...]


def checked(read: Read, *, forbidden: NegativeList, kinds: Mapping[str, str], labels: Mapping[str, Words]) -> Read:
    """The rows that may stand together, numbered anew, and one fault more for each that may not.

    `kinds`: kind of unit by code. Of two rows that contradict, the later is at fault.
    """
    faults = list(read.faults)
    kept: list[Row] = []
    for row in read.rows:
        line = read.at[row.line]
        wrong = [*_against(row, line, forbidden, kinds, labels), *_contradicting(row, kept, read.at)]
        faults += wrong
        if not wrong:
            kept.append(row)
    renumbered = [replace(row, line=number) for number, row in enumerate(kept, start=1)]
    at = {new.line: read.at[old.line] for new, old in zip(renumbered, kept, strict=True)}
    ordered = sorted(faults, key=lambda fault: (fault.sheet, fault.at))
    return Read(rows=tuple(renumbered), at=at, faults=tuple(ordered))


def _against(
    row: Row, line: Line, forbidden: NegativeList, kinds: Mapping[str, str], labels: Mapping[str, Words]
) -> Iterator[Fault]:
    """The lead, or one that assists, is of a kind that the negative list spares this category."""
    roles = (("lead", (row.lead,), False), ("assisting", row.assisting, True))
    for column, units, assists in roles:
        for unit in units:
            kind = PLACED_KINDS.get(unit) or kinds.get(unit, "")
            barred = [
                (category, rule)
                for category in row.categories
                if (rule := forbidden.bars(Refers(category=category), kind, assists=assists))
            ]
            if barred:
                category, rule = barred[0]
                what = labels.get(category, Words(zh=category, en=category))
                yield Fault(
                    sheet=line.sheet,
                    at=line.at,
                    column=column,
                    zh=f"基层负面清单“{rule.label.zh}”：{what.zh}不能派给{'社区' if kind == 'community' else '街道'}"
                    f"{'协办' if assists else '主办'}；换成职能部门",
                    en=f"negative list “{rule.label.en}”: {what.en} may not go to a {kind}; name the department",
                )


def _contradicting(row: Row, others: Iterable[Row], at: Mapping[int, Line]) -> Iterator[Fault]:
    for other in others:
        if contradict(row, other):
            line, first = at[row.line], at[other.line]
            there = f"第 {first.at} 行" if first.sheet == line.sheet else f"“{first.sheet}”第 {first.at} 行"
            yield Fault(
                sheet=line.sheet,
                at=line.at,
                column="lead",
                zh=f"和{there}写的是同样的情形，主办单位却不同；改其中一行，或给它加条件",
                en=f"it says the same as row {first.at} with another lead; change one of them or add a condition",
            )
            return


def contradict(one: Row, other: Row) -> bool:
    """Whether some case would fit both equally well and be led differently."""
    return (
        one.lead != other.lead
        and one.place_path == other.place_path
        and _share(one.categories, other.categories)
        and one.ownership == other.ownership
        and _share(one.words, other.words)
        and _share(one.request_types, other.request_types)
        and _share(one.urgencies, other.urgencies)
        and one.from_on <= other.until_on
        and other.from_on <= one.until_on
    )


def _share(mine: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Both say nothing, or something in common. Where one says more than the other it is the more specific."""
    return bool(set(mine) & set(others)) if mine and others else mine == others


def gaps(catalogue: Catalogue, categories: Iterable[str], places: Iterable[str], *, on: date) -> tuple[Gap, ...]:
    """Categories and communities without a row that holds on that day whatever the type, urgency, owner and words."""
    paths = tuple(places)
    bare = Catalogue(
        (row for row in catalogue.rows if not (row.ownership or row.words or row.request_types or row.urgencies)),
        answering=catalogue.answering,
    )
    found = []
    for category in categories:
        missing = tuple(path for path in paths if not bare.match(Matter(category=category, place_path=path), on=on))
        if missing:
            found.append(Gap(category=category, places=missing))
    return tuple(found)
