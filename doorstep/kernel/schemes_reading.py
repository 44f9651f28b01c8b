"""Reads the schemes of clocks 时限方案 that a pack may choose from, and lays each between the common clocks and its own.

`schemes/<name>.toml` holds one scheme in the form of `clocks.toml`; `pack.toml` chooses one by name. What is common to all
schemes lies beneath it, what the jurisdiction writes in its own `clocks.toml` on top. All schemes are read, so that
coordinators can see what another would mean. Refuses a scheme nobody wrote, one whose name is not its file's, and an own
extension longer than the scheme's law allows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from doorstep.kernel.clocks import ClockRule, ClockScheme
from doorstep.kernel.clocks_reading import read_clocks
from doorstep.kernel.faults import Fault
from doorstep.kernel.pack_gathering import Gathering
from doorstep.kernel.pack_settings import FILE, PackSettings
from doorstep.kernel.packfile import read_toml
from doorstep.kernel.words import Words

FOLDER, CLOCKS = "schemes", "clocks.toml"
NOTHING = ClockScheme(name="", title=Words(zh="", en=""), rules=())
A_SCHEME = Words(zh="时限方案", en="scheme of clocks")


@dataclass(frozen=True, kw_only=True)
class Schemes:
    """The scheme in force, and all that could be chosen, by name. Each is whole: common, its own, the jurisdiction's."""

    chosen: ClockScheme
    all: Mapping[str, ClockScheme]


def read_schemes(
    gathering: Gathering, layers: tuple[PackSettings, ...], request_types: Collection[str] | None
) -> Schemes:
    """Faults are noted with the gathering; a file that cannot be read counts as empty."""

    def read(path: Path) -> ClockScheme:
        scheme = gathering.read(lambda: read_clocks(path, request_types=request_types), path, NOTHING)
        if scheme is NOTHING:
            gathering.failed.add(CLOCKS)
        return scheme

    *below, own = layers
    having = {path.parent: read(path) for path in gathering.having(CLOCKS)}
    common = NOTHING
    for layer in below:
        common = common.overlaid(having.get(gathering.root / layer.name, NOTHING))
    top_path = gathering.root / own.name / CLOCKS
    top = having.get(top_path.parent, NOTHING)
    paths = {path.stem: path for folder in gathering.folders for path in sorted((folder / FOLDER).glob("*.toml"))}
    found = {name: _named(gathering, name, path, read(path)) for name, path in paths.items()}
    name = next((layer.scheme for layer in reversed(layers) if layer.scheme), "")
    if name and name not in found:
        gathering.failed.add(CLOCKS)
        gathering.faults += _unknown(layers, name, list(found))
    elif name and (longer := _longer(found[name], top)):
        gathering.faults.append(_too_long(gathering, top_path, *longer))
    whole = {
        one: replace(common.overlaid(scheme).overlaid(top), name=one, title=scheme.title)
        for one, scheme in found.items()
    }
    plain = common.overlaid(top) if top.rules else common
    return Schemes(chosen=whole.get(name, plain), all=whole)


def _named(gathering: Gathering, name: str, path: Path, scheme: ClockScheme) -> ClockScheme:
    if scheme is not NOTHING and scheme.name != name:
        page = read_toml(path)
        fault = Fault(
            file=gathering.shown(path),
            line=page.table("scheme").line_of("name"),
            key="scheme.name",
            zh=f"名字是“{scheme.name}”，文件却叫 {path.name}；改成一样的",
            en=f"it is called “{scheme.name}” but its file {path.name}; make them the same",
        )
        gathering.faults.append(fault)
    return scheme


def _unknown(layers: tuple[PackSettings, ...], name: str, known: list[str]) -> list[Fault]:
    layer = next(layer for layer in reversed(layers) if layer.scheme == name)
    row = replace(layer.row, file=f"{layer.name}/{FILE}", faults=[])
    row.unknown("scheme", name, known, noun=A_SCHEME)
    return list(row.faults)


def _longer(scheme: ClockScheme, own: ClockScheme) -> tuple[ClockRule, ClockRule] | None:
    """The first own rule whose extensions add up to more than the scheme allows for the same clock, with the scheme's."""
    for rule in own.rules:
        for law in scheme.rules:
            mine, theirs = rule.extension, law.extension
            is_same = mine and theirs and rule.name == law.name and mine.unit == theirs.unit
            if is_same and _in_all(rule) > _in_all(law):
                return rule, law
    return None


def _in_all(rule: ClockRule) -> int:
    return rule.extension.amount * rule.extension.times if rule.extension else 0


def _too_long(gathering: Gathering, path: Path, own: ClockRule, law: ClockRule) -> Fault:
    assert own.extension is not None
    assert law.extension is not None
    clock = next(row for row in read_toml(path).tables("clock") if row.values.get("name") == own.name)
    row = next(row for row in clock.tables("extension") if row.values.get("unit") == own.extension.unit)
    mine, most = _in_all(own), _in_all(law)
    return Fault(
        file=gathering.shown(path),
        line=row.line_of("amount"),
        key="clock.extension.amount",
        zh=f"延期一共 {mine} {own.unit}，超过方案允许的 {most}（{law.extension.basis.zh}）；改小",
        en=f"extensions of {mine} {own.unit} in all exceed the {most} allowed ({law.extension.basis.en}); make it less",
    )
