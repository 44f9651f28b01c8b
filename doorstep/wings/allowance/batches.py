"""A period's certified people below a place: as drafts of credentials, and as a table in each department's format."""

import csv
import hashlib
import io
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from doorstep.kernel.harmless_cells import harmless
from doorstep.store.cases import sheets
from doorstep.store.sealing import unseal
from doorstep.wings.allowance.models import Batch
from doorstep.wings.allowance.policy import place_words, policy
from doorstep.wings.allowance.rules import STATES, Format, hidden_number, yuan

CERTIFIED = """
SELECT e.id, e.sealed, e.id_hash, e.born_month, e.place, e.place_path, e.state, c.way, c."on", c.fen
FROM allowance_certification c JOIN allowance_elder e ON e.id = c.elder_id
WHERE c.period = %s AND e.place_path LIKE ANY(%s) AND e.sealed IS NOT NULL AND e.state <> 'ended'
  AND (%s::uuid IS NULL OR e.id = %s) ORDER BY e.place_path, e.id
"""


@dataclass(frozen=True, kw_only=True)
class Certified:
    """One of a batch, unsealed."""

    id: UUID
    name: str
    number: str
    id_hash: bytes
    born_month: date
    place: str
    place_path: str
    state: str
    way: str
    on: date
    fen: int


@dataclass(frozen=True, kw_only=True)
class Issued:
    """The credential that was issued to one of a batch."""

    ident: UUID
    check_code: str


def certified(period: str, paths: Sequence[str], *, only: UUID | None = None) -> list[Certified]:
    """Everybody who is certified for a period below these places; or that one of them."""
    found = []
    for row in sheets.run(CERTIFIED, [period, [f"{path}%" for path in paths], only, only]):
        name, number = json.loads(unseal(row[1]))
        found.append(
            Certified(
                id=row[0],
                name=name,
                number=number,
                id_hash=bytes(row[2]),
                born_month=row[3],
                place=row[4],
                place_path=row[5],
                state=row[6],
                way=row[7],
                on=row[8],
                fen=row[9],
            )
        )
    return found


def subject_of(one: Certified, period: str) -> dict[str, Any]:
    """What the holder carries: the ID number half hidden, and as a salted hash for whoever has the whole."""
    salt = secrets.token_hex(16)
    band = policy().band_of(one.born_month, one.on)
    return {
        "type": "ElderAllowance",
        "name": one.name,
        "idNumber": hidden_number(one.number),
        "idSalt": salt,
        "idSha256": hashlib.sha256((salt + one.number).encode()).hexdigest(),
        "community": place_words(one.place),
        "communityCode": one.place,
        "ageBand": band.label.zh if band else "",
        "period": period,
        "certifiedOn": one.on.isoformat(),
        "certifiedBy": policy().way_words(one.way).zh,
        "amountFen": one.fen,
    }


def rows_of(
    people: Iterable[Certified], period: str, issued: Mapping[bytes, Issued], wanted: Format
) -> Iterator[list[str]]:
    """Cells in the order of the format's columns."""
    for turn, one in enumerate(people, start=1):
        values = _values(one, period, issued.get(one.id_hash), turn)
        yield [values[field] for _header, field in wanted.columns]


def _values(one: Certified, period: str, credential: Issued | None, turn: int) -> dict[str, str]:
    band = policy().band_of(one.born_month, one.on)
    return {
        "turn": str(turn),
        "name": one.name,
        "id_number": one.number,
        "id_hidden": hidden_number(one.number),
        "community": place_words(one.place),
        "community_code": one.place,
        "band": band.label.zh if band else "",
        "period": period,
        "certified_on": one.on.isoformat(),
        "certified_by": policy().way_words(one.way).zh,
        "yuan": yuan(one.fen),
        "fen": str(one.fen),
        "credential": str(credential.ident) if credential else "",
        "check_code": credential.check_code if credential else "",
        "state": STATES[one.state].zh,
    }


def as_csv(wanted: Format, rows: Iterable[list[str]]) -> bytes:
    """With a byte-order mark, as spreadsheets here expect; no cell can act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([header for header, _field in wanted.columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xml(wanted: Format, rows: Iterable[list[str]]) -> bytes:
    """Element names are the format's headers."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{wanted.root}>"]
    for row in rows:
        cells = "".join(f"<{h}>{escape(cell)}</{h}>" for (h, _f), cell in zip(wanted.columns, row, strict=True))
        out.append(f"<{wanted.row}>{cells}</{wanted.row}>")
    return "\n".join([*out, f"</{wanted.root}>", ""]).encode()


def as_xlsx(wanted: Format, rows: Iterable[list[str]]) -> bytes:
    """Text cells only, so that ID numbers stay whole."""
    import xlsxwriter  # only where a workbook is written

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 the same rows give the same bytes
    sheet = book.add_worksheet(wanted.label.zh[:31])
    for at, (header, _field) in enumerate(wanted.columns):
        sheet.write_string(0, at, header)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell)
    book.close()
    return out.getvalue()


def note_batch(
    period: str, place_path: str, wanted: Format, content: bytes, count: int, *, by: UUID, now: datetime
) -> Batch:
    """Who took what, and the hash of the file."""
    return Batch.objects.create(
        period=period,
        place_path=place_path,
        format=wanted.code,
        count=count,
        digest=hashlib.sha256(content).digest(),
        by=by,
        at=now,
    )
