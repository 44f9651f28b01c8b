"""The house's map and its dictionary tell the truth."""

import re
from pathlib import Path

from tests.house.the_house import ROOT, files, name, sources, text

SHALLOW = {"packs": 2, "docs": 2, "tests/museum": 2}  # how deep the map goes where the inner folders are data


def folders() -> set[str]:
    found: set[str] = set()
    for path in files():
        for folder in path.relative_to(ROOT).parents:
            if folder != Path("."):
                found.add(_as_listed(folder.as_posix()))
    return {folder for folder in found if not re.search(r"/(migrations|templates|static|locale)(/|$)", f"/{folder}")}


def _as_listed(folder: str) -> str:
    for top, depth in SHALLOW.items():
        if folder.startswith(f"{top}/"):
            return "/".join(folder.split("/")[:depth])
    return folder


def test_the_map_lists_every_folder_and_no_other() -> None:
    house = (ROOT / "docs" / "house.md").read_text("utf-8")
    listed = {match.rstrip("/") for match in re.findall(r"^\| `([^`]+/)` \|", house, re.M)}
    assert folders() - listed == set(), "say in docs/house.md what these are for"
    assert {folder for folder in listed if not (ROOT / folder).is_dir()} == set(), "gone, but still on the map"


def test_every_term_of_the_glossary_is_used_and_stands_for_one_thing() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]* \|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M)
    terms = [term.strip(" `") for chinese, code in rows[1:] for term in code.split(",") if set(term) != {"-"}]
    assert len(terms) > 30
    assert len(terms) == len(set(terms)), f"twice: {sorted({term for term in terms if terms.count(term) > 1})}"
    said = _words()
    unused = [term for term in terms if not all(word in said for word in re.split(r"[\s_-]+", term.lower()))]
    assert not unused, "no file uses these words"


def _words() -> set[str]:
    words: set[str] = set()
    for path in (*sources(), *files(".toml"), *files(".html")):
        if not name(path).startswith("tests/house"):
            words.update(re.findall(r"[a-z]+", text(path).lower()))
    return words
