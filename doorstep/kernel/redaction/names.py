"""Finds names of persons by the words around them: a surname after a cue (我叫…), before a title (…先生) or before a number.

A name becomes the surname with the title that stands there, else the surname with 某 (李某). Names that say no more than
that already (张先生, 李某) stay. These are heuristics: they find what people usually write, a second person reads the rest.
"""

import re
from collections.abc import Iterator

from doorstep.kernel.redaction.marks import Span

_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|独孤|长孙|宇文|轩辕"
_CLEAR = (
    "王李张刘陈杨赵黄周吴徐孙胡朱郭何罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪谭邹崔"
    "邱姜廖郝孔邵史顾侯孟龙段雷钱汤尹黎易武贺龚殷乔赖兰庞樊颜倪严牛温季俞章鲁葛伍韦申尤毕聂焦柳邢岳齐莫庄涂耿岑裴"
    "冉鄢蒲谯瞿冷卓闫肖付覃虞祝解晏詹辜蹇宗凌霍阮柯滕骆甘梅柴简欧鲍游吉戚苗尚翁屈盛艾毛车项祁饶代缪鞠竺郎娄雍晋窦"
    "秦褚翟靳甄闵臧邬奚邸冀姬郜栾蔺佟匡荆谌隋卞冼牟苟"
)
_AMBIGUOUS = "施卫昌古谷曲池宫商连楚费纪桂辛洪廉屠郁仇穆胥卜景宁强"
_AMBIGUOUS += "高林马梁于万方石金白江田任范姚常康文熊陆关陶安路向时管单成明华水席边丛全花计童符房喻包左封应麻支舒巫"
_GIVEN = r"[\u4e00-\u9fff]"
_GIVEN_FIRST = re.compile(f"{_GIVEN}+")
_NOT_IN_NAMES = frozenset(
    "我你他她它们的了是在不有这那个着过和与及或为被把从对向于以等都也就还要会能说请将给让使跟"
    "某么吗呢吧啊先同电住家男女岁联身手号址上下前后处局办科所站室司院部厅组队镇乡县区市街道社"
    "两几各位些此该每另谁何时候又打爷奶爸妈副老"
)
_WORDS = frozenset(
    re.split(
        r"\s+",
        """代表 代课 代理 代办 代为 代码 代收 严重 严格 严厉 陈述 曾经 应该 应当 应届 应聘 应急 全体 全部 全家 全市 全区 安排 安置
        安全 安装 申请 申报 申诉 支教 支持 支付 时候 时间 时常 时任 时招 高度 高级 高中 高一 高二 高三 高龄 高层 高考 方面 方便 单位
        单凭 单独 向 成立 成为 成员 明确 明显 常常 常年 常务 常委 常发 管理 金额 包括 包含 解决 解释 解除 相关 从事 从来 后来 经过
        经常 康复 任何 任职 任课 任任 左右 白天 路边 路口 路过 江边 田地 万元 毕业 毕竟 顾问 顾客 谢谢 感谢 花园 花费 计划 计生
        文件 文化 文明 席位 付款 付费 车辆 车主 车祸 车间 车位 尚未 别人 宗教 宗旨 符合 童年 程度 项目 苗木 和谐 温泉 温馨 周末
        周边 周围 周一 周二 周三 周四 周五 周六 周日 包工 边上 边界 水电 房屋 房产 房管 石头 马上 马路 田间 万一 平时 关于 关系
        关心 夏天 冬天 余款 余额 章程 左边 丛林 多次 华侨 江苏 江西 安徽 云南 宁夏 石家 温州 康养 连续 祝福 祝您 邮箱 邮件 钱款
        孙子 孙女 孙儿 卫生 卫健 卫浴 卫星 施工 施肥 施救 施行 费用 费力 纪律 纪委 纪检 桂花 洪水 洪灾 辛苦 廉租 廉价 廉政 屠宰 郁闷 仇人
        古镇 古树 古建 谷物 曲折 池塘 宫殿 商场 商户 商店 商铺 商品 商家 商贩 商量 连接 连夜 连带 景区 景点 宁愿 宁可 强烈 强制 强行 穆斯林
        尤其 尤为 车窗 车门 车库 车道 车流 支取 支出 支撑 冷眼 冷漠 冷水 曾多 曾在 曾向 麻烦 麻将 麻木 古稀 古老 包庇 包装 温度 易燃 易爆
        雷雨 钱财 常规 常性 舒适 安静 安心 毛病 毛坯 房东 房租 房贷 房价 牛奶 石油 石材 金钱 金融 全年 全程 全天 全省 全国 管道 管网 管线 管护
        成本 成功 成果 成绩 明天 明白 明知 水管 水费 水库 水泥 水源 单价 方案 方式 方法 方向 方位 项链 时任 任党 任业
        齐全 习惯 党员 米饭 年初 年底 许可 许多 何况 何必 龙头 边朋 戚朋""",
    )
)
# What may follow a name of two characters, or end one of three.
_AFTER = re.compile(
    r"$|[^\u4e00-\u9fff]|电话|手机|联系|身份|住址|住在|家住|现住|地址|是|在|的|家|因|向|有|称|男|女|今年|先生|小姐|同志|等|和|与"
    r"|及|为|说|来|于|于|系|户|一家|夫妇|夫妻|父|母|之|要|想|从|也|已|对|被|把|反映|投诉|表示|经"
)
_TITLE = (
    "[副老]?(?:先生|女士|小姐|同志|老师|阿姨|大爷|大妈|大娘|奶奶|爷爷|叔叔|师傅|医生|大夫|老人|婆婆|大姐|大哥|同学|律师|警官|老板|经理"
    "|书记|主任|局长|镇长|乡长|区长|县长|市长|科长|股长|所长|站长|队长|组长|校长|院长)"
)
# Without one of these there is no title: 先生, 女士 …
_TITLE_SIGN = re.compile(_TITLE.removeprefix("[副老]?"))
_COMPOUND_SURNAME = re.compile(rf"(?:{_COMPOUND})$")
_TITLE_HERE = re.compile(_TITLE)
_AND = re.compile(r"[、，,和及与] ?")
_CUE = re.compile(
    r"(?:我叫|我的名字叫|名字叫|我名叫|名叫|本人叫|大名叫|姓名|名字|联系人|投诉人|反映人|举报人|申请人|来电人|来信人|报修人|诉求人|经办人"
    r"|承办人|当事人|受害人|监护人|法定代表人|法人代表|法人|户主|房主|房东|业主|租户|患者|死者|伤者|驾驶员|车主|村民|居民|市民|学生"
    r"|邻居|司机|班主任|教师|村支书|支书|组长|队长|包工头|收件人|签名|签字|署名|落款|代表|职工|员工|保安|网格员|医生|护士|老人|同事|亲戚"
    r"|叔叔|舅舅|姑姑|侄子|侄女|外甥|嫂子|弟媳|儿媳|女婿|岳父|岳母|公公|婆婆|儿子|女儿|丈夫|妻子|老公|老婆|爱人|父亲|母亲|爸爸|妈妈|孙子|孙女|哥哥|弟弟|姐姐|妹妹)"
    r"(?:叫|是|为|名叫|姓名|本人)?[ :：]{0,3}"
)
# 我是柏苑3栋的任岱舟，电话…: who lives there, not what belongs to it.
_SELF = re.compile(r"我?是[^，。；！？,;!?\n]{0,24}的$")
# 此致敬礼！王小明; （王小明，女，62岁; 王小明说自己…: a name that is a stretch by itself, where persons stand.
_SIGNED = re.compile(r"(?:敬礼|谢谢|恳请|拜托|敬上)[了!！。\s]{1,6}(?=[\u4e00-\u9fff]{2,4}(?:\s|$|\d|[,，]))")
_DESCRIBED = re.compile(r"(?:^|[^\u4e00-\u9fff])(?=[\u4e00-\u9fff]{2,4}[,，(（、 ]{1,2}[男女][,，)）、。 ])")
_SAYING = re.compile(r"(?:^|[，。；！？,;!?\n])(?=[\u4e00-\u9fff]{2,4}(?:说|称|承认|承诺|拒绝|告诉|声称|答复))")
# Where a name may stand by itself, the sign without which it does not, and why it is one.
_PLACES = (
    (_SIGNED, re.compile("敬礼|谢谢|恳请|拜托|敬上"), "signed"),
    (_DESCRIBED, re.compile("[男女]"), "described"),
    (_SAYING, re.compile("说|称|承认|承诺|拒绝|告诉|答复"), "said something"),
)
_SAYS = re.compile(r"说|称|承认|承诺|拒绝|告诉|声称|答复|[,，(（、 ]|\s|$|\d")
_STRONG = re.compile(r"叫|姓名|名字|[:：]|人[是为 ]?$")
_COMPOUNDS = frozenset(_COMPOUND.split("|"))
_CLEARLY = frozenset(_CLEAR)
_SINGLE = frozenset(_CLEAR + _AMBIGUOUS)
_DOUBTFUL = frozenset(_AMBIGUOUS)
# What stands before a name within a sentence: the boss of …, asked …, secretary ….
_LEADS = frozenset("的和与及被对让请找向是给叫跟同记长任员师")
_FIRST = _SINGLE | {surname[0] for surname in _COMPOUNDS}
_TITLED = re.compile(rf"({_COMPOUND}|[{_CLEAR}{_AMBIGUOUS}])({_GIVEN}{{1,2}}|某某|某)({_TITLE})")
_NUMBER = re.compile(
    r"联系电话|联系方式|电话|手机|身份证|T[Ee][Ll]|t[Ee][Ll]|\+86|1[3-9]\d{9}|1[3-9]\d\*{4}|0(?<!\d0)\d{2,3}-\d{7}"
)
_INSTITUTION = frozenset("处局办科所站室司会院部厅中心队组镇乡村社区县市街道路店厂校园班台网线楼馆行铺户号人")

