"""Turns the TOML parser's short complaints into sentences with a mend.

Knows the mistakes people make when they write a pack by hand: Chinese quotation marks, a key written
twice, a forgotten quote, a file saved as GBK. It does not repair the file.
"""

import re
from pathlib import Path

from doorstep.kernel.faults import Fault

PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
FULL_WIDTH = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "＝": "=",
    "，": ",",
    "：": "=",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "【": "[",
    "】": "]",
    "＃": "#",
    "。": ".",
    "\u3000": " ",
    "\u00a0": " ",
}

# Beginnings of the parser's complaints, then what they mean with the mend, in Chinese and in English.
MEANINGS = (
    (
        ("Cannot overwrite a value", "Duplicate inline table key"),
        "这一项在同一处写了两次；删掉一个",
        "this key is written twice in the same place; delete one of them",
    ),
    (
        ("heading", "Cannot declare", "Cannot mutate", "Cannot redefine"),
        "这个标题和上面写过的冲突；成组的内容每组都用两层方括号 [[名字]] 开头",
        "this heading clashes with one above; begin each entry of a list with double brackets, [[name]]",
    ),
    (
        ("Unterminated string", "Illegal character", 'Expected "\'"', "Expected '\"'"),
        "引号没有合上，或者文字中间换了行；在同一行补上引号，多行文字用三个引号包起来",
        "a quotation mark is not closed on its line; close it, or put three quotes around text of several lines",
    ),
    (
        ("Unescaped '\\'", "Invalid hex value", "Escaped character"),
        "反斜杠 \\ 在双引号里有特殊意思；写成两个 \\\\，或改用单引号",
        "a backslash is special inside double quotes; write two of them, or use single quotes",
    ),
    (
        ("Unclosed array",),
        "方括号没有合上，或少了逗号；补上 ] 或 ,",
        "a list is not closed or lacks a comma; add ] or ,",
    ),
    (
        ("Unclosed inline table",),
        "花括号没有合上，或少了逗号；补上 } 或 ,（花括号里的内容写在同一行）",
        "braces are not closed or lack a comma; add } or , (what is in braces stays on one line)",
    ),
    (
        ("Expected ']'",),
        "标题的方括号没有合上；写成 [名字] 或 [[名字]]",
        "a heading is not closed; write [name] or [[name]]",
    ),
    (
        ("Expected '='",),
        "键和值之间少了等号；写成 键 = 值",
        "the equals sign is missing; write key = value",
    ),
    (
        ("Expected newline",),
        "一行里多写了东西；一行只写一个“键 = 值”，说明写在 # 后面",
        "something is left over on this line; write one “key = value” a line and remarks after #",
    ),
    (
        ("Invalid date or datetime",),
        "没有这样的日期；按 2026-01-31 的样子写",
        "there is no such date; write it like 2026-01-31",
    ),
    (
        ("Exceeds the limit",),
        "有一个数字长得离谱；检查并改短",
        "a number is absurdly long; check it and shorten it",
    ),
    (
        ("Invalid value",),
        '等号后面的值读不懂；文字放进英文引号 "…" 里，是非写 true 或 false',
        'the value after the equals sign cannot be read; put text in quotes "…", write true or false for yes or no',
    ),
    (
        ("Invalid statement", "Invalid initial character", "Found invalid character"),
        "这一行读不懂；写成“键 = 值”（键用英文小写），说明前面加 #",
        "this line cannot be read; write “key = value”, and put # before remarks",
    ),
)
UNKNOWN = (
    "这个文件的写法读不懂；对照同目录里能用的文件检查这一行附近",
    "this file cannot be read; compare the lines around here with a file that works",
)


def explain_syntax(file: str, text: str, complaint: str) -> Fault:
    """The fault for what tomllib said about ``text``."""
    match = PLACE.search(complaint)
    lines = text.split("\n")
    line = int(match[1]) if match and match[1] else max(1, len(text.rstrip().split("\n")))
    written = lines[line - 1] if line <= len(lines) else ""
    heading = written.lstrip().startswith("[")
    key = written.strip(" []")[:40] if heading else written.split("=")[0].strip()[:40] if "=" in written else ""
    if heading and complaint.startswith("Cannot overwrite"):
        complaint = "heading"
    column = int(match[2]) if match and match[2] else len(written) + 1
    zh, en = _full_width(written, column) or _meaning(complaint)
    return Fault(file=file, line=line, key=key, zh=zh, en=en)


def _full_width(written: str, column: int) -> tuple[str, str] | None:
    char = written[column - 1 : column]
    if char not in FULL_WIDTH or not char:
        return None
    shown, mend = ("全角空格", "英文空格") if FULL_WIDTH[char] == " " else (char, FULL_WIDTH[char])
    return (
        f"这里用了中文标点 {shown}；换成英文半角的 {mend}",
        f"there is a Chinese punctuation mark {char!r} here; replace it by the plain {FULL_WIDTH[char]!r}",
    )


def _meaning(complaint: str) -> tuple[str, str]:
    for beginnings, zh, en in MEANINGS:
        if complaint.startswith(beginnings):
            return zh, en
    return UNKNOWN


def explain_bytes(file: str, raw: bytes, error: UnicodeDecodeError) -> Fault:
    """The fault for a file that is not UTF-8."""
    line = raw.count(b"\n", 0, error.start) + 1
    try:
        raw.decode("gb18030")
        guess_zh, guess_en = "看起来是 GBK 编码", "it looks like GBK"
    except UnicodeDecodeError:
        guess_zh, guess_en = "可能不是文本文件", "it may not be a text file"
    return Fault(
        file=file, line=line, key="",
        zh=f"这个文件不是 UTF-8 编码（{guess_zh}）；在编辑器里“另存为”，编码选 UTF-8",
        en=f"this file is not in UTF-8 ({guess_en}); save it again as UTF-8",
    )  # fmt: skip


def explain_absence(path: Path, file: str) -> Fault:
    """The fault for a file that is not there or is a folder."""
    if path.is_dir():
        zh, en = (
            "这里应该是一个文件，却是一个文件夹；改名或移走它",
            "this should be a file but is a folder; rename or move it",
        )
    else:
        zh, en = (
            f"找不到这个文件；在 {path.parent.name} 里建一个，或改正写它的地方",
            (f"this file does not exist; create it in {path.parent.name}, or mend the place that names it"),
        )
    return Fault(file=file, line=0, key="", zh=zh, en=en)


def explain_mark(file: str) -> Fault:
    """The fault for a file that begins with a byte order mark."""
    return Fault(
        file=file, line=1, key="",
        zh="文件开头有看不见的 BOM 标记（记事本常会加上）；另存为“UTF-8”，不要选“带 BOM”",
        en="the file begins with an invisible byte order mark; save it as UTF-8 without BOM",
    )  # fmt: skip


def explain_depth(file: str) -> Fault:
    """The fault for brackets nested beyond reason."""
    return Fault(
        file=file, line=0, key="",
        zh="括号一层套一层太深了；检查是不是多打了 [ 或 {",
        en="brackets are nested too deeply; look for [ or { typed too often",
    )  # fmt: skip
