"""Judges what only shows between the files of a pack: names that one file uses and another must have.

Runs when every file holds by itself. A file in the pack's folder that nobody reads because its name is
misspelt is a fault too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from doorstep.kernel.clock_checks import check_clocks
from doorstep.kernel.faults import Fault, nearest
from doorstep.kernel.gridwork.gathering import check_gridwork
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.notices import UNTOLD_BY_STEPS
from doorstep.kernel.pack_content import Pack
from doorstep.kernel.pack_gathering import Gathering
from doorstep.kernel.pack_settings import FILE, PackSettings
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.voting.thresholds import Template
from doorstep.kernel.words import Words

A_LIST = Words(zh="清单", en="list of the pack")
A_FIELD = Words(zh="要填的项", en="field of a form")
A_UNIT = Words(zh="单位", en="unit")
PARTS = (
    FILE,
    "roles.toml",
    "parties.toml",
    "categories.toml",
    "clocks.toml",
    "notices.toml",
    "units.toml",
    "levels.toml",
    "lists.toml",
    "screening.toml",
    "grids.toml",
    "rounds.toml",
    "duties.toml",
    "places.geojson",
    "catalogue.toml",
    "negative-list.toml",
    "wording.toml",
    "town.toml",
    "triage.toml",
    "votes.toml",
    "calendar",
    "mechanisms",
    "schemes",
)


def misspelt_files(gathering: Gathering) -> list[Fault]:
    """Files and folders that look like a part of a pack but are called otherwise."""
    faults = []
    for folder in gathering.folders:
        for path in sorted(folder.iterdir()):
            parts = [part for part in PARTS if Path(part).suffix == path.suffix and not (folder / part).exists()]
            stem = nearest(path.stem, [Path(part).stem for part in parts], closeness=0.75)
            if stem is not None and path.name not in PARTS:
                faults.append(_misspelt(gathering.shown(path), stem + path.suffix))
    return faults


def _misspelt(file: str, meant: str) -> Fault:
    return Fault(
        file=file,
        line=0,
        key="",
        zh=f"没有人会读这个名字的文件；是不是“{meant}”？改名",
        en=f"nothing reads a file of this name; did you mean “{meant}”? Rename it",
    )


def same_name(gathering: Gathering, path: Path, law: Mechanism, first: Mechanism) -> Fault:
    """The fault of a second mechanism of one name."""
    return Fault(
        file=gathering.shown(path),
        line=read_toml(path).line_of("name"),
        key="name",
        zh=f"机制“{law.name}”在 {first.source} 里已经有了；换一个名字",
        en=f"the mechanism “{law.name}” is already in {first.source}; give it another name",
    )


def check_pack(
    pack: Pack, settings: PackSettings, gathering: Gathering, templates: Mapping[str, Template]
) -> list[Fault]:
    """Every name that leads nowhere between the files."""
    rows = [
        _check_jurisdiction(pack, settings),
        *_check_usual_units(pack, gathering),
        *_check_evidence(pack, gathering),
        *check_clocks(pack, gathering),
        *_check_told(pack, gathering),
        *_check_entries(pack, gathering),
        *_check_weighed(pack, gathering, templates),
        *_check_notices(pack, gathering),
    ]
    faults = [fault for row in rows for fault in row.faults]
    return faults + check_gridwork(pack.gridwork, pack.mechanisms, gathering)


def _check_jurisdiction(pack: Pack, settings: PackSettings) -> Table:
    row = replace(settings.row.table("jurisdiction"), file=f"{settings.name}/{FILE}")
    units, places = [unit.code for unit in pack.units], [place.code for place in pack.places]
    if pack.jurisdiction.office not in units:
        row.unknown("office", pack.jurisdiction.office, units, noun=A_UNIT)
    if pack.jurisdiction.code not in places:
        row.unknown("code", pack.jurisdiction.code, places, noun=Words(zh="地点", en="place"))
    return row


def _check_usual_units(pack: Pack, gathering: Gathering) -> Iterator[Table]:
    units = [unit.code for unit in pack.units]
    for category in pack.categories.by_code.values():
        if category.usual_unit and category.usual_unit not in units:
            tables = [page.table("usual_units", required=False) for page in gathering.pages("categories.toml")]
            row = next(table for table in tables if category.code in table)
            row.unknown(category.code, category.usual_unit, units, noun=A_UNIT)
            yield row


def _check_evidence(pack: Pack, gathering: Gathering) -> Iterator[Table]:
    """What a category demands as evidence, some step asks for."""
    asked = {one.name for law in pack.mechanisms.values() for step in law.steps for one in step.form}
    for page in gathering.pages("categories.toml"):
        row = page.table("evidence", required=False)
        for code in row.written_keys():
            for item, name in enumerate(row.texts(code)):
                if name not in asked:
                    row.unknown(code, name, asked, noun=A_FIELD, item=item)
        yield row


def _check_told(pack: Pack, gathering: Gathering) -> Iterator[Table]:
    """Whoever a step tells has words to be told in."""
    for law in pack.mechanisms.values():
        for step in (law.opening, *law.steps):
            for party in step.tells:
                if (step.event, party) not in pack.notices:
                    row = gathering.find(f"mechanisms/{law.source}", "step", verb=step.verb)
                    row = replace(row, name=f"step[{step.verb}]")
                    row.fault(
                        "tells",
                        f"要把 {step.event} 告诉 {party}，却没有写怎么说；在 notices.toml 里加一组 [[notice]]",
                        f"it tells {party} of {step.event} without words; add a [[notice]] to notices.toml",
                    )
                    yield row


def _check_entries(pack: Pack, gathering: Gathering) -> Iterator[Table]:
    """Fields of kind entry choose from lists that the pack has."""
    for law in pack.mechanisms.values():
        for step in (law.opening, *law.steps):
            for field in step.form:
                if field.of is not None and field.of not in pack.entries:
                    row = gathering.find(f"mechanisms/{Path(law.source).name}", "step", verb=step.verb)
                    asked = next(one for one in row.tables("form", known_by="name") if one.values["name"] == field.name)
                    asked.unknown("of", field.of, pack.entries, noun=A_LIST)
                    yield asked


def _check_weighed(pack: Pack, gathering: Gathering, templates: Mapping[str, Template]) -> Iterator[Table]:
    """A step weighs a vote by templates that votes.toml has, and never by area: a meeting's figures are people, households, members."""
    known = [name for name, one in templates.items() if "area" not in one.measures]
    for law in pack.mechanisms.values():
        for step in law.steps:
            for code in (one.code for one in step.templates if one.code not in known):
                row = gathering.find(f"mechanisms/{Path(law.source).name}", "step", verb=step.verb)
                row.unknown(
                    "weighs",
                    code,
                    known,
                    noun=Words(zh="votes.toml 里按人、户、组成人员计的模板", en="template by heads"),
                )
                yield row


def _check_notices(pack: Pack, gathering: Gathering) -> Iterator[Table]:
    """No notice waits for what never happens, or for somebody whom no step tells."""
    told = {
        (step.event, to) for law in pack.mechanisms.values() for step in (law.opening, *law.steps) for to in step.tells
    }
    events = {event for event, _ in told} | set(UNTOLD_BY_STEPS)
    for event, to in sorted(pack.notices.keys() - told):
        row = gathering.find("notices.toml", "notice", event=event, to=to)
        if event not in events:
            row.unknown("event", event, events, noun=Words(zh="会通知人的事件", en="event that tells anybody"))
        elif to not in pack.parties:
            row.unknown("to", to, pack.parties, noun=Words(zh="当事方", en="party"))
        elif event not in UNTOLD_BY_STEPS:
            row.fault(
                "to",
                f"没有哪个动作会把 {event} 告诉 {to}；在那个动作的 tells 里加上 {to}，或删掉这一组",
                f"no step tells {to} of {event}; add {to} to tells of that step, or delete this group",
            )
        yield row
