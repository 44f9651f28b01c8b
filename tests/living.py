"""Lets the cast live a little in tests: hires people, opens cases and takes them along their steps, through the store alone."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from doorstep.kernel.actor import Actor
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.opening import Opened, Opening, Reporter, open_case
from doorstep.store.people.acting import actor_for
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, register_person
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.inner import open_inner
from doorstep.wings.intake.photos import keep_photos

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # Monday, ten in the morning in the town
TODAY = date(2026, 11, 23)
PROVEN = ("finish", "submit_finish", "settle_on_spot")
LONG_AGO = date(2020, 1, 1)
FINISHED = {
    "measures": "更换护栏六米",
    "responsible": "李工",
    "outcome": "solved",
    "result": "护栏换好了",
    "finished_on": "2026-11-23",
}

# What the fixture `statements` gives: used as `with statements() as run:`.
Statements = Callable[[], AbstractContextManager[list[str]]]


def employ(role: str, unit: str, place: str = "", username: str = "") -> Person:
    """A person on a post, who can sign in with `client.force_login`."""
    known = Person.objects.filter(username=username or role).first()
    person = known or register_person(username=username or role, display_name=role, password=None)
    hire(person=person, role=role, unit=unit, place=place, from_on=LONG_AGO)
    return person


def acting(person: Person) -> Actor:
    """The person as the store knows them."""
    return actor_for(person.pk, today=TODAY)


def a_community() -> str:
    """Path of some community."""
    return atlas().of_level("community")[0].path


def word(text: str, *, title: str = "", place: str = "", now: datetime = NOW, **rest: Any) -> Opened:
    """A resident's word. `text` goes in as it is; `title` and the body shown to staff are given as already masked."""
    given: dict[str, object] = {
        "category": "roads.railing",
        "request_type": "help",
        "channel": "web",
        "reporter": Reporter(name="王小明", phone="13812345678", is_anonymous=False),
    }
    masked = str(rest.pop("masked", title or text))
    opening = Opening(
        mechanism="six_orders",
        actor=Actor(kind="resident"),
        form={"what": text},
        title=(title or masked)[:60],
        body=masked,
        place_path=place or a_community(),
        **{**given, **rest},
    )
    return open_case(opening, now=now)


def inner(mechanism: str, actor: Actor, form: Mapping[str, Any], at: int = 0) -> UUID:
    """A case of work among offices, in the community of that turn."""
    place = atlas().of_level("community")[at].code
    return open_inner(mechanism=mechanism, form=form, place=place, actor=actor, key=None, now=NOW).case_id


def step(
    case: Opened | UUID, verb: str, actor: Actor, form: Mapping[str, object] | None = None, now: datetime = NOW
) -> Done:
    """One step; what finishes a matter comes with a photo."""
    case_id = case if isinstance(case, UUID) else case.case_id
    given = dict(form or {})
    if verb in PROVEN:
        given = {"photos_after": [a_photo(now)], **given}
    return act(case_id=case_id, verb=verb, form=given, actor=actor, now=now)


def a_photo(now: datetime = NOW) -> str:
    """Digest of a photo that was uploaded and belongs to no case yet."""
    upload = SimpleUploadedFile("after.jpg", a_picture(), content_type="image/jpeg")
    (digest,) = keep_photos([upload], field="photos_after", uploaded_by="test", now=now)
    return digest


@cache
def a_picture() -> bytes:
    """A small grey JPEG."""
    out = BytesIO()
    Image.new("RGB", (64, 48), (120, 120, 120)).save(out, "JPEG")
    return out.getvalue()


def pooled(text: str, office: Actor, *, now: datetime = NOW, **rest: Any) -> Opened:
    """A word that went up to the office."""
    case = word(text, now=now, **rest)
    step(case, "hand_up", office, now=now)
    return case


def finished(text: str, office: Actor, desk: Actor, unit: str, *, now: datetime = NOW, **rest: Any) -> Opened:
    """A word that was dispatched, accepted and finished: it waits for its rating."""
    case = pooled(text, office, now=now, **rest)
    step(case, "dispatch", office, {"unit": unit, "basis": "派单目录"}, now)
    step(case, "accept", desk, {}, now)
    step(case, "finish", desk, FINISHED, now)
    return case


def rated(case: Opened, grade: str = "satisfied", now: datetime = NOW) -> Done:
    """The reporter's grade."""
    return step(case, "rate", Actor(kind="resident", receipts=frozenset({case.case_id})), {"grade": grade}, now)
