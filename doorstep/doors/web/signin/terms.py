"""On what terms this jurisdiction's staff sign in, and their posts in words. Reads the pack; asks no settings."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from doorstep.kernel.actor import Post
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.acting import actor_for
from doorstep.store.people.models import Person
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas


@dataclass(frozen=True, kw_only=True)
class Terms:
    """`issuer` is what a phone shows above the code."""

    requires_totp: bool
    session_hours: int
    issuer: str


def terms() -> Terms:
    """The terms of the jurisdiction being served."""
    town = towns.pack().jurisdiction
    return Terms(
        requires_totp=town.requires_totp,
        session_hours=town.session_hours,
        issuer=f"家门口 {town.label.say(get_language() or 'zh-hans')}",
    )


def post_lines(person: Person) -> tuple[Words, ...]:
    """Each post held today as one line: role, unit, place."""
    return tuple(post_words(post) for post in actor_for(person.pk, today=timezone.localdate()).posts)


def post_words(post: Post) -> Words:
    """Role, unit, and place where it is not the unit's own."""
    role = towns.pack().roles.get(post.role)
    unit, place = unit_tree().label(post.unit), atlas().label(post.place_path)
    parts = [role.label if role else Words(zh=post.role, en=post.role), unit]
    if place.zh and place.zh != unit.zh:
        parts.append(place)
    return Words(zh=" · ".join(part.zh for part in parts), en=" · ".join(part.en for part in parts))
