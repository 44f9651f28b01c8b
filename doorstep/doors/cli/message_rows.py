"""Rows of messages in a plain file, in and out: UTF-8 or GB18030, dates as people write them. No command.

What is wrong with a row is said by its number, and the good rows are kept. Refuses a file that lacks a column.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.wings.hotspots.grams import Text
from doorstep.wings.hotspots.heat import Issue, Message

HEADLINES = ("title", "标题", "主题", "留言主题")
PARTS = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:\D+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")
EXCEL_BEGAN = datetime(1899, 12, 30, tzinfo=SHANGHAI)
OWN = (
    "cluster",
    "cluster_people",
    "cluster_messages",
    "cluster_likes",
    "cluster_first_on",
    "cluster_last_on",
    "cluster_place",
    "cluster_words",
    "cluster_summary",
)


class RowsRefused(Exception):
    """读不了这份文件。"""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What the columns are called. `title` None: look for one; "" for likes or title: there is none."""

    text: str
    person: str
    at: str
    likes: str = ""
    title: str | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """The messages, oldest first, the rows as they stood, and what could not be read."""

    messages: tuple[Message, ...]
    rows: Mapping[str, Mapping[str, str]]
    names: tuple[str, ...]
    faults: tuple[str, ...]


def read_messages(path: Path, columns: Columns) -> Read:
    """Raises RowsRefused for a file that is none or lacks a column."""
    table = csv.DictReader(io.StringIO(_text_of(path), newline=""))
    names = tuple(name.strip() for name in table.fieldnames or ())
    table.fieldnames = list(names)
    title = columns.title
    if title is None:
        title = next((name for name in HEADLINES if name in names and name != columns.text), "")
    wanted = [name for name in (columns.text, columns.person, columns.at, columns.likes, title) if name]
    if missing := [name for name in wanted if name not in names]:
        raise RowsRefused(f"没有叫“{missing[0]}”的列；这份文件有：{'、'.join(names)}")
    dated, faults = [], []
    for turn, row in enumerate(table, start=1):
        plain = {name: row.get(name) or "" for name in names}
        at = read_time(plain[columns.at])
        if at is None:
            faults.append(f"第 {turn} 行：看不懂时间“{plain[columns.at][:40]}”，这一行没有算进去")
        else:
            dated.append((at, tuple(plain.values()), plain))
    # In an order of their own, whatever that of the file.
    ordered = {f"{turn:09d}": each for turn, each in enumerate(sorted(dated, key=lambda each: each[:2]))}
    messages = [_message(key, at, row, columns, title) for key, (at, _, row) in ordered.items()]
    rows = {key: row for key, (_, _, row) in ordered.items()}
    return Read(messages=tuple(messages), rows=rows, names=names, faults=tuple(faults))


def _message(key: str, at: datetime, row: Mapping[str, str], columns: Columns, title: str) -> Message:
    return Message(
        key=key,
        text=Text(title=row[title].strip() if title else "", body=row[columns.text].strip()),
        person=row[columns.person].strip(),
        at=at,
        likes=_number(row[columns.likes]) if columns.likes else 0,
    )


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RowsRefused(f"打不开 {path}：{error.strerror}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RowsRefused(f"{path} 既不是 UTF-8 也不是 GB18030，请另存一份再来")


def read_time(typed: str) -> datetime | None:
    """The moment, in the town's time; also a day alone, and a day as a spreadsheet counts it. None for anything else."""
    typed = typed.strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", typed):
        return EXCEL_BEGAN + timedelta(days=float(typed))
    found = PARTS.match(typed)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None


def _number(typed: str) -> int:
    """Likes as written; 0 for what is no number."""
    digits = typed.replace(",", "").strip()
    return int(digits) if re.fullmatch(r"\d{1,12}", digits) else 0


def write_issues(path: Path, read: Read, issues: Sequence[Issue]) -> None:
    """Every row with its cluster before it, the hottest first; then the rows that stand alone, with no cluster."""
    alone = {message.key: message for message in read.messages}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*OWN, *read.names])
        for place, issue in enumerate(issues, start=1):
            facts = _facts(place, issue)
            for message in issue.members:
                alone.pop(message.key, None)
                out.writerow([*facts, *read.rows[message.key].values()])
        for message in alone.values():
            out.writerow([*[""] * len(OWN), *read.rows[message.key].values()])


def _facts(place: int, issue: Issue) -> list[object]:
    return [
        place,
        issue.people,
        len(issue.members),
        issue.likes,
        issue.first_at.date().isoformat(),
        issue.last_at.date().isoformat(),
        issue.place,
        " ".join(issue.words),
        " / ".join(issue.sentences),
    ]
