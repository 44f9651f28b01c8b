"""What a table holds about people 个人信息: said beside the table itself, so that seeing, erasing and the register find it.

A model names it as `PERSONAL = Personal(...)`. Whoever adds a column about a person adds it here; tests compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Personal:
    """`columns`: every column that is about a person, or leads to one.

    `by_case`, `by_phone`: conditions with one hole, for the ids of a person's cases and for the keyed hash of their number;
    "" where nothing leads from the person to the row. `opens`: sealed columns that the person may read. `becomes`: what each
    column is after erasing; `goes`: the row is deleted instead. Neither: it has an end of its own, or the store erases it.
    `outlived`: condition with one hole, for the moment before which retention ended; "" where the row's own room sees to it.
    """

    columns: tuple[str, ...]
    by_case: str = ""
    by_phone: str = ""
    opens: tuple[str, ...] = ()
    becomes: Mapping[str, Any] = field(default_factory=dict)
    goes: bool = False
    outlived: str = ""
