"""`doorstep messages extract|compile|check`: the catalogues of the screens' sentences, without GNU gettext.

The source language is simplified Chinese, so it needs no catalogue. English is written by people in `locale/en`; traditional
Chinese is made by OpenCC at compile time (s2tw: other shapes, the same words) and never edited. Only .po files are kept in
the repository; .mo files are made by `compile`.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import doorstep
from doorstep.adapters.traditional import to_traditional
from doorstep.doors.cli.message_sources import sentences

DATABASE = None
ROOT = Path(doorstep.__file__).parent
LOCALE = ROOT / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
HEADER = "# Sentences of Doorstep's screens in English. The ids are the Chinese originals.\n# Apache-2.0, the makers of Doorstep."
HOLE = re.compile(r"\{\w+\}")  # filled by scripts in the browser
SINCE = datetime(2026, 11, 22, tzinfo=UTC)


def collected() -> Catalog:
    """The template: every sentence the program can say now, none translated."""
    catalog = _blank("en")
    for sentence in sentences(ROOT):
        ids = sentence.ids if len(sentence.ids) > 1 else sentence.ids[0]
        catalog.add(ids, context=sentence.context, locations=[(sentence.file, 0)])
    return catalog


def _blank(locale: str) -> Catalog:
    return Catalog(
        locale=locale,
        project="doorstep",
        charset="utf-8",
        header_comment=HEADER,
        creation_date=SINCE,
        revision_date=SINCE,
        fuzzy=False,
    )


def read_english(path: Path = ENGLISH) -> Catalog:
    """The English catalogue as written; an empty one where there is none yet."""
    if not path.exists():
        return _blank("en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def extract(path: Path = ENGLISH) -> Catalog:
    """Brings the English catalogue up to date: new sentences enter untranslated, vanished ones leave."""
    english, template = read_english(path), collected()
    english.update(template, no_fuzzy_matching=True)
    english.header_comment, english.revision_date, english.creation_date = HEADER, SINCE, SINCE
    english.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, english, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return english


def traditional(template: Catalog) -> Catalog:
    """Every sentence in traditional characters."""
    catalog = _blank("zh_Hant")
    for message in template:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        string = to_traditional(first)
        catalog.add(message.id, string if isinstance(message.id, str) else (string,), context=message.context)
    return catalog


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Writes en and zh_Hant as .mo files below `folder`; answers their paths. The same sentences give the same bytes."""
    english = read_english()
    made = []
    for name, catalog in (("en", english), ("zh_Hant", traditional(collected()))):
        target = folder / name / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalog)
        made.append(target)
    return made


def faults(english: Catalog, template: Catalog) -> Iterator[str]:
    """What is missing or wrong in the English catalogue, one sentence each."""
    for message in template:
        if not message.id:
            continue
        written = english.get(message.id, context=message.context)
        if written is None or not _is_said(written):
            yield f"没有英文：{_first(message)}"
            continue
        if any(_is_doubled(text) for text in _texts(written)):
            yield f"英文说了两遍：{_first(message)}"
        if any(sorted(HOLE.findall(text)) != sorted(HOLE.findall(_first(message))) for text in _texts(written)):
            yield f"英文的占位和中文不一致：{_first(message)}"
        for error in written.check(english):
            yield f"英文的占位和中文不一致：{_first(message)}（{error}）"


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _is_said(message: Message) -> bool:
    texts = _texts(message)
    return bool(texts) and all(texts)


def _is_doubled(text: str) -> bool:
    """Whether a sentence stands there twice, one after the other: two writers once merged their lines so."""
    half = len(text) // 2
    return half > 3 and text[:half].strip() == text[half:].strip()


def check() -> list[str]:
    """All faults; empty when every sentence can be read in English."""
    return list(faults(read_english(), collected()))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's one argument."""
    parser.add_argument("what", choices=("extract", "compile", "check"))


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked; answers the exit status."""
    match arguments.what:
        case "extract":
            catalog = extract()
            print(
                f"{len(catalog)} 句，{len(list(faults(catalog, collected())))} 句还没有英文：{ENGLISH.relative_to(ROOT.parent)}"
            )
        case "compile":
            for path in compile_catalogues():
                print(path.relative_to(ROOT.parent))
        case "check":
            found = check()
            print("\n".join(found) or "每一句都有英文。")
            return 1 if found else 0
    return 0


def main(argv: list[str] | None = None) -> int:
    """`python -m doorstep.doors.cli.messages …`: needs no database and no settings."""
    parser = argparse.ArgumentParser(prog="doorstep messages", description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
