"""Takes a spreadsheet in: looks at it first 先看一遍, says what is wrong and what would change, and publishes when told to.

Between looking and publishing the good rows wait in a table, for a day. Refuses to publish what another person looked at.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from doorstep.adapters.workbooks import read_workbook
from doorstep.kernel.catalogue import Row
from doorstep.kernel.catalogue_checks import Gap, gaps
from doorstep.kernel.catalogue_reading import Read
from doorstep.kernel.ids import new_id
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue import queries, sheets
from doorstep.wings.catalogue.models import FROM_FILE, Upload, Version
from doorstep.wings.catalogue.rules import Difference, difference, plain, row_of
from doorstep.wings.catalogue.services import publish

KEPT = timedelta(days=1)


class UploadGone(Refusal):
    """这次上传已经过期或者已经导入了，请重新上传。"""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a file would do: its rows and faults, what differs from the version in force, and what nobody would cover."""

    id: UUID
    source: str
    read: Read
    difference: Difference
    gaps: tuple[Gap, ...]
    seen: str


def look_at(content: bytes, *, source: str, by: UUID, now: datetime, on: date) -> Looked:
    """Reads, judges and keeps; changes nothing that is in force. Raises WorkbookRefused."""
    read = sheets.read_sheets(read_workbook(content))
    current = queries.current_catalogue()
    Upload.objects.filter(at__lt=now - KEPT).delete()
    upload = Upload.objects.create(
        id=new_id(now),
        by=by,
        at=now,
        source=source[:120],
        rows=[plain(row) for row in read.rows],
        faulty=len(read.faults),
        seen=current.version,
    )
    return Looked(
        id=upload.id,
        source=source,
        read=read,
        difference=difference(current.rows, read.rows),
        gaps=gaps_of(read.rows, on=on),
        seen=current.version,
    )


def publish_upload(upload_id: UUID, *, note: str, by: UUID, now: datetime) -> Version:
    """The good rows of a file that this person looked at become the version in force.
    Raises UploadGone and whatever `publish` raises."""
    upload = Upload.objects.filter(id=upload_id, by=by, at__gte=now - KEPT).first()
    if upload is None:
        raise UploadGone
    rows = [row_of(raw) for raw in upload.rows]
    version = publish(rows, origin=FROM_FILE, source=upload.source, note=note, by=by, now=now, seen=upload.seen)
    upload.delete()
    return version


def gaps_of(rows: tuple[Row, ...], *, on: date) -> tuple[Gap, ...]:
    """Categories × communities that these rows leave to consultation."""
    categories = [code for code, one in towns.pack().categories.by_code.items() if one.parent]
    places = [spot.path for spot in atlas().of_level("community")]
    return gaps(queries.catalogue_of(rows), categories, places, on=on)
