"""Which cases wait for a person: the keys of the kernel, and for whoever supervises the units below theirs too.

A section or a company has no supervisor of its own: what waits for one waits for the department above. What streets and
communities lead waits for the leaders, who alone stand above them.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.parties import Party
from doorstep.kernel.standing import keys_of
from doorstep.store.cases import towns
from doorstep.store.people.acting import actors_in
from doorstep.store.people.units import unit_tree

ABOVE = "lead_unit_above"
LED_BY_LEADERS = ("street", "community")


def keys_held(actor: Actor) -> tuple[str, ...]:
    """The strings under which cases may wait for this actor."""
    parties = towns.pack().parties
    keys = dict.fromkeys(keys_of(actor, parties))
    above = [party for party in parties.values() if party.reach == ABOVE]
    for party in above:
        keys |= dict.fromkeys(f"{party.name}@{code}" for code in _below(actor, party))
    return tuple(keys)


def who_holds(keys: Collection[str], *, today: date) -> dict[str, list[UUID]]:
    """The persons on duty for whom waits what stands under these keys; a key that nobody holds is left out."""
    parties = towns.pack().parties
    named = {key.partition("@")[0] for key in keys}
    roles = {role for name in named & parties.keys() for role in parties[name].roles}
    found: dict[str, list[UUID]] = {}
    for actor in actors_in(roles, today=today):
        for key in keys_held(actor):
            if key in keys and actor.id is not None:
                found.setdefault(key, []).append(actor.id)
    return found


def _below(actor: Actor, party: Party) -> list[str]:
    tree = unit_tree()
    found: list[str] = []
    for post in actor.posts:
        if post.role not in party.roles:
            continue
        is_top = post.unit_path.count("/") == 2
        found += [unit.code for unit in tree.all(*LED_BY_LEADERS)] if is_top else tree.within(post.unit_path)
    return found
