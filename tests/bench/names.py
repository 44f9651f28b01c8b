"""Sentences with names of persons, for measuring how many are found: invented, seeded, in shapes that no cue was written for.

Written by hand before measuring and not changed after; a third of the shapes hold no name but words that begin like one. They
say how the rules fare outside the sentences they know; the share found is a floor for plain letters, which mostly introduce
themselves.
"""

import random
import re
from dataclasses import dataclass

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香玉萍红莉建国华文辉力斌宇浩轩欣怡子涵梓晨雨泽雅婷志远春梅德福贵财树根水生"
SLOT = re.compile(r"\{([nm])\}")
# What letters say about persons in everyday words.
WITH_NAMES = (
    "邻居{n}家的狗天天半夜叫",
    "我们楼上住的是{n}，每天跳绳",
    "昨天碰到{n}，他也说没收到通知",
    "{n}说自己从来没签过字",
    "司机{n}拒载还骂人",
    "班主任{n}私下收了补课费",
    "村支书{n}把低保给了亲戚",
    "此致敬礼！{n}",
    "（{n}，女，62岁，独居）",
    "以上情况属实，{n}、{m}可以作证",
    "物业派来的{n}态度很不好",
    "请找{n}核实",
    "我姓名不便公开，邻居{n}可以证明",
    "签字：{n}",
    "收件人{n}，快递被扔在楼道",
    "包工头{n}跑了，工钱没结",
    "和{n}合租的人半夜吵闹",
    "老人叫{n}，今年八十二",
    "我叫{n}，家里漏水",
    "联系人：{n}，电话13800138000",
    "{n}先生多次反映过",
    "社区的{n}主任答应过",
    "{n}老师讲课很好",
    "业主{n}反映停车难",
    "患者{n}在县医院等了三天",
    "代表：{n}",
)
WITHOUT = (
    "高层住户夏天水压不够",
    "马上就要开学了，路还没修好",
    "安全通道常年锁着",
    "万达路口的红绿灯方向不对",
    "明明说好上周来修的",
    "成都路边石头松动",
    "白天施工，晚上也施工",
    "江边步道路灯时亮时不亮",
    "温泉小区房屋漏水老师们都没法备课",
    "钱都交了，房产证一直办不下来",
    "田间水渠堵了，稻子要旱死",
    "方便的话请派师傅来看看",
    "全体业主强烈要求更换物业经理",
)


@dataclass(frozen=True)
class Sentence:
    """`names`: where the names stand, as (start, end)."""

    text: str
    names: tuple[tuple[int, int], ...]


def sentences(seed: int, each: int) -> list[Sentence]:
    """Each shape `each` times, with other names."""
    chance = random.Random(seed)
    return [_said(shape, chance) for shape in (*WITH_NAMES, *WITHOUT) for _ in range(each)]


def _said(shape: str, chance: random.Random) -> Sentence:
    text, names = "", []
    for piece in SLOT.split(shape):
        said = _name(chance) if piece in ("n", "m") else piece
        if said != piece:
            names.append((len(text), len(text) + len(said)))
        text += said
    return Sentence(text=text, names=tuple(names))


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
