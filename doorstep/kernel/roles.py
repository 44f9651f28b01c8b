"""Roles 角色: what a post lets a person see and do apart from the steps of a mechanism.

Reads `roles.toml`. Steps are opened by parties, never by a capability.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

SEES = ("unit", "place", "jurisdiction", "nothing")
CAPABILITIES = (
    "open_case",
    "merge",
    "dispatch_board",
    "publish",
    "review_publication",
    "figures",
    "export",
    "undelivered",
    "exclude",
    "call_back",
    "hotline",
    "ready_answers",
    "whistle",
    "turn_out",
    "rounds",
    "grids",
    "grid_staff",
    "levels",
    "themes",
    "catalogue",
    "read_catalogue",
    "import_orders",
    "webhooks",
    "triage",
    "credentials",
    "rely_on",
    "allowance",
    "evidence",
    "switch_allowance",
    "suggestions",
    "observe",
    "signs",
    "deliberate",
    "polls",
    "ballots",
    "projects",
    "pledges",
    "resources",
    "judging",
    "audit",
    "rights",
    "sealed",
    "administer",
)
A_CAPABILITY = Words(zh="台面", en="capability")


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """`sees`: the cases in view by this role; `sees_also`: mechanisms whose cases it sees wherever they are; `may`:
    capabilities of the desk."""

    code: str
    label: Words
    sees: str
    may: frozenset[str] = frozenset()
    sees_also: frozenset[str] = frozenset()


def read_roles(path: Path) -> Mapping[str, Role]:
    """Roles by code, in file order. Raises PackError."""
    page = read_toml(path)
    roles = [_role(row) for row in page.tables("role", known_by="code", required=True)]
    page.refuse_the_rest()
    page.settle()
    return {role.code: role for role in roles}


def _role(row: Table) -> Role:
    role = Role(
        code=row.name_of("code"),
        label=row.words("label"),
        sees=row.one_of("sees", SEES),
        may=frozenset(row.texts("may", among=CAPABILITIES, noun=A_CAPABILITY)),
        sees_also=frozenset(row.texts("sees_also")),
    )
    row.refuse_the_rest()
    return role
