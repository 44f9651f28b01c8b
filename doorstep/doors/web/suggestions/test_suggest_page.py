"""A resident suggests without an account or scripts, keeps what was typed, and follows by the receipt."""

import pytest
from django.test import Client

from doorstep.store.cases.models import Case

pytestmark = pytest.mark.django_db
GOOD = {
    "topic": "给河边步道加低照度的灯",
    "what": "晚上散步的人多，看不清台阶。",
    "proposal": "建议每隔二十米装一盏。",
    "name": "林小雨",
    "phone": "13800002222",
    "key": "a" * 32,
}


def test_a_suggestion_is_taken_and_its_receipt_shown(client: Client) -> None:
    answer = client.post("/suggest/", GOOD, follow=True)
    page = answer.content.decode()
    assert "收到了" in page
    case = Case.objects.select_related("words").get()
    assert (case.state, case.is_inner, case.request_type) == ("received", True, "suggestion")
    assert "林小雨" not in case.words.body
    shown = client.get(f"/case/{case.number}/").content.decode()
    assert "每隔二十米" in shown
    assert "撤回" in shown


def test_a_suggestion_without_its_four_parts_keeps_what_was_typed(client: Client) -> None:
    answer = client.post("/suggest/", {**GOOD, "proposal": "", "name": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "看不清台阶" in page
    assert "建议人信息是建议的四样之一" in page
    assert Case.objects.count() == 0


def test_a_suggestion_sent_twice_is_one(client: Client) -> None:
    for _ in range(2):
        client.post("/suggest/", GOOD)
    assert Case.objects.count() == 1
