"""Who may sign in to a demo town, for the line printed at the start."""

from dataclasses import dataclass
from pathlib import Path

from doorstep.doors.town.planned import the_cast
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import Entry
from doorstep.wings.town.cast import SHOWN
from doorstep.wings.town.hiring import demo_password


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A member of the cast as a visitor needs it."""

    username: str
    password: str
    display_name: str
    duty: str


def sign_ins(entry: Entry, *, folder: Path) -> tuple[SignIn, ...]:
    """The members that play a part worth seeing, in the order of the cast."""
    password = demo_password(folder)
    with serving(entry.schema):
        members = the_cast()
    return tuple(
        SignIn(
            username=member.username,
            password=password,
            display_name=member.display_name,
            duty=SHOWN[member.username].zh,
        )
        for member in members
        if member.username in SHOWN
    )
