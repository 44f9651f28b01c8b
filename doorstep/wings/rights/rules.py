"""The register of processing 处理活动记录 and the texts of consent, as the pack has them. Pure; says which line is wrong and why.

`rights.toml`: names_clerks, guardian_below; [[processing]] one for each purpose; [[consent]] one for each version of a text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

FILE = "rights.toml"
LEVELS = {
    "personal": Words(zh="个人", en="personal"),
    "sensitive": Words(zh="敏感", en="sensitive"),
}
LAST_ARTICLE = 74


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One purpose. `columns`: "table.column". `days`: after which it is erased; 0 where `keeps` says otherwise."""

    code: str
    version: str
    effective_from: date
    title: Words
    what: Words
    purpose: Words
    basis: Words
    articles: tuple[int, ...]
    level: str
    keeps: Words
    days: int
    recipients: Words
    columns: tuple[str, ...]

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(column.partition(".")[0] for column in self.columns)


@dataclass(frozen=True, kw_only=True)
class Consent:
    """One version of a text that people agree to. `after`: what happens when it is taken back; `erases`: tables of which the
    rows that lead to the person by the case are erased then."""

    code: str
    version: str
    effective_from: date
    title: Words
    text: Words
    after: Words
    erases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Register:
    """All of it. `consents` in file order, several versions of one code among them."""

    names_clerks: bool
    guardian_below: int
    processings: tuple[Processing, ...]
    consents: tuple[Consent, ...]

    def consent(self, code: str, on: date) -> Consent | None:
        """The version in force on a day: the latest that has begun."""
        begun = [one for one in self.consents if one.code == code and one.effective_from <= on]
        return max(begun, key=lambda one: (one.effective_from, one.version), default=None)


def read_register(path: Path, *, columns: Mapping[str, frozenset[str]]) -> Register:
    """`columns`: the personal columns that exist, by table. Raises PackError for a column that stands in no entry, or nowhere."""
    page = read_toml(path)
    rows = page.tables("processing", known_by="code", required=True)
    processings = [_processing(row, columns) for row in rows]
    consents = [_consent(row, columns) for row in page.tables("consent")]
    found = Register(
        names_clerks=page.flag("names_clerks", default=False),
        guardian_below=page.whole("guardian_below", default=14, least=0, most=18),
        processings=tuple(processings),
        consents=tuple(consents),
    )
    for column in missing(processings, columns):
        page.fault(
            "processing",
            f"“{column}”存着个人信息，却没有一条写到它；写进一条的 columns",
            f"“{column}” holds personal data and stands in no entry; add it to the columns of one",
        )
    page.refuse_the_rest()
    page.settle()
    return found


def missing(processings: Iterable[Processing], columns: Mapping[str, frozenset[str]]) -> list[str]:
    """Personal columns that no entry names."""
    named = {column for one in processings for column in one.columns}
    return sorted(
        f"{table}.{column}" for table, every in columns.items() for column in every if f"{table}.{column}" not in named
    )


def _processing(row: Table, columns: Mapping[str, frozenset[str]]) -> Processing:
    found = Processing(
        code=row.name_of("code"),
        version=row.code("version"),
        effective_from=row.day("effective_from"),
        title=row.words("title"),
        what=row.words("what"),
        purpose=row.words("purpose"),
        basis=row.words("basis"),
        articles=_articles(row),
        level=row.one_of("level", tuple(LEVELS)),
        keeps=row.words("keeps"),
        days=row.whole("days", least=0, most=36500),
        recipients=row.words("recipients"),
        columns=row.texts("columns"),
    )
    for turn, column in enumerate(found.columns):
        table, _dot, name = column.partition(".")
        if name not in columns.get(table, frozenset()):
            zh = f"“{column}”不是存个人信息的列；看看表名、列名写对没有"
            row.fault("columns", zh, f"“{column}” is no column about people; look at its table and name", item=turn)
    row.refuse_the_rest()
    return found


def _articles(row: Table) -> tuple[int, ...]:
    raw = row.anything("articles")
    if isinstance(raw, list) and raw and all(isinstance(one, int) and 0 < one <= LAST_ARTICLE for one in raw):
        return tuple(raw)
    zh = f"要的是《个人信息保护法》的条，1 到 {LAST_ARTICLE}，例如 [13, 35]"
    row.fault(
        "articles",
        zh,
        f"articles of the Personal Information Protection Law are wanted, 1 to {LAST_ARTICLE}, e.g. [13, 35]",
    )
    return ()


def _consent(row: Table, columns: Mapping[str, frozenset[str]]) -> Consent:
    found = Consent(
        code=row.name_of("code"),
        version=row.code("version"),
        effective_from=row.day("effective_from"),
        title=row.words("title"),
        text=row.words("text"),
        after=row.words("after"),
        erases=row.texts("erases", among=tuple(columns), default=()),
    )
    row.refuse_the_rest()
    return found
