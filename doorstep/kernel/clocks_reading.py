"""Reads `clocks.toml`: the clocks of a jurisdiction, each rule with its basis and effective date.

Refuses, with file, line and mend: an amount below 1, an unknown unit, a pause that nothing ends, an extension that nobody
asks for or approves or that is counted in another unit than the duty, a warning longer than the duty, two rules between which a case
could not choose, a clock that some case would find no rule for, unknown request types and urgencies, and every key it does
not know. Whether the steps named by pauses exist is for the reader of mechanisms to say.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from doorstep.kernel.clocks import Amount, ClockRule, ClockScheme, ExtensionRule, PauseRule, contradictions
from doorstep.kernel.office_hours import DAY, HOUR, MINUTE
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import UNITS, Unit

URGENCIES = ("emergency", "urgent", "ordinary")
MOST = 3650
MOST_EXTENSIONS = 10
# For comparing a warning with its duty only: a working day is taken as a third of a day.
_ROUGHLY: dict[Unit, int] = {
    "working_days": DAY // 3,
    "working_hours": HOUR,
    "calendar_days": DAY,
    "hours": HOUR,
    "minutes": MINUTE,
}


def read_clocks(path: Path, *, request_types: Collection[str] | None = None) -> ClockScheme:
    """The scheme of a file; request types are checked when the known ones are given. Raises `PackError`."""
    page = read_toml(path)
    head = page.table("scheme")
    name, title = head.name_of("name"), head.words("title")
    head.refuse_the_rest()
    labels: dict[str, Words] = {}
    rules: list[ClockRule] = []
    for clock in page.tables("clock", known_by="name", required=True):
        called, label = clock.name_of("name"), clock.words("label")
        labels[called] = label
        rules.extend(replace(rule, name=called, label=label) for rule in _read_clock(clock, request_types))
    page.refuse_the_rest()
    page.settle()
    return ClockScheme(name=name, title=title, rules=tuple(rules), labels=labels)


def _read_clock(clock: Table, request_types: Collection[str] | None) -> list[ClockRule]:
    pauses = tuple(_read_pause(row) for row in clock.tables("pause"))
    rules, row_of, before = [], {}, len(clock.faults)
    extensions = [(row, _read_extension(row)) for row in clock.tables("extension")]
    for row in clock.tables("rule", required=True):
        rule = _read_rule(row, pauses, request_types)
        rule = replace(rule, extension=next((one for _, one in extensions if one.unit == rule.unit), None))
        rules.append(rule)
        row_of[id(rule)] = row
    clock.refuse_the_rest()
    _check_extensions(extensions, rules)
    if len(clock.faults) == before:
        _check_together(clock, rules, row_of)
    return rules


def _check_together(clock: Table, rules: list[ClockRule], row_of: dict[int, Table]) -> None:
    """Whether every case finds one rule and only one; asked of rules that are sound by themselves."""
    for earlier, later in contradictions(rules):
        line = row_of[id(earlier)].line
        row_of[id(later)].fault(
            "",
            f"和第 {line} 行是同一种情形、同一天生效的两条规则；删掉一条，或改生效日期",
            f"this and line {line} are rules for the same thing from the same day; remove one or change its date",
        )
    if not any(not rule.request_types and not rule.urgencies for rule in rules):
        clock.fault(
            "rule",
            "没有兜底的规则，有的诉求会没有时限；加一条不写 request_types 和 urgencies 的",
            "some cases would find no rule; add one without request_types and urgencies",
        )


def _read_rule(row: Table, pauses: tuple[PauseRule, ...], request_types: Collection[str] | None) -> ClockRule:
    rule = ClockRule(
        name="",
        label=Words(zh="", en=""),
        amount=row.whole("amount", least=1, most=MOST),
        unit=_unit(row, "unit"),
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
        effective_until=row.maybe("effective_until", row.day),
        request_types=frozenset(row.texts("request_types", among=request_types)),
        urgencies=frozenset(row.texts("urgencies", among=URGENCIES)),
        pauses=pauses,
    )
    rule = replace(rule, warn_before=_warning(row, rule))
    row.refuse_the_rest()
    _check_dates(row, rule.effective_from, rule.effective_until)
    return rule


def _check_dates(row: Table, first: date, last: date | None) -> None:
    if last is not None and last < first:
        zh = f"{last} 就失效，却从 {first} 才生效；改正其中一个日期"
        row.fault("effective_until", zh, f"it ends on {last} but begins on {first}; correct one of the dates")


def _warning(row: Table, rule: ClockRule) -> Amount | None:
    if "warn_before" not in row:
        return None
    table = row.table("warn_before")
    warn = Amount(amount=table.whole("amount", least=1, most=MOST), unit=_unit(table, "unit"))
    table.refuse_the_rest()
    if warn.amount * _ROUGHLY[warn.unit] >= rule.amount * _ROUGHLY[rule.unit]:
        zh = f"提前 {warn.amount} {warn.unit} 提醒，不比时限本身 {rule.amount} {rule.unit} 短；改小"
        en = f"the warning ({warn.amount} {warn.unit}) is not shorter than the duty ({rule.amount} {rule.unit})"
        row.fault("warn_before", zh, f"{en}; make it shorter")
    return warn


def _unit(row: Table, key: str) -> Unit:
    found = row.one_of(key, UNITS)
    return next((unit for unit in UNITS if unit == found), "working_days")


def _read_pause(row: Table) -> PauseRule:
    begins, label = row.name_of("begins"), row.words("label")
    ends = row.texts("ends")
    if not ends:
        row.fault(
            "ends",
            '这个暂停没有结束，时限会永远停着；写上哪些动作让它继续走，例如 ends = ["add"]',
            'nothing ends this pause, so the clock would stand still for ever; name the steps, e.g. ends = ["add"]',
        )
    row.refuse_the_rest()
    return PauseRule(begins=begins, ends=ends, label=label)


def _read_extension(row: Table) -> ExtensionRule:
    rule = ExtensionRule(
        amount=row.whole("amount", least=1, most=MOST),
        unit=_unit(row, "unit"),
        times=row.whole("times", default=1, least=1, most=MOST_EXTENSIONS),
        asked_by=row.texts("asked_by"),
        approved_by=row.texts("approved_by"),
        basis=row.words("basis"),
    )
    for key, named, zh, en in (
        ("asked_by", rule.asked_by, "申请", "asks for"),
        ("approved_by", rule.approved_by, "批准", "approves"),
    ):
        if not named:
            row.fault(
                key,
                f'没有写延期由谁{zh}；写上当事方，例如 {key} = ["desk_supervisor"]',
                f'it does not say who {en} the extension; name a party, e.g. {key} = ["desk_supervisor"]',
            )
    row.refuse_the_rest()
    return rule


def _check_extensions(extensions: list[tuple[Table, ExtensionRule]], rules: list[ClockRule]) -> None:
    """Each extension is counted in the unit of some duty, and no duty has two."""
    units = {rule.unit for rule in rules}
    seen: set[Unit] = set()
    for row, extension in extensions:
        if extension.unit not in units:
            row.fault(
                "unit",
                f"延期按 {extension.unit} 算，这个时限却没有哪一条按它算；改成同一个单位",
                f"the extension is counted in {extension.unit}, but no rule of this clock is; use the same unit",
            )
        if extension.unit in seen:
            row.fault(
                "unit",
                "同一个单位写了两种延期，分不清用哪一种；删掉一种",
                "two extensions are counted in this unit and nothing tells them apart; remove one",
            )
        seen.add(extension.unit)
