"""Rows of text and label from CSV files, in UTF-8 or GB18030. Refuses a file without the columns asked for, naming those it has."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from doorstep.kernel.refusals import Refusal
from doorstep.wings.triage.learning import Row

TEXTS = ("text", "segmented", "content", "留言详情", "内容")
LARGEST_CELL = 1_000_000


class ColumnMissing(Refusal):
    """文件里没有要的列。"""

    status = 422

    def __str__(self) -> str:
        return f"{self.params['file']}：没有“{self.params['column']}”这一列，有的是：{'、'.join(self.params['has'])}"


def rows_of(paths: Sequence[Path], texts: Sequence[str] | None, label: str) -> list[Row]:
    """All rows of the files; `texts` names the column of each file, or one for all, or none: then the usual names."""
    found = []
    for turn, path in enumerate(paths):
        column = texts[min(turn, len(texts) - 1)] if texts else ""
        found += [Row(text=text, label=given) for text, given in _cells(path, column, label)]
    return found


def texts_of(paths: Sequence[Path], texts: Sequence[str] | None) -> list[str]:
    """Messages without a label."""
    return [text for path in paths for text, _ in _cells(path, texts[-1] if texts else "", None)]


def _cells(path: Path, text: str, label: str | None) -> Iterable[tuple[str, str]]:
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.DictReader(io.StringIO(_read(path), newline=""))
    columns = list(reader.fieldnames or ())
    text = text or next((name for name in TEXTS if name in columns), TEXTS[0])
    for wanted in (text, label):
        if wanted is not None and wanted not in columns:
            raise ColumnMissing(file=path.name, column=wanted, has=columns)
    for row in reader:
        yield row[text] or "", (row[label] or "").strip() if label else ""


def _read(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
