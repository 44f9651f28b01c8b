"""Printed forms 打印件: from a template and its data to a PDF, or to pictures for whoever must look at it.

One Protocol and one press, Typst, which needs no network. Refuses to print Chinese without a Chinese font: boxes on an
official form help nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class FontMissing(Exception):
    """这台机器上没有中文字体，打印件会全是方框。请安装 fonts-noto-cjk（Debian、Ubuntu：apt install fonts-noto-cjk）。"""


class SheetBroken(Exception):
    """打印件的模板有错。"""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A template, the JSON it reads as data.json, and pictures it names, by file name."""

    template: Path
    data: Mapping[str, Any]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


class Press(Protocol):
    """Prints sheets. Raises FontMissing, SheetBroken."""

    def pdf(self, sheet: Sheet) -> bytes: ...

    def pages(self, sheet: Sheet, *, dots_per_inch: int = 96) -> list[bytes]:
        """Each page as PNG."""
