"""Reads `pack.toml`: what the pack is called, what it stands on, and the jurisdiction it is for.

    name = "dujiangyan"
    title = {zh = "都江堰", en = "Dujiangyan"}
    version = "2026.1"
    extends = "base"
    scheme = "sichuan"      a file in schemes/; without it, that of the pack beneath
    [jurisdiction]      code, label, site_title, office, requires_totp, session_hours, is_invented

A pack without [jurisdiction] can only be stood on by others.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from doorstep.kernel.packfile import Fault, PackError, Table, read_toml, suggestion
from doorstep.kernel.packfile_values import CODE
from doorstep.kernel.words import Words

FILE = "pack.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Jurisdiction:
    """`code`: its topmost place. `office`: unit code of the coordinating office. `is_invented`: a town for demonstration.

    `session_hours`: how long a sign-in lasts. `keeps_personal_days`: personal data of a closed case is erased after that.
    """

    code: str
    label: Words
    site_title: Words
    office: str
    requires_totp: bool = False
    session_hours: int = 10
    keeps_personal_days: int = 1095
    is_invented: bool = False


@dataclass(frozen=True, kw_only=True)
class PackSettings:
    """One pack.toml. `row` is where faults about it belong."""

    name: str
    title: Words
    version: str
    extends: str
    jurisdiction: Jurisdiction | None
    scheme: str
    row: Table


def read_settings(folder: Path) -> PackSettings:
    """The settings of the pack in this folder. Raises PackError."""
    page = read_toml(folder / FILE)
    settings = PackSettings(
        name=page.name_of("name"),
        title=page.words("title"),
        version=page.code("version"),
        extends=page.name_of("extends", default=""),
        jurisdiction=_jurisdiction(page) if "jurisdiction" in page else None,
        scheme=page.name_of("scheme", default=""),
        row=page,
    )
    page.asked.add("jurisdiction")
    page.refuse_the_rest()
    if settings.name and settings.name != folder.name:
        page.fault(
            "name",
            f"名字是“{settings.name}”，文件夹却叫“{folder.name}”；改成一样的",
            f"it is called “{settings.name}” but its folder “{folder.name}”; make them the same",
        )
    _check_extends(page, settings, folder)
    page.settle()
    return settings


def _jurisdiction(page: Table) -> Jurisdiction:
    row = page.table("jurisdiction")
    found = Jurisdiction(
        code=row.code("code"),
        label=row.words("label"),
        site_title=row.words("site_title"),
        office=row.name_of("office"),
        requires_totp=row.flag("requires_totp", default=False),
        session_hours=row.whole("session_hours", default=10, least=1, most=24),
        keeps_personal_days=row.whole("keeps_personal_days", default=1095, least=30, most=36500),
        is_invented=row.flag("is_invented", default=False),
    )
    row.refuse_the_rest()
    return found


def _check_extends(page: Table, settings: PackSettings, folder: Path) -> None:
    under = settings.extends
    if under and under == settings.name:
        page.fault("extends", "机制包不能站在自己上面；删掉这一行", "a pack cannot stand on itself; remove this line")
    elif under and not (folder.parent / under / FILE).is_file():
        known = [path.parent.name for path in folder.parent.glob(f"*/{FILE}") if path.parent != folder]
        page.unknown("extends", under, known, noun=Words(zh="机制包", en="pack"))


def read_layers(name: str, root: Path) -> tuple[PackSettings, ...]:
    """The settings of the pack and of all it stands on, the lowest first. Raises PackError."""
    if not (root / name / FILE).is_file() or not CODE.fullmatch(name):
        zh, en = suggestion(name, [path.parent.name for path in root.glob(f"*/{FILE}")])
        fault = Fault(
            file=FILE,
            line=0,
            key="",
            zh=f"没有叫“{name}”的机制包；{zh}",
            en=f"there is no pack called “{name}”; {en}",
        )
        raise PackError([fault])
    layers = [_named(name, root)]
    while under := layers[0].extends:
        if any(layer.name == under for layer in layers):
            raise PackError([_circle(layers[0], under)])
        layers.insert(0, _named(under, root))
    return tuple(layers)


def _circle(lowest: PackSettings, under: str) -> Fault:
    return Fault(
        file=f"{lowest.name}/{FILE}",
        line=lowest.row.line_of("extends"),
        key="extends",
        zh=f"“{under}”已经站在“{lowest.name}”上面，这样就绕成了圈；删掉其中一个 extends",
        en=f"“{under}” already stands on “{lowest.name}”, which makes a circle; remove one of the extends",
    )


def _named(name: str, root: Path) -> PackSettings:
    try:
        return read_settings(root / name)
    except PackError as error:
        raise PackError(replace(fault, file=f"{name}/{FILE}") for fault in error.faults) from None


def no_jurisdiction(settings: PackSettings) -> Fault:
    """The fault of opening a pack that is made for others to stand on."""
    return Fault(
        file=f"{settings.name}/{FILE}",
        line=0,
        key="jurisdiction",
        zh="这个包没有写是哪个辖区的，只能垫在别的包下面；加一组 [jurisdiction]，或换一个包",
        en="this pack names no jurisdiction and only serves to stand on; add a [jurisdiction], or choose another pack",
    )