_LAST_IN_NO_NAME = _INSTITUTION | _NOT_IN_NAMES


def find_names(shown: str, *, plainly: bool = False) -> list[Span]:
    """Every name found in a plain text; they may overlap. `plainly`: looks also where no name can end or begin."""
    found = list(_before_titles(shown)) if plainly or _TITLE_SIGN.search(shown) else []
    found += _after_cues(shown)
    found += _by_themselves(shown, plainly=plainly)
    found += _before_numbers(shown, plainly=plainly)
    return found


def _before_titles(text: str) -> Iterator[Span]:
    for match in _TITLED.finditer(text):
        surname, given, title = match.groups()
        if given[-1] in _CLEAR and (len(given) == 1 or given[0] not in _CLEAR):
            continue  # 和李先生, 请找张先生: the surname is the character before the title
        if not _NOT_IN_NAMES.isdisjoint(given.replace("某", "")) or given[-1] in _INSTITUTION or "姓" in given:
            continue
        if surname in _DOUBTFUL and not _may_begin(text, match.start()):
            continue
        if _is_word(match[0], 0) or _COMPOUND_SURNAME.match(surname + given):
            continue
        yield _named(match.start(), match.end(), surname + title, "before a title")


def _after_cues(text: str) -> Iterator[Span]:
    for cue in _CUE.finditer(text):
        surname = _surname(text, cue.end())
        if not surname:
            continue
        is_strong = _STRONG.search(cue[0]) is not None
        surnames = _SINGLE if is_strong else _CLEARLY
        length = _name_length(text, cue.end(), surnames, is_strong=is_strong, is_called="叫" in cue[0])
        if length:
            end = cue.end() + length
            if _TITLE_HERE.match(text, end) is None:
                yield _named(cue.end(), end, f"{surname}某", "after a cue")
                yield from _listed(text, end)


