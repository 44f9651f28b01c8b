"""Keeps the photos of reports and steps: cleaned, sealed, outside the database; lets go of those that nobody ever attached.

A photo is uploaded before it belongs to a case; the step that names its digest attaches it. Who may see it is the story's to
say, not this room's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from doorstep.adapters.files import FileLost, files
from doorstep.kernel.ids import new_id
from doorstep.kernel.refusals import CaseNotFound, FieldFault, FormRefused
from doorstep.store.cases.models import Attachment
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import seal, unseal_bytes
from doorstep.wings.intake import pictures

MOST = 6
ORPHAN_HOURS = 24


class TooManyPhotos(FieldFault):
    """最多 %(most)s 张照片，您选了 %(count)s 张。请去掉几张。"""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A photo that can be shown: its case, or None while it belongs to none."""

    id: UUID
    case_id: UUID | None
    stored_as: str
    sha256: str


def keep_photos(
    uploads: "Sequence[UploadedFile[Any]]", *, already: Iterable[str] = (), field: str, uploaded_by: str, now: datetime
) -> list[str]:
    """Clean, seal and keep each. Returns the digests a form names, those kept before (`already`) first.

    Raises FormRefused under `field` with the first fault; then none of `uploads` is kept.
    """
    before = list(dict.fromkeys(already))
    if len(uploads) + len(before) > MOST:
        raise FormRefused({field: TooManyPhotos(most=MOST, count=len(uploads) + len(before))})
    try:
        cleaned = [_clean(upload) for upload in uploads]
    except FieldFault as fault:
        raise FormRefused({field: fault}) from fault
    fresh = list({picture.sha256: picture for picture in cleaned if picture.sha256 not in before}.values())
    Attachment.objects.bulk_create([_keep(picture, uploaded_by, now) for picture in fresh])
    return [*before, *(picture.sha256 for picture in fresh)]


def _clean(upload: "UploadedFile[Any]") -> pictures.Picture:
    return pictures.clean(cast(BinaryIO, upload.file), name=upload.name or "", size=upload.size or 0)


def _keep(picture: pictures.Picture, uploaded_by: str, now: datetime) -> Attachment:
    photo_id = new_id(now)
    stored_as = f"{schema()}/{photo_id.hex[-2:]}/{photo_id.hex}"
    files().keep(stored_as, seal(picture.content))
    return Attachment(
        id=photo_id,
        sha256=picture.sha256,
        media_type=pictures.MEDIA_TYPE,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        stored_as=stored_as,
        uploaded_by=uploaded_by,
        uploaded_at=now,
    )


def find_photo(photo_id: UUID) -> Kept:
    """Raises CaseNotFound for what never was or was erased."""
    row = Attachment.objects.filter(id=photo_id, erased_at=None).values_list("case_id", "stored_as", "sha256").first()
    if row is None:
        raise CaseNotFound
    return Kept(id=photo_id, case_id=row[0], stored_as=row[1], sha256=row[2])


def open_photo(photo: Kept, *, is_small: bool = False) -> bytes:
    """The picture in the clear, as JPEG. Raises CaseNotFound when the file is gone."""
    try:
        content = unseal_bytes(files().read(photo.stored_as))
    except FileLost as lost:
        raise CaseNotFound from lost
    return pictures.small(content) if is_small else content


def forget_orphans(*, now: datetime, limit: int = 500) -> int:
    """Erase photos that were uploaded a day ago and attached to nothing. Returns how many; call again until none is left."""
    before = now - timedelta(hours=ORPHAN_HOURS)
    orphans = Attachment.objects.filter(case=None, uploaded_at__lt=before, erased_at=None)[:limit]
    gone = 0
    for orphan in orphans:
        # Marked first, so that nothing can be attached whose file is about to go.
        if Attachment.objects.filter(id=orphan.id, case=None, erased_at=None).update(erased_at=now):
            files().erase(orphan.stored_as)
            gone += 1
    return gone
