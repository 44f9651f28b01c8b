"""Categories 分类 and request types 诉求类型: what a matter is about, and what is asked.

Reads `categories.toml`: a tree of two levels, in a jurisdiction's own file the unit that usually handles a category, and
what proves that a matter of it is done. A usual unit is a suggestion to the dispatcher, never a route.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

A_CATEGORY = Words(zh="分类", en="category")

UNSORTED = "unsorted"
NOT_SORTED_YET = Words(zh="还没分类", en="Not sorted yet")


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """`parent` is "" at the first level; `usual_unit` a unit code or "". `evidence`: the fields without which no step that asks
    for them finishes a matter of this category."""

    code: str
    label: Words
    parent: str = ""
    usual_unit: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestType:
    """`is_short`: answered directly, and left out of the rate of solved cases."""

    code: str
    label: Words
    is_short: bool = False


@dataclass(frozen=True, kw_only=True)
class Categories:
    """Both levels by code, in the order of the file."""

    by_code: Mapping[str, Category] = field(default_factory=dict)
    request_types: Mapping[str, RequestType] = field(default_factory=dict)

    @property
    def classes(self) -> tuple[Category, ...]:
        """The first level."""
        return tuple(category for category in self.by_code.values() if not category.parent)

    def within(self, code: str) -> tuple[Category, ...]:
        """The second level under a class."""
        return tuple(category for category in self.by_code.values() if category.parent == code)

    def label(self, code: str) -> Words:
        """“市容环境 · 垃圾清运”; a code that is no longer in the pack is shown as it is."""
        if code == UNSORTED:
            return NOT_SORTED_YET
        category = self.by_code.get(code)
        if category is None:
            return Words(zh=code, en=code)
        above = self.by_code.get(category.parent)
        if above is None:
            return category.label
        return Words(zh=f"{above.label.zh} · {category.label.zh}", en=f"{above.label.en} · {category.label.en}")


def read_categories(path: Path, under: Categories | None = None) -> Categories:
    """The categories of a file, laid over those of the pack below. Raises PackError."""
    page = read_toml(path)
    categories = dict(under.by_code) if under else {}
    types = dict(under.request_types) if under else {}
    for row in page.tables("class", known_by="code", required=under is None):
        for category in _class(row):
            categories[category.code] = category
    for row in page.tables("request_type", known_by="code", required=under is None):
        request_type = _request_type(row)
        types[request_type.code] = request_type
    usual = page.table("usual_units", required=False)
    for code in usual.written_keys():
        unit = usual.code(code)
        if code in categories:
            categories[code] = replace(categories[code], usual_unit=unit)
        else:
            usual.unknown(code, code, categories, noun=A_CATEGORY)
    for code, wanted in _evidence(page.table("evidence", required=False), categories):
        categories[code] = replace(categories[code], evidence=wanted)
    page.refuse_the_rest()
    page.settle()
    return Categories(by_code=categories, request_types=types)


def _evidence(row: Table, categories: Mapping[str, Category]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each category demands; what is said of a class holds for all its kinds that do not say otherwise."""
    written = {code: row.texts(code) for code in row.written_keys()}
    for code in written.keys() - categories.keys():
        row.unknown(code, code, categories, noun=A_CATEGORY)
    for code, category in categories.items():
        wanted = written.get(code, written.get(category.parent))
        if wanted is not None:
            yield code, wanted


def _class(row: Table) -> list[Category]:
    above = Category(code=row.name_of("code"), label=row.words("label"))
    found = [above]
    for inner in row.tables("kinds", known_by="code"):
        code = inner.name_of("code")
        found.append(
            Category(
                code=f"{above.code}.{code}" if code else "",
                label=Words(zh=inner.text("zh"), en=inner.text("en")),
                parent=above.code,
            )
        )
        inner.refuse_the_rest()
    if not row.values.get("kinds"):
        row.fault(
            "kinds",
            '这一类下面是空的；写上 kinds = [{code = "…", zh = "…", en = "…"}]',
            'this class is empty; write kinds = [{code = "…", zh = "…", en = "…"}]',
        )
    row.refuse_the_rest()
    return found


def _request_type(row: Table) -> RequestType:
    found = RequestType(
        code=row.name_of("code"), label=row.words("label"), is_short=row.flag("is_short", default=False)
    )
    row.refuse_the_rest()
    return found
