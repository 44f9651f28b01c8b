"""After an upgrade: which mechanisms of each jurisdiction the pack holds in a version that nobody has put in force yet.

Says so, and with which command; puts nothing in force itself, for a council's procedure does not change by installing a program.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doorstep.store.jurisdictions.register import Entry


def tell_unpublished() -> None:
    """Prints a line for each jurisdiction where something waits. Raises PackError where this program cannot read its pack."""
    from doorstep.store.jurisdictions.register import list_jurisdictions

    for entry in list_jurisdictions():
        for line in unpublished_in(entry):
            print(line, flush=True)


def unpublished_in(entry: "Entry") -> Iterator[str]:
    """What waits there: mechanisms that are new, without which their pages cannot work, and newer versions of old ones."""
    from doorstep.store.filling import waiting_in

    waiting = waiting_in(entry)
    if waiting.new:
        names = "、".join(waiting.new)
        yield f"{entry.name}：机制包里新有 {names}，生效以后相关的页面才能用：doorstep jurisdiction refresh {entry.name}"
    if waiting.newer:
        names = " ".join(waiting.newer)
        yield (
            f"{entry.name}：机制包里有 {len(waiting.newer)} 个机制的新版本还没有生效。逐个看差别、确认："
            f"doorstep mechanism publish {entry.name} {names}"
        )
