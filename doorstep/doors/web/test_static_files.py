"""What every page loads: small, without inline scripts or styles, and readable in both themes."""

import gzip
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parent
STATIC, TEMPLATES = WEB / "static", WEB / "templates"
CSS = (STATIC / "doorstep.css").read_text("utf-8")
TEXT_ON_GROUND = [
    *[(ink, ground) for ground in ("paper", "sheet", "sunk") for ink in ("ink", "quiet", "act", "ok", "soon", "late")],
    *[(ink, "yours") for ink in ("ink", "act", "late")],
    *[(ink, "act-soft") for ink in ("ink", "quiet", "act", "late", "soon", "ok")],
    ("act-ink", "act"),
    ("act-ink", "act-deep"),
    ("act-deep", "paper"),
    ("late", "late-soft"),
]


def zipped(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def tokens(selector: str) -> dict[str, str]:
    blocks = re.findall(re.escape(selector) + r" \{(.*?)\}", CSS, re.S)
    return {name: value for block in blocks for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_report_page_loads_less_than_60_kb() -> None:
    assert zipped("doorstep.css") <= 14_000
    own = ["doorstep.css", "theme.js", "report.js", "map.js", "icon.svg"]
    assert sum(map(zipped, own)) <= 20_000  # leaves 40 kB for the page itself; Leaflet comes only when a map is opened


def test_no_template_carries_a_script_or_a_style_of_its_own() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
    found = [
        str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_script_holds_up_the_page() -> None:
    late = re.compile(r"<script[^>]*>")
    tags = [tag for path in TEMPLATES.rglob("*.html") for tag in late.findall(path.read_text("utf-8"))]
    assert tags
    assert all(" defer" in tag for tag in tags)


def test_the_dark_theme_is_the_same_whether_chosen_or_inherited() -> None:
    assert tokens(':root[data-theme="dark"]') == tokens(':root:not([data-theme="light"])')


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = tokens(":root") if theme == "light" else tokens(':root[data-theme="dark"]')
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("edge", "ground"), [("edge", "sheet"), ("edge", "paper"), ("focus", "paper"), ("focus", "sheet")]
)
def test_edges_of_fields_and_the_focus_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = tokens(":root") if theme == "light" else tokens(':root[data-theme="dark"]')
    assert contrast(colours[edge], colours[ground]) >= 3


def test_the_large_text_hangs_on_one_number() -> None:
    assert re.search(r":root\.elder \{ --step: 1\.25; --target: 60px; \}", CSS)
    small = float(re.search(r"--small: ([\d.]+)rem", CSS)[1])  # type: ignore[index]
    assert 17 * 1.25 * small >= 18
    assert not re.search(r"font(?:-size)?:[^;]*\d(?:px|pt)(?![^{}]*@page)", CSS.split("/* ── paper")[0])
