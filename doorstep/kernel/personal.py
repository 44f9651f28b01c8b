"""What a table holds about people 个人信息: said beside the table itself, so that seeing, erasing and the register find it.

A model names it as `PERSONAL = Personal(...)`. Whoever adds a column about a person adds it here; tests compare.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from doorstep.kernel.words import Words


@dataclass(frozen=True, kw_only=True)
class Personal:
    """`columns`: every column that is about a person, or leads to one.

    `by_case`, `by_phone`, `by_identity`: conditions with one hole, for the ids of a person's cases and for the keyed hashes of
    their phone and of their ID number; "" where nothing leads from the person to the row. `opens`: columns that the person may
    read, sealed or not; `reads`: what the text in one of them says, name by name, where it is not to be read as it stands.
    `corrects`: how the text in the first of `opens` is with another value of a thing that may be wrong.
    `becomes`: what each column is after erasing; `goes`: the row is deleted instead. Neither: it has an end of its own, or the
    store erases it. `needed`: condition under which a row cannot go yet, and why.
    `outlived`: condition with one hole, for the moment before which retention ended; "" where the row's own room sees to it.
    """

    columns: tuple[str, ...]
    by_case: str = ""
    by_phone: str = ""
    by_identity: str = ""
    title: Words | None = None
    opens: tuple[str, ...] = ()
    reads: Mapping[str, Callable[[str], Mapping[str, str]]] = field(default_factory=dict)
    corrects: Mapping[str, Callable[[str, str], str]] = field(default_factory=dict)
    becomes: Mapping[str, Any] = field(default_factory=dict)
    goes: bool = False
    needed: tuple[str, Words] | None = None
    outlived: str = ""
