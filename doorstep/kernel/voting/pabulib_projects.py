"""The PROJECTS section of a .pb file. Refuses a project twice, a cost that is negative or no number, a count that does not agree."""

from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.kernel.voting.election import Option
from doorstep.kernel.voting.pabulib_heads import AMOUNT, Heading, expect_columns, smallest
from doorstep.kernel.voting.pabulib_lines import Lines, fields_of, is_blank, within

LEAST = "least_cost"  # ours: the least part worth giving
PLACE_COLUMNS = ("neighborhood", "neighbourhood", "subdistrict", "district")


@dataclass(frozen=True, kw_only=True, slots=True)
class Projects:
    """Options in the order of the file, the table as text, the budget; `per_unit` smallest units make one of money."""

    options: tuple[Option, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    budget: int
    per_unit: int

    def column(self, name: str) -> tuple[str, ...] | None:
        """The texts of a column, None where there is none of the name."""
        if name not in self.columns:
            return None
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    at: int
    fields: tuple[str, ...]
    starts: tuple[int, ...]


def read_projects(lines: Lines, first: int, end: int, heading: Heading) -> Projects:
    """The projects. Raises PabulibRefused."""
    columns = expect_columns(lines, first, end, "PROJECTS", ("project_id", "cost"))
    rows = [_Row(at=at, fields=fields, starts=starts) for at, fields, starts in _rows(lines, first, end, columns)]
    _check_keys(lines, rows, columns.index("project_id"))
    cost_at = columns.index("cost")
    for row in rows:
        _check_amount(lines, row.at, row.starts[cost_at], row.fields[cost_at], "造价", "cost")
    budget = heading.meta["budget"].strip()
    _check_amount(lines, heading.lines["budget"], heading.columns["budget"], budget, "预算", "budget")
    least_at = columns.index(LEAST) if LEAST in columns else None
    parts = [row.fields[least_at].strip() for row in rows] if least_at is not None else []
    finest = max(
        len(said.partition(".")[2]) for said in [budget, *(row.fields[cost_at].strip() for row in rows), *parts]
    )
    per_unit = 10 ** max(2, finest)
    stated = heading.whole("num_projects")
    if stated != len(rows):
        zh, en = f"写着 {stated} 个项目，表里有 {len(rows)} 个", f"it says {stated} projects, the table has {len(rows)}"
        raise heading.refuse("num_projects", zh, en)
    return Projects(
        options=tuple(_option(dict(zip(columns, row.fields, strict=True)), per_unit) for row in rows),
        columns=columns,
        rows=tuple(row.fields for row in rows),
        budget=smallest(budget, per_unit),
        per_unit=per_unit,
    )


def _rows(
    lines: Lines, first: int, end: int, columns: tuple[str, ...]
) -> list[tuple[int, tuple[str, ...], tuple[int, ...]]]:
    found = []
    least = 1 + max(columns.index("project_id"), columns.index("cost"))
    for at in range(first + 1, end):
        if is_blank(lines.lines[at]):
            continue
        fields, starts = fields_of(lines, at)
        fields = within(fields, len(columns), least)
        if len(fields) != len(columns):
            zh = f"这一行有 {len(fields)} 格，表头有 {len(columns)} 格"
            en = f"this line has {len(fields)} fields, the header has {len(columns)}"
            raise lines.refuse(at, starts[min(len(fields), len(columns)) - 1], zh, en)
        found.append((at, fields, starts))
    return found


def _check_keys(lines: Lines, rows: list[_Row], place: int) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        key, at, column = row.fields[place], row.at, row.starts[place]
        if not key or key != key.strip() or "," in key:
            zh = f"项目编号“{key}”是空的，或者含有空格、逗号"
            raise lines.refuse(at, column, zh, f"the project id “{key}” is empty or holds a space or a comma")
        if key in seen:
            zh, en = (
                f"项目“{key}”第 {seen[key] + 1} 行已经有了",
                f"project “{key}” already stands on line {seen[key] + 1}",
            )
            raise lines.refuse(at, column, zh, en)
        seen[key] = at


def _check_amount(lines: Lines, at: int, column: int, said: str, zh: str, en: str) -> None:
    said = said.strip()
    if AMOUNT.fullmatch(said):
        return
    if said.startswith("-") and AMOUNT.fullmatch(said[1:]):
        raise lines.refuse(at, column, f"{zh}是负数：{said}", f"the {en} is negative: {said}")
    raise lines.refuse(
        at, column, f"{zh}应是不带千分号的数，不是“{said}”", f"the {en} must be a plain number, not “{said}”"
    )


def _option(row: Mapping[str, str], per_unit: int) -> Option:
    place = next((row[name].strip() for name in PLACE_COLUMNS if row.get(name, "").strip()), "")
    return Option(
        key=row["project_id"],
        title=" ".join(row.get("name", "").split("\n")),
        cost=smallest(row["cost"].strip(), per_unit),
        place=place,
        kind=row.get("category", "").strip(),
        least=smallest(least, per_unit) if AMOUNT.fullmatch(least := row.get(LEAST, "").strip()) else None,
    )
