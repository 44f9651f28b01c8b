"""The IT person reads which channels are open; nobody else does, and no secret is shown."""

import pytest
from django.test import Client

from doorstep.kernel.ids import new_id
from doorstep.wings.chat.models import Picture
from tests.living import NOW, employ
from tests.wechat_platform import AES_KEY, SECRET, TOKEN, environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    person = employ("administrator", "djy")
    person.is_admin = True
    person.save()
    client = Client(headers={"host": "testserver"})
    client.force_login(person)
    return client


def test_a_channel_that_is_off_says_what_is_missing(client: Client) -> None:
    page = client.get("/channels/").content.decode()
    assert "没有开通" in page
    assert "DOORSTEP_WECHAT_DUJIANGYAN_APP_ID" in page
    assert "不允许" in page


def test_half_a_configuration_is_named_as_such(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("").items():
        monkeypatch.setenv(name, "" if name.endswith("SECRET") else value)
    page = client.get("/channels/").content.decode()
    assert "配置不全" in page
    assert "_SECRET" in page
    assert "_APP_ID" not in page


def test_a_channel_that_is_on_says_where_and_how_pictures_fared(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment("").items():
        monkeypatch.setenv(name, value)
    Picture.objects.create(case_id=new_id(NOW), channel="wechat", state="lost", fault="refused 40007", told_at=NOW)
    page = client.get("/channels/").content.decode()
    assert "http://testserver/wechat/" in page
    assert "refused 40007" in page
    assert not [secret for secret in (AES_KEY, SECRET, TOKEN) if secret in page]


def test_others_read_that_there_is_no_such_page() -> None:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    assert client.get("/channels/").status_code == 404
