"""Every sentence of every screen can be read in simplified Chinese, traditional Chinese and English."""

import gettext
import re
from functools import cache
from pathlib import Path

import pytest

from doorstep.doors.cli import messages
from doorstep.doors.cli.message_sources import Sentence, sentences

ROOT = messages.ROOT
CHINESE = re.compile(r"[\u3400-\u9fff]")
SPOKEN = re.compile(
    r"\{%-?\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}|\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}"
    r"|\{%\s*trans(?:late)?\s.*?%\}|\b_\((?:\"[^\"]*\"|'[^']*')\)",
    re.S,
)
OWN_NAMES = {"简体", "繁體"}


@cache
def all_sentences() -> tuple[Sentence, ...]:
    return tuple(sentences(ROOT))


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes meanwhile: reading every file takes seconds."""
    monkeypatch.setattr(messages, "sentences", lambda root: all_sentences())


def test_every_sentence_has_an_english_translation_with_the_same_placeholders() -> None:
    assert messages.check() == []


def test_the_english_catalogue_holds_no_sentence_that_nobody_says() -> None:
    said = {message.id for message in messages.collected() if message.id}
    kept = {message.id for message in messages.read_english() if message.id}
    assert kept - said == set()


def test_templates_say_chinese_only_through_the_catalogue() -> None:
    bare = []
    for template in sorted(ROOT.rglob("templates/**/*.html")):
        if "look" in template.relative_to(ROOT).parts:
            continue
        rest = SPOKEN.sub("", template.read_text("utf-8"))
        for name in OWN_NAMES:
            rest = rest.replace(f">{name}<", "><")
        bare += [f"{template.relative_to(ROOT)}: {line.strip()}" for line in rest.splitlines() if CHINESE.search(line)]
    assert bare == []


def test_refusals_are_sentences_of_the_catalogue_however_far_they_descend() -> None:
    found = {sentence.ids[0] for sentence in all_sentences()}
    assert "有 %(count)s 处要改一改，已填的内容都还在。" in found
    assert "没有找到这个地点，请点地图或从名单里选社区。" in found


def test_compiled_catalogues_speak_and_the_same_sentences_give_the_same_bytes(tmp_path: Path) -> None:
    first = messages.compile_catalogues(tmp_path / "a")
    second = messages.compile_catalogues(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    hant = gettext.translation("django", tmp_path / "a", ["zh_Hant"])
    assert hant.gettext("跳到正文") == "跳到正文"
    assert hant.gettext("说一件事") == "說一件事"
    assert hant.ngettext("有 %(counter)s 处要改一改", "有 %(counter)s 处要改一改", 2) == "有 %(counter)s 處要改一改"


@pytest.mark.parametrize(
    ("chinese", "english", "fault"),
    [
        ("%(n)s 件", "%(m)s cases", "占位"),
        ("{n} 张", "{m} photos", "占位"),
        ("说", "", "没有英文"),
        ("说", "Say it.Say it.", "两遍"),
    ],
)
def test_a_faulty_translation_is_named(chinese: str, english: str, fault: str) -> None:
    template, written = messages._blank("en"), messages._blank("en")
    template.add(chinese)
    written.add(chinese, english)
    assert [fault in sentence for sentence in messages.faults(written, template)] == [True]
