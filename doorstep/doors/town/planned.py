"""What the pack of the town served plans for its demonstration: its life, and who lives it."""

from doorstep.store.cases import towns
from doorstep.wings.town.cast import Member, cast
from doorstep.wings.town.gazetteer import Life, plan_in


def life() -> Life:
    """How much is said in how many weeks, and where. Raises PackError where the pack plans no town."""
    return plan_in(towns.pack().folders[-1]).life


def the_cast() -> tuple[Member, ...]:
    """Everyone who works in the town."""
    return cast(towns.pack().units, towns.pack().places, life())
