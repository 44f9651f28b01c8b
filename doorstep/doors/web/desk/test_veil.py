"""Who told on somebody stays unknown to those who handle it; the original is opened for a reason, on record."""

import pytest
from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.store.cases.models import Access
from doorstep.store.cases.opening import Opened
from tests.living import acting, employ, pooled, step

pytestmark = pytest.mark.django_db
SAID = "我是王小明，住翠竹苑3栋502，电话13812345678。物业乱收停车费，王小明已经举报过一次"
MASKED = "物业乱收停车费"


@pytest.fixture
def told(client: Client) -> Opened:
    office = acting(employ("coordinator", "tcb"))
    case = pooled(SAID, office, title=MASKED, request_type="tip_off", category="housing.management")
    step(case, "dispatch", office, {"unit": "zjj", "basis": "目录"})
    client.force_login(employ("desk_clerk", "zjj"))
    return case


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_unit_that_handles_a_tip_off_reads_it_masked_wherever_it_stands(client: Client, told: Opened) -> None:
    for path in ("", "print/"):
        html = page(client, f"/desk/case/{told.number}/{path}")
        assert "物业乱收停车费" in html
        assert "王小明" not in html
        assert "13812345678" not in html
    assert not Access.objects.filter(what="original").exists()


def test_the_original_needs_a_reason_and_leaves_a_trace(client: Client, told: Opened) -> None:
    address = f"/desk/case/{told.number}/original/"
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "先写明为什么要看" in refused.content.decode()
    assert "王小明" not in refused.content.decode()
    assert client.get(address).status_code == 405
    opened = client.post(address, {"reason": "要核对停车费收据的日期"})
    assert "王小明已经举报过一次" in opened.content.decode()
    row = Access.objects.get(what="original")
    assert row.reason == "要核对停车费收据的日期"
    assert "王小明" not in page(client, f"/desk/case/{told.number}/")


def test_the_office_which_knows_the_reporter_reads_what_was_written(client: Client, told: Opened) -> None:
    client.force_login(employ("coordinator", "tcb"))
    assert "王小明已经举报过一次" in page(client, f"/desk/case/{told.number}/")


def test_what_the_reporter_adds_is_masked_too_and_strangers_find_nothing(client: Client, told: Opened) -> None:
    reporter = Actor(kind="resident", receipts=frozenset({told.case_id}))
    step(told, "add", reporter, {"words": "我王小明再补充一句，打13812345678"})
    html = page(client, f"/desk/case/{told.number}/")
    assert "再补充一句" in html
    assert "王小明" not in html
    client.force_login(employ("desk_clerk", "cgj", username="other"))
    assert client.post(f"/desk/case/{told.number}/original/", {"reason": "随便看看吧"}).status_code == 404


def test_an_ordinary_word_is_read_as_it_was_written(client: Client) -> None:
    office = acting(employ("coordinator", "tcb"))
    case = pooled(SAID, office, title=MASKED)
    step(case, "dispatch", office, {"unit": "zjj", "basis": "目录"})
    client.force_login(employ("desk_clerk", "zjj"))
    html = page(client, f"/desk/case/{case.number}/")
    assert "王小明已经举报过一次" in html
    assert "original-reason" not in html
