"""Opens work among offices that hangs beneath nothing: a consultation, a whistle, a theme. Masks its words as any other's.

Who may open it is said by the opening step of its mechanism. Refuses a mechanism that is for residents' requests.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from doorstep.kernel.actor import Actor, Post
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.mechanism import Mechanism, Step
from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, PlaceUnknown
from doorstep.store.cases import towns
from doorstep.store.cases.laws import LawUnknown, current_law
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.lexemes import lexemes_of
from doorstep.wings.intake.masking import masked, straight, title_of

NEEDS_A_CASE = ("receipt", "system", "lead_unit", "lead_unit_above", "beside")
REQUEST_TYPE = "other"
LONGEST_BODY = 4000


def inner_law(name: str) -> Mechanism | None:
    """The mechanism of this name, if it is one of work among offices: not of residents' own words, such as suggestions."""
    try:
        mechanism = current_law(name).mechanism
    except LawUnknown:
        return None
    parties = towns.pack().parties
    is_for_residents = any(parties[name].reach == "receipt" for name in mechanism.opening.who)
    return mechanism if mechanism.is_inner and not is_for_residents else None


def opening_post(actor: Actor, step: Step) -> Post | None:
    """The post by which this person may open such a case; None for whoever may not."""
    parties = towns.pack().parties
    entitled = [parties[name] for name in step.who if parties[name].reach not in NEEDS_A_CASE]
    return next((post for party in entitled for post in actor.posts if post.role in party.roles), None)


def open_inner(
    *,
    mechanism: str,
    form: Mapping[str, Any],
    place: str,
    category: str = "",
    actor: Actor,
    key: str | None,
    now: datetime,
) -> Opened:
    """Open a case of an inner mechanism. `place` is a code of the atlas, however wide; the title is what is asked for first.

    Raises ActorNotEntitled, FormRefused (also under "place") and whatever `open_case` raises.
    """
    step = current_law(mechanism).mechanism.opening
    post = opening_post(actor, step)
    if post is None:
        raise ActorNotEntitled(who=tuple(towns.pack().parties[name].label for name in step.who))
    spot = atlas().get(place) if place in atlas() else None
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    title, body = told(step, form)
    opening = Opening(
        mechanism=mechanism,
        actor=actor,
        form={name: straight(value) if isinstance(value, str) else value for name, value in form.items()},
        title=title,
        body=body,
        place_path=spot.path,
        category=category if category in towns.pack().categories.by_code else UNSORTED,
        request_type=REQUEST_TYPE,
        channel="desk",
        opened_unit=post.unit,
        lexemes=lexemes_of(body),
        key=key,
    )
    return open_case(opening, now=now)


def told(step: Step, form: Mapping[str, Any]) -> tuple[str, str]:
    """Title and digest, masked: the first line or text that was written, and all of them."""
    written = [masked(str(form[field.name])) for field in step.form if _is_text(field.kind) and form.get(field.name)]
    words = "\n".join(text for text in written if text)[:LONGEST_BODY]
    return (title_of(written[0]) if words else step.label.zh), words


def _is_text(kind: str) -> bool:
    return kind in ("text", "line")
