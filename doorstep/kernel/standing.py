"""What a person is to a case: which parties they belong to, and which cases wait for them. Pure."""

from collections.abc import Iterable, Mapping

from doorstep.kernel.actor import Actor, Post
from doorstep.kernel.case import Case
from doorstep.kernel.parties import Party

Parties = Mapping[str, Party]


def parties_of(actor: Actor, case: Case, parties: Parties) -> frozenset[str]:
    """Names of the parties to this case that the actor belongs to."""
    return frozenset(name for name, party in parties.items() if _belongs(actor, case, party))


def belongs_to_any(actor: Actor, case: Case, parties: Parties, names: Iterable[str]) -> bool:
    """Whether the actor is one of these parties to this case; asks no further than the first."""
    return any(name in parties and _belongs(actor, case, parties[name]) for name in names)


def post_for(actor: Actor, case: Case, parties: Parties, who: Iterable[str]) -> Post | None:
    """The post by which the actor is one of `who`: what the event records as role and unit."""
    for name in who:
        for post in actor.posts:
            if name in parties and _post_belongs(post, case, parties[name]):
                return post
    return None


def _belongs(actor: Actor, case: Case, party: Party) -> bool:
    match party.reach:
        case "receipt":
            return case.id in actor.receipts
        case "system":
            return actor.kind == "system"
        case _:
            return any(_post_belongs(post, case, party) for post in actor.posts)


def _post_belongs(post: Post, case: Case, party: Party) -> bool:
    if party.roles and post.role not in party.roles:
        return False
    match party.reach:
        case "jurisdiction":
            return True
        case "lead_unit":
            return bool(case.lead_unit) and post.unit == case.lead_unit
        case "lead_unit_above":
            return bool(case.lead_path) and case.lead_path.startswith(post.unit_path)
        case "beside":
            return any(path.startswith(post.unit_path) for path in case.beside)
        case "place":
            return bool(post.place_path) and case.place_path.startswith(post.place_path)
        case "opened_by":
            return bool(case.opened_unit) and post.unit == case.opened_unit
        case _:
            return False


def owed_by(owner: str | None, case: Case, parties: Parties) -> str:
    """Who owes the next step, as one string: "office", "desk@cgj", "first_desk@510181002003", "reporter"; "" when nobody does."""
    if not owner:
        return ""
    match parties[owner].reach:
        case "lead_unit" | "lead_unit_above":
            return f"{owner}@{case.lead_unit}"
        case "opened_by":
            return f"{owner}@{case.opened_unit}"
        case "place":
            return f"{owner}@{_where(parties[owner], case.place_path) or case.community}"
        case _:
            return owner


def keys_of(actor: Actor, parties: Parties) -> tuple[str, ...]:
    """The strings `owed_by` gives for cases that wait for this actor."""
    keys: dict[str, None] = {}
    for post in actor.posts:
        for name, party in parties.items():
            if post.role in party.roles:
                keys.setdefault(_key(name, party, post))
    return tuple(keys)


def _key(name: str, party: Party, post: Post) -> str:
    match party.reach:
        case "lead_unit" | "lead_unit_above" | "opened_by":
            return f"{name}@{post.unit}"
        case "place":
            return f"{name}@{_where(party, post.place_path)}"
        case _:
            return name


def _where(party: Party, place_path: str) -> str:
    """12-digit code of the street or the community that a party lives at, the street's ending in 000; a grid's own code."""
    parts = place_path.strip("/").split("/")
    match party.level:
        case "street":
            return f"{''.join(parts[:2])}000" if len(parts) >= 2 else ""
        case "grid" | "micro_grid":
            return "".join(parts[:4]) if len(parts) >= 4 else ""
        case _:
            return community_of(place_path)


def community_of(place_path: str) -> str:
    """12-digit code of the community a place path lies in, or "" above communities: "/510181/002/003/g05/" → "510181002003"."""
    parts = place_path.strip("/").split("/")
    return "".join(parts[:3]) if len(parts) >= 3 else ""
