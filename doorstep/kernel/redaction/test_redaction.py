"""Redaction: what is hidden, what stays, and that hiding twice is hiding once."""

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.redaction.hiding import apply, find_spans, redact
from doorstep.kernel.redaction.identity_numbers import has_check_digit, is_bank_card
from doorstep.kernel.redaction.marks import STRUCTURED, Span

DATA = Path(__file__).parents[4] / "shared" / "data"

HIDDEN = [
    ("我的电话是13800138000。", "我的电话是138****8000。"),
    ("请打138 0013 8000或138-0013-8001", "请打138****8000或138****8001"),
    ("手机：１３８００１３８０００", "手机：138****8000"),
    ("+86 13800138000", "138****8000"),
    ("电话 1 3 8 0 0 1 3 8 0 0 0", "电话 138****8000"),
    ("手机幺三八零零幺三八零零零", "手机138****8000"),
    ("一三八〇〇一三八〇〇〇找我", "138****8000找我"),
    ("打138OO138OOO", "打138****8000"),
    ("电话：138.00.13.80.00", "电话：138****8000"),
    ("028-87654321", "***"),
    ("（028）8765 4321转8012", "***"),
    ("监督电话：2368527、2368528", "监督电话：***、***"),
    ("身份证11010519491231002X", "身份证***"),
    ("身份证号 110105 19491231 002x 请核", "身份证号 *** 请核"),
    ("编码D110105194912310020", "编码D***"),
    ("老证110105491231002", "老证***"),
    ("残疾证11010519491231002X44", "残疾证***"),
    ("护照号：E12345678", "护照号：***"),
    ("卡号6222 0212 3456 7890 128", "卡号***"),
    ("打到4539578763621486", "打到***"),
    ("邮箱zhang.san@example.com.cn，谢谢", "邮箱***，谢谢"),
    ("车牌川A12345挡道", "车牌***挡道"),
    ("川A·D12345和渝B12345F", "***和***"),
    ("微信号：wang_xm88", "微信号：***"),
    ("加QQ 123456789", "加QQ ***"),
    ("阳光小区3栋2单元501室漏水", "阳光小区***漏水"),
    ("住在A座1203", "住在***"),
    ("三号楼二单元五楼漏水", "***漏水"),
    ("家住12-3-501", "家住***"),
    ("二单元的门坏了", "***的门坏了"),
    ("我叫王小明，住中山路19号", "我叫王某，住中山路19号"),
    ("请回个电话，我叫周一航", "请回个电话，我叫周某"),
    ("我叫秦书泽，不方便接电话", "我叫秦某，不方便接电话"),
    ("联系人潘其航，13800000000", "联系人潘某，138****0000"),
    ("我是杉影里3栋的任岱舟，电话13800000000", "我是杉影里3栋的任某，电话138****0000"),
    ("我在外地带孙子，手机上弄不来", "我在外地带孙子，手机上弄不来"),
    ("门口的路灯，电话13800000000报过了", "门口的路灯，电话138****0000报过了"),
    ("联系人：李四", "联系人：李某"),
    ("王小明先生反映", "王先生反映"),
    ("张某某女士", "张女士"),
    ("欧阳修文老师", "欧阳老师"),
    ("经理黎峰(电话：13552015661)", "经理黎某(电话：135****5661)"),
    ("村民颜根金、颜国冬等", "村民颜某、颜某等"),
    ("我叫贺冬冬电话13372337334", "我叫贺某电话133****7334"),
    ("邻居刘桂香家的狗", "邻居刘某家的狗"),
    ("请尽快处理。此致敬礼！王小明", "请尽快处理。此致敬礼！王某"),
    ("独居老人（苏芳，女，62岁）", "独居老人（苏某，女，62岁）"),
    ("我们去问过，黄德福说不知道", "我们去问过，黄某说不知道"),
]
STAYS = [
    "拨打12345或110、119",
    "客服400-820-8820",
    "中山路19号门前积水",
    "阳光小区3栋电梯坏了",
    "共有安置房12栋，1400套",
    "8栋600多户业主",
    "2026-03-02 15:30:00提交，编号20260302000123",
    "预算8476560元，3-5个工作日",
    "执行GB 50156-2014，国办发〔2020〕53号",
    "王先生、李女士和张某某来过",
    "欧阳先生说",
    "业主代表和村民代表开会",
    "患者是严重的肺炎",
    "管理处电话打不通",
    "信用代码91350100M000100Y43",
    "3.14159265358979323846",
    "第一单元测验时室内温度18度",
    "公示2019-2021年计划",
]


@pytest.mark.parametrize(("text", "public"), HIDDEN)
def test_what_leads_to_a_person_is_hidden(text, public):
    assert redact(text).text == public


@pytest.mark.parametrize("text", STAYS)
def test_what_leads_to_nobody_stays(text):
    assert redact(text).spans == ()
    assert redact(text).text == text


def test_each_span_says_what_it_is_and_why():
    text = "我叫王小明，电话13800138000"
    spans = redact(text).spans
    assert [(text[s.start : s.end], s.kind, s.reason) for s in spans] == [
        ("王小明", "name", "after a cue"),
        ("13800138000", "phone", "mobile"),
    ]


def test_spans_drawn_by_hand_are_applied_too_and_must_not_overlap():
    hand = Span(start=2, end=4, kind="name", reason="by hand")
    assert apply("孩子小明哭了", [hand]) == "孩子***哭了"
    with pytest.raises(ValueError, match="overlap"):
        apply("孩子小明哭了", [hand, hand])


