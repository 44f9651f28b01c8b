"""Says in words what a catalogue row is and why it went before another: “第 12 行：道路设施 × 幸福街道 → 城管局，依据…”. Pure."""

from typing import Protocol

from doorstep.kernel.catalogue import AT_COMMUNITY, AT_STREET, Match, Row
from doorstep.kernel.words import Words

PLACED_LEADS = {
    AT_STREET: Words(zh="所在街道", en="the street it lies in"),
    AT_COMMUNITY: Words(zh="所在社区", en="the community it lies in"),
}
EVERY_CATEGORY = Words(zh="所有分类", en="every category")
EVERYWHERE = Words(zh="全域", en="everywhere")
BECAUSE = {
    "category": Words(zh="分类更细", en="its category is narrower"),
    "place": Words(zh="地点更窄", en="its place is narrower"),
    "ownership": Words(zh="写明了权属", en="it says whose the thing is"),
    "words": Words(zh="标题里有它写的字", en="the title holds its words"),
    "request_type": Words(zh="写明了诉求类型", en="it names the type of request"),
    "urgency": Words(zh="写明了紧急程度", en="it names the urgency"),
    "line": Words(zh="同样具体，行号在前", en="both are as specific and its line comes first"),
}


class Names(Protocol):
    """What things are called in the town."""

    def category(self, code: str) -> Words: ...
    def place(self, path: str) -> Words: ...
    def unit(self, code: str) -> Words: ...
    def request_type(self, code: str) -> Words: ...
    def urgency(self, code: str) -> Words: ...


def scope(row: Row, names: Names) -> Words:
    """“道路设施 · 护栏 × 幸福街道（权属：小区；紧急）”."""
    what = categories_words(row.categories, names)
    where = names.place(row.place_path) if row.place_path else EVERYWHERE
    on = conditions(row, names)
    zh = f"{what.zh} × {where.zh}" + (f"（{on.zh}）" if on.zh else "")
    return Words(zh=zh, en=f"{what.en} × {where.en}" + (f" ({on.en})" if on.en else ""))


def conditions(row: Row, names: Names) -> Words:
    """The conditions beside category and place; empty words when there are none."""
    said = []
    if row.ownership:
        said.append(Words(zh=f"权属：{row.ownership}", en=f"owned: {row.ownership}"))
    if row.words:
        said.append(Words(zh=f"标题含“{'”或“'.join(row.words)}”", en=f"title holds “{'” or “'.join(row.words)}”"))
    if row.request_types:
        said.append(joined([names.request_type(code) for code in row.request_types]))
    if row.urgencies:
        said.append(joined([names.urgency(code) for code in row.urgencies]))
    return Words(zh="；".join(one.zh for one in said), en="; ".join(one.en for one in said))


def categories_words(codes: tuple[str, ...], names: Names) -> Words:
    """Several categories stand apart by semicolons, since a name may hold a comma."""
    if not codes:
        return EVERY_CATEGORY
    said = [names.category(code) for code in codes]
    return Words(zh="；".join(one.zh for one in said), en="; ".join(one.en for one in said))


def unit_words(code: str, names: Names) -> Words:
    """The unit's name, or which unit follows from the place."""
    return PLACED_LEADS.get(code) or names.unit(code)


def why(match: Match, names: Names) -> Words:
    """The whole explanation of one match."""
    row, lead, what = match.row, names.unit(match.lead), scope(match.row, names)
    zh = f"第 {row.line} 行：{what.zh} → {lead.zh}，依据{row.basis}"
    en = f"Row {row.line}: {what.en} → {lead.en}; basis: {row.basis}"
    if match.over:
        because = BECAUSE[match.narrower_in]
        zh += (
            f"；比第 {match.over.line} 行具体，因为{because.zh}"
            if match.narrower_in != "line"
            else f"；{because.zh}（另有第 {match.over.line} 行）"
        )
        en += f"; it goes before row {match.over.line} because {because.en}"
    return Words(zh=zh, en=en)


def basis(match: Match, *, limit: int = 200) -> Words:
    """What fills the line “basis” of a dispatch: “派单目录 2026-3 版第 12 行：…”."""
    zh = f"派单目录 {match.version} 版第 {match.row.line} 行：{match.row.basis}"
    en = f"Dispatch catalogue {match.version}, row {match.row.line}: {match.row.basis}"
    return Words(zh=zh[:limit], en=en[:limit])


def joined(words: list[Words]) -> Words:
    """Several names as one."""
    return Words(zh="、".join(one.zh for one in words), en=", ".join(one.en for one in words))
