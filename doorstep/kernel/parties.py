"""Parties 当事方: who may act on a case and who owes its next step, by standing and not by name.

Reads `parties.toml`. A party names roles and a reach: how far from a post a case may be. What a person is
to a case is decided in `standing`, not here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

REACHES = ("lead_unit", "lead_unit_above", "beside", "place", "opened_by", "jurisdiction", "receipt", "roll", "system")
A_ROLE = Words(zh="角色", en="role")
WITHOUT_ROLES = ("receipt", "roll", "system")
LEVELS = ("", "street", "community", "grid", "micro_grid")


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """`roles`: codes of roles.toml, empty for anybody within reach. `level`: where a place-bound party lives."""

    name: str
    label: Words
    reach: str
    roles: tuple[str, ...] = ()
    level: str = ""


def read_parties(path: Path, roles: Collection[str] | None = None) -> Mapping[str, Party]:
    """Parties by name, in file order; given `roles`, only these may be named. Raises PackError."""
    page = read_toml(path)
    rows = page.tables("party", known_by="name", required=True)
    parties = [_party(row, roles) for row in rows]
    page.refuse_the_rest()
    page.settle()
    return {party.name: party for party in parties}


def _party(row: Table, roles: Collection[str] | None) -> Party:
    party = Party(
        name=row.name_of("name"),
        label=row.words("label"),
        reach=row.one_of("reach", REACHES),
        roles=row.texts("roles", among=roles, noun=A_ROLE),
        level=row.one_of("level", LEVELS[1:], default=""),
    )
    row.refuse_the_rest()
    if party.reach in WITHOUT_ROLES and party.roles:
        row.fault(
            "roles",
            f"够得着“{party.reach}”的不看角色；删掉 roles",
            f"a party that reaches by “{party.reach}” needs no roles; remove them",
        )
    elif party.reach and party.reach not in WITHOUT_ROLES and "roles" not in row:
        row.fault(
            "roles",
            '没有写哪些角色；加一行 roles = ["…"]',
            'it says no roles; add a line roles = ["…"]',
        )
    if (party.reach == "place") != bool(party.level) and party.reach:
        row.fault(
            "level",
            "按地点够得着的才写、也必须写 level（street、community、grid 或 micro_grid）",
            "a party that reaches by place, and no other, says its level: street, community, grid or micro_grid",
        )
    return party
