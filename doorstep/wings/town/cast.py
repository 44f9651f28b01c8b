"""The cast 演员表 of the demo town: who works where, in which post, under which username. Pure and seeded.

Named members have usernames that say their part; everyone else is needed so that no unit and no community stands empty.
All names are invented. Nobody here is, or is named after, anyone in the newspaper report.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from doorstep.kernel.geography import Place, Unit
from doorstep.kernel.words import Words
from doorstep.wings.town.gazetteer import Life

SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩朱秦尤许何吕施孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭鲁韦昌马苗方俞任袁柳"
FIRST = "安秉春岱恩方谷禾怀嘉景可兰黎鸣宁沛其若书泰文熙晓雅一远知子"
SECOND = "白川丹帆歌航华洁锦康岚宁平晴然尚棠薇夏欣彦怡泽舟"

SHOWN = {
    "grid": Words(zh="网格员：巡查、上报、现场办结", en="Grid worker: visits, reports, settles on the spot"),
    "community": Words(zh="社区经办：先接居民的事", en="Community clerk: the first desk"),
    "street": Words(zh="街道经办：看全街道", en="Street clerk: sees the whole street"),
    "clerk": Words(zh="城管局经办：接单、办单、提异议", en="Desk clerk, urban management: accepts, handles, objects"),
    "supervisor": Words(zh="城管局负责人：看本单位、催办", en="Desk supervisor: sees the unit, urges"),
    "coordinator": Words(zh="统筹员：统单、并单、派单", en="Coordinator: pools, merges, dispatches"),
    "publisher": Words(zh="晒单编辑：选事项、脱敏", en="Publisher: chooses and redacts"),
    "reviewer": Words(zh="晒单审核：第二个人把关", en="Reviewer: the second pair of eyes"),
    "caller": Words(zh="回访员：办完了问一问", en="Caller: asks how it went"),
    "hotline": Words(zh="话务员：接电话、登记、即答即办", en="Call-taker: answers the phone and records"),
    "leader": Words(zh="分管领导：看全局、督办", en="Leader: sees all, supervises"),
    "auditor": Words(zh="监督员：查留痕、核数字", en="Auditor: checks the ledger and the figures"),
    "admin": Words(zh="系统管理员：管人员和岗位，看不到事项", en="Administrator: persons and posts, no cases"),
    "observer": Words(zh="民情观测员：把听到的话录进 /observe/", en="Observer: hands in what was heard at /observe/"),
    "privacy": Words(
        zh="个人信息保护负责人：办查阅、更正、删除，管封存",
        en="Personal information officer: requests and sealed matters",
    ),
}
"""The members whose sign-ins are shown to a visitor, with what they do."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A post to be held: role, unit code, place code or ""."""

    role: str
    unit: str
    place: str = ""
    is_stand_in: bool = False


@dataclass(frozen=True, kw_only=True)
class Member:
    """Someone in the cast."""

    username: str
    display_name: str
    duties: tuple[Duty, ...]
    is_admin: bool = False


def cast(units: Sequence[Unit], places: Sequence[Place], life: Life) -> tuple[Member, ...]:
    """Everyone, the members of SHOWN first. The same pack gives the same cast."""
    parts = dict(_parts(units, places, life))
    ordered = [*(name for name in SHOWN if name in parts), *sorted(name for name in parts if name not in SHOWN)]
    names = _names(len(ordered), life.seed)
    return tuple(
        Member(username=username, display_name=name, duties=tuple(parts[username]), is_admin=username == "admin")
        for username, name in zip(ordered, names, strict=True)
    )


def _parts(units: Sequence[Unit], places: Sequence[Place], life: Life) -> Iterator[tuple[str, list[Duty]]]:
    yield from _town_hall(next(unit.code for unit in units if not unit.parent))
    for unit in units:
        match unit.kind:
            case "community":
                grids = [place for place in places if place.parent == unit.place]
                yield from _community(unit, grids, is_first=unit.code == life.first_community)
            case "street":
                name = "street" if unit.code == life.first_street else f"{unit.code}.street"
                yield name, [Duty(role="street_clerk", unit=unit.code, place=unit.place)]
            case "department" | "section" | "company":
                yield from _desk(unit, is_first=unit.code == life.first_desk)


def _town_hall(top: str) -> Iterator[tuple[str, list[Duty]]]:
    office = "tcb"
    yield "coordinator", [Duty(role="coordinator", unit=office)]
    yield "coordinator2", [Duty(role="coordinator", unit=office), Duty(role="publisher", unit=office, is_stand_in=True)]
    yield "publisher", [Duty(role="publisher", unit=office)]
    yield "reviewer", [Duty(role="reviewer", unit=office)]
    yield "caller", [Duty(role="caller", unit=office)]
    yield "hotline", [Duty(role="call_taker", unit=office)]
    yield "leader", [Duty(role="leader", unit=top)]
    yield "auditor", [Duty(role="auditor", unit=top)]
    yield "admin", [Duty(role="administrator", unit=top)]
    yield "privacy", [Duty(role="privacy_officer", unit=top)]


def _community(unit: Unit, grids: Iterable[Place], *, is_first: bool) -> Iterator[tuple[str, list[Duty]]]:
    """A clerk, and one grid worker for the grids; in the first community the first grid is a post of its own."""
    clerk, worker = ("community", "grid") if is_first else (f"{unit.code}.clerk", "")
    yield clerk, [Duty(role=role, unit=unit.code, place=unit.place) for role in ("community_clerk", "grid_head")]
    duties = [Duty(role="grid_worker", unit=unit.code, place=grid.code) for grid in grids]
    if worker:
        yield worker, duties[:1]
        yield from _helpers(unit, duties[0].place)
        duties = [*duties[1:], Duty(role="grid_worker", unit=unit.code, place=duties[0].place, is_stand_in=True)]
    yield f"{unit.code}.grid", duties


def _helpers(unit: Unit, grid: str) -> Iterator[tuple[str, list[Duty]]]:
    """Whoever goes round without a desk: a micro-grid worker, a building head, and an observer of the community."""
    for role in ("micro_grid_worker", "building_head"):
        yield f"{unit.code}.{role.split('_')[0]}", [Duty(role=role, unit=unit.code, place=f"{grid}m01")]
    yield "observer", [Duty(role="observer", unit=unit.code, place=unit.place)]


def _desk(unit: Unit, *, is_first: bool) -> Iterator[tuple[str, list[Duty]]]:
    """A clerk everywhere, a supervisor in departments."""
    yield "clerk" if is_first else f"{unit.code}.clerk", [Duty(role="desk_clerk", unit=unit.code)]
    if unit.kind == "department":
        yield "supervisor" if is_first else f"{unit.code}.head", [Duty(role="desk_supervisor", unit=unit.code)]


def _names(count: int, seed: int) -> list[str]:
    """Different invented names of two or three characters."""
    rng = Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        given = rng.choice(FIRST) + (rng.choice(SECOND) if rng.random() < 0.75 else "")
        names.setdefault(rng.choice(SURNAMES) + given)
    return list(names)