def _by_themselves(text: str, *, plainly: bool) -> Iterator[Span]:
    for place, sign, reason in _PLACES:
        for match in place.finditer(text) if plainly or sign.search(text) else ():
            start = match.end()
            surname = _surname(text, start)
            if not surname or (len(surname) == 1 and surname not in _CLEARLY) or _is_word(text, start):
                continue
            for length in (1, 2):
                end = start + len(surname) + length
                given = text[start + len(surname) : end]
                if _SAYS.match(text, end) and _NOT_IN_NAMES.isdisjoint(given) and given[-1:] not in _INSTITUTION:
                    yield _named(start, end, f"{surname}某", reason)
                    break


def _listed(text: str, at: int) -> Iterator[Span]:
    """More names in a row: 颜根金、颜国冬和颜辉伯."""
    while separator := _AND.match(text, at):
        start = separator.end()
        length = _name_length(text, start, _CLEARLY, is_strong=False)
        if not length:
            return
        at = start + length
        yield _named(start, at, f"{_surname(text, start)}某", "listed after a name")


def _before_numbers(text: str, *, plainly: bool) -> Iterator[Span]:
    for match in _NUMBER.finditer(text):
        if not plainly and text[match.start() - 1 : match.start()] in _LAST_IN_NO_NAME:
            continue
        end = _name_end(text, match.start())
        for start in range(_han_start(text, end), end - 1):
            if text[start] not in _FIRST:
                continue
            surname = _surname(text, start)
            name = text[start:end]
            given = name[len(surname) :]
            if not surname or not 1 <= len(given) <= 2:
                continue
            if len(surname) == 1 and surname not in _CLEAR and not _begins(text, start):
                continue
            if (
                name[-1] in _INSTITUTION
                or not _NOT_IN_NAMES.isdisjoint(given)
                or _TITLE_HERE.fullmatch(given)
                or _is_word(name, 0)
            ):
                continue
            yield _named(start, end, f"{surname}某", "before a phone or document")
            break


