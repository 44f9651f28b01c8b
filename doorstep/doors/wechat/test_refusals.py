"""What is not the platform's, or is not as the platform makes it: refused in one way, and nothing is kept of it."""

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

from doorstep.wings.chat.models import Heard
from tests import wechat_platform as wechat
from tests.wechat_platform import Platform

pytestmark = pytest.mark.django_db
BOMB = '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
OUTSIDE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><Content>&f;</Content></xml>'
HOSTILE = {
    "bomb": BOMB,
    "file": OUTSIDE,
    "empty": "",
    "broken": "<xml><Content>",
    "other root": "<html></html>",
    "deep": "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>",
    "many": "<xml>" + "<a/>" * 500 + "</xml>",
    "nobody": "<xml><MsgType>text</MsgType><CreateTime>1</CreateTime></xml>",
    "no time": "<xml><MsgType>text</MsgType><FromUserName>x</FromUserName><CreateTime>soon</CreateTime></xml>",
    "huge": "<xml><Content>" + "x" * 70_000 + "</Content></xml>",
    "utf-16": "<?xml version='1.0' encoding='utf-16'?><xml/>",
}


def post(body: str, query: dict[str, str]) -> Any:
    client = Client(headers={"host": "testserver"}, enforce_csrf_checks=True)
    return client.post(f"/wechat/?{urlencode(query)}", body.encode(), content_type="text/xml")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_in_one_way_sealed_or_not(platform: Platform, name: str) -> None:
    sealed = wechat.seal(HOSTILE[name])
    answers = [
        post(HOSTILE[name], wechat.query_for("", is_sealed=False)),
        post(wechat.envelope(sealed), wechat.query_for(sealed, is_sealed=True)),
    ]
    assert {(answer.status_code, answer.content.decode()) for answer in answers} == {
        (403, "签名、时间或内容不对，没有收下。")
    }
    assert Heard.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        "signature",
        "msg_signature",
        "timestamp",
        "nonce",
        "no encrypt_type",
        "old",
        "plain",
        "cipher",
        "cut",
        "key",
        "app",
    ],
)
def test_what_was_tampered_with_is_refused_in_one_way(platform: Platform, change: str) -> None:
    message = wechat.xml("text", Content="假的")
    sealed = wechat.seal(message)
    body, query = wechat.envelope(sealed), wechat.query_for(sealed, is_sealed=True)
    match change:
        case "no encrypt_type":
            query.pop("encrypt_type")
        case "old":
            query = wechat.query_for(sealed, is_sealed=True, at=1409735669)
        case "plain":
            body = message
        case "cipher":
            turned = ("A" if sealed[40] != "A" else "B").join((sealed[:40], sealed[41:]))
            body, query = wechat.envelope(turned), wechat.query_for(turned, is_sealed=True)
        case "cut":
            body, query = wechat.envelope(sealed[:-4]), wechat.query_for(sealed[:-4], is_sealed=True)
        case "key":
            other = wechat.seal(message, key=bytes(32))
            body, query = wechat.envelope(other), wechat.query_for(other, is_sealed=True)
        case "app":
            other = wechat.seal(message, app_id="wx0000000000000000")
            body, query = wechat.envelope(other), wechat.query_for(other, is_sealed=True)
        case name:
            query[name] = "1" if name in ("timestamp", "nonce") else "0" * 40
    answer = post(body, query)
    assert (answer.status_code, answer.content.decode()) == (403, "签名、时间或内容不对，没有收下。")
    assert Heard.objects.count() == 0


def test_plain_mode_takes_plain_messages(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in wechat.environment(platform.url, aes_key="plain").items():
        monkeypatch.setenv(name, value)
    answer = post(wechat.xml("text", Content="路灯不亮了"), wechat.query_for("", is_sealed=False))
    reply = ElementTree.fromstring(answer.content)
    assert "在哪里" in (reply.findtext("Content") or "")


def test_without_an_account_there_is_no_such_page(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(headers={"host": "testserver"})
    assert client.get("/wechat/").status_code == 404
    for name, value in wechat.environment("http://127.0.0.1:1").items():
        monkeypatch.setenv(name, "short" if name.endswith("AES_KEY") else value)
    assert client.get("/wechat/").status_code == 404
