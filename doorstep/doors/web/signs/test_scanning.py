"""A plate's code opens the form at its place; what is scanned and what is reported is counted once."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from doorstep.store.cases.models import Case
from doorstep.wings.signs.models import Came, Scans, Sign
from doorstep.wings.signs.services import Plate, make_signs, retire

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMMUNITY = "510181901901"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """Somebody with a phone."""
    return Client(headers={"host": "testserver", "user-agent": PHONE})


@pytest.fixture
def sign() -> Sign:
    plate = Plate(name="农贸市场南门", place=COMMUNITY, spot="南门公示栏旁", category="roads.lamp")
    return make_signs([plate], by=None, now=NOW).fresh[0]


def scans() -> int:
    return sum(Scans.objects.values_list("count", flat=True))


def said(**more: str) -> dict[str, str]:
    return {"what": "市场门口路灯三天没亮", "place": COMMUNITY, "key": "a" * 32, **more}


def test_the_code_opens_the_form_with_the_place_and_the_corner_filled_in(client: Client, sign: Sign) -> None:
    page = client.get(f"/q/{sign.code.lower()}/").content.decode()
    assert f'value="{COMMUNITY}" selected' in page
    assert "南门公示栏旁" in page
    assert f'name="sign" value="{sign.code}"' in page


def test_a_report_by_a_code_says_so_and_is_counted_at_its_sign_once(client: Client, sign: Sign) -> None:
    for _turn in range(2):
        assert client.post("/report/", said(sign=sign.code)).status_code == 302
    case = Case.objects.get()
    assert case.channel == "qr"
    assert Came.objects.get().case_id == case.id


def test_one_visit_is_one_scan_and_another_phone_another(client: Client, sign: Sign) -> None:
    for _turn in range(3):
        client.get(f"/q/{sign.code}/")
    assert scans() == 1
    Client(headers={"host": "testserver", "user-agent": PHONE + " other"}).get(f"/q/{sign.code}/")
    assert scans() == 2


@pytest.mark.parametrize(
    "more", [{"user-agent": "Googlebot/2.1"}, {"user-agent": ""}, {"sec-purpose": "prefetch;prerender"}]
)
def test_machines_and_looking_ahead_are_no_visits(sign: Sign, more: dict[str, str]) -> None:
    client = Client(headers={"host": "testserver", "user-agent": PHONE, **more})
    assert client.get(f"/q/{sign.code}/").status_code == 200
    assert scans() == 0


def test_looking_without_opening_is_no_visit_and_no_cookie_marks_a_visitor(client: Client, sign: Sign) -> None:
    client.head(f"/q/{sign.code}/")
    assert scans() == 0
    client.get(f"/q/{sign.code}/")
    assert "sessionid" not in client.cookies


def test_a_retired_sign_opens_the_ordinary_form_with_one_sentence(client: Client, sign: Sign) -> None:
    retire(sign, now=NOW)
    page = client.get(f"/q/{sign.code}/").content.decode()
    assert "这个码牌已经停用" in page
    assert f'value="{COMMUNITY}" selected' not in page
    assert client.post("/report/", said(sign=sign.code)).status_code == 302
    assert Case.objects.get().channel == "web"
    assert not Came.objects.exists()


def test_a_code_that_never_was_opens_the_ordinary_form_too(client: Client) -> None:
    answer = client.get("/q/ZZZZZZ/")
    assert answer.status_code == 404
    assert "<form" in answer.content.decode()
    assert client.get("/q/ab%00c/").status_code == 404
