"""A museum of sentences that must ring and sentences that must not: an exception silences the place it speaks of, never the text."""

from pathlib import Path

import pytest

from doorstep.wings.triage.ringing import ring
from doorstep.wings.triage.rules import read_rules

BASE = Path(__file__).resolve().parents[3] / "packs" / "base" / "triage.toml"
RULES = read_rules([BASE])

RINGS = """
fire       三楼着火了，快来人
fire       上周搞过消防演练，结果今天真的着火了，快来人
fire       小区上午有消防演练。下午二号楼的充电棚起火，还没人来
fire       电动车自燃了，买的自燃险先不说，楼道全是烟
fire       厨房冒浓烟，敲门没人应
fire       不是演习，楼下冒浓烟，有人被困
gas        楼道里有很浓的煤气味
gas        我家灶台漏气，前几天轮胎漏气我也没这么急
gas        装了一氧化碳报警器，现在一氧化碳超标，报警器一直响
electric   漏电保护器坏了，水龙头漏电，摸着发麻
electric   高压线断了垂在路中间
electric   防触电的牌子倒了，刚才有人触电
collapse   外墙脱落，瓷砖一块块往下掉
collapse   心态再好也住不下去，因为房子后墙要塌
collapse   孩子成绩滑坡我不急，后山滑坡已经冲到院墙了
collapse   阳台坍塌，压着一辆车
fall       井盖没了，昨天有人掉进去
fall       路中间的井口敞开着，晚上看不见
drowning   孩子落水了，就在桥下，旁边的落水管那里
drowning   落水管破了一年没人修，昨天有孩子落水
drowning   刚才有人落水，防溺水的牌子早就倒了
drowning   老人被困在电梯里，呼吸困难
drowning   一直被困扰的电梯又停了，三个人被困
drowning   学校讲防溺水，可塘边没有护栏。今天下午有人溺水
violence   邻居被打伤了，头上全是血
violence   社区贴着反家暴的标语，隔壁还是天天家暴
violence   有人持刀在门口喊，快来
violence   说是虐待动物，其实他连老人也虐待
self_harm  我不想活了，没有人管我
self_harm  有人站在楼顶要跳楼，不是商场的跳楼价
self_harm  拿不到工钱他说要喝农药
illness    楼下有人晕倒了，快来
illness    幼儿园十几个孩子食物中毒
illness    上次抢救费还没结，今天又昏迷了
missing    老人走失一天了，防走失手环没电
missing    孩子不见了，放学到现在没回家
"""

SILENT = """
社区要搞消防演练，着火了怎么跑
学校组织演习，模拟起火后的疏散
现场爆炸性新闻太多，请管管谣言
这里成了信息爆炸的地方
自燃险怎么理赔，请问找谁
车子轮胎漏气，附近没有修车的地方
气球漏气退不了款
建议每户装一氧化碳报警器
漏电保护器多少钱一个，社区统一装吗
建议给充电棚装漏电开关
讲座讲防触电知识，人太少
孩子成绩滑坡，学校不管
今年生意滑坡，房租能不能减
听到拆迁消息我心态塌了
房价塌了，开发商不退差价
外墙的落水管破了，漏到一楼
楼顶落水口堵了，下雨积水
家里被困难压垮了，想申请低保
长期被困扰的噪音问题
暑假防溺水宣传做得好
有人虐待动物，请管一管
建议多办反家暴讲座
打死我也不信这个答复
社区打击拐卖宣传栏坏了
商场跳楼价大甩卖骗人
游乐园的跳楼机票价太高
大家所以死心塌地信任社区
文物需要抢救性保护
家人去世后抢救费还能报销吗
店里打出大出血价的横幅
老年人防走失手环在哪里领
快递走失没人赔
路灯坏了三天没人修
垃圾两天没有清运
请问高龄补贴怎么办理
"""


@pytest.mark.parametrize("line", RINGS.strip().splitlines())
def test_this_rings(line: str) -> None:
    danger, text = line.split()
    rung = ring(RULES, text)
    assert (rung.danger.code if rung else "") == danger


@pytest.mark.parametrize("text", SILENT.strip().splitlines())
def test_this_does_not_ring(text: str) -> None:
    rung = ring(RULES, text)
    assert rung is None, rung.words


def test_only_the_words_that_are_meant_are_named() -> None:
    rung = ring(RULES, "落水管旁边的水池里有孩子溺水")
    assert rung is not None
    assert rung.words == ("溺水",)


def test_a_space_or_a_new_line_inside_a_word_does_not_silence_it() -> None:
    assert ring(RULES, "楼上 着 火\n了") is not None
