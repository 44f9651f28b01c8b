"""One cast everywhere: a resident, a grid worker, a community clerk, a desk clerk, her supervisor, a coordinator, a leader,
an auditor, and a stranger who must see nothing. As the kernel knows them; no rows needed."""

from uuid import UUID

from doorstep.kernel.actor import Actor, Post

STREET_PATH = "/510181/901/"
COMMUNITY_PATH = "/510181/901/901/"
GRID_PATH = "/510181/901/901/g01/"
COMMUNITY = "510181901901"
DESK_UNIT = "cgj"
OTHER_UNIT = "zjj"
PERSON_ID = UUID(int=1)
RESIDENT = Actor(kind="resident")


def person(number: int, role: str, unit: str, unit_path: str, place_path: str = "") -> Actor:
    """A person of staff with one post."""
    post = Post(role=role, unit=unit, unit_path=unit_path, place_path=place_path)
    return Actor(kind="staff", id=UUID(int=number), posts=(post,))


def resident(*case_ids: UUID) -> Actor:
    """A resident who has shown the receipts of these cases."""
    return Actor(kind="resident", receipts=frozenset(case_ids))


def grid_worker() -> Actor:
    return person(1, "grid_worker", "xfjd_xfq", "/djy/xfjd/xfjd_xfq/", GRID_PATH)


def community_clerk(number: int = 2) -> Actor:
    return person(number, "community_clerk", "xfjd_xfq", "/djy/xfjd/xfjd_xfq/", COMMUNITY_PATH)


def coordinator(number: int = 1) -> Actor:
    return person(number, "coordinator", "tcb", "/djy/tcb/")


def desk_clerk(number: int = 4, unit: str = DESK_UNIT) -> Actor:
    return person(number, "desk_clerk", unit, f"/djy/{unit}/")


def desk_supervisor(unit: str = DESK_UNIT) -> Actor:
    return person(5, "desk_supervisor", unit, f"/djy/{unit}/")


def leader() -> Actor:
    return person(6, "leader", "djy", "/djy/")


def auditor() -> Actor:
    return person(7, "auditor", "djy", "/djy/")


def stranger() -> Actor:
    """Signed in, without a post."""
    return Actor(kind="staff", id=UUID(int=8))
