"""Judges what only shows between the files of a pack: names that one file uses and another must have.

Runs when every file holds by itself. A file in the pack's folder that nobody reads because its name is
misspelt is a fault too.
"""

from collections.abc import Iterator

from doorstep.kernel.faults import Fault, nearest, suggestion
from doorstep.kernel.notices import check_notices
from doorstep.kernel.pack_content import Pack
from doorstep.kernel.pack_gathering import Gathering
from doorstep.kernel.pack_settings import FILE, PackSettings

PARTS = (
    FILE,
    "roles.toml",
    "parties.toml",
    "categories.toml",
    "clocks.toml",
    "notices.toml",
    "units.toml",
    "places.geojson",
    "calendar",
    "mechanisms",
)


def misspelt_files(gathering: Gathering) -> list[Fault]:
    """Files and folders that look like a part of a pack but are called otherwise."""
    faults = []
    for folder in gathering.folders:
        for path in sorted(folder.iterdir()):
            meant = nearest(path.name, PARTS)
            if (
                path.name not in PARTS
                and meant
                and path.suffix == (folder / meant).suffix
                and not (folder / meant).exists()
            ):
                faults.append(
                    Fault(
                        file=gathering.shown(path),
                        line=0,
                        key="",
                        zh=f"没有人会读这个名字的文件；是不是“{meant}”？改名",
                        en=f"nothing reads a file of this name; did you mean “{meant}”? Rename it",
                    )
                )
    return faults


def check_pack(pack: Pack, settings: PackSettings, gathering: Gathering) -> list[Fault]:
    """Every name that leads nowhere between the files."""
    notices = gathering.shown(gathering.folders[-1] / "notices.toml")
    return [
        *_check_jurisdiction(pack, settings),
        *_check_usual_units(pack, gathering),
        *_check_pauses(pack, gathering),
        *check_notices(pack.notices, pack.mechanisms.values(), pack.parties, notices),
    ]


def _check_jurisdiction(pack: Pack, settings: PackSettings) -> list[Fault]:
    row = settings.row.table("jurisdiction")
    units, places = [unit.code for unit in pack.units], [place.code for place in pack.places]
    if pack.jurisdiction.office not in units:
        row.unknown("office", pack.jurisdiction.office, units)
    if pack.jurisdiction.code not in places:
        row.unknown("code", pack.jurisdiction.code, places)
    return [
        Fault(file=f"{settings.name}/{FILE}", line=fault.line, key=fault.key, zh=fault.zh, en=fault.en)
        for fault in row.faults
    ]


def _check_usual_units(pack: Pack, gathering: Gathering) -> Iterator[Fault]:
    units = [unit.code for unit in pack.units]
    for category in pack.categories.by_code.values():
        if category.usual_unit and category.usual_unit not in units:
            zh, en = suggestion(category.usual_unit, units)
            yield Fault(
                file=gathering.shown(gathering.folders[-1] / "categories.toml"),
                line=0,
                key=f"usual_units.{category.code}",
                zh=f"没有叫“{category.usual_unit}”的单位；{zh}",
                en=f"there is no unit called “{category.usual_unit}”; {en}",
            )


def _check_pauses(pack: Pack, gathering: Gathering) -> Iterator[Fault]:
    verbs = {step.verb for law in pack.mechanisms.values() for step in law.steps}
    pauses = {(rule.name, verb) for rule in pack.clocks.rules for p in rule.pauses for verb in (p.begins, *p.ends)}
    for clock, verb in sorted(pauses):
        if verb not in verbs:
            zh, en = suggestion(verb, verbs)
            yield Fault(
                file=gathering.shown(gathering.folders[-1] / "clocks.toml"),
                line=0,
                key=f"clock[{clock}].pause",
                zh=f"暂停里写的“{verb}”不是哪个机制的动作；{zh}",
                en=f"the pause names “{verb}”, which is no step of any mechanism; {en}",
            )
