"""Work among offices opened by a program: a whistle, a consultation, an order; and photos, which a step names by their digest.

Who may open what is said by the opening step of each mechanism, and asked of the token's posts. Residents' words go another way,
through /cases.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec import Meta

from doorstep.doors.api import shapes
from doorstep.doors.api.calls import field_described, text
from doorstep.doors.api.problems import BodyTooLarge
from doorstep.doors.api.routes import Call, table
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.cases.opening import Opened
from doorstep.wings.intake.inner import inner_law, open_inner, opening_post, told
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.whistles.services import WHISTLE, blow, locate

LARGEST = 20 * 2**20
JPEG = "image/jpeg"


class MechanismUnknown(Refusal):
    """没有这个机制，或者它不由您的岗位发起。"""

    status = 404


class NoPosts(Refusal):
    """这个令牌没有岗位，不能传照片。"""

    status = 403


class NewInner(msgspec.Struct, forbid_unknown_fields=True):
    """`form`: answers by the names of the mechanism's fields. `place`: code of the place it is about, however wide."""

    form: dict[str, Any]
    place: Annotated[str, Meta(max_length=40)]
    category: Annotated[str, Meta(max_length=40)] = ""


class Openable(msgspec.Struct):
    """A mechanism that your posts may open, with what its opening form asks."""

    name: str
    title: shapes.Text
    label: shapes.Text
    fields: list[dict[str, Any]]


class Openables(msgspec.Struct):
    """All of them."""

    items: list[Openable]


class KeptPhoto(msgspec.Struct):
    """Name it by `sha256` in a field of kind photo, within a day; later it is erased."""

    sha256: str


@table.add("GET", "/mechanisms", guard="token", answer=Openables)
def list_openable(call: Call) -> Openables:
    """List the mechanisms of work among offices that your posts may open, with their opening forms."""
    laws = [law for name in towns.pack().mechanisms if (law := _openable(call, name))]
    return Openables(
        items=[
            Openable(
                name=law.name,
                title=text(law.title),
                label=text(law.opening.label),
                fields=[field_described(field) for field in law.opening.form],
            )
            for law in laws
        ]
    )


@table.add(
    "POST",
    "/mechanisms/{name}/cases",
    guard="token",
    body=NewInner,
    answer=shapes.OpenedCase,
    status=201,
    is_idempotent=True,
)
def open_work(call: Call) -> shapes.OpenedCase:
    """Open work among offices, such as a whistle: `name` and the form's fields are those of GET /mechanisms. Repeating the call
    with the same Idempotency-Key answers with the first receipt."""
    law = _openable(call, call.path["name"])
    if law is None:
        raise MechanismUnknown
    opened = _blown(call, law) if law.name == WHISTLE else _opened(call, law)
    return shapes.OpenedCase(id=str(opened.case_id), number=opened.number, code=opened.code, is_repeat=opened.is_repeat)


def _opened(call: Call, law: Mechanism) -> Opened:
    return open_inner(
        mechanism=law.name,
        form=call.body.form,
        place=call.body.place,
        category=call.body.category,
        actor=call.actor,
        key=call.key,
        now=datetime.now(UTC),
    )


def _blown(call: Call, law: Mechanism) -> Opened:
    """A whistle calls its departments at once where it is an emergency, and is never for a place wider than a community."""
    title, body = told(law.opening, call.body.form)
    return blow(
        form=call.body.form,
        where=locate(call.body.place, None),
        title=title,
        body=body,
        actor=call.actor,
        key=call.key,
        now=datetime.now(UTC),
    )


def _openable(call: Call, name: str) -> Mechanism | None:
    law = inner_law(name)
    return law if law and opening_post(call.actor, law.opening) else None


@table.add("POST", "/photos", guard="token", answer=KeptPhoto, status=201, takes=JPEG)
def keep_photo(call: Call) -> KeptPhoto:
    """Keep a photo (JPEG, PNG or WebP, up to 20 MB) for a step to name by its digest. Positions and comments in it are dropped."""
    if not call.actor.posts:
        raise NoPosts
    content = call.request.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BodyTooLarge(limit=LARGEST // 2**20)
    upload = SimpleUploadedFile("photo.jpg", content, content_type=JPEG)
    now = datetime.now(UTC)
    (digest,) = keep_photos([upload], field="photo", uploaded_by=f"staff:{call.actor.id}", now=now)
    return KeptPhoto(sha256=digest)
