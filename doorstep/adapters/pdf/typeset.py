"""The press: Typst in this process, with a folder of its own for each sheet, so that a template can read nothing else."""

import json
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from doorstep.adapters.pdf import FontMissing, Sheet, SheetBroken

# In the order of preference; the template takes the first that is there. Any of them prints the whole of GB 18030's common part.
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "FandolSong", "SimSun", "Songti SC", "AR PL UMing CN")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC", "SimHei")


@lru_cache(maxsize=1)
def families() -> frozenset[str]:
    """Fonts on this machine, by family."""
    import typst  # here and below: the press is heavy, and most processes never print

    return frozenset(typst.Fonts().families())


def chinese_fonts() -> dict[str, list[str]]:
    """The Chinese fonts there are, for text and for headings. Raises FontMissing when there is none."""
    serif = [name for name in SERIF if name in families()]
    sans = [name for name in SANS if name in families()]
    if not serif and not sans:
        raise FontMissing
    return {"text": serif or sans, "heading": sans or serif}


class TypstPress:
    """Prints with the fonts of the machine."""

    def pdf(self, sheet: Sheet) -> bytes:
        return _compile(sheet, "pdf")[0]

    def pages(self, sheet: Sheet, *, dots_per_inch: int = 96) -> list[bytes]:
        return _compile(sheet, "png", dots_per_inch)


def _compile(sheet: Sheet, kind: Literal["pdf", "png"], dots_per_inch: int | None = None) -> list[bytes]:
    import typst

    fonts = chinese_fonts()
    with TemporaryDirectory(prefix="doorstep-sheet-") as folder:
        root = Path(folder)
        (root / "sheet.typ").write_bytes(sheet.template.read_bytes())
        (root / "data.json").write_text(json.dumps({**sheet.data, "fonts": fonts}, ensure_ascii=False), "utf-8")
        for name, content in sheet.pictures.items():
            (root / Path(name).name).write_bytes(content)
        try:
            made: bytes | list[bytes] = typst.compile(root / "sheet.typ", root=root, format=kind, ppi=dots_per_inch)
        except typst.TypstError as wrong:
            raise SheetBroken(str(wrong)) from wrong
    return list(made) if isinstance(made, list) else [bytes(made)]
