"""The official account as the platform and a person meet it: callbacks in their real shapes, against a platform on a real socket."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from doorstep.doors.wechat import accounts, talking
from doorstep.doors.wechat.pictures import fetch
from doorstep.kernel.actor import Actor
from doorstep.kernel.datums import gcj_from_wgs
from doorstep.store.cases.acting import act
from doorstep.store.cases.codes import read_code
from doorstep.store.cases.models import Attachment, Case, Event, Receipt
from doorstep.store.places.atlas import atlas
from doorstep.store.places.middles import middles
from doorstep.wings.chat.models import Conversation, Heard, Picture
from doorstep.wings.chat.services import forget_what_is_over
from doorstep.wings.rights.consents import withdraw
from doorstep.wings.rights.models import Agreement
from tests import wechat_platform as wechat
from tests.wechat_platform import Platform

pytestmark = pytest.mark.django_db
COMMUNITY = "510181901901"


def post(body: str, query: dict[str, str]) -> Any:
    client = Client(headers={"host": "testserver"}, enforce_csrf_checks=True)
    return client.post(f"/wechat/?{urlencode(query)}", body.encode(), content_type="text/xml")


def push(message: str) -> Any:
    """One callback in safe mode."""
    sealed = wechat.seal(message)
    return post(wechat.envelope(sealed), wechat.query_for(sealed, is_sealed=True))


def opened(answer: Any) -> str:
    """The text of a sealed reply; checks its signature as the platform does. "" for none."""
    assert answer.status_code == 200, answer.content.decode()
    if answer.content == b"success":
        return ""
    outer = {child.tag: child.text or "" for child in ElementTree.fromstring(answer.content)}
    parts = (wechat.TOKEN, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    assert outer["MsgSignature"] == wechat.sha1(*parts)
    inner = {child.tag: child.text or "" for child in ElementTree.fromstring(wechat.unseal(outer["Encrypt"]))}
    assert (inner["ToUserName"], inner["FromUserName"], inner["MsgType"]) == (wechat.SOMEBODY, wechat.GH, "text")
    return inner["Content"]


def says(text: str, number: str | None = None) -> str:
    return opened(push(wechat.xml("text", Content=text, number=number)))


def at(lon: float, lat: float) -> str:
    shown = gcj_from_wgs((lon, lat))
    return opened(
        push(
            wechat.xml("location", Location_X=f"{shown[1]:.6f}", Location_Y=f"{shown[0]:.6f}", Scale="20", Label="某处")
        )
    )


def test_the_address_is_confirmed_when_it_is_set_up(platform: Platform) -> None:
    client = Client(headers={"host": "testserver"})
    query = {**wechat.query_for("", is_sealed=False), "echostr": "4375120948345356249"}
    assert client.get("/wechat/", query).content == b"4375120948345356249"
    assert client.get("/wechat/", {**query, "signature": "0" * 40}).status_code == 403


def test_a_whole_report_by_text_location_and_picture(platform: Platform) -> None:
    platform.pictures["media-1"] = ("image/jpeg", wechat.jpeg())
    lon, lat = middles()[COMMUNITY]
    assert "在哪里" in says("3号楼门口路灯三天没亮，我叫王小明")
    assert "地点" in at(lon, lat)
    assert "1 张" in opened(push(wechat.xml("image", PicUrl="http://mmbiz.qpic.cn/x", MediaId="media-1")))
    asked = says("没有了")
    assert "回 1 提交" in asked
    assert "就是同意" in asked
    assert platform.asked == []
    receipt = says("1")
    case = Case.objects.get()
    assert (case.channel, case.community) == ("wechat", COMMUNITY)
    code = read_code(re.findall(r"查询码 ([\w-]+)", receipt)[0])
    assert f"http://testserver/t/{code}/" in receipt
    assert Conversation.objects.count() == 0
    agreed = Agreement.objects.get(about=case.id)
    assert (agreed.code, agreed.version, agreed.way, agreed.given_by) == ("chat", "2026-1", "wechat", "self")
    fetch(case.id, platform=accounts.platform(), now=datetime.now(UTC))
    assert Attachment.objects.filter(case=case).count() == 1
    assert list(Event.objects.filter(case=case).values_list("verb", flat=True)) == ["open", "add"]
    assert Picture.objects.get().media_cipher is None
    followed = says(f"查 {code}")
    assert case.number in followed


def test_consent_taken_back_leaves_the_pictures_and_forgets_the_messengers_names(platform: Platform) -> None:
    for said in ("井盖松了，踩上去会响", next(spot.label.zh for spot in atlas().of_level("community"))):
        says(said)
    opened(push(wechat.xml("image", PicUrl="http://mmbiz.qpic.cn/x", MediaId="media-1")))
    for said in ("1", "1"):
        says(said)
    case, agreed = Case.objects.get(), Agreement.objects.get()
    withdraw(agreed.pk, [case.id], by=None, now=datetime.now(UTC))
    kept = Picture.objects.get()
    assert (kept.media_cipher, kept.address_cipher) == (None, None)
    fetch(case.id, platform=accounts.platform(), now=datetime.now(UTC))
    assert not Attachment.objects.exists()


def test_a_place_may_be_told_by_name_or_by_number(platform: Platform) -> None:
    names = [spot.label.zh for spot in atlas().of_level("community")]
    says("井盖松了，踩上去会响")
    assert "没有找到" in says("火星基地")
    assert "地点" in says(names[0])
    says("1")
    says("1")
    assert atlas().get(Case.objects.get().community).label.zh == names[0]  # type: ignore[union-attr]


def test_a_message_three_times_is_one(platform: Platform) -> None:
    says("树倒了压着电线")
    says(atlas().of_level("community")[0].label.zh)
    says("没有")
    receipts = {says("1", number="77") for _ in range(3)}
    assert len(receipts) == 1
    assert (Case.objects.count(), Receipt.objects.count()) == (1, 1)


def test_an_event_sent_again_is_one_too(platform: Platform) -> None:
    event = wechat.xml("event", Event="subscribe", EventKey="")
    assert opened(push(event)) == opened(push(event)) != ""
    assert Heard.objects.count() == 1


def test_voice_counts_as_the_text_that_was_understood(platform: Platform) -> None:
    assert "没有听清" in opened(push(wechat.xml("voice", MediaId="v", Format="amr")))
    answer = opened(push(wechat.xml("voice", MediaId="v", Format="amr", Recognition="门口的灯坏了。")))
    assert "门口的灯坏了”" in answer


def test_menus_and_events(platform: Platform) -> None:
    assert "发生了什么" in opened(push(wechat.xml("event", Event="CLICK", EventKey="REPORT")))
    assert opened(push(wechat.xml("event", Event="LOCATION", Latitude="23.1", Longitude="113.3", Precision="1"))) == ""
    assert opened(push(wechat.xml("event", Event="TEMPLATESENDJOBFINISH", Status="success"))) == ""
    assert "看不懂" in opened(push(wechat.xml("link", Title="x", Url="http://example.org")))
    assert "看不懂" in opened(push(wechat.xml("newest_kind", Something="x")))
    says("路边有个坑")
    assert opened(push(wechat.xml("event", Event="unsubscribe"))) == ""
    assert Conversation.objects.count() == 0


def test_whoever_writes_is_kept_only_by_a_keyed_hash(platform: Platform) -> None:
    says("楼上漏水，我叫王小明")
    with connection.cursor() as cursor:
        for table in ("chat_conversation", "chat_heard", "chat_picture"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            kept = str(cursor.fetchall())
            for secret in (wechat.SOMEBODY, wechat.SOMEBODY.encode().hex(), "王小明", "王小明".encode().hex()):
                assert secret not in kept


def test_a_picture_that_cannot_be_had_is_counted_and_said(platform: Platform) -> None:
    platform.pictures["broken"] = ("image/jpeg", b"not a picture")
    platform.pictures["page"] = ("text/html", b"<html>")
    for media in ("gone", "broken", "page"):
        opened(push(wechat.xml("image", PicUrl="x", MediaId=media)))
    says("墙要倒了，很危险")
    says(atlas().of_level("community")[0].label.zh)
    says("1")
    says("1")
    case = Case.objects.get()
    fetch(case.id, platform=accounts.platform(), now=datetime.now(UTC))
    assert set(Picture.objects.values_list("state", flat=True)) == {"lost"}
    assert Picture.objects.exclude(fault="").count() == 3
    assert [who for who, _ in platform.said] == [wechat.SOMEBODY]
    assert Attachment.objects.filter(case=case).count() == 0


def test_a_platform_that_is_down_is_asked_again(platform: Platform) -> None:
    from doorstep.adapters.wechat import PlatformSilent

    platform.pictures["media-1"] = ("image/png", wechat.jpeg())
    opened(push(wechat.xml("image", PicUrl="x", MediaId="media-1")))
    for text in ("河道里有垃圾", atlas().of_level("community")[0].label.zh, "1", "1"):
        says(text)
    case = Case.objects.get()
    platform.is_down = True
    with pytest.raises(PlatformSilent):
        fetch(case.id, platform=accounts.platform(), now=datetime.now(UTC))
    assert Picture.objects.get().state == "waiting"
    platform.is_down = False
    platform.valid = "another process renewed it"
    for _ in range(2):
        fetch(case.id, platform=accounts.platform(), now=datetime.now(UTC))
    assert Attachment.objects.filter(case=case).count() == 1


def test_an_answer_costs_few_statements(platform: Platform, statements: Any) -> None:
    says("路灯不亮，晚上看不见")
    with statements() as run:
        says(atlas().of_level("community")[0].label.zh)
    assert len(run) <= 15, run


def test_twenty_reports_a_day_are_enough_and_nothing_is_opened_beyond(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talking, "REPORTS", replace(talking.REPORTS, times=1))
    place = atlas().of_level("community")[0].label.zh
    for turn in range(2):
        for text in (f"第{turn}件事，路灯不亮", place, "1"):
            says(text)
        last = says("1")
    assert "明天再来" in last
    assert Case.objects.count() == 1


def test_a_wrong_code_and_too_many_of_them(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有这个查询码" in says("查 ZZZZZ-ZZZZZ")
    monkeypatch.setattr(talking, "FOLLOWED", replace(talking.FOLLOWED, times=0))
    assert "没有这个查询码" not in says("查 ZZZZZ-ZZZZZ")


def test_what_grew_cold_is_forgotten(platform: Platform) -> None:
    says("路灯不亮，晚上看不见")
    forget_what_is_over(datetime.now(UTC) + timedelta(hours=3))
    assert (Conversation.objects.count(), Heard.objects.count()) == (0, 0)


def test_pictures_for_a_case_withdrawn_meanwhile_are_settled_and_not_tried_again(platform: Platform) -> None:
    platform.pictures["media-1"] = ("image/jpeg", wechat.jpeg())
    for said in ("井盖松了，踩上去会响", next(spot.label.zh for spot in atlas().of_level("community"))):
        says(said)
    opened(push(wechat.xml("image", PicUrl="http://mmbiz.qpic.cn/x", MediaId="media-1")))
    for said in ("1", "1"):
        says(said)
    case = Case.objects.get()
    reporter = Actor(kind="resident", receipts=frozenset({case.id}))
    act(case_id=case.id, verb="withdraw", form={}, actor=reporter, now=datetime.now(UTC))
    fetch(case.id, platform=accounts.platform(), now=datetime.now(UTC))
    picture = Picture.objects.get()
    assert (picture.state, picture.media_cipher) == (Picture.LOST, None)
    assert picture.fault
