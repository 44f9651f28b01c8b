"""What each kind of value in a pack file must look like.

One function a kind. It receives the value and a way to say what is wrong with the mend, and answers
the value, or a harmless stand-in after complaining. It knows no files and no lines.
"""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from doorstep.kernel.faults import suggestion
from doorstep.kernel.words import HOLE, Words

NAME = re.compile(r"[a-z][a-z0-9_]*")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
HAN = re.compile(r"[\u3400-\u9fff]")
LARGEST = 2**53 - 1  # the largest whole number that canonical JSON (RFC 8785) carries exactly
T = TypeVar("T")
N = TypeVar("N", int, float)


class Wrong(Protocol):
    """Says what is wrong with a value (or with its nth item) and how to mend it."""

    def __call__(self, zh: str, en: str, *, item: int | None = None) -> None: ...


def text(value: Any, wrong: Wrong) -> str:
    """Text that is not blank, has no blanks around it and no invisible characters."""
    if not isinstance(value, str):
        wrong('要的是文字；放进英文引号里："…"', 'text is wanted; put it in quotes: "…"')
    elif not value.strip():
        wrong("是空的；写上内容，或者删掉这一行", "it is empty; write something or remove the line")
    elif found := CONTROL.search(value):
        code = f"U+{ord(found[0]):04X}"
        wrong(
            f"文字里有看不见的控制字符（{code}）；删掉重新输入",
            f"the text holds an invisible character ({code}); delete it and type the text again",
        )
    elif value != value.strip():
        wrong("文字前后有空格；删掉空格", "there are blanks around the text; remove them")
    else:
        return value
    return ""


def name(value: Any, wrong: Wrong) -> str:
    """A name for the program."""
    found = text(value, wrong)
    if found and not NAME.fullmatch(found):
        wrong(
            f"“{found}”不能作名字；只用小写英文字母、数字和下划线，字母开头，例如 hand_up",
            f"“{found}” cannot be a name; use small letters, digits and underscores, a letter first, e.g. hand_up",
        )
        return ""
    return found


def code(value: Any, wrong: Wrong) -> str:
    """A code such as a division code or a unit's short name."""
    found = text(value, wrong)
    if found and not CODE.fullmatch(found):
        wrong(
            f"“{found}”不能作代码；只用英文字母、数字、点、短横和下划线，例如 510181001",
            f"“{found}” cannot be a code; use letters, digits, dots, dashes and underscores, e.g. 510181001",
        )
        return ""
    return found


def one_of(value: Any, wrong: Wrong, *, options: Collection[str], noun: Words | None) -> str:
    """One of the known words."""
    return _among(text(value, wrong), wrong, options, noun, None)


def flag(value: Any, wrong: Wrong) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    wrong("要的是“是”或“否”；写 true 或 false，不加引号", "yes or no is wanted; write true or false without quotes")
    return False


