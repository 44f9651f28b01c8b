"""The bar shows nothing that nobody could know of: what templates ask of a desk, every desk can answer."""

import re
from pathlib import Path

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.menu import Menu

TEMPLATES = Path(__file__).parent / "templates"
ASKED = re.compile(r"\bdesk\.(may_\w+)")


def test_a_desk_and_a_page_without_one_answer_all_that_templates_ask() -> None:
    asked = {name for page in TEMPLATES.rglob("*.html") for name in ASKED.findall(page.read_text("utf-8"))}
    assert "may_match" in asked
    assert issubclass(Desk, Menu)
    assert asked <= set(vars(Menu))