def _name_end(text: str, at: int) -> int:
    """Before the line's end, blanks, and one bracket, colon or comma among them, six characters at most."""
    low = max(0, at - 6)
    at -= text[at - 1 : at] == "\n" and at > low
    at = _before_blanks(text, at, low)
    return _before_blanks(text, at - 1, low) if at > low and text[at - 1] in "(（:：,，" else at


def _before_blanks(text: str, at: int, low: int) -> int:
    while at > low and text[at - 1] in " \t":
        at -= 1
    return at


def _han_start(text: str, end: int) -> int:
    """Where the Chinese characters begin that stand last before here, four at most, a line's end among them."""
    low = max(0, end - 4)
    at = end - (text[end - 1 : end] == "\n")
    first = at
    while at > low and "\u4e00" <= text[at - 1] <= "\u9fff":
        at -= 1
    return at if at < first else end


def _may_begin(text: str, start: int) -> bool:
    """Whether a name can begin here whose surname is also a common word: at the start of a stretch, or after what leads to one."""
    return text[start - 1 : start] in _LEADS or not _GIVEN_FIRST.match(text, max(0, start - 1), start)


def _begins(text: str, start: int) -> bool:
    """Whether no other character of the same stretch stands before a name, or only what leads to it (我是…的)."""
    return not (start and _GIVEN_FIRST.match(text, start - 1)) or bool(_SELF.search(text[max(0, start - 28) : start]))


def _is_word(text: str, at: int) -> bool:
    """Whether a word begins here that only looks like a name."""
    return not _WORDS.isdisjoint((text[at : at + 1], text[at : at + 2], text[at : at + 3]))


def _name_length(text: str, start: int, surnames: frozenset[str], *, is_strong: bool, is_called: bool = False) -> int:
    """How many characters from here are a name; 0 for none. After 叫 even 周一航 is one."""
    surname = _surname(text, start)
    if not surname or (len(surname) == 1 and surname not in surnames):
        return 0
    if not is_called and _is_word(text, start):
        return 0
    run = _GIVEN_FIRST.match(text, start + len(surname), start + len(surname) + 2)
    given = run[0] if run else ""
    for at, char in enumerate(given):
        if char in _NOT_IN_NAMES:
            given = given[:at]
            break
    for length in (1, 2):
        if length <= len(given) and _AFTER.match(text, start + len(surname) + length):
            return len(surname) + length
    return len(surname) + 2 if is_strong and len(given) == 2 else 0


def _surname(text: str, at: int) -> str:
    if text[at : at + 2] in _COMPOUNDS:
        return text[at : at + 2]
    return text[at : at + 1] if text[at : at + 1] in _SINGLE else ""


def _named(start: int, end: int, replacement: str, reason: str) -> Span:
    return Span(start=start, end=end, kind="name", reason=reason, replacement=replacement)
