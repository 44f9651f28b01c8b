"""What communities whistle for in the demo town, and what departments say on site. Every trouble and every word is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One whistle. `when`: how far into the weeks it is blown, 0 to 1; above 1, so many working hours before the end, less one.
    `late`: this unit comes too late; `refuses`: this one does not come; `doubts`: this one says it could have been done locally.
    """

    when: float
    level: str
    reason: str
    tried: str
    lacking: str
    units: tuple[str, ...]
    done: str
    shows: str = "pothole"
    late: str = ""
    refuses: str = ""
    doubts: str = ""


ALARMS = (
    Alarm(
        when=0.07,
        level="emergency",
        reason="挖沟的把燃气管挖破了，路口味道很重，旁边就是小学",
        tried="围了起来，劝开了人，打了燃气公司电话",
        lacking="没有抢修设备，没有封路的权",
        units=("rqgs", "xfd", "gaj_jj"),
        done="关阀、堵漏、复测正常，路口恢复通行",
    ),
    Alarm(
        when=0.2,
        level="enforcement",
        reason="沿街三家把隔油池直接接进雨水管，下雨就冒油水",
        tried="上门劝了三次，贴了告知",
        lacking="没有执法权，要几家一起查",
        units=("cgj", "hbj", "scj"),
        done="当场封堵私接口，两家立案，一家限期改",
        shows="river",
        late="scj",
    ),
    Alarm(
        when=0.34,
        level="stubborn",
        reason="老院子三栋楼共用一根化粪管，三年堵了十几回，产权说不清",
        tried="请人疏通过五次，居民凑过钱",
        lacking="要定产权、出方案，社区定不了",
        units=("zjj", "cgj_szss", "swj"),
        done="查清管网，住建局出改造方案，市政先换了主管",
        shows="manhole",
    ),
    Alarm(
        when=0.47,
        level="emergency",
        reason="大树倒下压住电线，半条街停电，电线还带着电",
        tried="拉了警戒线，守住两头不让人过",
        lacking="没有带电作业的人和车",
        units=("gdgs", "glj"),
        done="断电、锯树、换线，晚上七点前送了电",
        shows="tree",
    ),
    Alarm(
        when=0.58,
        level="enforcement",
        reason="地下车库有人充电引发冒烟，物业说管不了飞线",
        tried="灭了火，挨家说过",
        lacking="物业不听，要消防和住建一起来",
        units=("xfd", "zjj_wy"),
        done="拆了飞线，物业补装充电桩，签了承诺",
        shows="cables",
        doubts="zjj_wy",
    ),
    Alarm(
        when=0.7,
        level="stubborn",
        reason="市场门口占道摆摊反复，人车混行，撞过老人",
        tried="天天劝导，划过线",
        lacking="要城管、交警、市场监管一起定规矩",
        units=("cgj", "gaj_jj", "scj"),
        done="划定摆摊区和时段，门口装了隔离桩",
        shows="parking",
        refuses="scj",
    ),
    Alarm(
        when=0.84,
        level="emergency",
        reason="河水漫上步道，两个人被困在亭子里",
        tried="用绳子和喇叭稳住人，通知了上游",
        lacking="没有船，没有救援人员",
        units=("xfd", "swj"),
        done="两人都接了回来，步道封到水退",
        shows="flood",
    ),
    Alarm(
        when=2.0,
        level="stubborn",
        reason="烂尾的围挡倒了一段，里面积水，孩子钻进去玩",
        tried="用铁丝拦过，家长群里提醒过",
        lacking="产权单位找不到，要住建和城管定怎么拆",
        units=("zjj", "cgj"),
        done="拆除围挡，抽干积水",
        shows="railing",
    ),
    Alarm(
        when=1.3,
        level="enforcement",
        reason="夜里有人往河沟倾倒建筑垃圾，堆了一车多",
        tried="调了社区的监控，看不清车牌",
        lacking="查车、处罚都要有权的来",
        units=("cgj", "gaj_jj"),
        done="查到车，责令清运",
        shows="heap",
    ),
)
NOT_COME = "同一时间三处现场，抽不出人；请先由城管处置"
LOGGED = ("到场看过，正在围护", "联系了上级和周边单位", "人手到齐，开始处置", "处置过半，注意安全")
GOOD = ("来得快，商量着办", "到场就动手，收尾也干净", "说了怎么防着再出，很好")
FAIR = ("办了，就是来得慢", "")
NEEDED = ("该吹，社区确实处置不了", "现场复杂，幸好早叫")
LOCAL = "拆飞线物业和社区就能办，以后先叫物业"
UPHELD = "社区没有执法权，该吹"
