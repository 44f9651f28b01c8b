"""The press prints Chinese, reads nothing beside its own folder, and says when there is no font."""

from pathlib import Path

import pytest

from doorstep.adapters.pdf import FontMissing, Sheet, SheetBroken, typeset
from doorstep.adapters.pdf.typeset import TypstPress

press = TypstPress()


def sheet(tmp_path: Path, body: str, **data: str) -> Sheet:
    template = tmp_path / "a.typ"
    template.write_text('#let d = json("data.json")\n#set text(font: d.fonts.text)\n' + body, "utf-8")
    return Sheet(template=template, data=data)


def test_a_sheet_becomes_a_pdf_and_a_picture(tmp_path: Path) -> None:
    printed = sheet(tmp_path, "#d.word", word="办理表")
    assert press.pdf(printed).startswith(b"%PDF")
    assert [page[:8] for page in press.pages(printed)] == [b"\x89PNG\r\n\x1a\n"]


def test_what_is_filled_in_is_never_read_as_markup(tmp_path: Path) -> None:
    assert press.pdf(sheet(tmp_path, "#d.word", word='#import "/etc/passwd" $ \\ * _ <a> @b')).startswith(b"%PDF")


def test_a_template_reaches_no_other_file(tmp_path: Path) -> None:
    for path in ("/etc/passwd", "../../etc/passwd"):
        with pytest.raises(SheetBroken):
            press.pdf(sheet(tmp_path, f'#read("{path}")'))


def test_without_a_chinese_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typeset, "families", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(FontMissing) as missing:
        press.pdf(sheet(tmp_path, "x"))
    assert "fonts-noto-cjk" in str(missing.value.__doc__)