HAN = st.text(st.sampled_from("的了在路灯坏了请尽快处理谢谢小区楼下积水噪音扰民，。！\n"), max_size=12)
DIGITS = st.text(st.sampled_from("0123456789"), min_size=1, max_size=20)
PIECES = (
    "电话|电话：|手机|身份证|卡号|微信|QQ|我叫|联系人：|王|李小明|先生|3栋|2单元|501室|-|、|，|(|)|川A|@|a.b@c.de|***|138****8000"
    "|一|八|零|幺|Ｏ|０|１|转|\xa0|\u3000"
)
TRICKY = st.sampled_from(PIECES.split("|"))
TEXTS = st.lists(st.one_of(HAN, DIGITS, TRICKY, st.text(max_size=6)), max_size=12).map("".join)


@settings(max_examples=800, deadline=None)
@given(text=TEXTS)
def test_hiding_twice_is_hiding_once_and_spans_are_apart(text):
    once = redact(text)
    again = redact(once.text)
    assert again.text == once.text
    assert again.spans == ()
    assert apply(text, once.spans) == once.text
    assert all(a.end <= b.start for a, b in pairwise(once.spans))
    assert all(0 <= span.start < span.end <= len(text) for span in once.spans)


@st.composite
def mobiles(draw: st.DrawFn) -> tuple[str, str]:
    digits = (
        "1"
        + draw(st.sampled_from("3456789"))
        + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=9, max_size=9)))
    )
    shape = draw(
        st.sampled_from(["{}", "{a}-{b}-{c}", "{a} {b} {c}", "+86{}", "+86 {a}-{b}-{c}", "86-{}", "wide", "han"])
    )
    if shape == "wide":
        return digits, digits.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    if shape == "han":
        return digits, digits.translate(str.maketrans("0123456789", "零一二三四五六七八九"))
    return digits, shape.format(digits, a=digits[:3], b=digits[3:7], c=digits[7:])


@settings(max_examples=400, deadline=None)
@given(before=HAN, mobile=mobiles(), after=HAN)
def test_every_mobile_number_is_hidden_in_any_shape(before, mobile, after):
    digits, written = mobile
    public = redact(f"{before}{written}{after}").text
    assert f"{digits[:3]}****{digits[-4:]}" in public
    assert written not in public


def identity(region: str, birth: str, order: str) -> str:
    return next(body for x in "0123456789X" if has_check_digit(body := f"{region}{birth}{order}{x}"))


@settings(max_examples=300, deadline=None)
@given(
    before=HAN,
    region=st.sampled_from(["110105", "510181", "650102", "810000"]),
    birth=st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1)),
    order=st.integers(0, 999),
    after=HAN,
)
def test_every_identity_number_is_hidden(before, region, birth, order, after):
    number = identity(region, f"{birth:%Y%m%d}", f"{order:03}")
    for written in (number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", f"NO{number}"):
        assert not re.search(r"\d{3}", redact(f"{before}{written}{after}").text)


@settings(max_examples=300, deadline=None)
@given(
    before=HAN,
    body=st.text(st.sampled_from("0123456789"), min_size=14, max_size=16),
    head=st.sampled_from(["62", "4", "52"]),
    after=HAN,
)
def test_every_bank_card_with_a_check_digit_is_hidden(before, body, head, after):
    start = (head + body)[:18]
    card = next((start + x for x in "0123456789" if is_bank_card(start + x)), None)
    if card is None:
        return
    for written in (card, " ".join(card[at : at + 4] for at in range(0, len(card), 4))):
        assert not re.search(r"\d{4}", redact(f"{before}{written}{after}").text)


def test_a_text_of_ten_thousand_characters_is_read_in_a_moment():
    for piece in ("1-", "电话 ", "王小明、", "3栋2单元", "a@", "一", "１", "\xa0-", "0731-"):
        redact(piece * (10_000 // len(piece)))


def test_structured_numbers_in_real_texts_are_all_found():
    path = DATA / "pii" / "spans.jsonl"
    if not path.exists():
        pytest.skip(f"no texts with known spans at {path}")
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = redact(row["text"]).spans
        for start, end, kind in row["spans"]:
            assert any((s.start, s.end) == (start, end) for s in spans), (kind, row["text"][start:end])


CUES = re.compile(
    r"电话|手机|联系|致电|来电|拨打|号码|热线|咨询|微信|[qQ][qQ]|邮|卡号|账号|身份证|证号|车|0[3-9]\d\d[-—]+\d{7}"
)


def test_at_most_one_structured_mark_in_a_thousand_real_messages_is_false():
    path = DATA / "messages" / "labelled.csv"
    if not path.exists():
        pytest.skip(f"no real messages at {path}")
    texts = []
    for name, columns in (
        ("labelled.csv", ["text"]),
        ("hot.csv", ["title", "text"]),
        ("replies.csv", ["text", "reply"]),
    ):
        with (DATA / "messages" / name).open(encoding="utf-8-sig", newline="") as file:
            texts += ["\n".join(row[column] for column in columns) for row in csv.DictReader(file)]
    doubtful = []
    for text in texts[::4]:
        for span in find_spans(text):
            found = text[span.start : span.end]
            is_placeholder = "0000" in found or "***" in found  # what those who published the messages put for a number
            near = text[max(0, span.start - 25) : span.end + 10]
            if span.kind in STRUCTURED and not is_placeholder and "@" not in found and not CUES.search(near):
                doubtful.append(near)
    assert len(doubtful) <= len(texts[::4]) / 1000, doubtful
