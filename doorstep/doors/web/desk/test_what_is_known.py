"""What a case page says before anything is opened: whom the catalogue would send it to and why; by which sign it came."""

import re

import pytest
from django.test import Client

from doorstep.store.cases.opening import Opened
from doorstep.wings.signs.models import Sign
from doorstep.wings.signs.services import Plate, make_signs, note_report
from tests.living import NOW, acting, employ, pooled

pytestmark = pytest.mark.django_db
COMMUNITY = "510181901901"


@pytest.fixture
def office() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


def pooled_case(category: str, channel: str = "web") -> Opened:
    return pooled(
        "路灯不亮", acting(employ("coordinator", "tcb", username="other")), category=category, channel=channel
    )


def summary_of(html: str, verb: str) -> str:
    found = re.search(rf'<details id="step-{verb}".*?<summary>(.*?)</summary>', html, re.S)
    assert found, f"no step {verb}"
    return found[1]


def test_the_unit_that_the_catalogue_proposes_stands_beside_the_step_with_its_reason(office: Client) -> None:
    html = office.get(f"/desk/case/{pooled_case('roads.lamp').number}/").content.decode()
    assert "建议派给" in summary_of(html, "dispatch")
    assert "派单目录：" in summary_of(html, "dispatch")
    assert "建议派给" not in summary_of(html, "merge")
    assert html.count("派单目录：第") == 1


def test_what_is_to_be_talked_over_proposes_nobody(office: Client) -> None:
    html = office.get(f"/desk/case/{pooled_case('unsorted').number}/").content.decode()
    assert "建议派给" not in html
    assert "会商：" in html


def test_a_case_that_came_by_a_sign_names_it(office: Client) -> None:
    make_signs([Plate(name="农贸市场南门", place=COMMUNITY, spot="公示栏旁", category="")], by=None, now=NOW)
    case = pooled_case("roads.lamp", channel="qr")
    note_report(Sign.objects.get(), case.case_id, now=NOW)
    html = office.get(f"/desk/case/{case.number}/").content.decode()
    assert re.search(r"<dt>码牌</dt>\s*<dd>农贸市场南门 · 公示栏旁</dd>", html)
