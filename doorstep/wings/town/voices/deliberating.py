"""What a simulated town wants done, and what its assemblies talk about. Invented; in the manner of such lists."""

from dataclasses import dataclass

TROUBLES = (
    ("缴水电气费要跑三处", 9),
    ("消防通道乱堆杂物", 14),
    ("电瓶车乱停乱放", 16),
    ("飞线充电", 11),
    ("楼道灯不亮", 8),
    ("健身器材老化", 10),
    ("没有看书的地方", 6),
    ("放学后孩子没人管", 9),
    ("路口看不清来车", 7),
    ("下雨积水", 8),
    ("垃圾桶离楼太近", 6),
    ("广场舞太吵", 7),
    ("公交末班太早", 9),
    ("菜市场没有座椅", 5),
    ("老楼没有扶手", 8),
    ("夜里路灯不够亮", 9),
    ("遛狗不牵绳", 6),
    ("外墙渗水", 5),
    ("快递没有地方放", 6),
    ("停车位不够", 12),
    ("公厕离得远", 4),
    ("井盖松动", 5),
    ("门禁坏了没人修", 7),
    ("社区食堂太远", 8),
)
CHOSEN = 10
LISTED = 40
HEADS = 26
WHY_CHOSEN = "列出来的不多，议事会同意都列入这一批整治。"
SHEETS = (
    ("议了{what}：先摸清情况，居民代表和物业一起看现场。", "定了：一个月内拿方案，下次会上再议。"),
    ("议了{what}：各说各的难处，主持人请没说过的先说。", "定了：网格员牵头，先试一段。"),
    ("议了{what}：看了别的院落的做法。", "定了：列进征集清单，请大家勾选。"),
    ("议了{what}：钱从哪里来、谁来管，说清楚了。", "没有定，下次接着议。"),
)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A meeting as it is held: its motions with the hands for, against and abstained; what came up too late; what was added."""

    topic: str
    motions: tuple[tuple[str, tuple[int, int, int]], ...]
    late: str
    added: str


TICKED = Talk(
    topic="群众勾选排在前面的几件，先做哪几件",
    motions=(
        ("在东门空地建一个充电车棚，物业日常看管", (21, 3, 2)),
        ("消防通道划线，堆放的杂物两周内清完", (25, 0, 1)),
        ("社区活动室晚上开到九点", (11, 11, 4)),
    ),
    late="门禁要不要换成刷脸的",
    added="有人提出车棚的灯要装声控的，记下来，做方案时一起看。",
)
# The matter of which the report tells: places to park, settled by planning them anew and leading the traffic apart.
PARKING = Talk(
    topic="院里的车停哪里：停车位怎么优化",
    motions=(
        ("重画停车位：近楼的留给老人和带孩子的，东侧空地改成二十二个车位", (19, 4, 3)),
        ("分流引导：早晚高峰单进单出，访客停到市政停车场", (23, 1, 2)),
        ("地面停车每月收费，收的钱公示", (12, 12, 2)),
    ),
    late="要不要装门口的道闸",
    added="物业把车位图贴在单元门口，先试一个月，再回来议。",
)
AT_THE_HALL = Talk(
    topic="楼院里的小事，一件一件说开",
    motions=(
        ("楼道里的旧家具十天内各家清走，逾期由物业统一清", (20, 2, 4)),
        ("排水沟由物业和社区一起疏通，雨季前做完", (26, 0, 0)),
        ("广场舞晚上九点停", (13, 13, 0)),
    ),
    late="要不要给小广场装灯",
    added="九点停还是九点半停，下一次请跳舞的和楼上的都来再议。",
)
TALKS = {"dujiangyan": PARKING, "qingyang": AT_THE_HALL}
COMING = "小广场的健身器材怎么换"
COMING_MOTIONS = ("旧器材拆掉，换成适合老人的六件", "小广场加一排座椅")
NAMES = ("赵桂兰", "钱建国", "孙秀英", "李志强", "周玉珍", "吴海燕", "郑文斌", "王丽华", "冯春生", "陈永康")
