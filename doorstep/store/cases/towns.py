"""The pack of the jurisdiction served, and the world that forms may name. Packs are read from disk once a process."""

import threading

from django.conf import settings

from doorstep.kernel.actor import Actor
from doorstep.kernel.form import World
from doorstep.kernel.pack import Pack, load_pack
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas

_packs: dict[str, Pack] = {}
_reading = threading.Lock()


def pack() -> Pack:
    """The pack of the jurisdiction served."""
    return pack_named(register.by_schema(schema()).pack)


def pack_named(name: str) -> Pack:
    """Any pack by its folder's name. Raises PackError with every fault in it."""
    if name not in _packs:
        # Reading one takes a second of the processor: let the first who asks do it for all threads.
        with _reading:
            if name not in _packs:
                _packs[name] = load_pack(name, settings.PACKS)
    return _packs[name]


def unit_that_may(actor: Actor, what: str) -> str:
    """The unit for which the actor may do this: of several posts, the first that is entitled; "" for whoever may not."""
    roles = pack().roles
    return next((post.unit for post in actor.posts if post.role in roles and what in roles[post.role].may), "")


def world() -> World:
    """Units and places in use, and the lists of the pack."""
    law = pack()
    return World(units=unit_tree(), places=atlas(), entries=law.entries, climbers=law.climbers, evidence=law.evidence)


def forget() -> None:
    """Read packs anew."""
    _packs.clear()
