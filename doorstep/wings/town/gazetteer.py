"""The names of the demo town: streets, communities, rivers, special grids. Data only.

Names are taken from the waterworks of Dujiangyan (鱼嘴, 飞沙, 宝瓶口, 杩槎) and from the one newspaper report the town
retells (幸福街道, 灌口街道, 翔凤桥, 莲花, 岷江路, 新联, 南桥). Where they lie is invented: nothing here is a map of the
real city. Every street and community number of a division code begins with 9, a range the national rules leave
unassigned, so that an invented place can never be mistaken for, or collide with, a real one.
"""

from __future__ import annotations

from dataclasses import dataclass

COUNTY = "510181"
TOWN_ZH, TOWN_EN = "都江堰市（演示）", "Dujiangyan (demo)"


@dataclass(frozen=True, kw_only=True)
class Community:
    """`segment` is the last three digits of the division code; `unit` the unit code of its office."""

    segment: str
    unit: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Street:
    """`inside`, metres east and north of the town's origin, is a point in the face of the drawing that is meant."""

    segment: str
    unit: str
    zh: str
    en: str
    inside: tuple[float, float]
    communities: tuple[Community, ...]


def _communities(*rows: tuple[str, str, str]) -> tuple[Community, ...]:
    return tuple(
        Community(segment=str(900 + n), unit=unit, zh=zh, en=f"{en} {'Village' if zh.endswith('村') else 'Community'}")
        for n, (unit, zh, en) in enumerate(rows, start=1)
    )


STREETS = (
    Street(
        segment="901",
        unit="xfjd",
        zh="幸福街道",
        en="Xingfu Subdistrict",
        inside=(1500.0, 200.0),
        communities=_communities(
            ("xfjd_xfq", "翔凤桥社区", "Xiangfengqiao"),
            ("xfjd_lh", "莲花社区", "Lianhua"),
            ("xfjd_mjl", "岷江路社区", "Minjianglu"),
            ("xfjd_xl", "新联社区", "Xinlian"),
            ("xfjd_dcl", "都春路社区", "Duchunlu"),
            ("xfjd_czs", "春正社区", "Chunzheng"),
            ("xfjd_yb", "堰坝社区", "Yanba"),
        ),
    ),
    Street(
        segment="902",
        unit="gkjd",
        zh="灌口街道",
        en="Guankou Subdistrict",
        inside=(500.0, 2400.0),
        communities=_communities(
            ("gkjd_nq", "南桥社区", "Nanqiao"),
            ("gkjd_xjk", "西街口社区", "Xijiekou"),
            ("gkjd_xhm", "宣化门社区", "Xuanhuamen"),
            ("gkjd_fl", "伏龙社区", "Fulong"),
            ("gkjd_jf", "井福社区", "Jingfu"),
            ("gkjd_ylp", "玉垒坪社区", "Yuleiping"),
        ),
    ),
    Street(
        segment="903",
        unit="aljd",
        zh="安澜街道",
        en="Anlan Subdistrict",
        inside=(0.0, 4300.0),
        communities=_communities(
            ("aljd_alq", "安澜桥社区", "Anlanqiao"),
            ("aljd_bs", "白沙社区", "Baisha"),
            ("aljd_cm", "茶马社区", "Chama"),
            ("aljd_ys", "渔市社区", "Yushi"),
            ("aljd_sk", "松坎社区", "Songkan"),
            ("aljd_hx", "花溪村", "Huaxi"),
        ),
    ),
    Street(
        segment="904",
        unit="bpjd",
        zh="宝瓶街道",
        en="Baoping Subdistrict",
        inside=(1400.0, -3000.0),
        communities=_communities(
            ("bpjd_bpk", "宝瓶口社区", "Baopingkou"),
            ("bpjd_dx", "斗犀社区", "Douxi"),
            ("bpjd_wt", "卧铁社区", "Wotie"),
            ("bpjd_jd", "金堤社区", "Jindi"),
            ("bpjd_fs", "分水社区", "Fenshui"),
            ("bpjd_sb", "双柏村", "Shuangbai"),
        ),
    ),
    Street(
        segment="905",
        unit="lyz",
        zh="离堰镇",
        en="Liyan Town",
        inside=(-2400.0, -2600.0),
        communities=_communities(
            ("lyz_yz", "鱼嘴社区", "Yuzui"),
            ("lyz_fsy", "飞沙社区", "Feisha"),
            ("lyz_zl", "竹笼社区", "Zhulong"),
            ("lyz_qs", "清水村", "Qingshui"),
            ("lyz_gt", "柑田村", "Gantian"),
        ),
    ),
    Street(
        segment="906",
        unit="mcz",
        zh="杩槎镇",
        en="Macha Town",
        inside=(-4700.0, -600.0),
        communities=_communities(
            ("mcz_mc", "杩槎社区", "Macha"),
            ("mcz_gy", "观堰社区", "Guanyan"),
            ("mcz_sl", "杉林村", "Shanlin"),
            ("mcz_cc", "茶场村", "Chachang"),
        ),
    ),
)

SPECIAL_GRIDS = {
    "南桥社区": ("古堰景区", "Old weir scenic area"),
    "新联社区": ("新联学校", "Xinlian schools"),
    "岷江路社区": ("动车站", "Railway station"),
    "西街口社区": ("市医院", "City hospital"),
    "宣化门社区": ("中心农贸市场", "Central market"),
    "安澜桥社区": ("索桥商圈", "Chain-bridge shops"),
    "金堤社区": ("职业学院", "Vocational college"),
    "卧铁社区": ("工业港", "Industrial park"),
    "飞沙社区": ("飞沙堰公园", "Feisha weir park"),
    "观堰社区": ("养老服务中心", "Home for the elderly"),
}
