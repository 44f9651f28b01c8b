"""Reads grids.toml, rounds.toml and duties.toml, with every fault in its place. Invents no entry: an empty list stays empty."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from doorstep.kernel.gridwork.books import (
    LEVELS,
    NAMES,
    PLACE_LEVELS,
    POINT_LEVELS,
    Card,
    DutyBook,
    DutyList,
    Entry,
    GridBook,
    Responsibility,
    RoundBook,
    RoundRule,
    Size,
    TaskRule,
)
from doorstep.kernel.gridwork.windows import COUNTS, UNITS, Rhythm
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

KINDS = ("duties", "autonomous", "assisting", "negative", "certificates", "archive")
A_LEVEL = Words(zh="级别", en="level")
A_ROLE = Words(zh="角色", en="role")
A_RESPONSIBILITY = Words(zh="责任", en="responsibility")
A_MECHANISM = Words(zh="机制", en="mechanism")
MOST_HOUSEHOLDS = 100_000
MOST_ANNOUNCED = 500


def read_grids(path: Path, under: GridBook | None = None, roles: Collection[str] | None = None) -> GridBook:
    """Responsibilities, sizes and the public card, laid over those of the common pack. Raises PackError."""
    page, below = read_toml(path), under or GridBook()
    told = [_responsibility(row, roles) for row in page.tables("responsibility", known_by="code")]
    sizes = [_size(row) for row in page.tables("size", known_by="level")]
    card = _card(page.table("card"), below.card) if "card" in page else below.card
    page.refuse_the_rest()
    page.settle()
    return GridBook(
        responsibilities={**below.responsibilities, **{one.code: one for one in told}},
        sizes={**below.sizes, **{one.level: one for one in sizes}},
        card=card,
    )


def _responsibility(row: Table, roles: Collection[str] | None) -> Responsibility:
    levels = row.texts("levels", among=LEVELS, noun=A_LEVEL)
    role = row.name_of("role", default="")
    if "levels" not in row:
        row.fault("levels", '没有写负责哪一级；加一行 levels = ["grid"]', 'add a line levels = ["grid"]')
    if role and roles is not None and role not in roles:
        row.unknown("role", role, roles, noun=A_ROLE)
    if not role and set(levels) & set(PLACE_LEVELS):
        row.fault(
            "role",
            "负责网格、社区的责任要对应一个角色（岗位从它来）；加一行 role，或只写 building、point",
            "who answers for a grid or community holds a role; add a line role, or write only building and point",
        )
    found = Responsibility(
        code=row.name_of("code"),
        label=row.words("label"),
        levels=levels,
        role=role,
        is_public=row.flag("is_public", default=False),
        must=row.flag("must", default=False),
    )
    row.refuse_the_rest()
    return found


def _size(row: Table) -> Size:
    least = row.whole("least", least=1, most=MOST_HOUSEHOLDS)
    found = Size(
        level=row.one_of("level", PLACE_LEVELS),
        least=least,
        most=row.whole("most", least=1, most=MOST_HOUSEHOLDS),
        basis=row.words("basis"),
    )
    if found.most < found.least:
        row.fault("most", "最多比最少还小；改其中一个", "the most is less than the least; change one of them")
    row.refuse_the_rest()
    return found


def _card(row: Table, below: Card) -> Card:
    phones = row.table("phones", required=False)
    found = Card(
        names=row.one_of("names", NAMES, default=below.names),
        supervision_phone=row.text("supervision_phone", default=below.supervision_phone),
        phones={**below.phones, **{unit: phones.text(unit) for unit in phones.written_keys()}},
        basis=row.words("basis", default=below.basis),
    )
    row.refuse_the_rest()
    return found


def read_rounds(
    path: Path,
    under: RoundBook | None = None,
    responsibilities: Collection[str] | None = None,
    mechanisms: Collection[str] | None = None,
) -> RoundBook:
    """Rules of rounds and tasks; a jurisdiction's own stands in for the common one of the same name. Raises PackError."""
    page, below = read_toml(path), under or RoundBook()
    rounds = [_round(row, responsibilities) for row in page.tables("round", known_by="name")]
    tasks = [_task(row, mechanisms) for row in page.tables("task", known_by="name")]
    page.refuse_the_rest()
    page.settle()
    return RoundBook(
        rounds={**below.rounds, **{one.name: one for one in rounds}},
        tasks={**below.tasks, **{one.name: one for one in tasks}},
    )