def whole(value: Any, wrong: Wrong, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _bounded(value, wrong, least, most)
    wrong("要的是整数；只写数字，不加引号", "a whole number is wanted; write digits without quotes")
    return least if least > 0 else 0


def number(value: Any, wrong: Wrong, *, least: float, most: float) -> float:
    """A finite number within bounds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(_bounded(value, wrong, least, most))
    wrong("要的是数字；不加引号", "a number is wanted; write it without quotes")
    return least if least > 0 else 0.0


def day(value: Any, wrong: Wrong) -> date:
    """A calendar day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    wrong("要的是日期；写成 2026-01-31，不加引号", "a date is wanted; write it like 2026-01-31 without quotes")
    return date(2000, 1, 1)


def words(value: Any, wrong: Wrong, *, holes: Collection[str]) -> Words:
    """Both languages, with no {hole} but the known ones and the same ones in both."""
    shape = '{zh = "…", en = "…"}'
    if not isinstance(value, dict):
        wrong(f"要有中文和英文；写成 {shape}", f"both languages are wanted; write {shape}")
        return Words(zh="", en="")
    for odd in value.keys() - {"zh", "en"}:
        wrong(f"这里只有 zh 和 en；删掉“{odd}”", f"only zh and en belong here; remove “{odd}”")
    said = {}
    for lang, zh_name, en_name in (("zh", "中文", "Chinese"), ("en", "英文", "English")):
        if lang not in value:
            wrong(f"缺少{zh_name}；补上 {lang}，写成 {shape}", f"the {en_name} is missing; add {lang}: {shape}")
        said[lang] = text(value[lang], wrong) if lang in value else ""
    if said["zh"] and said["zh"] == said["en"] and HAN.search(said["en"]):
        wrong("英文和中文一模一样；把 en 译成英文", "the English is the Chinese unchanged; translate it")
    found = Words(zh=said["zh"], en=said["en"])
    _check_holes(found, wrong, holes)
    return found


def _check_holes(found: Words, wrong: Wrong, holes: Collection[str]) -> None:
    for hole in sorted(found.holes - set(holes)):
        zh, en = suggestion(hole, holes) if holes else ("删掉花括号", "remove the braces")
        wrong(f"文字里的 {{{hole}}} 没有东西可填；{zh}", f"nothing fills {{{hole}}} in this text; {en}")
    for sentence in (found.zh, found.en):
        if set(HOLE.sub("", sentence)) & set("{}"):
            wrong(
                f"“{sentence}”里的花括号不成对或里面不是名字；写成 {{unit}} 这样",
                f"the braces in “{sentence}” do not match or hold no name; write them like {{unit}}",
            )
    if found.zh and found.en and set(HOLE.findall(found.zh)) != set(HOLE.findall(found.en)):
        odd = "、".join(sorted(set(HOLE.findall(found.zh)) ^ set(HOLE.findall(found.en))))
        wrong(
            f"{{{odd}}} 只在一种语言里有；两种语言都写上",
            f"{{{odd}}} stands in one language only; write it in both",
        )


def texts(value: Any, wrong: Wrong, *, among: Collection[str] | None, noun: Words | None) -> tuple[str, ...]:
    """Different texts, each a known word if the known ones are given."""
    found = _items(value, wrong, text)
    if among is not None:
        found = [(index, _among(item, wrong, among, noun, index)) for index, item in found]
    return tuple(item for _, item in found if item)


def days(value: Any, wrong: Wrong) -> tuple[date, ...]:
    """Different calendar days."""
    return tuple(item for _, item in _items(value, wrong, day))


def table(value: Any, wrong: Wrong) -> dict[str, Any]:
    """A group of keys."""
    if isinstance(value, dict):
        return value
    wrong("要的是一组内容；用 [名字] 开头，下面逐行写", "a group of keys is wanted; begin it with [name]")
    return {}


def tables(value: Any, wrong: Wrong) -> list[dict[str, Any] | None]:
    """Groups of keys, one after the other; None where an item is something else."""
    if not isinstance(value, list):
        wrong("要的是一组一组的内容；每组用 [[名字]] 开头", "a list of groups is wanted; begin each with [[name]]")
        return []
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            wrong("这里要一组内容；写成 {键 = 值}", "a group of keys is wanted here; write {key = value}", item=index)
    return [item if isinstance(item, dict) else None for item in value]


def _items(value: Any, wrong: Wrong, judge: Callable[[Any, Wrong], T]) -> list[tuple[int, T]]:
    if not isinstance(value, list):
        wrong('要的是列表；写成 ["…", "…"]', 'a list is wanted; write ["…", "…"]')
        return []
    found: list[tuple[int, T]] = []
    for index, item in enumerate(value):
        if item in value[:index]:
            wrong(f"“{item}”写了两次；删掉一个", f"“{item}” is written twice; delete one", item=index)
            continue
        found.append((index, judge(item, _at(wrong, index))))
    return found


def _at(wrong: Wrong, index: int) -> Wrong:
    def wrong_here(zh: str, en: str, *, item: int | None = None) -> None:
        wrong(zh, en, item=index)

    return wrong_here


def stranger(word: str, options: Collection[str], noun: Words | None) -> tuple[str, str]:
    """What to say of a word that is none of the known ones, with the near miss. `noun`: what it should have been."""
    zh, en = suggestion(word, options)
    kind = f"no {noun.en}" if noun else "nothing"
    return f"没有叫“{word}”的{noun.zh if noun else ''}；{zh}", f"there is {kind} called “{word}”; {en}"


def _among(found: str, wrong: Wrong, options: Collection[str], noun: Words | None, item: int | None) -> str:
    if not found or found in options:
        return found
    wrong(*stranger(found, options, noun), item=item)
    return ""


def _bounded(value: N, wrong: Wrong, least: N, most: N) -> N:
    if least <= value <= most:
        return value
    if most >= LARGEST:
        wrong(f"{value} 太小；至少写 {least}", f"{value} is too small; write at least {least}")
    else:
        wrong(
            f"{value} 超出了范围；写 {least} 到 {most} 之间的数",
            f"{value} is out of range; write a number from {least} to {most}",
        )
    return least
