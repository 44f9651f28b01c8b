"""Fills the holes in what people say: which estate, which door, how long, whose phone. Seeded; every name is invented.

Phones are of one made-up run of numbers, estates and shops exist nowhere. What a scene holds of a person is there so that
redaction has something to hide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from doorstep.wings.town.cast import FIRST, SECOND, SURNAMES
from doorstep.wings.town.voices.homes import ENVIRONMENT, HOUSING, SAFETY, UTILITIES
from doorstep.wings.town.voices.livelihoods import COMMUNITY, CULTURE, MARKET, WORK
from doorstep.wings.town.voices.outdoors import ROADS, STREETS, TRAFFIC
from doorstep.wings.town.voices.people import AGE, HEALTH, LEARNING
from doorstep.wings.town.voices.trouble import Trouble

TROUBLES: tuple[Trouble, ...] = (
    *(*STREETS, *ROADS, *TRAFFIC, *UTILITIES, *HOUSING, *ENVIRONMENT, *SAFETY),
    *(*LEARNING, *HEALTH, *AGE, *WORK, *MARKET, *CULTURE, *COMMUNITY),
)
PHONES = "1380000{:04d}"
ESTATES = (
    *("杉影里", "竹溪苑", "青瓦巷小区", "银杏小院", "水月新居", "桂语花园", "槐荫小区", "梧桐里", "望泉苑", "听涛小区"),
    *("荷塘人家", "石桥苑", "榆荫花园", "溪畔新村", "柚香苑", "麦田小区", "白鹭湾", "松风里", "云栖苑", "枫林小院"),
    *("兰亭小区", "杏花里", "渔火苑", "稻香新村", "芦花小区", "橘颂苑", "蓝岸小区", "明月里", "紫藤苑", "茶垄新居"),
)
ROADS_OF_TOWN = (
    *("泉水路", "荷花巷", "竹编街", "石牛街", "银杏北路", "青堰路", "柳河街", "翠竹巷", "渔歌路", "南渠路", "茶香街"),
    *("铁匠巷", "卧牛路", "水磨街", "灯笼巷", "花市街", "古榕路", "船夫巷", "麻柳街", "白果路", "染房街", "磨坊路"),
)
EATERIES = (
    *("好味抄手店", "阿婆豆花店", "香满园火锅店", "清早包子铺", "百味面馆", "江湾烤鱼店", "老灶串串店"),
    *("巷口小炒店", "晚风烧烤店", "一碗香粉馆"),
)
SHOPS = (
    *("利民五金店", "春来理发店", "万家超市", "小熊奶茶店", "顺风水果店", "新风文具店", "巷口茶铺", "青禾洗衣店"),
    *("百味面馆", "好味抄手店", "晨光药房", "圆圆面包房"),
)
CITIES = ("绵阳", "重庆", "西安", "昆明", "德阳")
DAYS = ("两天", "三天", "四天", "五天", "一个星期", "十来天", "半个月")
ENDINGS = (
    "我是{estate}{n}栋{u}单元{room}的{name}，电话{phone}。",
    "联系人{name}，{phone}。",
    "我住{n}栋{u}单元{room}，随时可以打{phone}。",
    "请回个电话{phone}，我叫{name}。",
    "我叫{name}，不方便接电话，发短信到{phone}就行。",
    "麻烦尽快看看。",
    "已经说过一次了，盼回复。",
    "谢谢。",
    "",
    "",
    "",
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where it happens and to whom: values for the holes."""

    holes: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.holes["name"]

    @property
    def phone(self) -> str:
        return self.holes["phone"]

    def fill(self, template: str) -> str:
        """The words with every hole filled."""
        return template.format_map(dict(self.holes))


def scene(rng: Random, community: int) -> Scene:
    """A scene in the community with this number; each has three estates, two streets and three shops of its own."""
    name = rng.choice(SURNAMES) + rng.choice(FIRST) + (rng.choice(SECOND) if rng.random() < 0.7 else "")
    return Scene(
        holes={
            "estate": _own(rng, ESTATES, community, 3),
            "road": _own(rng, ROADS_OF_TOWN, community, 2),
            "shop": _own(rng, SHOPS, community, 3),
            "eatery": _own(rng, EATERIES, community, 3),
            "n": str(rng.randint(1, 18)),
            "u": str(rng.randint(1, 4)),
            "room": f"{rng.randint(1, 18)}0{rng.randint(1, 4)}",
            "days": rng.choice(DAYS),
            "few": rng.choice("二三四五六"),
            "many": str(rng.randint(7, 30)),
            "late": rng.choice(("十一", "十二")),
            "bus": str(rng.randint(1, 29)),
            "amount": str(rng.randint(3, 98) * 100),
            "city": rng.choice(CITIES),
            "name": name,
            "phone": PHONES.format(rng.randint(0, 9999)),
        }
    )


def neighbour(rng: Random, first: Scene) -> Scene:
    """The same place and thing, seen by somebody else."""
    other = scene(rng, 0)
    return Scene(holes={**first.holes, **{key: other.holes[key] for key in ("u", "room", "days", "name", "phone")}})


def words(trouble: Trouble, way: int, seen: Scene, ending: str) -> str:
    """What a resident says; `way` picks one of the ways to say it."""
    said = seen.fill(trouble.says[way % len(trouble.says)])
    return f"{said}。{seen.fill(ending)}"


def _own(rng: Random, among: tuple[str, ...], community: int, count: int) -> str:
    return among[(community * count + rng.randrange(count)) % len(among)]
