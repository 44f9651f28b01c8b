"""What simulated partners offer and communities need. All names are invented; graduates go by a number alone."""

from dataclasses import dataclass

FIRST = ("青禾", "和润", "泰丰", "凤栖", "玉虹", "百川", "瑞康", "同创", "欣荣", "长流", "良田", "晨光")
TRADES = ("食品", "机械", "物流", "家居", "医药", "电器", "农业", "建材", "文旅")
WARM = ("邻里", "暖阳", "银龄", "青苗", "彩虹桥", "春晖", "同心", "乐邻")
NEIGHBOURS = ("社区自己", "巷口理发店", "罗师傅", "街道")
AIMS = ("社会工作服务中心", "助老服务社", "儿童发展中心", "家庭服务社", "社区营造社")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a kind of partner offers, in their words. `price` in yuan, "" when free."""

    topic: str
    what: str
    kind: str
    partner: str
    form: str
    reach: str = "district"
    provider: str = "charity"
    price: str = ""
    monthly: int = 4
    category: str = ""


BY_FORM: dict[str, tuple[Said, ...]] = {
    "company": (
        Said(topic="老人买药打九折", what="凭老年证，门店都行。", kind="discount", partner="giver", form="company", monthly=60),
        Said(topic="给困难家庭送米面", what="每季度一批，社区报名单。", kind="goods", partner="giver", form="company", monthly=2),
        Said(topic="工厂食堂中午对老人开放", what="十一点半到一点，一餐十元。", kind="space", partner="giver", form="company",
             reach="street", provider="low_fee", price="10", monthly=22),
        Said(topic="电工师傅上门查老线路", what="一次查一栋楼，换件收材料钱。", kind="skill", partner="giver", form="company",
             provider="low_fee", price="20", monthly=6),
    ),
    "organisation": (
        Said(topic="社工入户陪失独老人", what="两人一组，先评估再排班。", kind="skill", partner="worker", form="organisation", monthly=12),
        Said(topic="四点半课堂", what="放学后看作业、做手工。", kind="course", partner="group", form="organisation",
             reach="street", monthly=20),
        Said(topic="家庭调解、心理疏导", what="持证社工，先电话约。", kind="expert", partner="worker", form="organisation", monthly=8),
        Said(topic="助浴车上门", what="给失能老人洗澡，三个人一组。", kind="skill", partner="group", form="organisation",
             provider="low_fee", price="30", monthly=10),
    ),
    "graduate": (
        Said(topic="给小学生辅导作业", what="周末和假期，线上线下都行。", kind="hands", partner="volunteer", form="graduate", monthly=4),
        Said(topic="教老人用手机", what="挂号、交费、视频，一对一。", kind="hands", partner="volunteer", form="graduate", monthly=4),
        Said(topic="陪独居老人说说话", what="一周一次，固定的人。", kind="hands", partner="volunteer", form="graduate", monthly=4),
    ),
    "other": (
        Said(topic="社区活动室", what="坐六十人，有投影，晚上九点前。", kind="space", partner="community", form="public",
             reach="community", monthly=12),
        Said(topic="巷口理发店周末给老人免费理发", what="每月头一个周末。", kind="skill", partner="volunteer", form="shop",
             reach="street", monthly=2),
        Said(topic="退休木匠修桌椅", what="工钱不要，料自己出。", kind="skill", partner="volunteer", form="person",
             reach="street", monthly=3),
        Said(topic="加装电梯补助怎么申请", what="条件、材料、到哪里办，一页说清。", kind="policy", partner="community", form="public", monthly=40),
    ),
}  # fmt: skip
NEEDS: tuple[tuple[str, str, int], ...] = (
    ("十来位老人想理发，走不远", "skill", 12),
    ("二十个孩子放学没人管，想有人看作业", "course", 20),
    ("老人不会用手机挂号，想有人教", "hands", 15),
    ("楼里线路老了，想请电工查一遍", "skill", 40),
    ("居民代表开会缺一间大屋子", "space", 55),
    ("两家为漏水吵了半年，想请人调解", "expert", 4),
    ("困难家庭缺过冬的米面", "goods", 9),
    ("三楼以上的老人想问加装电梯补助", "policy", 30),
    ("失能老人半年没洗过澡，想有人上门", "skill", 3),
    ("想请懂消防的来讲一课", "expert", 35),
    ("留守的孩子想有人辅导作业", "hands", 8),
    ("老人想要一辆能借的轮椅", "goods", 2),
)
INCUBATED: tuple[tuple[str, str, str], ...] = (
    ("银龄互助队", "低龄老人帮高龄老人，记时间，以后换。", "street"),
    ("楼下修修铺", "每月两次，邻居教邻居修小东西。", "community"),
    ("小小议事员", "孩子提、孩子议院子里的事。", "community"),
    ("安心陪诊", "陪独居老人看病，教他们用机器。", "district"),
)


def named(form: str, turn: int) -> str:
    """Who offers it: a name of its own for each."""
    if form == "graduate":
        return f"返乡毕业生 {turn + 1:03d}"
    if form == "company":
        return f"{FIRST[turn % len(FIRST)]}{TRADES[turn // len(FIRST) % len(TRADES)]}公司"
    if form == "organisation":
        return f"{WARM[turn % len(WARM)]}{AIMS[turn // len(WARM) % len(AIMS)]}"
    return NEIGHBOURS[turn % len(NEIGHBOURS)]