def _round(row: Table, responsibilities: Collection[str] | None) -> RoundRule:
    by = row.name_of("by")
    if by and responsibilities is not None and by not in responsibilities:
        row.unknown("by", by, responsibilities, noun=A_RESPONSIBILITY)
    levels = row.texts("levels", among=LEVELS, noun=A_LEVEL)
    if not levels and "levels" not in row:
        row.fault("levels", '没有写走访哪里；加一行 levels = ["grid"]', 'add a line levels = ["grid"]')
    found = RoundRule(
        name=row.name_of("name"),
        label=row.words("label"),
        look_for=row.words("look_for"),
        by=by,
        levels=levels,
        rhythm=_rhythm(row),
        missed=row.whole("tell_above_after", default=3, least=1, most=100),
        basis=row.words("basis"),
    )
    row.refuse_the_rest()
    return found


def _task(row: Table, mechanisms: Collection[str] | None) -> TaskRule:
    mechanism = row.name_of("mechanism")
    if mechanism and mechanisms is not None and mechanism not in mechanisms:
        row.unknown("mechanism", mechanism, mechanisms, noun=A_MECHANISM)
    found = TaskRule(
        name=row.name_of("name"),
        label=row.words("label"),
        content=row.words("content"),
        level=row.one_of("level", PLACE_LEVELS, noun=A_LEVEL),
        rhythm=_rhythm(row),
        mechanism=mechanism,
        basis=row.words("basis"),
    )
    row.refuse_the_rest()
    return found


def _rhythm(row: Table) -> Rhythm:
    found = Rhythm(
        every=row.whole("every", least=1, most=366),
        unit=row.one_of("unit", UNITS),
        counts=row.one_of("counts", COUNTS),
        from_on=row.day("from"),
        until_on=row.maybe("until", row.day),
    )
    if found.until_on is not None and found.until_on < found.from_on:
        row.fault("until", "结束在开始之前；改其中一个日期", "it ends before it begins; change one of the dates")
    return found


def read_duties(path: Path, under: DutyBook | None = None) -> DutyBook:
    """Named lists with their versions, laid over the common ones. Raises PackError."""
    page = read_toml(path)
    seen: dict[tuple[str, date], Table] = {}
    found: dict[str, tuple[DutyList, ...]] = {}
    for row in page.tables("list", required=True):
        one = _list(row)
        if (one.name, one.effective_from) in seen:
            line = seen[one.name, one.effective_from].line
            row.fault(
                "effective_from",
                f"这张清单同一天生效的版本第 {line} 行已经有了；换一个日期，或删掉一个",
                f"a version of this list from the same day stands on line {line}; change the date or delete one",
            )
        seen.setdefault((one.name, one.effective_from), row)
        found[one.name] = (*found.get(one.name, ()), one)
    page.refuse_the_rest()
    page.settle()
    ordered = {
        name: tuple(sorted(versions, key=lambda one: one.effective_from, reverse=True))
        for name, versions in found.items()
    }
    return {**(under or {}), **ordered}


def _list(row: Table) -> DutyList:
    entries = tuple(_entry(one) for one in row.tables("entry"))
    found = DutyList(
        name=row.name_of("name"),
        title=row.words("title"),
        kind=row.one_of("kind", KINDS),
        whose=row.words("whose"),
        source=row.words("source"),
        effective_from=row.day("effective_from"),
        entries=entries,
        announced=row.whole("announced", default=0, least=0, most=MOST_ANNOUNCED),
        is_public=row.flag("is_public", default=False),
        link=row.text("link", default=""),
        note=row.maybe("note", row.words),
    )
    if found.announced and len(entries) > found.announced:
        row.fault(
            "announced",
            f"写着共 {found.announced} 项，却列了 {len(entries)} 项；改其中一个",
            f"it announces {found.announced} entries and lists {len(entries)}; change one of them",
        )
    row.refuse_the_rest()
    return found


def _entry(row: Table) -> Entry:
    found = Entry(name=row.words("name"), basis=row.maybe("basis", row.words))
    row.refuse_the_rest()
    return found


def check_targets(responsibilities: Mapping[str, Responsibility], rule: RoundRule) -> tuple[str, ...]:
    """Levels of a rule for which nobody can answer: the responsibility it names reaches neither them nor what lies above."""
    one = responsibilities.get(rule.by)
    if one is None:
        return ()
    reached = {*one.levels, *(POINT_LEVELS if set(one.levels) & set(PLACE_LEVELS) else ())}
    return tuple(level for level in rule.levels if level not in reached)
