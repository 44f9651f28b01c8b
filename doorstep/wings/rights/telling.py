"""Everything that is held about whoever asked 查阅复制, as plain data: what they said, who they are, photos, steps, who looked.

Only for a request to see that was granted, and only as long as it stands so. Tells what a reporter may read; the notes of those who
worked on a case are not about the reporter.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.about import guardians_of
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.models import Attachment, Receipt
from doorstep.store.cases.stories import Line, story_of
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import unseal
from doorstep.wings.rights.holdings import Owner, held_elsewhere
from doorstep.wings.rights.looking import Look, looks_at
from doorstep.wings.rights.models import Correction, Request
from doorstep.wings.rights.queries import owner_of, receipts_of

FORMAT = "doorstep-personal-copy/1"


class NotGranted(Refusal):
    """这份内容现在看不了：要先提出查阅的请求，等同意以后，在期限里看。"""

    status = 403


def copy_of(held: Held, *, now: datetime) -> dict[str, Any]:
    """JSON-able. Raises NotGranted unless this is a request to see that was granted and is not filed yet."""
    request = Request.objects.filter(case_id=held.case.id, kind="see").first()
    if request is None or held.case.state != "granted":
        raise NotGranted
    owner = owner_of(request)
    theirs = receipts_of(owner)
    looks = looks_at(owner.cases)
    return {
        "format": FORMAT,
        "jurisdiction": towns.pack().jurisdiction.label.zh,
        "request": held.case.number,
        "made_at": _moment(now),
        "cases": [
            _case(found, theirs.get(case_id, []), [look for look in looks if look.case_id == case_id])
            for case_id in owner.cases
            if (found := find(case_id))
        ],
        "elsewhere": [{"table": row.table, "title": row.title, "told": row.told} for row in held_elsewhere(owner)],
        "corrections": _corrections(owner),
    }


def _case(held: Held, receipts: list[UUID], looks: list[Look]) -> dict[str, Any]:
    case, mechanism = held.case, law(held.law_id)
    photos = Attachment.objects.filter(case_id=case.id, erased_at=None).order_by("uploaded_at")
    return {
        "number": case.number,
        "kind": mechanism.title.zh,
        "opened_at": _moment(case.opened_at),
        "state": mechanism.state(case.state).label.zh,
        "place": atlas().label(case.place_path).zh,
        "channel": case.channel,
        "contact": [_contact(row) for row in Receipt.objects.filter(id__in=receipts).order_by("created_at")],
        "guardian": [{"name": one.name, "phone": one.phone} for one in guardians_of(case.id)],
        "steps": [_step(line) for line in story_of(case, mechanism, "reporter")],
        "photos": [{"id": str(one.id), "sha256": one.sha256, "type": one.media_type} for one in photos],
        "looked": [{"at": _moment(look.at), **look.as_dict()} for look in looks],
    }


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(sep=" ", timespec="minutes")


def _contact(row: Receipt) -> dict[str, str]:
    sealed = {"name": row.name_cipher, "phone": row.phone_cipher}
    return {name: unseal(bytes(cipher)) for name, cipher in sealed.items() if cipher}


def _step(line: Line) -> dict[str, Any]:
    said = {answer.label.zh: _plain(answer.value) for answer in line.answers}
    return {"at": _moment(line.at), "what": line.said.zh, **({"said": said} if said else {})}


def _plain(value: Words | str | tuple[Words, ...]) -> str:
    if isinstance(value, tuple):
        return "、".join(one.zh for one in value)
    return value.zh if isinstance(value, Words) else value


def _corrections(owner: Owner) -> list[dict[str, str]]:
    rows = Correction.objects.filter(case_id__in=owner.cases).order_by("at")
    return [{"at": _moment(row.at), "what": row.target} for row in rows]
