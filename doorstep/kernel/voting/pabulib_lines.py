"""A .pb file as lines and fields: encoding, sections, quoting. Knows where each thing stands; judges nothing that is voted on."""

import re
from dataclasses import dataclass

SECTIONS = ("META", "PROJECTS", "VOTES")
LONGEST_MARK = 80  # a section’s name, and what a spreadsheet adds to it
MOST_LINES = 50  # of one quoted field
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class PabulibRefused(Exception):
    """这个 .pb 文件没有读进来，什么都没有计；改好下面这一处再来。"""

    code = "pabulib_refused"

    def __init__(self, *, file: str, line: int, column: int, zh: str, en: str) -> None:
        self.file, self.line, self.column, self.zh, self.en = file, line, column, zh, en
        super().__init__(self.say())

    def say(self, lang: str = "zh-hans") -> str:
        """File, line and column first, then the sentence. Line 0 is the file as a whole."""
        english = lang.lower().startswith("en")
        place = self.file
        if self.line and english:
            place += f", line {self.line}" + (f", column {self.column}" if self.column else "")
        elif self.line:
            place += f" 第 {self.line} 行" + (f"第 {self.column} 列" if self.column else "")
        return f"{place}{': ' if english else '：'}{self.en if english else self.zh}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """The text of a file by lines (from 1 in messages), and the bytes it was read from.

    A quoted field may run over several lines: they stand in the first of them, and the others are blank, so that numbers hold."""

    file: str
    lines: tuple[str, ...]
    raw: bytes

    def refuse(self, at: int, column: int, zh: str, en: str) -> PabulibRefused:
        """The refusal for the line at place `at` (from 0), to be raised."""
        return PabulibRefused(file=self.file, line=at + 1, column=column, zh=zh, en=en)


def split_lines(raw: bytes, file: str) -> Lines:
    """The lines of a file. Raises PabulibRefused for another encoding than UTF-8, for nothing at all, for control characters."""
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        zh = "这里不是 UTF-8 文字；请把文件另存为 UTF-8 编码"
        raise PabulibRefused(
            file=file, line=line, column=column, zh=zh, en="this is not UTF-8 text; save the file as UTF-8"
        ) from None
    if not text.strip():
        raise PabulibRefused(file=file, line=0, column=0, zh="文件是空的", en="the file is empty")
    if hit := CONTROL.search(text):
        at, column = text.count("\n", 0, hit.start()), hit.start() - text.rfind("\n", 0, hit.start())
        zh, en = "这里有看不见的控制字符；删掉它", "a control character stands here; delete it"
        raise PabulibRefused(file=file, line=at + 1, column=column, zh=zh, en=en)
    lines = text.split("\n")
    return Lines(file=file, lines=tuple(_whole(lines) if '"' in text else lines), raw=raw)


def _whole(lines: list[str]) -> list[str]:
    """Fields that run over several lines put together, as CSV has them. A quotation mark that nothing closes before the section ends
    is left where it stands, to be refused there."""
    made, at = list(lines), 0
    while at < len(lines):
        end = at
        while _is_open("\n".join(lines[at : end + 1])) and end + 1 < len(lines) and section_of(lines[end + 1]) is None:
            end += 1
            if end - at > MOST_LINES:
                break
        if end > at and not _is_open(said := "\n".join(lines[at : end + 1])):
            made[at : end + 1] = [said, *[""] * (end - at)]
            at = end
        at += 1
    return made


def _is_open(line: str) -> bool:
    """Whether its last field begins with a quotation mark that nothing closes."""
    place = 0
    while '"' in line and 0 <= place < len(line):
        if not line.startswith('"', place):
            place = line.find(";", place) + 1 or len(line)
            continue
        end = _closing(line, place)
        if end < 0:
            return True
        place = end + 2 if line.startswith(";", end + 1) else len(line)
    return False


def _closing(line: str, place: int) -> int:
    """Where the quotation that begins here is closed; -1 where it is not."""
    end = line.find('"', place + 1)
    while end >= 0 and line.startswith('""', end):
        end = line.find('"', end + 2)
    return end


def section_of(line: str) -> str | None:
    """The section that this line begins."""
    name = line.strip().rstrip(";").strip().upper() if len(line) < LONGEST_MARK else ""
    return name if name in SECTIONS else None


def section_bounds(lines: Lines) -> dict[str, tuple[int, int]]:
    """For each section the places of its header line and of the line after its last. Raises PabulibRefused."""
    starts: dict[str, int] = {}
    for at, line in enumerate(lines.lines):
        name = section_of(line)
        if name is None:
            continue
        if name in starts:
            raise lines.refuse(
                at,
                1,
                f"{name} 这一段第 {starts[name] + 1} 行已经有了",
                f"section {name} already began on line {starts[name] + 1}",
            )
        starts[name] = at
    for name in SECTIONS:
        if name not in starts:
            zh, en = f"缺少 {name} 这一段", f"the section {name} is missing"
            raise PabulibRefused(file=lines.file, line=0, column=0, zh=zh, en=en)
    if list(starts) != list(SECTIONS):
        at = starts[next(iter(starts))]
        raise lines.refuse(
            at, 1, "三段的顺序应是 META、PROJECTS、VOTES", "the sections come in the order META, PROJECTS, VOTES"
        )
    _nothing_before(lines, starts["META"])
    ends = [starts["PROJECTS"], starts["VOTES"], len(lines.lines)]
    return {name: (_header(lines, starts[name] + 1, end), end) for name, end in zip(SECTIONS, ends, strict=True)}


def _header(lines: Lines, first: int, end: int) -> int:
    return next((at for at in range(first, end) if not is_blank(lines.lines[at])), end)


def _nothing_before(lines: Lines, first: int) -> None:
    for at in range(first):
        if not is_blank(lines.lines[at]):
            raise lines.refuse(at, 1, "文件应从 META 一行开始", "the file begins with the line META")


def is_blank(line: str) -> bool:
    """Nothing, or what a spreadsheet makes of it."""
    return not line.strip("; \t")


def within(fields: tuple[str, ...], width: int, least: int | None = None) -> tuple[str, ...]:
    """The fields without those behind the last column that a spreadsheet has added, if all of those are empty; and with those that were
    left away at the end of the line, if the first `least` are there."""
    if any(field.strip() for field in fields[width:]):
        return fields
    if least is not None and least <= len(fields) < width:
        return (*fields, *[""] * (width - len(fields)))
    return fields[:width]


def fields_of(lines: Lines, at: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The fields of a line and the column where each begins, from 1. Quotes as in CSV: only a field that begins with one."""
    line = lines.lines[at]
    if '"' not in line:
        parts = line.split(";")
        columns, place = [], 1
        for part in parts:
            columns.append(place)
            place += len(part) + 1
        return tuple(parts), tuple(columns)
    return _quoted_fields(lines, at, line)


def _quoted_fields(lines: Lines, at: int, line: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    fields: list[str] = []
    columns: list[int] = []
    place = 0
    while True:
        columns.append(place + 1)
        if line.startswith('"', place):
            text, after = _quoted(lines, at, line, place)
        else:
            after = line.find(";", place)
            after = len(line) if after < 0 else after
            text = line[place:after]
        fields.append(text)
        if after >= len(line):
            return tuple(fields), tuple(columns)
        place = after + 1


def _quoted(lines: Lines, at: int, line: str, place: int) -> tuple[str, int]:
    end = _closing(line, place)
    if end < 0:
        raise lines.refuse(at, place + 1, "引号没有合上", "the quotation mark is not closed")
    if end + 1 < len(line) and line[end + 1] != ";":
        raise lines.refuse(at, end + 2, "引号合上之后应是分号", "after the closing quotation mark comes a semicolon")
    return line[place + 1 : end].replace('""', '"'), end + 1


def joined(fields: tuple[str, ...]) -> str:
    """A line of fields, quoted only where a reader would otherwise be misled."""
    return ";".join(f'"{field.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(field) else field for field in fields)


def _needs_quotes(field: str) -> bool:
    return ";" in field or '"' in field or "\n" in field or "\r" in field
