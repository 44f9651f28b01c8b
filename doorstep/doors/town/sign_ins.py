"""Who may sign in to a demo town, for the line printed at the start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from doorstep.doors.town.allowing import PAYS
from doorstep.doors.town.planned import the_cast
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import Entry
from doorstep.store.places.atlas import atlas
from doorstep.wings.allowance.policy import policy
from doorstep.wings.allowance.rules import FILE
from doorstep.wings.town.cast import SHOWN, Duty, Member
from doorstep.wings.town.hiring import demo_password

# The elders' allowance begins at one community, which is seldom that of the others shown.
OF_PILOT = {
    "community_clerk": Words(
        zh="津贴试点社区经办：名册、认证、凭证、导出", en="Clerk of the allowance's pilot community"
    ),
    "street_clerk": Words(zh="试点社区的街道经办：复核津贴疑点", en="Street clerk above it: reviews doubts"),
    "desk_clerk": Words(
        zh="民政局经办：验凭证、送证据，不再认证", en="Desk clerk, civil affairs: relies on credentials"
    ),
}


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A member of the cast as a visitor needs it."""

    username: str
    password: str
    display_name: str
    duty: str


def sign_ins(entry: Entry, *, folder: Path) -> tuple[SignIn, ...]:
    """The members that play a part worth seeing, in the order of the cast; then those of the allowance's pilot."""
    password = demo_password(folder)
    with serving(entry.schema):
        members = the_cast()
        parts = [(one, SHOWN[one.username]) for one in members if one.username in SHOWN]
        parts += _of_pilot(members) if towns.pack().file(FILE) is not None else ()
    return tuple(
        SignIn(username=member.username, password=password, display_name=member.display_name, duty=duty.zh)
        for member, duty in parts
    )


def _of_pilot(members: Sequence[Member]) -> Iterator[tuple[Member, Words]]:
    pilot = atlas().get(policy().pilot) if policy().pilot in atlas() else None
    if pilot is None:
        return
    for role, words in OF_PILOT.items():
        for member in members:
            if member.username not in SHOWN and any(_serves(duty, role, pilot.path) for duty in member.duties):
                yield member, words
                break


def _serves(duty: Duty, role: str, path: str) -> bool:
    if duty.role != role:
        return False
    above = atlas().get(duty.place) if duty.place in atlas() else None
    return duty.unit == PAYS if above is None else path.startswith(above.path)
