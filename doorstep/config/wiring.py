"""Connects wings to events and adapters to the house. The only list of what is connected to what."""

from importlib import import_module

from doorstep.store.cases import hearing

WINGS_THAT_HEAR = ("dispatch", "outbox", "publication")


def connect() -> None:
    """Once, when Django is ready."""
    for wing in WINGS_THAT_HEAR:
        reactions = import_module(f"doorstep.wings.{wing}.reactions")
        hearing.connect(reactions.REACTIONS)
